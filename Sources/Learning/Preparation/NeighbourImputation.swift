import Statistics

/// The mean of the nearest training subjects who have the value, as `sklearn.impute.KNNImputer`.
///
/// Distance is `√(p / m · Σ (xᵢ − yᵢ)²)` over the `m` of `p` columns that both have, in the columns' own units or, as
/// after `StandardScaler`, in standard deviations of the training values: radiomics features differ in size by many
/// powers of ten, and in their own units the largest of them alone would say who is near.
/// Without any comparable subject the training mean stands in. Subjects as near as the last one all count.
/// - SeeAlso: Troyanskaya et al. 2001, doi 10.1093/bioinformatics/17.6.520.
public struct NeighbourImputation: Imputation, Codable {
  /// Units of the distance.
  public enum Units: String, Hashable, Codable, Sendable {
    /// Those of the columns.
    case own
    /// Standard deviations of each column's training values.
    case standardised
  }

  /// Number of neighbours.
  public let neighbours: Int
  /// Units of the distance.
  public let units: Units

  /// Imputation from `neighbours` subjects.
  public init(neighbours: Int = 5, units: Units = .own) {
    precondition(neighbours >= 1, "somebody must be near")
    (self.neighbours, self.units) = (neighbours, units)
  }

  /// Keeps the values of `table`.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> NeighbourImputer {
    log.record(.imputation, subjects: table.subjects, detail: "\(neighbours) nearest neighbours")
    let features = table.sortedBySubject.features
    let incomplete = features.columns.indices.filter { features.column($0).contains { $0.isNaN } }
    return NeighbourImputer(
      columns: table.columns, neighbours: neighbours, incomplete: incomplete,
      rows: features.subjects.indices.map { row in features.columns.indices.map { features.value(row: row, column: $0) }
      },
      scales: units == .own ? nil : features.columns.indices.map { scale(features.column($0).filter { !$0.isNaN }) })
  }

  /// Population standard deviation; 1 for a column without spread, which then does not count in any distance of
  /// training subjects.
  private func scale(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 1 }
    let centre = mean(values)
    let spread = (total(values.map { ($0 - centre) * ($0 - centre) }) / Double(values.count)).squareRoot()
    return spread > 0 ? spread : 1
  }
}

/// Training subjects to take values from.
public struct NeighbourImputer: Imputer {
  /// Key in files.
  public static let code: String? = "neighbours"

  /// The columns it was fitted on.
  public let columns: [String]
  /// Number of neighbours.
  public let neighbours: Int
  /// Positions of the columns that had missing values in training.
  public let incomplete: [Int]
  /// The training values.
  public let rows: [[Double?]]
  /// What differences are divided by, one a column; `nil` for nothing.
  public let scales: [Double]?

  /// The table without missing values.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "an imputer transforms the columns it was fitted on")
    var values = table.values
    for row in table.subjects.indices {
      let own = columns.indices.map { table.value(row: row, column: $0) }
      guard own.contains(where: { $0 == nil }) else { continue }
      let distances = rows.map { distance(own, $0) }
      for column in columns.indices where own[column] == nil {
        values[column * table.subjects.count + row] = value(column, distances)
      }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: values)
  }

  private func value(_ column: Int, _ distances: [Double]) -> Double {
    let donors = rows.indices.filter { rows[$0][column] != nil }
    guard !donors.isEmpty else { return 0 }
    let near = donors.filter { distances[$0] < .infinity }.sorted { (distances[$0], $0) < (distances[$1], $1) }
    let limit = near.isEmpty ? .infinity : distances[near[min(neighbours, near.count) - 1]]
    let chosen = near.isEmpty ? donors : near.filter { distances[$0] <= limit }
    return mean(chosen.compactMap { rows[$0][column] })
  }

  private func distance(_ a: [Double?], _ b: [Double?]) -> Double {
    var (sum, shared) = (0.0, 0)
    for column in a.indices {
      guard let x = a[column], let y = b[column] else { continue }
      let apart = (x - y) / (scales?[column] ?? 1)
      sum += apart * apart
      shared += 1
    }
    return shared == 0 ? .infinity : (sum * Double(columns.count) / Double(shared)).squareRoot()
  }
}

extension NeighbourImputer {
  /// The table without missing values, of which there is one completion.
  public func transform(_ table: FeatureTable, completion: Int) -> FeatureTable { transform(table) }

  /// All of it: neighbours are near in all columns, so nothing can be left out.
  public func selecting(_ names: Set<String>) -> NeighbourImputer { self }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public func fault(_ completion: Int) -> String? {
    let isScaled = scales.map { $0.count == columns.count && $0.allSatisfy { $0 > 0 } } ?? true
    return neighbours >= 1 && isScaled && rows.allSatisfy { $0.count == columns.count }
      ? twice(columns) : "neighbours are not of its columns"
  }
}

extension LearningStep {
  static let neighbours = LearningStep.imputation(
    "neighbours", "mean of the nearest subjects, in standard deviations", [StepOption("neighbours", .counts, "5")],
    fitted: NeighbourImputer.self
  ) { choice, _ in NeighbourImputation(neighbours: choice.whole("neighbours"), units: .standardised) }
}

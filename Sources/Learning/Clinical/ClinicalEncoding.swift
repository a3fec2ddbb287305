import Statistics

/// How a clinical factor becomes numbers.
public enum ClinicalEncoding: Hashable, Codable, Sendable {
  /// One column per level seen in training, and one for unknown: `NAME=LEVEL`.
  case oneHot
  /// One column: `negative` 0, unknown 0.5, `positive` 1. Inferred from the study's code, which has one column for HPV.
  case ordinalWithUnknown(negative: String, positive: String)
  /// One column: 1 for the levels in `high`, 0 for any other known level; unknown is missing.
  case dichotomisedLevels(high: [String])
  /// One column: 1 when the number is at least `cut`, else 0; unknown is missing.
  case dichotomised(cut: Double)
  /// The number; unknown is missing.
  case continuous
  /// One column: the position of the level among those seen in training, sorted; unknown is missing. For multiple
  /// imputation, after which ``LevelColumns`` makes a column of each level.
  case position
}

/// A recorded factor and how it is used.
public struct ClinicalFactor: Hashable, Codable, Sendable {
  /// Name of the factor.
  public let name: String
  /// Its encoding.
  public let encoding: ClinicalEncoding

  /// A factor with its encoding.
  public init(name: String, encoding: ClinicalEncoding) { (self.name, self.encoding) = (name, encoding) }
}

/// Recorded values of clinical factors, as text; `nil` is unknown.
public struct ClinicalTable: Hashable, Codable, Sendable {
  /// Identifiers of the rows, all different.
  public let subjects: [String]
  /// Values by factor, one per subject.
  public let values: [String: [String?]]

  /// A table of `values` by factor; blank text and `unknown` itself, whose column every factor has, count as unknown.
  public init(subjects: [String], values: [String: [String?]]) {
    precondition(values.values.allSatisfy { $0.count == subjects.count }, "one value per subject")
    self.subjects = subjects
    self.values = values.mapValues { column in
      column.map { value in value.flatMap { $0.allSatisfy(\.isWhitespace) || $0 == "unknown" ? nil : $0 } }
    }
  }
}

/// Encodes clinical factors; what must be learned (the levels of one-hot factors) is learned from training subjects.
public struct ClinicalEncoder: Hashable, Codable, Sendable {
  /// The factors, in the order of their columns.
  public let factors: [ClinicalFactor]

  /// An encoder of `factors`, whose names differ.
  public init(factors: [ClinicalFactor]) {
    precondition(Set(factors.map(\.name)).count == factors.count, "factors have different names")
    self.factors = factors
  }

  /// Learns the levels from `table`, which holds training subjects only.
  /// - Throws: ``LearningError/missingColumns(_:)``.
  public func fit(_ table: ClinicalTable, log: inout FitLog) throws(LearningError) -> ClinicalEncodingModel {
    let missing = factors.map(\.name).filter { table.values[$0] == nil }
    guard missing.isEmpty else { throw .missingColumns(missing) }
    log.record(.encoding, subjects: table.subjects, detail: factors.map(\.name).joined(separator: ", "))
    let levels = factors.map { factor in Set((table.values[factor.name] ?? []).compactMap(\.self)).sorted() }
    return ClinicalEncodingModel(factors: factors, levels: levels)
  }
}

/// Fitted levels; turns recorded values into columns.
public struct ClinicalEncodingModel: Hashable, Codable, Sendable {
  /// The factors.
  public let factors: [ClinicalFactor]
  /// Levels seen in training, sorted, for each factor.
  public let levels: [[String]]

  /// Names of the columns, in order.
  public var columns: [String] { factors.indices.flatMap { names(of: $0) } }

  /// Factors with more than two levels as one column of their numbers, which become one column a level once imputed.
  public var levelColumns: [LevelColumns] {
    factors.indices.filter { factors[$0].encoding == .position && levels[$0].count > 2 }
      .map { LevelColumns(column: factors[$0].name, levels: levels[$0]) }
  }

  private func names(of position: Int) -> [String] {
    let name = factors[position].name
    guard case .oneHot = factors[position].encoding else { return [name] }
    return levels[position].map { "\(name)=\($0)" } + ["\(name)=unknown"]
  }

  /// The columns for the subjects of `table`. A level that training never saw counts as unknown: its effect is unknown.
  /// - Throws: ``LearningError/missingColumns(_:)`` or ``LearningError/unreadableLevel(factor:value:expected:)``.
  public func transform(_ table: ClinicalTable) throws(LearningError) -> FeatureTable {
    var values: [Double] = []
    for position in factors.indices {
      guard let recorded = table.values[factors[position].name] else {
        throw .missingColumns([factors[position].name])
      }
      var rows: [[Double]] = []
      for value in recorded { rows.append(try encode(value, position)) }
      for column in names(of: position).indices { values += rows.map { $0[column] } }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: values)
  }

  /// Subjects of `table` with a level that training never saw, by factor; only factors of levels learn any.
  public func unseenLevels(_ table: ClinicalTable) -> [String: [String]] {
    var unseen: [String: [String]] = [:]
    for (factor, known) in zip(factors, levels) where factor.encoding == .oneHot || factor.encoding == .position {
      let found = Set((table.values[factor.name] ?? []).compactMap(\.self)).subtracting(known)
      if !found.isEmpty { unseen[factor.name] = found.sorted() }
    }
    return unseen
  }

  private func encode(_ value: String?, _ position: Int) throws(LearningError) -> [Double] {
    let factor = factors[position]
    switch factor.encoding {
    case .oneHot:
      let hit = value.flatMap { levels[position].firstIndex(of: $0) } ?? levels[position].count
      return (0...levels[position].count).map { $0 == hit ? 1 : 0 }
    case .ordinalWithUnknown(let negative, let positive):
      guard let value else { return [0.5] }
      guard value == negative || value == positive else {
        throw .unreadableLevel(factor: factor.name, value: value, expected: "\(negative), \(positive) or blank")
      }
      return [value == positive ? 1 : 0]
    case .dichotomisedLevels(let high): return [value.map { high.contains($0) ? 1 : 0 } ?? .nan]
    case .dichotomised(let cut): return [try number(value, factor.name).map { $0 >= cut ? 1 : 0 } ?? .nan]
    case .continuous: return [try number(value, factor.name) ?? .nan]
    case .position:
      return [value.flatMap { levels[position].firstIndex(of: $0) }.map(Double.init) ?? .nan]
    }
  }

  private func number(_ value: String?, _ factor: String) throws(LearningError) -> Double? {
    guard let value else { return nil }
    guard let number = Double(value), number.isFinite else {
      throw .unreadableLevel(factor: factor, value: value, expected: "a number or blank")
    }
    return number
  }
}

extension ClinicalEncodingModel {
  /// Why the encoding cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    levels.count != factors.count ? "levels are not those of \(factors.count) factors" : twice(factors.map(\.name))
  }
}

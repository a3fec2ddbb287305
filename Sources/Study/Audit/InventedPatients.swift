import Foundation

/// Patients whose features lie on a straight line between those of two others: what SMOTE makes of a small class.
///
/// On both sides of a split such a patient carries what the two are like over to the other side. Where features have few directions
/// three patients lie on a line by chance; the rule is applied only where that is expected in fewer than one of twenty cohorts.
struct InventedPatients {
  private(set) var pairs: [RunAudit.Twins] = []
  /// The rule, or nothing where it was not applied.
  let basis: String

  /// How far shares of the way may differ from column to column.
  private static let tolerance = 1e-3
  /// More patients would make the search, cubic in their number, longer than the study.
  private static let most = 1000

  /// - Parameters:
  ///   - columns: values by column, none constant.
  ///   - directions: in which patients differ.
  init(_ columns: [[Double]], directions: Double) {
    let count = columns[0].count
    let triples = Double(count) * Double(count) * Double(count) / 6
    guard count <= InventedPatients.most, triples * pow(2 * InventedPatients.tolerance, directions - 1) < 0.05 else {
      basis = ""
      return
    }
    basis =
      " A patient on a straight line between two others, in every column, is taken for one that oversampling (SMOTE) made of them."
    let widest = columns.sorted { Set($0).count > Set($1).count }
    let scaled = widest.map { column -> [Double] in
      let range = quartileRange(column)
      return column.map { $0 / range }
    }
    var known: Set<Int> = []
    for b in 0..<count {
      for a in 0..<b {
        for made in InventedPatients.between(a, b, scaled) where known.insert(made).inserted {
          for parent in [a, b] {
            pairs.append(
              RunAudit.Twins(
                first: min(made, parent), second: max(made, parent),
                words: "one lies on a straight line between the other and a third, as oversampling makes patients"))
          }
        }
      }
    }
  }

  /// Who lies between `a` and `b`. The first two columns, those of the most values, decide for nearly everybody.
  private static func between(_ a: Int, _ b: Int, _ columns: [[Double]]) -> [Int] {
    let (first, second) = (columns[0], columns[columns.count > 1 ? 1 : 0])
    let apart = first[b] - first[a]
    guard abs(apart) > 0.1 else { return [] }
    let (way, start) = (second[b] - second[a], second[a])
    let slack = tolerance * max(abs(way), 0.1)
    var found: [Int] = []
    for place in first.indices {
      let share = (first[place] - first[a]) / apart
      guard share > tolerance, share < 1 - tolerance, abs(second[place] - start - share * way) <= slack else {
        continue
      }
      guard place != a, place != b else { continue }
      let isBetween = columns.allSatisfy { column in
        let way = column[b] - column[a]
        return abs(column[place] - column[a] - share * way) <= tolerance * max(abs(way), 0.1)
      }
      if isBetween { found.append(place) }
    }
    return found
  }
}

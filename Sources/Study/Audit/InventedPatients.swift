import Foundation

/// Patients whose features lie on a straight line between those of two others: what SMOTE makes of a small class.
///
/// On both sides of a split such a patient carries what the two are like over to the other side. Where features have few directions
/// three patients lie on a line by chance; the rule is applied only where that is expected in fewer than one of twenty cohorts.
struct InventedPatients {
  private(set) var pairs: [RunAudit.Twins] = []
  /// Positions of those who lie between others.
  private(set) var made: [Int] = []
  /// The rule, or nothing where it was not applied.
  let basis: String

  /// How far shares of the way may differ from column to column.
  fileprivate static let tolerance = 1e-3

  /// - Parameters:
  ///   - columns: values by column, none constant.
  ///   - directions: in which patients differ.
  init(_ columns: [[Double]], directions: Double) {
    let count = columns[0].count
    let triples = Double(count) * Double(count) * Double(count) / 6
    guard triples * pow(2 * InventedPatients.tolerance, directions - 1) < 0.05 else {
      basis = ""
      return
    }
    basis =
      " A patient on a straight line between two others, in every column, is taken for one that oversampling (SMOTE) made of them."
    let values = columns.map { Set($0).count }
    let widest = columns.indices.sorted { (values[$1], $0) < (values[$0], $1) }.map { columns[$0] }
    let scaled = widest.map { column -> [Double] in
      let range = quartileRange(column)
      return column.map { $0 / range }
    }
    for (made, parents) in LineSearch(scaled).found.sorted(by: { $0.key < $1.key }) {
      self.made.append(made)
      for parent in [parents.first, parents.second] {
        pairs.append(
          RunAudit.Twins(
            first: min(made, parent), second: max(made, parent),
            words: "one lies on a straight line between the other and a third, as oversampling makes patients"))
      }
    }
  }
}

/// Who lies on a straight line between whom.
///
/// Seen from the parent that is farther away, a patient and the other parent lie in one direction. So patients are sorted by their slope in
/// the first two columns, those of the most values, and only neighbours in that order are looked at in all columns: patients squared times
/// their logarithm, and a share of 4 in 1,000 of their cube, where all triples would be half the cube.
private struct LineSearch {
  /// By patient, the two between whom it lies; the first two by position where there are several.
  private(set) var found: [Int: (first: Int, second: Int)] = [:]
  private let columns: [[Double]]

  /// How far shares of the way may differ from column to column.
  private static let tolerance = InventedPatients.tolerance

  init(_ columns: [[Double]]) {
    self.columns = columns
    for parent in columns[0].indices { look(from: parent) }
  }

  /// Everybody on a line from `parent`, at least halfway to the other.
  private mutating func look(from parent: Int) {
    let (x, y) = (columns[0], columns[min(1, columns.count - 1)])
    for isRight in [true, false] {
      let others = x.indices.filter { isRight ? x[$0] > x[parent] : x[$0] < x[parent] }
      var rays = others.map { (slope: (y[$0] - y[parent]) / (x[$0] - x[parent]), at: $0) }
      rays.sort { ($0.slope, $0.at) < ($1.slope, $1.at) }
      var start = 0
      for made in rays {
        // Halfway or more, slopes differ by 2 tolerance * max(|slope|, 0.1 / 0.1) at most; a little more is looked at.
        while rays[start].slope < made.slope - Self.reach(made.slope) { start += 1 }
        var at = start
        while at < rays.count, rays[at].slope <= made.slope + Self.reach(made.slope) {
          keep(made.at, parent, rays[at].at)
          at += 1
        }
      }
    }
  }

  private static func reach(_ slope: Double) -> Double { 3 * tolerance * max(abs(slope), 1) }

  private mutating func keep(_ made: Int, _ one: Int, _ other: Int) {
    let (a, b) = (min(one, other), max(one, other))
    if let known = found[made], (known.second, known.first) <= (b, a) { return }
    if isBetween(made, a, b) { found[made] = (a, b) }
  }

  private func isBetween(_ made: Int, _ a: Int, _ b: Int) -> Bool {
    let apart = columns[0][b] - columns[0][a]
    guard made != a, made != b, abs(apart) > 0.1 else { return false }
    let share = (columns[0][made] - columns[0][a]) / apart
    guard share > Self.tolerance, share < 1 - Self.tolerance else { return false }
    return columns.allSatisfy { column in
      let way = column[b] - column[a]
      return abs(column[made] - column[a] - share * way) <= Self.tolerance * max(abs(way), 0.1)
    }
  }
}

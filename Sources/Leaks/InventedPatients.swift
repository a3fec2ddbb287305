import Foundation
import Statistics

/// Patients whose features lie on a straight line between those of two others: what SMOTE makes of a small class.
///
/// On both sides of a split such a patient carries what the two are like over to the other side. Where features have
/// few directions three patients lie on a line by chance; the rule is applied only where that is expected in fewer than
/// one of twenty cohorts.
package struct InventedPatients {
  package private(set) var pairs: [TwinPatients] = []
  /// Positions of those who lie between others.
  package private(set) var made: [Int] = []
  /// The rule, or nothing where it was not applied.
  package let basis: String

  /// How far shares of the way may differ from column to column.
  fileprivate static let tolerance = 1e-3

  /// - Parameters:
  ///   - columns: values by column, none constant.
  ///   - directions: in which patients differ.
  package init(_ columns: [[Double]], directions: Double) {
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
          TwinPatients(
            first: min(made, parent), second: max(made, parent),
            words: "one lies on a straight line between the other and a third, as oversampling makes patients"))
      }
    }
  }
}

/// Who lies on a straight line between whom.
///
/// Seen from the parent that is farther away, a patient and the other parent lie in one direction: their slopes differ
/// by `2 tolerance` of themselves at most, in every column against the first. So a parent's others are sorted into
/// narrow cells by one slope, those of a cell and of the next are compared by a second, and only who agrees in both is
/// looked at in all columns. That is patients squared, and a share of some 1 in 400,000 of their cube, where all
/// triples would be half the cube. Which columns the slopes are of changes the time and nothing else.
package struct LineSearch {
  /// By patient, the two between whom it lies; the first two by position where there are several.
  package private(set) var found: [Int: (first: Int, second: Int)] = [:]
  private let columns: [[Double]]
  /// Columns of the two slopes.
  private let rises: (first: Int, second: Int)

  /// How far shares of the way may differ from column to column.
  private static let tolerance = InventedPatients.tolerance
  /// Nobody is on the way between parents who are nearer than this in the first column.
  private static let leastWay = 0.1

  /// - Parameter columns: values by column, in quartile ranges.
  package init(_ columns: [[Double]]) {
    self.columns = columns
    let first = unlike(columns, others: [0])
    rises = (first, unlike(columns, others: [0, first]))
    var rays = Rays(columns[0].count)
    for parent in columns[0].indices {
      rays.aim(columns[0], columns[rises.first], columns[rises.second], from: parent)
      rays.visitPairs { one, other in
        let isNearer = abs(columns[0][one] - columns[0][parent]) < abs(columns[0][other] - columns[0][parent])
        keep(isNearer ? one : other, between: parent, and: isNearer ? other : one)
      }
    }
  }

  /// A parent's others by their slopes.
  private struct Rays {
    /// A slope `s` is seen as itself up to 1, and as `2 - 1 / s` beyond: between -2 and 2, and slopes that differ by
    /// `2 tolerance max(|s|, 1)` differ by as much at most. Slopes of independent columns spread evenly over that.
    private static let width = 2.5 * LineSearch.tolerance
    /// Cells of one side; one more stays empty, so that the next cell is never of the other side.
    private static let cells = 2 * (Int(2 / width) + 2)
    private var cellOf: [Int32]
    private var slopes: [Float]
    /// Positions by cell, and the second slope of each.
    private var members: [Int32]
    private var seconds: [Float]
    /// Where each cell starts among the members.
    private var starts: [Int]

    init(_ count: Int) {
      cellOf = [Int32](repeating: -1, count: count)
      slopes = [Float](repeating: 0, count: count)
      members = [Int32](repeating: 0, count: count)
      // Four at a time are compared; beyond the last nothing is near.
      seconds = [Float](repeating: .infinity, count: count + 4)
      starts = [Int](repeating: 0, count: 2 * Rays.cells + 2)
    }

    mutating func aim(_ x: [Double], _ y: [Double], _ z: [Double], from parent: Int) {
      see(x, y, z, from: parent)
      for cell in starts.indices { starts[cell] = 0 }
      for cell in cellOf where cell >= 0 { starts[Int(cell) + 2] += 1 }
      // `starts[c + 1]` is where cell `c` goes on while it is filled, and where it ends afterwards.
      for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
      for at in cellOf.indices where cellOf[at] >= 0 {
        let cell = Int(cellOf[at]) + 1
        members[starts[cell]] = Int32(at)
        seconds[starts[cell]] = slopes[at]
        starts[cell] += 1
      }
      for place in starts[starts.count - 1]..<seconds.count { seconds[place] = .infinity }
    }

    /// The cell and the second slope of everybody, in steps that the compiler does four at a time.
    private mutating func see(_ x: [Double], _ y: [Double], _ z: [Double], from parent: Int) {
      // The cell is read off the bits of a number whose last digit is 1.
      let (round, scale) = (Float(0x1.8p23), Float(1 / Rays.width))
      let (middle, side) = (Int32(Rays.cells / 2), Int32(Rays.cells))
      let (px, py, pz) = (x[parent], y[parent], z[parent])
      // Halfway or more to the other parent, so half of the least way at least; a little less is looked at.
      let least = 0.499 * LineSearch.leastWay
      let count = x.count
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          z.withUnsafeBufferPointer { z in
            cellOf.withUnsafeMutableBufferPointer { cellOf in
              slopes.withUnsafeMutableBufferPointer { slopes in
                // All five have one number a patient.
                for at in 0..<count {
                  let (run, rise, second) = (x[at] - px, y[at] - py, z[at] - pz)
                  let way = abs(run)
                  let (u, v) = (Rays.seen(rise, way), Rays.seen(second, way))
                  let seen = (run < 0 ? -u : u) * scale + round
                  let cell = Int32(truncatingIfNeeded: seen.bitPattern & 0x7F_FFFF) &- 0x40_0000 &+ middle
                  slopes[at] = run < 0 ? -v : v
                  cellOf[at] = way > least ? (run < 0 ? cell &+ side : cell) : -1
                }
              }
            }
          }
        }
      }
    }

    @inline(__always)
    private static func seen(_ rise: Double, _ way: Double) -> Float {
      let high = abs(rise)
      let ratio = min(high, way) / max(high, way)
      let size = Float(high > way ? 2 - ratio : ratio)
      return rise < 0 ? -size : size
    }

    /// Everybody and who of the same or the next cell agrees in the second slope.
    func visitPairs(_ visit: (Int, Int) -> Void) {
      let reach = SIMD4<Float>(repeating: Float(Rays.width))
      seconds.withUnsafeBufferPointer { seconds in
        for cell in 0..<(starts.count - 2) where starts[cell] < starts[cell + 1] {
          let end = starts[cell + 2]
          for one in starts[cell]..<starts[cell + 1] {
            let own = SIMD4<Float>(repeating: seconds[one])
            var other = one + 1
            while other < end {
              // Four numbers from `other` on are inside, since four follow the last.
              let next = UnsafeRawPointer(seconds.baseAddress! + other).loadUnaligned(as: SIMD4<Float>.self)
              let apart = next - own
              let isNear = (apart .<= reach) .& (apart .>= -reach)
              if any(isNear) {
                for lane in 0..<min(4, end - other) where isNear[lane] {
                  visit(Int(members[one]), Int(members[other + lane]))
                }
              }
              other += 4
            }
          }
        }
      }
    }
  }

  private mutating func keep(_ made: Int, between one: Int, and other: Int) {
    let (a, b) = (min(one, other), max(one, other))
    if let known = found[made], (known.second, known.first) <= (b, a) { return }
    if isBetween(made, between: a, and: b) { found[made] = (a, b) }
  }

  private func isBetween(_ made: Int, between a: Int, and b: Int) -> Bool {
    let apart = columns[0][b] - columns[0][a]
    guard made != a, made != b, abs(apart) > Self.leastWay else { return false }
    let share = (columns[0][made] - columns[0][a]) / apart
    guard share > Self.tolerance, share < 1 - Self.tolerance else { return false }
    return columns.allSatisfy { column in
      let way = column[b] - column[a]
      return abs(column[made] - column[a] - share * way) <= Self.tolerance * max(abs(way), 0.1)
    }
  }
}

/// Directions in which patients differ: from the ratio of third to second neighbour, whose logarithm is exponential
/// with rate `2 d` (Facco et al. 2017, doi 10.1038/s41598-017-11873-y, for the second and first); the median, as twins
/// are no sample of it.
/// - Parameter neighbours: distances of the second and third neighbour of each patient.
/// - Returns: above 0; 10 where no pair of distances tells.
package func neighbourDirections(_ neighbours: [(second: Double, third: Double)]) -> Double {
  let ratios = neighbours.filter { $0.second > 0 && $0.third.isFinite }.map { log($0.third / $0.second) }
  guard !ratios.isEmpty else { return 10 }
  return log(2) / max(2 * median(ratios), 1e-3)
}

/// Between the quartiles, by the values that stand there; the whole range of a column whose quartiles are equal.
package func quartileRange(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let last = sorted.count - 1
  let middle = sorted[3 * last / 4] - sorted[last / 4]
  return middle > 0 ? middle : sorted[last] - sorted[0]
}

/// Two patients who are taken for one, by position, and why.
package struct TwinPatients: Hashable {
  package let first: Int
  package let second: Int
  package let words: String

  /// All parts, as they are.
  package init(first: Int, second: Int, words: String) {
    self.first = first
    self.second = second
    self.words = words
  }
}

/// The column that is least like the columns at `others`: the smallest of the largest correlations, of values that are
/// drawn in to three quartile ranges of the median; the first of equal ones.
private func unlike(_ columns: [[Double]], others: [Int]) -> Int {
  let looked = columns.prefix(64).map { column -> [Double] in
    let sorted = column.sorted()
    let middle = sorted[sorted.count / 2]
    let drawn = column.map { max(-3, min(3, $0 - middle)) }
    let mean = drawn.reduce(0, +) / Double(drawn.count)
    return drawn.map { $0 - mean }
  }
  func product(_ a: Int, _ b: Int) -> Double { zip(looked[a], looked[b]).reduce(0) { $0 + $1.0 * $1.1 } }
  let squares = looked.indices.map { max(product($0, $0), 1e-300) }
  let likeness = looked.indices.map { column in
    others.map { abs(product(column, $0)) / (squares[column] * squares[$0]).squareRoot() }.max() ?? 0
  }
  return likeness.indices.min { likeness[$0] < likeness[$1] } ?? 0
}

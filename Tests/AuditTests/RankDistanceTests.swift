import Audit
import Execution
import Leaks
import Testing

/// Midranks by column, of whole tables with ties, copies of patients and few or many directions.
private struct Ranked: CustomTestStringConvertible {
  let count: Int
  let columns: Int
  /// Causes behind all columns.
  let directions: Int
  let seed: UInt64

  var testDescription: String { "\(count) patients, \(columns) columns, \(directions) directions, seed \(seed)" }

  /// Values by column.
  var values: [[Double]] {
    var stream = RandomStream(seed: seed, name: "rank distances")
    let causes = (0..<directions).map { _ in (0..<count).map { _ in stream.normal() } }
    var table = (0..<columns).map { column in
      let weights = causes.map { _ in stream.normal() }
      return (0..<count).map { row in
        let sum = causes.indices.reduce(0.05 * stream.normal()) { $0 + weights[$1] * causes[$1][row] }
        return column % 4 == 3 ? (2 * sum).rounded() : sum
      }
    }
    for _ in 0..<3 {
      let (from, to) = (Int.random(in: 0..<count, using: &stream), Int.random(in: 0..<count, using: &stream))
      for column in table.indices { table[column][to] = table[column][from] }
    }
    return table
  }

  var ranks: [[Double]] {
    values.map { column in
      column.map { value in
        let (less, same) = (column.count { $0 < value }, column.count { $0 == value })
        return Double(less) + Double(same - 1) / 2
      }
    }
  }

  static let all: [Ranked] = [(5, 10), (40, 17), (128, 12), (129, 16), (300, 33), (700, 10)].flatMap { size in
    [1, 3, 50].map { Ranked(count: size.0, columns: size.1, directions: $0, seed: UInt64(size.0)) }
  }
}

/// Most pairs are told to be far by coarse ranks; what is found is what all distances give, to the last digit.
@Test(arguments: Ranked.all)
private func nearPatientsAreThoseOfAllDistances(table: Ranked) {
  let ranks = table.ranks
  let space = RankDistances(ranks)
  var all = [[Double]](repeating: [], count: table.count)
  var pairs: [(first: Int, second: Int, apart: Double)] = []
  for second in 0..<table.count {
    for first in 0..<second {
      let apart = ranks.reduce(0) { $0 + abs($1[first] - $1[second]) } / Double(table.columns)
      pairs.append((first, second, apart))
      all[first].append(apart)
      all[second].append(apart)
    }
  }
  let expected = all.map { Array($0.sorted().prefix(3)) }
  #expect(space.nearest() == expected)
  for limit in [0, expected[0][1], expected[table.count / 2][2], 1.5 * expected[1][0]] {
    let near = pairs.filter { $0.apart <= limit }.map { [$0.first, $0.second] }
    #expect(space.pairs(within: limit).map { [$0.first, $0.second] } == near, "limit \(limit)")
  }
}

/// Slopes only choose who is looked at: who lies between whom is what the rule says of every triple.
@Test(arguments: 0..<8 as Range<UInt64>)
func patientsOnLinesAreThoseOfAllTriples(seed: UInt64) {
  var stream = RandomStream(seed: seed, name: "lines")
  var columns = Ranked(count: 60, columns: 9, directions: seed < 4 ? 20 : 2, seed: seed).values
  for _ in 0..<8 {
    let rows = (0..<3).map { _ in Int.random(in: 0..<60, using: &stream) }
    let share = Double.random(in: 0..<1, using: &stream)
    for at in columns.indices {
      columns[at][rows[0]] = columns[at][rows[1]] + share * (columns[at][rows[2]] - columns[at][rows[1]])
    }
  }
  var expected: [Int: [Int]] = [:]
  for made in 0..<60 {
    for b in 0..<60 {
      for a in 0..<b where expected[made] == nil && lies(made, a, b, columns) { expected[made] = [a, b] }
    }
  }
  let found = LineSearch(columns).found.mapValues { [$0.first, $0.second] }
  #expect(found == expected, "seed \(seed)")
  #expect(!found.isEmpty)
}

/// One share of the way for all columns, to a thousandth of it.
private func lies(_ made: Int, _ a: Int, _ b: Int, _ columns: [[Double]]) -> Bool {
  let way = columns[0][b] - columns[0][a]
  guard made != a, made != b, abs(way) > 0.1 else { return false }
  let share = (columns[0][made] - columns[0][a]) / way
  return share > 1e-3 && share < 1 - 1e-3
    && columns.allSatisfy {
      abs($0[made] - $0[a] - share * ($0[b] - $0[a])) <= 1e-3 * max(abs($0[b] - $0[a]), 0.1)
    }
}

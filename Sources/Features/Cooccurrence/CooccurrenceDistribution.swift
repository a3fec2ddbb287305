import Glibc

/// The probability `p(i, j)` that a voxel of level i has a neighbour of level j, symmetric, with its marginals.
///
/// `p(i, j) = (n(i, j) + n(j, i)) / Σ`, IBSI 3.6. Sums over probabilities are sums over counts, divided once, so that they are
/// exact as long as they can be.
public struct CooccurrenceDistribution: Sendable {
  /// The cell `(i, j)`, `i <= j`, and its mirror image, which holds the same probability.
  struct Cell: Sendable {
    let i: Int
    let j: Int
    let count: Int
    /// 1 on the diagonal, 2 elsewhere.
    var multiplicity: Double { i == j ? 1 : 2 }
  }

  /// Cells that are not empty, by i, then j.
  let cells: [Cell]
  /// Sum of all counts, both halves.
  let total: Int
  /// Highest grey level of the region, IBSI's N_g.
  let highestLevel: Int
  /// `p(i)`, index is the level.
  let marginal: [Double]
  /// Probability of `|i - j| = k`, index is k.
  let difference: [Double]
  /// Probability of `i + j = k`, index is k.
  let sum: [Double]
  /// `Σ i p(i, j)`.
  let mean: Double
  /// `-Σ p(i, j) log₂(p(i, j) + ε)`.
  let jointEntropy: Double

  /// `nil` when the direction has no pair.
  init?(_ counts: CooccurrenceCounts, highestLevel: Int) {
    guard !counts.pairs.isEmpty else { return nil }
    self.init(cells: Self.symmetrised(counts.pairs), highestLevel: highestLevel)
  }

  private init(cells: [Cell], highestLevel: Int) {
    var marginal = [Int](repeating: 0, count: highestLevel + 1)
    var difference = marginal
    var sum = [Int](repeating: 0, count: 2 * highestLevel + 1)
    for cell in cells {
      let both = cell.i == cell.j ? cell.count : 2 * cell.count
      marginal[cell.i] += cell.count
      if cell.i != cell.j { marginal[cell.j] += cell.count }
      difference[cell.j - cell.i] += both
      sum[cell.i + cell.j] += both
    }
    let total = sum.reduce(0, +)
    self.cells = cells
    self.total = total
    self.highestLevel = highestLevel
    self.marginal = marginal.map { Double($0) / Double(total) }
    self.difference = difference.map { Double($0) / Double(total) }
    self.sum = sum.map { Double($0) / Double(total) }
    mean = Double(marginal.indices.reduce(0) { $0 + $1 * marginal[$1] }) / Double(total)
    jointEntropy = cells.reduce(0) { $0 - $1.multiplicity * plogp(Double($1.count) / Double(total)) }
  }

  /// Folds the counts onto `i <= j`.
  private static func symmetrised(_ pairs: [CooccurrenceCounts.Pair]) -> [Cell] {
    let upper = pairs.lazy.filter { $0.first <= $0.second }
    let lower = pairs.filter { $0.first > $0.second }.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
    var cells: [Cell] = []
    cells.reserveCapacity(pairs.count)
    var next = lower.startIndex
    func takeLower(before i: Int32, _ j: Int32) {
      while next < lower.endIndex, (lower[next].second, lower[next].first) < (i, j) {
        cells.append(Cell(i: Int(lower[next].second), j: Int(lower[next].first), count: Int(lower[next].count)))
        next += 1
      }
    }
    for pair in upper {
      takeLower(before: pair.first, pair.second)
      var count = pair.first == pair.second ? 2 * Int(pair.count) : Int(pair.count)
      if next < lower.endIndex, (lower[next].second, lower[next].first) == (pair.first, pair.second) {
        count += Int(lower[next].count)
        next += 1
      }
      cells.append(Cell(i: Int(pair.first), j: Int(pair.second), count: count))
    }
    takeLower(before: .max, .max)
    return cells
  }

  /// `Σᵢⱼ f(i, j) p(i, j)` for an f that is symmetric in i and j.
  func expectation(_ f: (Double, Double) -> Double) -> Double {
    cells.reduce(0) { $0 + $1.multiplicity * Double($1.count) * f(Double($1.i), Double($1.j)) } / Double(total)
  }

  /// `Σₖ f(k) p(|i - j| = k)`.
  func differenceExpectation(_ f: (Double) -> Double) -> Double { moment(difference, f) }

  /// `Σₖ f(k) p(i + j = k)`.
  func sumExpectation(_ f: (Double) -> Double) -> Double { moment(sum, f) }

  /// `Σᵢ (i - μ)² p(i)`.
  var variance: Double { moment(marginal) { ($0 - mean) * ($0 - mean) } }

  /// Entropy of `p(i)`.
  var marginalEntropy: Double { entropy(marginal) }

  /// `Σ p(i, j) log₂(p(i, j) / (p(i) p(j)))`; 0 for a single level.
  ///
  /// Equals HXY1 - HXY and HXY2 - HXY of IBSI, since both marginals of a symmetric matrix are the same.
  var mutualInformation: Double {
    cells.count == 1 && cells[0].i == cells[0].j ? 0 : 2 * marginalEntropy - jointEntropy
  }

  private func moment(_ probabilities: [Double], _ f: (Double) -> Double) -> Double {
    var result = 0.0
    for (k, p) in probabilities.enumerated() where p > 0 { result += f(Double(k)) * p }
    return result
  }
}

/// PyRadiomics' ε: the distance from 1 to the next double. It only shows in flat regions, as an entropy of -3.2e-16 for 0.
let epsilon = Double.ulpOfOne

/// `p log₂(p + ε)`.
@inline(__always) func plogp(_ p: Double) -> Double { p * log2(p + epsilon) }

/// `-Σ p log₂(p + ε)` over the probabilities above 0.
func entropy(_ probabilities: some Sequence<Double>) -> Double {
  probabilities.reduce(0) { $1 > 0 ? $0 - plogp($1) : $0 }
}

import Glibc

/// The probability `p(i, j)` that a voxel of level i has a neighbour of level j, with its marginals.
///
/// `p(i, j) = (n(i, j) + n(j, i)) / Σ`, IBSI 3.6, or `n(i, j) / Σ` where it is not made symmetric. Sums over probabilities are
/// sums over counts, divided once: exact for whole counts, as float64 holds them up to 2⁵³; directions that are weighted
/// have counts that are not whole.
public struct CooccurrenceDistribution: Sendable {
  /// The cell `(i, j)`; of a symmetric distribution that with `i <= j` and its mirror image, which holds the same probability.
  struct Cell: Sendable {
    let i: Int
    let j: Int
    let count: Double
    /// 2 for a cell that stands for its mirror image too.
    let multiplicity: Double
  }

  /// Cells that are not empty, by i, then j.
  let cells: [Cell]
  /// Whether `p(i, j) = p(j, i)`.
  let isSymmetric: Bool
  /// Sum of all counts, both halves.
  let total: Double
  /// Highest grey level of the region, IBSI's N_g.
  let highestLevel: Int
  /// `p(i)` of the voxel, index is the level.
  let marginal: [Double]
  /// `p(j)` of the neighbour; the same where the distribution is symmetric.
  let neighbourMarginal: [Double]
  /// Probability of `|i - j| = k`, index is k.
  let difference: [Double]
  /// Probability of `i + j = k`, index is k.
  let sum: [Double]
  /// `Σ i p(i, j)`.
  let mean: Double
  /// `Σ j p(i, j)`.
  let neighbourMean: Double
  /// `-Σ p(i, j) log₂(p(i, j) + ε)`.
  let jointEntropy: Double

  /// `nil` when the direction has no pair.
  init?(_ counts: CooccurrenceCounts, highestLevel: Int) {
    guard !counts.pairs.isEmpty else { return nil }
    self.init(cells: Self.symmetrised(counts.pairs), isSymmetric: true, highestLevel: highestLevel)
  }

  /// At least one cell, and a total above 0.
  init(cells: [Cell], isSymmetric: Bool, highestLevel: Int) {
    var marginal = [Double](repeating: 0, count: highestLevel + 1)
    var neighbourMarginal = marginal
    var difference = marginal
    var sum = [Double](repeating: 0, count: 2 * highestLevel + 1)
    for cell in cells {
      let both = cell.multiplicity * cell.count
      marginal[cell.i] += cell.count
      neighbourMarginal[cell.j] += cell.count
      if cell.multiplicity > 1 {
        marginal[cell.j] += cell.count
        neighbourMarginal[cell.i] += cell.count
      }
      difference[abs(cell.j - cell.i)] += both
      sum[cell.i + cell.j] += both
    }
    let total = sum.reduce(0, +)
    func mean(_ counts: [Double]) -> Double { counts.indices.reduce(0) { $0 + Double($1) * counts[$1] } / total }
    self.cells = cells
    self.isSymmetric = isSymmetric
    self.total = total
    self.highestLevel = highestLevel
    self.marginal = marginal.map { $0 / total }
    self.neighbourMarginal = neighbourMarginal.map { $0 / total }
    self.difference = difference.map { $0 / total }
    self.sum = sum.map { $0 / total }
    self.mean = mean(marginal)
    neighbourMean = isSymmetric ? self.mean : mean(neighbourMarginal)
    jointEntropy = cells.reduce(0) { $0 - $1.multiplicity * plogp($1.count / total) }
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
        cells.append(Cell(upper: Int(lower[next].second), Int(lower[next].first), count: Double(lower[next].count)))
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
      cells.append(Cell(upper: Int(pair.first), Int(pair.second), count: Double(count)))
    }
    takeLower(before: .max, .max)
    return cells
  }

  /// `Σᵢⱼ f(i, j) p(i, j)`; of a symmetric distribution for an f that is symmetric in i and j.
  func expectation(_ f: (Double, Double) -> Double) -> Double {
    cells.reduce(0) { $0 + $1.multiplicity * $1.count * f(Double($1.i), Double($1.j)) } / total
  }

  /// `Σₖ f(k) p(|i - j| = k)`.
  func differenceExpectation(_ f: (Double) -> Double) -> Double { moment(difference, f) }

  /// `Σₖ f(k) p(i + j = k)`.
  func sumExpectation(_ f: (Double) -> Double) -> Double { moment(sum, f) }

  /// `Σᵢ (i - μ)² p(i)`.
  var variance: Double { moment(marginal) { ($0 - mean) * ($0 - mean) } }

  /// `σᵢ σⱼ`, the variance of a symmetric distribution.
  var jointDeviation: Double {
    guard !isSymmetric else { return variance }
    let neighbours = moment(neighbourMarginal) { ($0 - neighbourMean) * ($0 - neighbourMean) }
    return variance.squareRoot() * neighbours.squareRoot()
  }

  /// Entropy of `p(i)`.
  var marginalEntropy: Double { entropy(marginal) }

  /// The larger of the entropies of `p(i)` and `p(j)`.
  var largestMarginalEntropy: Double {
    isSymmetric ? marginalEntropy : max(marginalEntropy, entropy(neighbourMarginal))
  }

  /// `Σ p(i, j) log₂(p(i, j) / (p(i) p(j)))`; 0 where a single pair of levels occurs.
  ///
  /// Equals HXY1 - HXY and HXY2 - HXY of IBSI: `Σ p(i, j) log₂(p(i) p(j))` is the sum of the entropies of the marginals.
  var mutualInformation: Double {
    if cells.count == 1 && cells[0].multiplicity == 1 { return 0 }
    return (isSymmetric ? 2 * marginalEntropy : marginalEntropy + entropy(neighbourMarginal)) - jointEntropy
  }

  private func moment(_ probabilities: [Double], _ f: (Double) -> Double) -> Double {
    var result = 0.0
    for (k, p) in probabilities.enumerated() where p > 0 { result += f(Double(k)) * p }
    return result
  }
}

extension CooccurrenceDistribution.Cell {
  /// A cell of the upper half, `i <= j`, of a symmetric distribution.
  init(upper i: Int, _ j: Int, count: Double) { self.init(i: i, j: j, count: count, multiplicity: i == j ? 1 : 2) }
}

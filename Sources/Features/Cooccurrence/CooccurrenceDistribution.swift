import Glibc

/// The probability `p(i, j)` that a voxel of level i has a neighbour of level j, with its marginals.
///
/// `p(i, j) = (n(i, j) + n(j, i)) / Σ`, IBSI 3.6, or `n(i, j) / Σ` where it is not made symmetric. Sums over
/// probabilities are sums over counts, divided once: exact for whole counts, as float64 holds them up to 2⁵³;
/// directions that are weighted have counts that are not whole.
package struct CooccurrenceDistribution: Sendable {
  /// The cell `(i, j)`; of a symmetric distribution that with `i <= j` and its mirror image, which holds the same
  /// probability.
  package struct Cell: Sendable {
    package let i: Int
    package let j: Int
    package let count: Double
    /// 2 for a cell that also represents its mirror image.
    package let multiplicity: Double

    /// All parts, as they are.
    package init(i: Int, j: Int, count: Double, multiplicity: Double) {
      (self.i, self.j, self.count, self.multiplicity) = (i, j, count, multiplicity)
    }
  }

  /// Cells that are not empty, by i, then j.
  let cells: [Cell]
  /// Whether `p(i, j) = p(j, i)`.
  let isSymmetric: Bool
  /// Sum of all counts, both halves.
  let total: Double
  /// Highest grey level of the region, IBSI's N_g.
  let highestLevel: Int
  /// `p(i)` of the voxel.
  let marginal: NumberSums
  /// `p(j)` of the neighbour; the same where the distribution is symmetric.
  let neighbourMarginal: NumberSums
  /// Probability of `|i - j| = k`, by k.
  let difference: NumberSums
  /// Probability of `i + j = k`, by k.
  let sum: NumberSums
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
  package init(cells: [Cell], isSymmetric: Bool, highestLevel: Int) {
    var marginal = NumberTally(highest: highestLevel, additions: 2 * cells.count)
    var neighbourMarginal = NumberTally(highest: highestLevel, additions: cells.count)
    var difference = NumberTally(highest: highestLevel, additions: cells.count)
    var sum = NumberTally(highest: 2 * highestLevel, additions: cells.count)
    for cell in cells {
      let both = cell.multiplicity * cell.count
      marginal.add(cell.count, to: cell.i)
      if cell.multiplicity > 1 { marginal.add(cell.count, to: cell.j) }
      if !isSymmetric { neighbourMarginal.add(cell.count, to: cell.j) }
      difference.add(both, to: abs(cell.j - cell.i))
      sum.add(both, to: cell.i + cell.j)
    }
    let (levels, neighbours, sums) = (marginal.sums(), neighbourMarginal.sums(), sum.sums())
    let total = sums.total
    self.cells = cells
    self.isSymmetric = isSymmetric
    self.total = total
    self.highestLevel = highestLevel
    self.marginal = levels.divided(by: total)
    self.neighbourMarginal = isSymmetric ? self.marginal : neighbours.divided(by: total)
    self.difference = difference.sums().divided(by: total)
    self.sum = sums.divided(by: total)
    self.mean = levels.weightedTotal / total
    neighbourMean = isSymmetric ? self.mean : neighbours.weightedTotal / total
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
  func differenceExpectation(_ f: (Double) -> Double) -> Double { difference.moment(f) }

  /// `Σₖ f(k) p(i + j = k)`.
  func sumExpectation(_ f: (Double) -> Double) -> Double { sum.moment(f) }

  /// `Σᵢ (i - μ)² p(i)`.
  var variance: Double { marginal.moment { ($0 - mean) * ($0 - mean) } }

  /// `σᵢ σⱼ`, the variance of a symmetric distribution.
  var jointDeviation: Double {
    guard !isSymmetric else { return variance }
    let neighbours = neighbourMarginal.moment { ($0 - neighbourMean) * ($0 - neighbourMean) }
    return variance.squareRoot() * neighbours.squareRoot()
  }

  /// Entropy of `p(i)`.
  var marginalEntropy: Double { entropy(marginal.amounts) }

  /// The larger of the entropies of `p(i)` and `p(j)`.
  var largestMarginalEntropy: Double {
    isSymmetric ? marginalEntropy : max(marginalEntropy, entropy(neighbourMarginal.amounts))
  }

  /// `Σ p(i, j) log₂(p(i, j) / (p(i) p(j)))`; 0 where a single pair of levels occurs.
  ///
  /// Equals HXY1 - HXY and HXY2 - HXY of IBSI: `Σ p(i, j) log₂(p(i) p(j))` is the sum of the entropies of the
  /// marginals.
  var mutualInformation: Double {
    if cells.count == 1 && cells[0].multiplicity == 1 { return 0 }
    return (isSymmetric ? 2 * marginalEntropy : marginalEntropy + entropy(neighbourMarginal.amounts)) - jointEntropy
  }
}

extension CooccurrenceDistribution.Cell {
  /// A cell of the upper half, `i <= j`, of a symmetric distribution.
  init(upper i: Int, _ j: Int, count: Double) { self.init(i: i, j: j, count: count, multiplicity: i == j ? 1 : 2) }
}

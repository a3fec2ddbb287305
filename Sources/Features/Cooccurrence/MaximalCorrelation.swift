import Mathematics

extension CooccurrenceFeatures {
  /// Maximal correlation coefficient: the root of the second largest eigenvalue of
  /// `Q(i, j) = Σₖ p(i, k) p(j, k) / (p(i) p(k))` (Haralick 1973, doi 10.1109/TSMC.1973.4309314, f14).
  ///
  /// Q is similar to `A Aᵀ` with `A(i, k) = p(i, k) / √(p(i) p(k))`: the same spectrum from a problem that is cheaper
  /// and cannot have complex eigenvalues by rounding. A has the singular value 1 with the vectors `√p(i)` and `√p(k)`;
  /// the wanted value is the largest singular value of the matrix without it.
  ///
  /// PyRadiomics adds ε to the denominator of Q. That is not negligible: a level of two voxels in 300 thousand has
  /// `p(i)² = 10⁻¹¹`, 5 x 10⁴ ε. Half of the damping on A is, to first order, the same on Q.
  static func maximalCorrelation(of p: CooccurrenceDistribution) -> FeatureValue {
    guard EigenvalueLibrary.missing == nil else { return .undefined(.missingLibrary) }
    let matrix = CorrelationMatrix(p)
    guard let value = matrix.order <= denseLevels ? matrix.denseNorm : matrix.iteratedNorm else {
      return .undefined(.notConverged)
    }
    return value.isFinite ? .defined(value) : .undefined(.notFinite)
  }

  /// Up to so many levels all eigenvalues are computed: a second for each direction at the limit, and their cube
  /// beyond.
  static let denseLevels = 1024
}

/// `A - √p(i) √p(k)` of a distribution, the first part by its entries.
package struct CorrelationMatrix {
  /// Number of levels that occur.
  package let order: Int
  /// Whether it equals its mirror image, of which one half is in the entries.
  let isSymmetric: Bool
  /// The entries of A by the ranks of their levels, damped.
  let entries: [(i: Int, j: Int, value: Double)]
  /// `√p(i)` and `√p(k)` by rank.
  let rows, columns: [Double]

  /// The matrix of a distribution.
  package init(_ p: CooccurrenceDistribution) {
    let levels =
      p.isSymmetric ? p.marginal.numbers : Set(p.marginal.numbers + p.neighbourMarginal.numbers).sorted()
    // Every level asked for is among them.
    func rank(_ level: Int) -> Int { partitionPoint(levels.indices) { levels[$0] >= level } }
    func spread(_ sums: NumberSums) -> [Double] {
      var shares = [Double](repeating: 0, count: levels.count)
      for (number, amount) in zip(sums.numbers, sums.amounts) { shares[rank(number)] = amount }
      return shares
    }
    let (first, second) = (spread(p.marginal), spread(p.neighbourMarginal))
    let (rows, columns) = (first.map { $0.squareRoot() }, second.map { $0.squareRoot() })
    entries = p.cells.filter { $0.count > 0 }.map { cell in
      let (i, j) = (rank(cell.i), rank(cell.j))
      let product = first[i] * second[j]
      // The root of a product and the product of roots differ in the last digit; each is as it always was.
      let root = p.isSymmetric ? rows[i] * columns[j] : product.squareRoot()
      return (i, j, cell.count / p.total / (root * (1 + epsilon / (2 * product))))
    }
    (order, isSymmetric, self.rows, self.columns) = (levels.count, p.isSymmetric, rows, columns)
  }

  /// The largest singular value, from all eigenvalues.
  package var denseNorm: Double { isSymmetric ? symmetricNorm : directedNorm }

  private var symmetricNorm: Double {
    var matrix = [Double](repeating: 0, count: order * order)
    for j in 0..<order {
      for i in 0..<order { matrix[i + j * order] = -rows[i] * rows[j] }
    }
    for (i, j, value) in entries {
      matrix[i + j * order] += value
      if i != j { matrix[j + i * order] += value }
    }
    return symmetricEigenvalues(of: matrix, order: order).reduce(0) { max($0, abs($1)) }
  }

  private var directedNorm: Double {
    var matrix = (0..<order).map { i in (0..<order).map { k in -rows[i] * columns[k] } }
    for (i, j, value) in entries { matrix[i][j] += value }
    var square = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in i..<order {
        square[i + j * order] = (0..<order).reduce(0) { $0 + matrix[i][$1] * matrix[j][$1] }
        square[j + i * order] = square[i + j * order]
      }
    }
    return max(0, symmetricEigenvalues(of: square, order: order).last ?? 0).squareRoot()
  }

  /// The largest singular value from products with vectors alone; `nil` where they do not settle.
  ///
  /// Where the levels fall apart into groups of which no pair of neighbours joins two, a function that tells the groups
  /// apart correlates perfectly, so the value is 1 without any computation; ε lowers it by less than 10⁻⁶ in
  /// PyRadiomics. A region of tens of thousands of levels nearly always falls apart, and then 1 is an eigenvalue so
  /// many times over that no iteration could tell.
  package var iteratedNorm: Double? {
    if hasSeveralGroups { return 1 }
    let matrix = SparseMatrix(order: order, entries: isSymmetric ? mirrored : entries)
    let square = largestEigenvalue(order: order, steps: min(order, 600), tolerance: 1e-11) { vector in
      let inner = matrix.transposedProduct(vector).subtracting(columns, times: vector.inner(rows))
      return matrix.product(inner).subtracting(rows, times: inner.inner(columns))
    }
    return square.map { max(0, $0).squareRoot() }
  }

  private var mirrored: [(i: Int, j: Int, value: Double)] {
    entries + entries.filter { $0.i != $0.j }.map { ($0.j, $0.i, $0.value) }
  }

  /// Whether the voxels' levels and their neighbours' levels, joined where a pair occurs, are more than one group.
  package var hasSeveralGroups: Bool {
    var parents = Array(0..<2 * order)
    func root(_ member: Int) -> Int {
      var member = member
      while parents[member] != member {
        parents[member] = parents[parents[member]]
        member = parents[member]
      }
      return member
    }
    for (i, j, _) in entries {
      parents[root(i)] = root(order + j)
      if isSymmetric { parents[root(j)] = root(order + i) }
    }
    let present = (0..<order).filter { rows[$0] > 0 } + (0..<order).filter { columns[$0] > 0 }.map { order + $0 }
    return Set(present.map(root)).count > 1
  }
}

extension CooccurrenceFeatures {
  /// Maximal correlation coefficient: the root of the second largest eigenvalue of
  /// `Q(i, j) = Σₖ p(i, k) p(j, k) / (p(i) p(k))` (Haralick 1973, doi 10.1109/TSMC.1973.4309314, f14).
  ///
  /// Q is similar to the square of the symmetric `A = D^-½ P D^-½`, D the diagonal of the marginal: the same spectrum from a
  /// problem that is five times cheaper and cannot have complex eigenvalues by rounding. A has the eigenvalue 1 with the
  /// eigenvector `√p(i)`; what is left after taking it out has the wanted value as its spectral radius.
  ///
  /// PyRadiomics adds ε to the denominator of Q. That is not negligible: a level of two voxels in 300 thousand has
  /// `p(i)² = 10⁻¹¹`, 5 x 10⁴ ε. Half of the damping on A is, to first order, the same on Q.
  static func maximalCorrelation(of p: CooccurrenceDistribution) -> Double {
    guard p.isSymmetric else { return directedMaximalCorrelation(of: p) }
    let levels = p.marginal.indices.filter { p.marginal[$0] > 0 }
    var rank = [Int](repeating: 0, count: p.marginal.count)
    for (position, level) in levels.enumerated() { rank[level] = position }
    let roots = levels.map { p.marginal[$0].squareRoot() }
    var matrix = [Double](repeating: 0, count: levels.count * levels.count)
    for j in levels.indices {
      for i in levels.indices { matrix[i + j * levels.count] = -roots[i] * roots[j] }
    }
    for cell in p.cells {
      let (i, j) = (rank[cell.i], rank[cell.j])
      let damping = 1 + epsilon / (2 * p.marginal[cell.i] * p.marginal[cell.j])
      let scaled = cell.count / p.total / (roots[i] * roots[j] * damping)
      matrix[i + j * levels.count] += scaled
      if i != j { matrix[j + i * levels.count] += scaled }
    }
    let eigenvalues = symmetricEigenvalues(of: matrix, order: levels.count)
    return eigenvalues.reduce(0) { max($0, abs($1)) }
  }
  /// The same for a matrix that is not symmetric: Q is similar to `A Aᵀ` with `A(i, k) = p(i, k) / √(p(i) p(k))`, whose largest
  /// eigenvalue 1 belongs to `√p(i)`, so the value is the largest singular value of `A - √p(i) √p(k)`.
  private static func directedMaximalCorrelation(of p: CooccurrenceDistribution) -> Double {
    let rows = p.marginal.map { $0.squareRoot() }
    let columns = p.neighbourMarginal.map { $0.squareRoot() }
    let levels = rows.indices.filter { rows[$0] > 0 || columns[$0] > 0 }
    let order = levels.count
    var rank = [Int](repeating: 0, count: rows.count)
    for (position, level) in levels.enumerated() { rank[level] = position }
    var matrix = levels.map { i in levels.map { k in -rows[i] * columns[k] } }
    for cell in p.cells where cell.count > 0 {
      let product = p.marginal[cell.i] * p.neighbourMarginal[cell.j]
      let damping = 1 + epsilon / (2 * product)
      matrix[rank[cell.i]][rank[cell.j]] += cell.count / p.total / (product.squareRoot() * damping)
    }
    var square = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in i..<order {
        square[i + j * order] = (0..<order).reduce(0) { $0 + matrix[i][$1] * matrix[j][$1] }
        square[j + i * order] = square[i + j * order]
      }
    }
    return max(0, symmetricEigenvalues(of: square, order: order).last ?? 0).squareRoot()
  }
}

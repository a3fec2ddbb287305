/// The mean squares of subjects rated the same number of times.
struct RatingVariances {
  let subjects: Double
  let ratings: Double
  /// Between subjects, `n - 1` degrees of freedom.
  let between: Double
  /// Within subjects, `n (k - 1)`.
  let within: Double
  /// Between raters, `k - 1`.
  let raters: Double
  /// The residual after subjects and raters, `(n - 1)(k - 1)`.
  let residual: Double

  /// One row of ratings per subject, at least two rows of at least two.
  ///
  /// Every sum is one of squares about its own mean: the usual differences of sums of squares would lose the residual
  /// of a feature whose values are large and agree closely. One that is rounding of equal values counts as 0, by the
  /// rule of R's t tests.
  init(_ rows: [[Double]]) {
    let (n, k) = (Double(rows.count), Double(rows[0].count))
    let rowMeans = rows.map(mean)
    let columnMeans = rows[0].indices.map { column in mean(rows.map { $0[column] }) }
    let centre = mean(rowMeans)
    func squares(_ values: [Double]) -> Double { total(values.map { $0 * $0 }) }
    let spread = zip(rows, rowMeans).flatMap { row, own in row.map { $0 - own } }
    let rest = zip(rows, rowMeans).flatMap { row, own in
      zip(row, columnMeans).map { value, column in value - own - (column - centre) }
    }
    let rounding = 10 * Double.ulpOfOne * (rows.joined().lazy.map(abs).max() ?? 0)
    func meanSquare(_ sum: Double, _ freedom: Double) -> Double {
      sum / freedom <= rounding * rounding ? 0 : sum / freedom
    }
    (subjects, ratings) = (n, k)
    between = meanSquare(k * squares(rowMeans.map { $0 - centre }), n - 1)
    within = meanSquare(squares(spread), n * (k - 1))
    raters = meanSquare(n * squares(columnMeans.map { $0 - centre }), k - 1)
    residual = meanSquare(squares(rest), (n - 1) * (k - 1))
  }
}

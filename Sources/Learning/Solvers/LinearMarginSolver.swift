import Glibc

/// The linear C-SVM by a primal-dual interior point method: for more subjects than libsvm can take in reasonable time.
///
/// The dual, `min ½ αᵀQα − Σα` with `yᵀα = 0` and `0 ≤ αᵢ ≤ Cᵢ`, has `Q = Y X Xᵀ Y` of rank `p`, the number of columns.
/// A Newton step of the barrier problem is a system of order `p + 1`, so a fit costs `O(n p²)` times some thirty steps
/// whatever the price `C` is. libsvm takes two subjects a step: ten million steps at `C = 1000`, each of them `O(n)`.
/// Both seek the same optimum; this one stops at a relative gap of 1e-12 where libsvm stops at its tolerance of 1e-3.
/// - SeeAlso: Ferris and Munson 2002, doi 10.1137/S1052623400374379, for the low-rank step; Mehrotra 1992, doi
///   10.1137/0802028, for the predictor and corrector.
struct LinearMarginSolver {
  private let matrix: DenseMatrix
  /// 1 for events, −1 for non-events.
  private let signs: [Double]
  /// The price of each subject.
  private let bounds: [Double]

  init(_ matrix: DenseMatrix, outcomes: [Bool], bounds: [Double]) {
    // The intercept is the coefficient of a last column of ones, which the penalty leaves out.
    let ones = [Double](repeating: 1, count: matrix.rows)
    self.matrix = DenseMatrix(rows: matrix.rows, columns: matrix.columns + 1, values: matrix.values + ones)
    signs = outcomes.map { $0 ? 1 : -1 }
    self.bounds = bounds
  }

  /// A point of the barrier problem: coefficients with the intercept last, slacks `ξ`, multipliers `α` of the margins
  /// and `β = C − α` of the slacks, and what each margin exceeds its demand by.
  private struct Point {
    var unknowns: [Double]
    var slacks: [Double]
    var alphas: [Double]
    var betas: [Double]
    var excesses: [Double]

    /// Complementarity a subject.
    var gap: Double {
      var sum = 0.0
      for i in alphas.indices { sum += alphas[i] * excesses[i] + betas[i] * slacks[i] }
      return sum / Double(2 * alphas.count)
    }
  }

  /// A step in every part of a ``Point``.
  private typealias Step = Point

  /// Coefficients and intercept of the optimum.
  func solve() -> LinearSolution {
    var point = start()
    for _ in 0..<100 {
      let residual = residuals(point)
      let isFeasible = max(residual.dual, residual.primal) < 1e-8
      // ‖w − w*‖² is twice the gap at most, so the gap must be far smaller than coefficients are.
      let whole = 2 * Double(bounds.count) * point.gap
      if isFeasible, whole < 1e-12 * bounds.reduce(0, +) || !(point.gap > 0) { break }
      guard let factor = factor(point) else { break }
      let predictor = step(point, factor, residual, target: 0, correction: nil)
      let reach = length(point, predictor)
      let promised = moved(point, predictor, by: reach).gap
      let ratio = promised / point.gap
      let target = ratio * ratio * ratio * point.gap
      let corrector = step(point, factor, residual, target: target, correction: predictor)
      point = moved(point, corrector, by: 0.995 * length(point, corrector))
    }
    return LinearSolution(coefficients: Array(point.unknowns.dropLast()), intercept: point.unknowns[matrix.columns - 1])
  }

  private func start() -> Point {
    let n = matrix.rows
    return Point(
      unknowns: [Double](repeating: 0, count: matrix.columns), slacks: [Double](repeating: 2, count: n),
      alphas: bounds.map { $0 / 2 }, betas: bounds.map { $0 / 2 }, excesses: [Double](repeating: 1, count: n))
  }

  /// How far a point is from the equations of the optimum.
  private struct Residuals {
    /// `w − Xᵀ Y α`, with `−yᵀα` last.
    var gradient: [Double]
    /// `C − α − β`.
    var prices: [Double]
    /// `y (X w) − 1 + ξ − excess`.
    var margins: [Double]
    var dual: Double
    var primal: Double
  }

  private func residuals(_ point: Point) -> Residuals {
    let scores = times(point.unknowns)
    let pull = zip(signs, point.alphas).map(*)
    var gradient = transposed(pull).map { -$0 }
    for j in 0..<(matrix.columns - 1) { gradient[j] += point.unknowns[j] }
    let prices = bounds.indices.map { bounds[$0] - point.alphas[$0] - point.betas[$0] }
    let margins = bounds.indices.map { signs[$0] * scores[$0] - 1 + point.slacks[$0] - point.excesses[$0] }
    let scale = 1 + (bounds.max() ?? 0)
    let dual = max(gradient.map { abs($0) }.max() ?? 0, prices.map { abs($0) }.max() ?? 0) / scale
    return Residuals(
      gradient: gradient, prices: prices, margins: margins, dual: dual, primal: margins.map { abs($0) }.max() ?? 0)
  }

  /// Cholesky factor of `P + Xᵀ D X` with the weights `D = 1 / (excess/α + ξ/β)`.
  private func factor(_ point: Point) -> (values: [Double], weights: [Double])? {
    let weights = bounds.indices.map {
      1 / (point.excesses[$0] / point.alphas[$0] + point.slacks[$0] / point.betas[$0])
    }
    var weighted = matrix.values
    for j in 0..<matrix.columns {
      for i in 0..<matrix.rows { weighted[j * matrix.rows + i] *= weights[i].squareRoot() }
    }
    var normal = LinearAlgebra.gram(ofColumns: weighted, rows: matrix.rows, columns: matrix.columns)
    for j in 0..<(matrix.columns - 1) { normal[j * matrix.columns + j] += 1 }
    guard LinearAlgebra.factorise(&normal, order: matrix.columns) else { return nil }
    return (normal, weights)
  }

  /// The Newton step towards a complementarity of `target`, with the second-order terms of `correction`.
  private func step(
    _ point: Point, _ factor: (values: [Double], weights: [Double]), _ residual: Residuals, target: Double,
    correction: Step?
  ) -> Step {
    let n = matrix.rows
    var (margin, slack) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    for i in 0..<n {
      margin[i] = target - point.alphas[i] * point.excesses[i]
      slack[i] = target - point.betas[i] * point.slacks[i]
      if let correction {
        margin[i] -= correction.alphas[i] * correction.excesses[i]
        slack[i] -= correction.betas[i] * correction.slacks[i]
      }
    }
    // dα = weight · (right − y X dw), once excess, β and ξ are eliminated.
    let right = (0..<n).map { i in
      -residual.margins[i] + margin[i] / point.alphas[i] - slack[i] / point.betas[i]
        + point.slacks[i] / point.betas[i] * residual.prices[i]
    }
    var unknowns = transposed((0..<n).map { signs[$0] * factor.weights[$0] * right[$0] })
    for j in 0..<matrix.columns { unknowns[j] -= residual.gradient[j] }
    LinearAlgebra.solve(factor: factor.values, order: matrix.columns, &unknowns)
    let scores = times(unknowns)
    var result = Step(unknowns: unknowns, slacks: slack, alphas: margin, betas: slack, excesses: margin)
    for i in 0..<n {
      let alpha = factor.weights[i] * (right[i] - signs[i] * scores[i])
      let beta = residual.prices[i] - alpha
      result.alphas[i] = alpha
      result.betas[i] = beta
      result.slacks[i] = (slack[i] - point.slacks[i] * beta) / point.betas[i]
      result.excesses[i] = (margin[i] - point.excesses[i] * alpha) / point.alphas[i]
    }
    return result
  }

  /// The longest step, 1 at most, that leaves everything positive.
  private func length(_ point: Point, _ step: Step) -> Double {
    var longest = 1.0
    func bound(_ value: Double, _ change: Double) { if change < 0 { longest = min(longest, -value / change) } }
    for i in bounds.indices {
      bound(point.alphas[i], step.alphas[i])
      bound(point.betas[i], step.betas[i])
      bound(point.slacks[i], step.slacks[i])
      bound(point.excesses[i], step.excesses[i])
    }
    return longest
  }

  private func moved(_ point: Point, _ step: Step, by length: Double) -> Point {
    let add = { (a: [Double], b: [Double]) in zip(a, b).map { $0 + length * $1 } }
    return Point(
      unknowns: add(point.unknowns, step.unknowns), slacks: add(point.slacks, step.slacks),
      alphas: add(point.alphas, step.alphas), betas: add(point.betas, step.betas),
      excesses: add(point.excesses, step.excesses))
  }

  /// `X v`, the ones included.
  private func times(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: matrix.rows)
    for j in 0..<matrix.columns {
      let start = j * matrix.rows
      for i in 0..<matrix.rows { result[i] += vector[j] * matrix.values[start + i] }
    }
    return result
  }

  /// `Xᵀ v`.
  private func transposed(_ vector: [Double]) -> [Double] {
    (0..<matrix.columns).map { j in
      var sum = 0.0
      let start = j * matrix.rows
      for i in 0..<matrix.rows { sum += vector[i] * matrix.values[start + i] }
      return sum
    }
  }
}

import Statistics

/// Newton's method for L2 logistic regression in the space of columns: for more subjects than columns.
///
/// A Hessian costs `O(n p²)`, a gradient `O(n p)`. So the Hessian is kept as long as a step with it makes the gradient at least three
/// times smaller, also from one column less to the next: where columns are dropped one after the other, the optimum hardly moves.
struct PrimalLogisticSolver {
  private var matrix: DenseMatrix
  private let weights: [Double]
  private let targets: [Double]
  private var penalty: [Double]
  /// Coefficients, then the intercept.
  private var unknowns: [Double]
  /// Lower triangle of the last Hessian; `nil` before the first.
  private var kept: [Double]?

  init(_ matrix: DenseMatrix, weights: [Double], _ outcomes: [Bool], _ penalisesIntercept: Bool) {
    // The intercept is the coefficient of a last column of ones.
    let ones = [Double](repeating: 1, count: matrix.rows)
    self.matrix = DenseMatrix(rows: matrix.rows, columns: matrix.columns + 1, values: matrix.values + ones)
    self.weights = weights
    targets = outcomes.map { $0 ? 1 : 0 }
    penalty = [Double](repeating: 1, count: matrix.columns) + [penalisesIntercept ? 1 : 0]
    unknowns = [Double](repeating: 0, count: matrix.columns + 1)
  }

  var coefficients: [Double] { Array(unknowns.dropLast()) }
  var intercept: Double { unknowns[unknowns.count - 1] }

  /// Takes a column out of the problem; the rest of the solution is the start of the next one.
  mutating func remove(column: Int) {
    var values = matrix.values
    values.removeSubrange((column * matrix.rows)..<((column + 1) * matrix.rows))
    let order = unknowns.count
    kept = kept.map { old in
      (0..<order).filter { $0 != column }.flatMap { j in
        (0..<order).filter { $0 != column }.map { i in old[j * order + i] }
      }
    }
    matrix = DenseMatrix(rows: matrix.rows, columns: matrix.columns - 1, values: values)
    penalty.remove(at: column)
    unknowns.remove(at: column)
  }

  mutating func solve() {
    var state = State(self, unknowns)
    for _ in 0..<400 {
      if let next = stepWithKept(state) {
        state = next
      } else {
        guard let next = newtonStep(state) else { return }
        state = next
      }
      if state.error <= 1e-14 { return }
    }
  }

  /// A step with the Hessian of an earlier point; `nil` where there is none or the step gains too little.
  private mutating func stepWithKept(_ state: State) -> State? {
    guard var factor = kept, LinearAlgebra.factorise(&factor, order: unknowns.count) else { return nil }
    var step = state.gradient
    LinearAlgebra.solve(factor: factor, order: unknowns.count, &step)
    let candidate = zip(unknowns, step).map { $0 - $1 }
    let next = State(self, candidate)
    guard next.error <= state.error / 3 else { return nil }
    unknowns = candidate
    return next
  }

  /// A step with the Hessian of this point, halved while it gains nothing; `nil` at the optimum.
  private mutating func newtonStep(_ state: State) -> State? {
    var hessian = hessian(state.scores)
    kept = hessian
    guard LinearAlgebra.factorise(&hessian, order: unknowns.count) else { return nil }
    var step = state.gradient
    LinearAlgebra.solve(factor: hessian, order: unknowns.count, &step)
    var length = 1.0
    var candidate = zip(unknowns, step).map { $0 - $1 }
    var next = State(self, candidate)
    // Near the optimum the loss cannot tell; the gradient can.
    while next.loss > state.loss + 1e-13 * abs(state.loss), next.error > state.error / 2, length > 1e-6 {
      length /= 2
      candidate = zip(unknowns, step).map { $0 - length * $1 }
      next = State(self, candidate)
    }
    if next.error >= state.error && state.error < 1e-9 { return nil }
    unknowns = candidate
    return next
  }

  private struct State {
    var scores: [Double]
    var gradient: [Double]
    var loss: Double
    var error: Double

    init(_ problem: PrimalLogisticSolver, _ unknowns: [Double]) {
      let (rows, columns) = (problem.matrix.rows, problem.matrix.columns)
      var scores = [Double](repeating: 0, count: rows)
      for j in 0..<columns {
        let start = j * rows
        for i in 0..<rows { scores[i] += unknowns[j] * problem.matrix.values[start + i] }
      }
      let pull = (0..<rows).map { problem.weights[$0] * (logistic(scores[$0]) - problem.targets[$0]) }
      gradient = (0..<columns).map { j in
        var sum = problem.penalty[j] * unknowns[j]
        let start = j * rows
        for i in 0..<rows { sum += pull[i] * problem.matrix.values[start + i] }
        return sum
      }
      loss = 0
      for j in 0..<columns { loss += 0.5 * problem.penalty[j] * unknowns[j] * unknowns[j] }
      for i in 0..<rows {
        loss += problem.weights[i] * softplus(problem.targets[i] > 0 ? -scores[i] : scores[i])
      }
      error = gradient.map { abs($0) }.max() ?? 0
      self.scores = scores
    }
  }

  private func hessian(_ scores: [Double]) -> [Double] {
    let roots = scores.indices.map { row in
      let p = logistic(scores[row])
      return (weights[row] * p * (1 - p)).squareRoot()
    }
    var weighted = matrix.values
    for j in 0..<matrix.columns {
      for i in 0..<matrix.rows { weighted[j * matrix.rows + i] *= roots[i] }
    }
    var result = LinearAlgebra.gram(ofColumns: weighted, rows: matrix.rows, columns: matrix.columns)
    for j in penalty.indices { result[j * penalty.count + j] += penalty[j] }
    return result
  }
}

import Statistics

/// Newton's method for L2 logistic regression in the space of columns: for more subjects than columns.
///
/// A Hessian costs `O(n p²)`, a gradient `O(n p)`. So the Hessian is kept as long as a step with it makes the gradient
/// at least three times smaller, also from one column less to the next: where columns are dropped one after the other,
/// the optimum hardly moves. A step that gains nothing below a gradient of 1e-10 is at the rounding of the sums, and no
/// new Hessian is made for it.
struct PrimalLogisticSolver {
  let matrix: DenseMatrix
  /// Positions in `matrix` of the columns still in, ascending.
  var active: [Int]
  let weights: [Double]
  let targets: [Double]
  let penalisesIntercept: Bool
  /// Coefficients, then the intercept.
  var unknowns: [Double]
  /// Lower triangle of the last Hessian; `nil` before the first.
  var kept: [Double]? {
    didSet { factor = nil }
  }
  /// Its Cholesky factor, once it was needed.
  private var factor: [Double]?
  /// Hessians made so far, for benchmarks.
  private(set) var hessians = 0
  /// Gradients made so far, for benchmarks.
  private(set) var gradients = 0

  init(_ matrix: DenseMatrix, weights: [Double], _ outcomes: [Bool], _ penalisesIntercept: Bool) {
    self.matrix = matrix
    (self.weights, self.penalisesIntercept) = (weights, penalisesIntercept)
    active = Array(0..<matrix.columns)
    targets = outcomes.map { $0 ? 1 : 0 }
    unknowns = [Double](repeating: 0, count: matrix.columns + 1)
  }

  var coefficients: [Double] { Array(unknowns.dropLast()) }
  var intercept: Double { unknowns[unknowns.count - 1] }

  /// Factor of the kept Hessian; `nil` where there is none or it is not positive definite.
  mutating func keptFactor() -> [Double]? {
    if let factor { return factor }
    guard var made = kept, LinearAlgebra.factorise(&made, order: unknowns.count) else { return nil }
    factor = made
    return made
  }

  mutating func solve() {
    var state = state(unknowns)
    for _ in 0..<400 {
      if let next = stepWithKept(state) {
        state = next
      } else {
        if kept != nil, state.error <= 1e-10 { return }
        guard let next = newtonStep(state) else { return }
        state = next
      }
      if state.error <= 1e-14 { return }
    }
  }

  mutating func state(_ unknowns: [Double]) -> State {
    gradients += 1
    return State(self, unknowns)
  }

  /// The step that the Hessian of an earlier point asks for; `nil` where there is none.
  mutating func keptStep(_ state: State) -> [Double]? {
    guard let factor = keptFactor() else { return nil }
    var step = state.gradient
    LinearAlgebra.solve(factor: factor, order: unknowns.count, &step)
    return step
  }

  /// A step with the Hessian of an earlier point; `nil` where there is none or the step gains too little.
  private mutating func stepWithKept(_ state: State) -> State? {
    guard let step = keptStep(state) else { return nil }
    let candidate = zip(unknowns, step).map { $0 - $1 }
    let next = self.state(candidate)
    guard next.error <= state.error / 3 else { return nil }
    unknowns = candidate
    return next
  }

  /// A step with the Hessian of this point, halved while it gains nothing; `nil` at the optimum.
  mutating func newtonStep(_ state: State) -> State? {
    kept = hessian(state.scores)
    hessians += 1
    guard let step = keptStep(state) else { return nil }
    var length = 1.0
    var candidate = zip(unknowns, step).map { $0 - $1 }
    var next = self.state(candidate)
    let loss = loss(unknowns, state.scores)
    // Near the optimum the loss cannot tell; the gradient can.
    while next.error > state.error / 2, self.loss(candidate, next.scores) > loss + 1e-13 * abs(loss), length > 1e-6 {
      length /= 2
      candidate = zip(unknowns, step).map { $0 - length * $1 }
      next = self.state(candidate)
    }
    if next.error >= state.error && state.error < 1e-9 { return nil }
    unknowns = candidate
    return next
  }
}

import Mathematics

/// Newton's method for L2 logistic regression in the space of subjects.
///
/// At the optimum `w = Xᵀa` with `aᵢ = C sᵢ (yᵢ − pᵢ)`, so the unknowns are the `n` values `a` and the intercept,
/// whatever the number of columns; the columns enter through `K = X Xᵀ` only. With `f = K a + b`,
/// `r(f)ᵢ = C sᵢ (yᵢ − p(fᵢ))`, `D = diag(C sᵢ pᵢ (1 − pᵢ))` and `ρ = r − a`, a Newton step solves
/// `(I + D K) δa + D 1 δb = ρ` with `Σ (a + δa) = 0`, by the Cholesky factor of `I + D^½ K D^½`, whose eigenvalues are
/// at least 1 even where `K` is singular.
///
/// The factor is kept while steps with it still shrink the residual to less than `staleRate` of itself; since `ρ` is
/// always computed afresh, a stale factor costs steps and never accuracy. That is what makes thousands of neighbouring
/// problems (recursive elimination) cheap. A penalised intercept is a column of ones: `K + 11ᵀ`, `b = Σ a`.
final class DualLogisticSolver {
  private let order: Int
  private let targets: [Double]
  private let weights: [Double]
  private let penalisesIntercept: Bool
  private let matrix: DenseMatrix
  /// Lower triangle of `K`.
  var gram: [Double]
  /// `a`; kept from one solution to the next as a warm start.
  private(set) var multipliers: [Double]
  private var freeIntercept = 0.0
  private var factor: [Double] = []
  private var rootWeights: [Double]
  private var responseToShift: [Double]
  private var scratch: [Double]
  /// Newton steps taken since the start, for benchmarks.
  private(set) var steps = 0
  /// Factorisations since the start, for benchmarks.
  private(set) var factorisations = 0

  /// Residual relative to the largest weight at which the solution is accepted.
  private static let tolerance = 1e-13
  /// A step that shrinks the residual less than this asks for a fresh factor.
  private static let staleRate = 0.15

  init(_ matrix: DenseMatrix, weights: [Double], _ outcomes: [Bool], _ penalisesIntercept: Bool) {
    order = matrix.rows
    targets = outcomes.map { $0 ? 1 : 0 }
    (self.weights, self.matrix, self.penalisesIntercept) = (weights, matrix, penalisesIntercept)
    multipliers = [Double](repeating: 0, count: order)
    (rootWeights, responseToShift, scratch) = (multipliers, multipliers, multipliers)
    gram = []
    setGram(of: matrix.values, columns: matrix.columns)
  }

  /// Computes `K` afresh from columns that stand one after the other.
  func setGram(of values: [Double], columns: Int) {
    gram = LinearAlgebra.gram(ofRows: values, rows: order, columns: columns)
    if penalisesIntercept { for i in gram.indices { gram[i] += 1 } }
  }

  /// `b`.
  var intercept: Double { penalisesIntercept ? multipliers.reduce(0, +) : freeIntercept }

  /// `w = Xᵀ a` for the columns given at the start.
  var coefficients: [Double] {
    (0..<matrix.columns).map { position in zip(matrix.column(position), multipliers).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Moves `multipliers` and the intercept to the optimum.
  func solve() {
    let scale = weights.max() ?? 1
    var state = evaluate(multipliers, freeIntercept)
    var isFresh = false
    var previous = Double.infinity
    for _ in 0..<500 where state.error > DualLogisticSolver.tolerance * scale {
      let isStalling = state.error > DualLogisticSolver.staleRate * previous
      // A fresh factor that no longer helps has met the rounding error of f.
      if isFresh, isStalling, state.error < 1e-9 * scale { return }
      isFresh = factor.isEmpty || isStalling
      if isFresh { refactor(state.scores) }
      previous = state.error
      state = advance(from: state, isFar: state.error > 1e-3 * scale)
    }
  }

  /// A point with everything that follows from it.
  private struct State {
    var scores: [Double]
    var residual: [Double]
    var imbalance: Double
    var error: Double
  }

  private func evaluate(_ a: [Double], _ b: Double) -> State {
    LinearAlgebra.multiply(symmetric: gram, order: order, a, into: &scratch)
    let shift = penalisesIntercept ? 0 : b
    var state = State(scores: scratch, residual: scratch, imbalance: 0, error: 0)
    for i in 0..<order {
      let score = scratch[i] + shift
      let residual = weights[i] * (targets[i] - logistic(score)) - a[i]
      state.scores[i] = score
      state.residual[i] = residual
      state.imbalance += a[i]
      state.error = max(state.error, abs(residual))
    }
    if penalisesIntercept { state.imbalance = 0 }
    state.error = max(state.error, abs(state.imbalance))
    return state
  }

  private func refactor(_ scores: [Double]) {
    for i in 0..<order {
      let p = logistic(scores[i])
      rootWeights[i] = (weights[i] * p * (1 - p)).squareRoot()
    }
    if factor.isEmpty { factor = gram }
    factor.withUnsafeMutableBufferPointer { factor in
      gram.withUnsafeBufferPointer { gram in
        // Both hold order × order values; only the lower triangle is read later.
        for column in 0..<order {
          let (start, scale) = (column * order, rootWeights[column])
          for row in column..<order { factor[start + row] = gram[start + row] * scale * rootWeights[row] }
          factor[start + column] += 1
        }
      }
    }
    let isPositive = LinearAlgebra.factorise(&factor, order: order)
    precondition(isPositive, "I + D^½ K D^½ has eigenvalues of at least 1")
    factorisations += 1
    responseToShift = rootWeights
    LinearAlgebra.solve(factor: factor, order: order, &responseToShift)
    for i in 0..<order { responseToShift[i] *= rootWeights[i] }
  }

  /// `(I + D K)⁻¹ v` with the current factor.
  private func applyInverse(_ vector: [Double]) -> [Double] {
    LinearAlgebra.multiply(symmetric: gram, order: order, vector, into: &scratch)
    for i in 0..<order { scratch[i] *= rootWeights[i] }
    LinearAlgebra.solve(factor: factor, order: order, &scratch)
    return (0..<order).map { vector[$0] - rootWeights[$0] * scratch[$0] }
  }

  /// One step; far from the optimum it is halved until the loss does not rise.
  private func advance(from state: State, isFar: Bool) -> State {
    steps += 1
    var direction = applyInverse(state.residual)
    var shift = 0.0
    if !penalisesIntercept {
      // Where every weight has vanished the intercept cannot be told; leave it.
      let response = responseToShift.reduce(0, +)
      shift = response > 0 ? (direction.reduce(0, +) + state.imbalance) / response : 0
      for i in 0..<order { direction[i] -= shift * responseToShift[i] }
    }
    let (start, startShift) = (multipliers, freeIntercept)
    let startLoss = isFar ? loss(state, start) : 0
    var length = 1.0
    while true {
      multipliers = (0..<order).map { start[$0] + length * direction[$0] }
      freeIntercept = startShift + length * shift
      let next = evaluate(multipliers, freeIntercept)
      if !isFar || length < 1e-6 || loss(next, multipliers) <= startLoss + 1e-10 * abs(startLoss) { return next }
      length /= 2
    }
  }

  private func loss(_ state: State, _ a: [Double]) -> Double {
    var sum = 0.0
    let shift = penalisesIntercept ? 0 : freeIntercept
    for i in 0..<order {
      // a·K a = a·(f − b), where the shift cancels for balanced a but not on the way there.
      sum += 0.5 * a[i] * (state.scores[i] - shift)
      sum += weights[i] * softplus(targets[i] > 0 ? -state.scores[i] : state.scores[i])
    }
    return sum
  }
}

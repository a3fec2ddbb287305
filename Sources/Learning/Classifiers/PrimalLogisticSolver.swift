import Statistics

/// Newton's method for L2 logistic regression in the space of columns: for more subjects than columns.
///
/// A Hessian costs `O(n p²)`, a gradient `O(n p)`. So the Hessian is kept as long as a step with it makes the gradient at least three
/// times smaller, also from one column less to the next: where columns are dropped one after the other, the optimum hardly moves. A step that gains
/// nothing below a gradient of 1e-10 is at the rounding of the sums, and no new Hessian is made for it.
struct PrimalLogisticSolver {
  private let matrix: DenseMatrix
  /// Positions in `matrix` of the columns still in, ascending.
  private var active: [Int]
  private let weights: [Double]
  private let targets: [Double]
  private let penalisesIntercept: Bool
  /// Coefficients, then the intercept.
  private var unknowns: [Double]
  /// Lower triangle of the last Hessian; `nil` before the first.
  private var kept: [Double]?
  /// Hessians made so far, for benchmarks.
  private(set) var hessians = 0

  init(_ matrix: DenseMatrix, weights: [Double], _ outcomes: [Bool], _ penalisesIntercept: Bool) {
    self.matrix = matrix
    (self.weights, self.penalisesIntercept) = (weights, penalisesIntercept)
    active = Array(0..<matrix.columns)
    targets = outcomes.map { $0 ? 1 : 0 }
    unknowns = [Double](repeating: 0, count: matrix.columns + 1)
  }

  var coefficients: [Double] { Array(unknowns.dropLast()) }
  var intercept: Double { unknowns[unknowns.count - 1] }

  /// Takes the column at a place among those still in out of the problem; the rest of the solution is the start of the next one.
  mutating func remove(column: Int) {
    let order = unknowns.count
    if let old = kept {
      var rest: [Double] = []
      rest.reserveCapacity((order - 1) * (order - 1))
      for j in 0..<order where j != column {
        rest += old[(j * order)..<(j * order + column)]
        rest += old[(j * order + column + 1)..<((j + 1) * order)]
      }
      kept = rest
    }
    active.remove(at: column)
    unknowns.remove(at: column)
  }

  mutating func solve() {
    var state = State(self, unknowns)
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
    hessians += 1
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

  /// Penalty of an unknown.
  private func penalty(_ place: Int) -> Double { place < active.count || penalisesIntercept ? 1 : 0 }

  private struct State {
    var scores: [Double]
    var gradient: [Double]
    var loss = 0.0
    var error: Double

    /// Rows that are scored and summed at once: a block of some hundred columns stays in the cache between the two.
    private static let block = 256

    init(_ problem: PrimalLogisticSolver, _ unknowns: [Double]) {
      let (rows, columns) = (problem.matrix.rows, problem.active.count)
      scores = [Double](repeating: unknowns[columns], count: rows)
      gradient = unknowns.indices.map { problem.penalty($0) * unknowns[$0] }
      for j in unknowns.indices { loss += 0.5 * problem.penalty(j) * unknowns[j] * unknowns[j] }
      var pull = [Double](repeating: 0, count: State.block)
      for start in Swift.stride(from: 0, to: rows, by: State.block) {
        let size = min(State.block, rows - start)
        problem.addScores(unknowns, from: start, size, &scores)
        for i in 0..<size {
          let (row, score) = (start + i, scores[start + i])
          pull[i] = problem.weights[row] * (logistic(score) - problem.targets[row])
          gradient[columns] += pull[i]
          loss += problem.weights[row] * softplus(problem.targets[row] > 0 ? -score : score)
        }
        problem.addGradient(pull, from: start, size, &gradient)
      }
      error = gradient.map { abs($0) }.max() ?? 0
    }
  }

  /// Adds `X w` of a block of rows to their scores.
  private func addScores(_ unknowns: [Double], from start: Int, _ size: Int, _ scores: inout [Double]) {
    matrix.values.withUnsafeBufferPointer { values in
      scores.withUnsafeMutableBufferPointer { scores in
        // Column `j` has rows from j × rows on; start + size is at most rows.
        let sums = scores.baseAddress! + start
        for (place, column) in active.enumerated() {
          let (weight, source) = (unknowns[place], values.baseAddress! + column * matrix.rows + start)
          for i in 0..<size { sums[i] += weight * source[i] }
        }
      }
    }
  }

  /// Adds `Xᵀ pull` of a block of rows to the gradient; every column is summed in the same order, so duplicate columns get the same bits.
  private func addGradient(_ pull: [Double], from start: Int, _ size: Int, _ gradient: inout [Double]) {
    matrix.values.withUnsafeBufferPointer { values in
      pull.withUnsafeBufferPointer { pull in
        for (place, column) in active.enumerated() {
          // Column `column` has rows from column × rows on; start + size is at most rows.
          let source = values.baseAddress! + column * matrix.rows + start
          gradient[place] += dot(source, pull.baseAddress!, size)
        }
      }
    }
  }

  private func hessian(_ scores: [Double]) -> [Double] {
    let (rows, columns) = (matrix.rows, active.count)
    let roots = scores.indices.map { row in
      let p = logistic(scores[row])
      return (weights[row] * p * (1 - p)).squareRoot()
    }
    var weighted = [Double](repeating: 0, count: rows * (columns + 1))
    weighted.withUnsafeMutableBufferPointer { target in
      for (place, column) in active.enumerated() {
        for i in 0..<rows { target[place * rows + i] = roots[i] * matrix.values[column * rows + i] }
      }
      // The intercept is the coefficient of a last column of ones.
      for i in 0..<rows { target[columns * rows + i] = roots[i] }
    }
    var result = LinearAlgebra.gram(ofColumns: weighted, rows: rows, columns: columns + 1)
    for j in 0...columns { result[j * (columns + 1) + j] += penalty(j) }
    return result
  }
}

/// `Σ xᵢ yᵢ` over `count` values in eight running sums.
@inline(__always)
private func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
  var sum = SIMD8<Double>.zero
  var at = 0
  while at + 8 <= count {
    // Both pointers have `count` readable values.
    let a = UnsafeRawPointer(x + at).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + at).loadUnaligned(as: SIMD8<Double>.self)
    sum += a * b
    at += 8
  }
  var result = sum.sum()
  while at < count {
    result += x[at] * y[at]
    at += 1
  }
  return result
}

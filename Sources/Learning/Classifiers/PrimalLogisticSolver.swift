import Statistics

/// Newton's method for L2 logistic regression in the space of columns: for more subjects than columns.
///
/// A Hessian costs `O(n p²)`, a gradient `O(n p)`. So the Hessian is kept as long as a step with it makes the gradient at least three
/// times smaller, also from one column less to the next: where columns are dropped one after the other, the optimum hardly moves. A step that gains
/// nothing below a gradient of 1e-10 is at the rounding of the sums, and no new Hessian is made for it.
///
/// An elimination asks for less than an optimum: only which coefficient is the smallest there. The next step tells how far the optimum is, and where
/// the smallest is farther than ``margin`` such steps from the second smallest, no further gradient is needed. A column that goes takes its
/// coefficient to 0 along the last Hessian, so that the others are moved to their new optimum but for the change of the Hessian.
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
  private var kept: [Double]? {
    didSet { factor = nil }
  }
  /// Its Cholesky factor, once it was needed.
  private var factor: [Double]?
  /// Hessians made so far, for benchmarks.
  private(set) var hessians = 0
  /// Gradients made so far, for benchmarks.
  private(set) var gradients = 0
  /// How many of the largest changes of the next step the two smallest coefficients must be apart. A step that gains a factor of three, which is
  /// what keeps a Hessian, leaves half of itself at most.
  private static let margin = 16.0

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
    if let factor = keptFactor() {
      // The smallest change of the quadratic model at the kept Hessian that brings the coefficient to 0.
      var direction = [Double](repeating: 0, count: order)
      direction[column] = 1
      LinearAlgebra.solve(factor: factor, order: order, &direction)
      let share = unknowns[column] / direction[column]
      for at in 0..<order { unknowns[at] -= share * direction[at] }
    }
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

  /// Factor of the kept Hessian; `nil` where there is none or it is not positive definite.
  private mutating func keptFactor() -> [Double]? {
    if let factor { return factor }
    guard var made = kept, LinearAlgebra.factorise(&made, order: unknowns.count) else { return nil }
    factor = made
    return made
  }

  /// Place of the column with the smallest squared coefficient at the optimum, the last of equal ones, and of columns with the same values the
  /// last. Solves as far as this needs.
  mutating func weakest() -> Int {
    var state = state(unknowns)
    for _ in 0..<400 {
      if let step = keptStep(state) {
        let candidate = zip(unknowns, step).map { $0 - $1 }
        if let place = decided(candidate, step) {
          unknowns = candidate
          return place
        }
        let next = self.state(candidate)
        if next.error <= state.error / 3 {
          (unknowns, state) = (candidate, next)
          if state.error <= 1e-14 { break }
          continue
        }
      }
      if kept != nil, state.error <= 1e-10 { break }
      guard let next = newtonStep(state) else { break }
      state = next
    }
    return lastCopy(of: smallest(coefficients.map { $0 * $0 }))
  }

  /// The smallest coefficient of `candidate` where it stays the smallest whatever the next steps change.
  private func decided(_ candidate: [Double], _ step: [Double]) -> Int? {
    let (count, change) = (active.count, step.map { abs($0) }.max() ?? 0)
    var (least, second, place) = (Double.infinity, Double.infinity, 0)
    for at in 0..<count {
      let size = abs(candidate[at])
      if size < least { (least, second, place) = (size, least, at) } else { second = min(second, size) }
    }
    return second - least > PrimalLogisticSolver.margin * change ? place : nil
  }

  /// The last column with the values of the one at `place`: their coefficients are equal but for rounding.
  private func lastCopy(of place: Int) -> Int {
    let (own, near) = (abs(unknowns[place]), 1e-8 * (coefficients.map { abs($0) }.max() ?? 0))
    let others = active.indices.suffix(from: place + 1).filter { abs(abs(unknowns[$0]) - own) <= near }
    let values = matrix.column(active[place])
    return others.last { matrix.column(active[$0]).elementsEqual(values) } ?? place
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

  private mutating func state(_ unknowns: [Double]) -> State {
    gradients += 1
    return State(self, unknowns)
  }

  /// The step that the Hessian of an earlier point asks for; `nil` where there is none.
  private mutating func keptStep(_ state: State) -> [Double]? {
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
  private mutating func newtonStep(_ state: State) -> State? {
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

  /// Penalty of an unknown.
  private func penalty(_ place: Int) -> Double { place < active.count || penalisesIntercept ? 1 : 0 }

  /// What is minimised, at unknowns whose scores are known.
  private func loss(_ unknowns: [Double], _ scores: [Double]) -> Double {
    var loss = 0.0
    for j in unknowns.indices { loss += 0.5 * penalty(j) * unknowns[j] * unknowns[j] }
    for row in scores.indices { loss += weights[row] * softplus(targets[row] > 0 ? -scores[row] : scores[row]) }
    return loss
  }

  private struct State {
    var scores: [Double]
    var gradient: [Double]
    var error: Double

    /// Rows that are scored and summed at once: a block of some hundred columns stays in the cache between the two.
    private static let block = 256

    init(_ problem: PrimalLogisticSolver, _ unknowns: [Double]) {
      let (rows, columns) = (problem.matrix.rows, problem.active.count)
      scores = [Double](repeating: unknowns[columns], count: rows)
      gradient = unknowns.indices.map { problem.penalty($0) * unknowns[$0] }
      var pull = [Double](repeating: 0, count: State.block)
      for start in Swift.stride(from: 0, to: rows, by: State.block) {
        let size = min(State.block, rows - start)
        problem.addScores(unknowns, from: start, size, &scores)
        for i in 0..<size {
          let row = start + i
          pull[i] = problem.weights[row] * (logistic(scores[row]) - problem.targets[row])
          gradient[columns] += pull[i]
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
        func source(_ place: Int) -> UnsafePointer<Double> {
          values.baseAddress! + active[place] * matrix.rows + start
        }
        var place = 0
        // Four columns a pass, added one after the other, so that the sums are those of single columns.
        while place + 4 <= active.count {
          let (a, b, c, d) = (source(place), source(place + 1), source(place + 2), source(place + 3))
          let (u, v, w, x) = (unknowns[place], unknowns[place + 1], unknowns[place + 2], unknowns[place + 3])
          for i in 0..<size { sums[i] = sums[i] + u * a[i] + v * b[i] + w * c[i] + x * d[i] }
          place += 4
        }
        for place in place..<active.count {
          let (weight, column) = (unknowns[place], source(place))
          for i in 0..<size { sums[i] += weight * column[i] }
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

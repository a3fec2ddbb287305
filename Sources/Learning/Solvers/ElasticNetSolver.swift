import Glibc
import Mathematics

/// Coordinate descent for the elastic net logistic problem in glmnet's form, on standardised columns:
/// minimises `−Σ vᵢ ℓᵢ + λ (α ‖w‖₁ + ½ (1 − α) ‖w‖²)` with `Σ vᵢ = 1`, the intercept free.
///
/// Descent finds the support; Newton's method on it, with the signs held, then goes to the optimum itself. A solution
/// is accepted only when every column keeps the Karush-Kuhn-Tucker conditions.
struct ElasticNetSolver {
  private let matrix: DenseMatrix
  private let targets: [Double]
  private let weights: [Double]
  private let mixing: Double
  private(set) var coefficients: [Double]
  private(set) var intercept: Double
  private var scores: [Double]

  /// Largest violation of the conditions at which a solution is accepted.
  static let tolerance = 1e-12

  init(_ matrix: DenseMatrix, outcomes: [Bool], weights: [Double], mixing: Double) {
    (self.matrix, self.weights, self.mixing) = (matrix, weights, mixing)
    targets = outcomes.map { $0 ? 1 : 0 }
    coefficients = [Double](repeating: 0, count: matrix.columns)
    let prevalence = zip(weights, targets).reduce(0) { $0 + $1.0 * $1.1 }
    intercept = log(prevalence / (1 - prevalence))
    scores = [Double](repeating: intercept, count: matrix.rows)
  }

  /// The smallest penalty at which every coefficient is 0. For ridge, which has none, that of `α = 0.001`, as glmnet.
  var largestPenalty: Double {
    let pull = residual
    let steepest = (0..<matrix.columns).map { abs(gradient(of: $0, pull)) }.max() ?? 0
    return steepest / max(mixing, 0.001)
  }

  /// `−2 Σ vᵢ ℓᵢ` at the current solution.
  var deviance: Double {
    2 * matrix.rowIndices.reduce(0) { $0 + weights[$1] * softplus(targets[$1] > 0 ? -scores[$1] : scores[$1]) }
  }

  /// `vᵢ (yᵢ − pᵢ)`.
  private var residual: [Double] { matrix.rowIndices.map { weights[$0] * (targets[$0] - logistic(scores[$0])) } }

  private func gradient(of column: Int, _ pull: [Double]) -> Double {
    var sum = 0.0
    let start = column * matrix.rows
    for row in 0..<matrix.rows { sum += matrix.values[start + row] * pull[row] }
    return sum
  }

  /// Moves to the optimum at `penalty`, from the solution at the last one.
  mutating func solve(penalty: Double) {
    var active = coefficients.indices.filter { coefficients[$0] != 0 }
    for _ in 0..<1000 {
      descend(active, penalty)
      polish(&active, penalty)
      let violators = violations(active, penalty)
      if violators.isEmpty { return }
      active = Array(Set(active).union(violators)).sorted()
    }
  }

  /// Columns that break the conditions. Outside the support a gradient may exceed the penalty by rounding only.
  private func violations(_ active: [Int], _ penalty: Double) -> [Int] {
    let pull = residual
    let bound = penalty * mixing
    return coefficients.indices.filter { column in
      let slope = gradient(of: column, pull) - penalty * (1 - mixing) * coefficients[column]
      if coefficients[column] == 0 { return abs(slope) > bound + ElasticNetSolver.tolerance }
      return abs(slope - (coefficients[column] > 0 ? bound : -bound)) > ElasticNetSolver.tolerance * 10
    }
  }

  /// Rounds of Newton's quadratic, each minimised over the active columns by coordinate descent.
  private mutating func descend(_ active: [Int], _ penalty: Double) {
    for _ in 0..<50 {
      let start = coefficients
      let curvature = matrix.rowIndices.map { row in
        let p = logistic(scores[row])
        // Where a probability has saturated the quadratic would be flat; glmnet bounds it too.
        return weights[row] * max(p * (1 - p), 1e-5)
      }
      var pull = residual
      let diagonals = active.map { column in
        matrix.rowIndices.reduce(0) { sum, row in
          let x = matrix.values[column * matrix.rows + row]
          return sum + curvature[row] * x * x
        }
      }
      let total = curvature.reduce(0, +)
      for _ in 0..<200 where pass(active, diagonals, curvature, total, &pull, penalty) < 1e-9 { break }
      let moved = active.map { abs(coefficients[$0] - start[$0]) }.max() ?? 0
      rescore()
      if moved < 1e-6 { return }
    }
  }

  /// One pass of coordinate descent; returns the largest move.
  private mutating func pass(
    _ active: [Int], _ diagonals: [Double], _ curvature: [Double], _ total: Double, _ pull: inout [Double],
    _ penalty: Double
  ) -> Double {
    let rows = matrix.rows
    var largest = 0.0
    for (column, diagonal) in zip(active, diagonals) {
      let old = coefficients[column]
      let target = gradient(of: column, pull) + diagonal * old
      let shrunk = abs(target) - penalty * mixing
      let new = shrunk <= 0 ? 0 : (target > 0 ? shrunk : -shrunk) / (diagonal + penalty * (1 - mixing))
      guard new != old else { continue }
      coefficients[column] = new
      for row in 0..<rows { pull[row] -= curvature[row] * matrix.values[column * rows + row] * (new - old) }
      largest = max(largest, abs(new - old))
    }
    let shift = pull.reduce(0, +) / total
    intercept += shift
    for row in 0..<rows { pull[row] -= curvature[row] * shift }
    return max(largest, abs(shift))
  }

  private mutating func rescore() {
    scores = [Double](repeating: intercept, count: matrix.rows)
    for column in coefficients.indices where coefficients[column] != 0 {
      for row in 0..<matrix.rows { scores[row] += coefficients[column] * matrix.values[column * matrix.rows + row] }
    }
  }

  /// Newton's method on the support with the signs held. A coefficient that would change its sign leaves the support
  /// instead, and descent decides anew; so does a support whose columns are dependent.
  private mutating func polish(_ active: inout [Int], _ penalty: Double) {
    active = active.filter { coefficients[$0] != 0 }
    let signs = active.map { coefficients[$0] > 0 ? 1.0 : -1 }
    for _ in 0..<50 {
      let pull = residual
      var step = [pull.reduce(0, +)]
      for (column, sign) in zip(active, signs) {
        step.append(gradient(of: column, pull) - penalty * (mixing * sign + (1 - mixing) * coefficients[column]))
      }
      if (step.map { abs($0) }.max() ?? 0) < 1e-15 { return }
      var hessian = hessian(active, penalty)
      guard LinearAlgebra.factorise(&hessian, order: active.count + 1) else { return }
      LinearAlgebra.solve(factor: hessian, order: active.count + 1, &step)
      guard step.allSatisfy(\.isFinite) else { return }
      var isKept = true
      let before = (coefficients, intercept)
      intercept += step[0]
      for (turn, column) in active.enumerated() {
        coefficients[column] += step[turn + 1]
        if coefficients[column] * signs[turn] <= 0 { isKept = false }
      }
      if !isKept {
        (coefficients, intercept) = before
        return rescore()
      }
      rescore()
      if (step.map { abs($0) }.max() ?? 0) < 1e-14 { return }
    }
  }

  private func hessian(_ active: [Int], _ penalty: Double) -> [Double] {
    let roots = matrix.rowIndices.map { row in
      let p = logistic(scores[row])
      return (weights[row] * p * (1 - p)).squareRoot()
    }
    var scaled = roots
    for column in active {
      for row in 0..<matrix.rows { scaled.append(roots[row] * matrix.values[column * matrix.rows + row]) }
    }
    let order = active.count + 1
    var result = LinearAlgebra.gram(ofColumns: scaled, rows: matrix.rows, columns: order)
    for column in 1..<max(order, 1) { result[column * order + column] += penalty * (1 - mixing) }
    return result
  }
}

extension DenseMatrix {
  /// `0..<rows`.
  var rowIndices: Range<Int> { 0..<rows }
}

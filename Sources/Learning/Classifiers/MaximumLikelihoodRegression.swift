import Mathematics
import Statistics

/// Logistic regression without a penalty, by Newton's method: R's `glm(binomial)`.
public struct MaximumLikelihoodRegression: Hashable, Sendable {
  /// Intercept on the columns as given.
  public let intercept: Double
  /// One coefficient per column.
  public let coefficients: [Double]

  /// The fit of `columns` (one array per column, a value per subject) on the subjects at `rows`, repeats allowed.
  ///
  /// `nil` where the likelihood has no single maximum: one class, a column without spread or made of others, or
  /// complete separation.
  /// - Throws: ``LearningError/missingLibrary(_:)``.
  public init?(columns: [[Double]], outcomes: [Bool], rows: [Int]) throws(LearningError) {
    try LinearAlgebra.load()
    let classes = Set(rows.map { outcomes[$0] })
    guard classes.count == 2 else { return nil }
    // In units of the spread, so that one limit tells divergence in every column.
    let spreads = columns.map { column in
      (mean(rows.map { column[$0] }), sampleStandardDeviation(rows.map { column[$0] }).value ?? 0)
    }
    guard spreads.allSatisfy({ $0.1 > 1e-12 * max(1e-300, abs($0.0)) }) else { return nil }
    let scaled = zip(columns, spreads).map { column, spread in rows.map { (column[$0] - spread.0) / spread.1 } }
    guard let unknowns = Self.solve(scaled, rows.map { outcomes[$0] }) else { return nil }
    let slopes = zip(unknowns.dropFirst(), spreads).map { $0 / $1.1 }
    coefficients = slopes
    intercept = unknowns[0] - zip(slopes, spreads).reduce(0) { $0 + $1.0 * $1.1.0 }
  }

  /// The log odds of every subject.
  public func scores(_ columns: [[Double]]) -> [Double] {
    (columns.first ?? []).indices.map { row in
      zip(coefficients, columns).reduce(intercept) { $0 + $1.0 * $1.1[row] }
    }
  }

  /// Log odds per standard deviation beyond which the fit runs away.
  private static let runaway = 50.0

  private static func solve(_ columns: [[Double]], _ outcomes: [Bool]) -> [Double]? {
    let order = columns.count + 1
    var unknowns = [Double](repeating: 0, count: order)
    var state = LossDerivatives(columns, outcomes, unknowns)
    for _ in 0..<60 {
      var (factor, step) = (state.hessian, state.gradient)
      guard LinearAlgebra.factorise(&factor, order: order) else { return nil }
      LinearAlgebra.solve(factor: factor, order: order, &step)
      var length = 1.0
      var next = LossDerivatives(columns, outcomes, zip(unknowns, step).map { $0 - $1 })
      while !(next.loss <= state.loss + 1e-13 * abs(state.loss)), length > 1e-6 {
        length /= 2
        next = LossDerivatives(columns, outcomes, zip(unknowns, step).map { $0 - length * $1 })
      }
      unknowns = zip(unknowns, step).map { $0 - length * $1 }
      state = next
      guard unknowns.allSatisfy({ abs($0) < runaway }) else { return nil }
      if step.allSatisfy({ abs($0) < 1e-11 }) { return unknowns }
    }
    return nil
  }
}

/// Loss, gradient and Hessian (lower triangle, column-major) of unknowns: intercept first.
private struct LossDerivatives {
  var loss = 0.0
  var gradient: [Double]
  var hessian: [Double]

  init(_ columns: [[Double]], _ outcomes: [Bool], _ unknowns: [Double]) {
    let order = unknowns.count
    gradient = [Double](repeating: 0, count: order)
    hessian = [Double](repeating: 0, count: order * order)
    var row = [Double](repeating: 1, count: order)
    for at in outcomes.indices {
      for column in columns.indices { row[column + 1] = columns[column][at] }
      let odds = zip(unknowns, row).reduce(0) { $0 + $1.0 * $1.1 }
      let p = logistic(odds)
      loss += softplus(outcomes[at] ? -odds : odds)
      let (pull, weight) = (p - (outcomes[at] ? 1 : 0), p * (1 - p))
      for j in 0..<order {
        gradient[j] += pull * row[j]
        for i in j..<order { hessian[j * order + i] += weight * row[j] * row[i] }
      }
    }
  }
}

import Mathematics

/// `logit E(t) = offset + a + b x` by maximum likelihood over targets within [0, 1].
///
/// Newton's method with halved steps. `x` is centred and scaled by its range before, and the line brought back after:
/// the Hessian of values that hardly differ would else be rounding noise.
package struct LogisticLine: Sendable {
  /// `a`.
  package private(set) var intercept: Double
  /// `b`; 0 where it was held there.
  package private(set) var slope = 0.0
  /// Standard error of `a`, from the observed information.
  package private(set) var interceptError: Double
  /// Standard error of `b`; 0 where it was held at 0.
  package private(set) var slopeError = 0.0

  /// Both parameters free.
  /// - Parameters:
  ///   - x: finite, not all equal.
  ///   - targets: with a maximum of the likelihood, so not 0 and 1 on either side of some `x`.
  package init(_ x: [Double], targets: [Double]) {
    let (least, most) = (x.min() ?? 0, x.max() ?? 0)
    precondition(x.count == targets.count && most > least && (most - least).isFinite, "a line needs two places")
    let (centre, width) = (mean(x), most - least)
    let problem = Problem(x: x.map { ($0 - centre) / width }, targets: targets, offset: nil)
    let (a, b, end) = problem.solve()
    let shift = centre / width
    let (interceptVariance, slopeVariance) = (end.hbb / end.determinant, end.haa / end.determinant)
    let covariance = -end.hab / end.determinant
    (intercept, slope) = (a - b * shift, b / width)
    interceptError = (interceptVariance + shift * shift * slopeVariance - 2 * shift * covariance).squareRoot()
    slopeError = slopeVariance.squareRoot() / width
  }

  /// The intercept alone, beside a given offset.
  package init(offset: [Double], targets: [Double]) {
    precondition(offset.count == targets.count && !targets.isEmpty, "one offset per target")
    let (a, _, end) = Problem(x: nil, targets: targets, offset: offset).solve()
    (intercept, interceptError) = (a, (1 / end.haa).squareRoot())
  }
}

/// The likelihood; without `x` the slope stays at 0.
private struct Problem {
  let x: [Double]?
  let targets: [Double]
  let offset: [Double]?

  /// Loss, gradient and Hessian at one point.
  struct Moments {
    var (loss, ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    var determinant: Double { haa * hbb - hab * hab }

    var step: (Double, Double) {
      (-(hbb * ga - hab * gb) / determinant, -(haa * gb - hab * ga) / determinant)
    }
  }

  func solve() -> (a: Double, b: Double, end: Moments) {
    let share = mean(targets)
    var (a, b) = (offset == nil ? logit(share) : 0, 0.0)
    var state = moments(a, b)
    for _ in 0..<200 where state.determinant > 0 {
      let (da, db) = state.step
      var length = 1.0
      var next = moments(a + da, b + db)
      while !(next.loss <= state.loss + 1e-13 * abs(state.loss)), length > 1e-8 {
        length /= 2
        next = moments(a + length * da, b + length * db)
      }
      (a, b, state) = (a + length * da, b + length * db, next)
      if max(abs(da), abs(db)) <= 1e-14 * max(1, abs(a), abs(b)) { break }
    }
    return (a, b, state)
  }

  private func moments(_ a: Double, _ b: Double) -> Moments {
    var sums = Moments()
    for i in targets.indices {
      let place = x?[i] ?? 0
      let odds = (offset?[i] ?? 0) + a + b * place
      let p = logistic(odds)
      let residual = p - targets[i]
      let w = p * (1 - p)
      sums.loss += softplus(odds) - targets[i] * odds
      (sums.ga, sums.gb) = (sums.ga + residual, sums.gb + residual * place)
      (sums.haa, sums.hab, sums.hbb) = (sums.haa + w, sums.hab + w * place, sums.hbb + w * place * place)
    }
    if x == nil { (sums.gb, sums.hab, sums.hbb) = (0, 0, 1) }
    return sums
  }
}

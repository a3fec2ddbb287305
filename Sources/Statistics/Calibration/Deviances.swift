import Glibc
import Mathematics

/// Minus twice the log-likelihoods.
struct Deviances {
  let null: Statistic
  let given: Statistic
  let recalibrated: Statistic
  let subjects: Double

  init(_ probabilities: [Double], _ outcomes: [Bool], _ fit: CalibrationFit) {
    subjects = Double(outcomes.count)
    let logits = probabilities.map(logit)
    func deviance(_ linear: (Double) -> Double) -> Double {
      2 * total(zip(logits, outcomes).map { softplus(linear($0)) - ($1 ? linear($0) : 0) })
    }
    let isOneClass = !outcomes.contains(true) || !outcomes.contains(false)
    let base = logit(mean(outcomes.isEmpty ? [0.5] : outcomes.map { $0 ? 1 : 0 }))
    let missing: UndefinedReason = outcomes.contains(true) ? .noNonEvents : .noEvents
    null = isOneClass ? .undefined(missing) : .defined(deviance { _ in base })
    given = logits.allSatisfy { $0.isFinite } ? .defined(deviance { $0 }) : .undefined(.certainProbability)
    if let a = fit.intercept.value, let b = fit.slope.value {
      recalibrated = .defined(deviance { a + b * $0 })
    } else {
      recalibrated = .undefined(fit.slope.reason ?? fit.intercept.reason ?? .tooFewValues)
    }
  }

  var rSquared: Statistic {
    guard let null = null.value, let gain = difference(.defined(null), given).value else {
      return .undefined(null.reason ?? given.reason ?? .tooFewValues)
    }
    return .defined(expm1(-gain / subjects) / expm1(-null / subjects))
  }

  func test(_ first: Statistic, _ second: Statistic, degreesOfFreedom: Double) -> TestResult {
    let change = difference(first, second)
    return TestResult(
      statistic: change, degreesOfFreedom: degreesOfFreedom,
      pValue: change.map { ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom).upperTail(max(0, $0)) })
  }
}

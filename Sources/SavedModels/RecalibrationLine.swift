import Comparison
import Mathematics
import Results
import Statistics

/// `logit P = a + b · log-odds`, fitted on the validation patients.
struct RecalibrationLine {
  let kind: Recalibration
  let intercept: Statistic
  let slope: Statistic
  let probabilities: [Double]?

  init(_ kind: Recalibration, logOdds: [Double], probabilities given: [Double], outcomes: [Bool]) {
    let fit = CalibrationFit(probabilities: given, outcomes: outcomes)
    self.kind = kind
    (intercept, slope) =
      kind == .intercept ? (fit.inTheLarge, .defined(1)) : (fit.intercept, fit.slope)
    if let a = intercept.value, let b = slope.value {
      probabilities = logOdds.map { logistic(a + b * $0) }
    } else {
      probabilities = nil
    }
  }

  func result(_ outcomes: [Bool]) -> ExternalValidation.Recalibrated {
    let curve = probabilities.map { CalibrationCurve.fit(probabilities: $0, outcomes: outcomes) }
    let index: Statistic =
      switch curve {
      case .success(let found): .defined(found.error.ici)
      case .failure(let undefined): .undefined(undefined.reason)
      case nil: intercept.reason.map { .undefined($0) } ?? slope
      }
    return ExternalValidation.Recalibrated(
      kind: kind, intercept: intercept, slope: slope,
      brier: probabilities.map { BrierScore(probabilities: $0, outcomes: outcomes) }, calibrationIndex: index,
      warning:
        "fitted on this validation cohort and shown on the same patients; this is not external performance of the "
        + "frozen model"
    )
  }
}

import Glibc
import Mathematics

/// How many subjects a prediction model for a binary outcome needs at least before it is developed.
///
/// The largest of the four criteria of Riley et al. (doi 10.1136/bmj.m441). The R package `pmsampsize` (`type = "b"`)
/// computes three of them and leaves out the mean absolute prediction error, which often asks for most.
public struct MinimumSampleSize: Hashable, Codable, Sendable {
  /// One demand on the sample.
  public enum Criterion: String, Hashable, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Expected shrinkage of the predictors' effects is 0.9 or more.
    case shrinkage
    /// Apparent and adjusted R² of Nagelkerke differ by 0.05 at most.
    case optimism
    /// The overall risk is known to ±0.05.
    case overallRisk
    /// Predicted and true probabilities differ by 0.05 on average at most.
    case predictionError

    /// The criterion in words.
    public var explanation: String {
      switch self {
      case .shrinkage: "expected shrinkage at least 0.9"
      case .optimism: "apparent and adjusted R\u{00B2} (Nagelkerke) within 0.05"
      case .overallRisk: "overall risk known within 0.05"
      case .predictionError: "mean absolute error of predicted probabilities at most 0.05"
      }
    }
  }

  /// Share of events.
  public let prevalence: Double
  /// Candidate predictor parameters: every column that the development looks at, whether it is kept or not.
  public let parameters: Int
  /// Anticipated R² of Cox and Snell.
  public let rSquared: Double
  /// The number of subjects that each criterion requires.
  public let subjects: [Criterion: Int]

  /// The sizes for a model of `parameters` with an anticipated R² of Cox and Snell.
  public init(prevalence: Double, parameters: Int, rSquared: Double) {
    precondition(prevalence > 0 && prevalence < 1, "a prevalence lies strictly between 0 and 1")
    precondition(parameters >= 1, "a model has a parameter")
    let largest = largestCoxSnellRSquared(prevalence: prevalence)
    precondition(rSquared > 0 && rSquared < largest, "R² lies below its largest value")
    (self.prevalence, self.parameters, self.rSquared) = (prevalence, parameters, rSquared)
    func size(shrinkage: Double) -> Int {
      Int((Double(parameters) / ((shrinkage - 1) * log(1 - rSquared / shrinkage))).rounded(.up))
    }
    let risk = (1.96 / 0.05) * (1.96 / 0.05) * prevalence * (1 - prevalence)
    subjects = [
      .shrinkage: size(shrinkage: 0.9), .optimism: size(shrinkage: rSquared / (rSquared + 0.05 * largest)),
      .overallRisk: Int(risk.rounded(.up)),
      .predictionError: MinimumSampleSize.subjects(meanError: 0.05, prevalence: prevalence, parameters: parameters),
    ]
  }

  /// The sizes for a model whose AUC is anticipated.
  public init(prevalence: Double, parameters: Int, auc: Double) {
    self.init(
      prevalence: prevalence, parameters: parameters, rSquared: coxSnellRSquared(auc: auc, prevalence: prevalence))
  }

  /// Parameters up to which the formula of the prediction error was made; above, it is extrapolated.
  public static let parametersOfPredictionError = 30

  /// `n` with `ln(error) = −0.508 + 0.259 ln φ + 0.504 ln P − 0.544 ln n`, rounded up.
  ///
  /// The formula is a fit to simulations of unpenalised logistic regression with the event as the rarer class, so `φ`
  /// is the smaller of prevalence and 1 − prevalence.
  /// - SeeAlso: van Smeden et al. 2019, doi 10.1177/0962280218784726; Riley et al. 2020, doi 10.1136/bmj.m441,
  ///   criterion of the mean absolute prediction error.
  private static func subjects(meanError: Double, prevalence: Double, parameters: Int) -> Int {
    let rarer = min(prevalence, 1 - prevalence)
    let exponent = (-0.508 + 0.259 * log(rarer) + 0.504 * log(Double(parameters)) - log(meanError)) / 0.544
    return Int(exp(exponent).rounded(.up))
  }

  /// The mean absolute error of predicted probabilities to expect from `n` subjects, by the same formula.
  public func expectedPredictionError(subjects n: Int) -> Double {
    precondition(n >= 1, "a cohort has a subject")
    let rarer = min(prevalence, 1 - prevalence)
    return exp(-0.508 + 0.259 * log(rarer) + 0.504 * log(Double(parameters)) - 0.544 * log(Double(n)))
  }

  /// Subjects needed: the largest of the criteria.
  public var total: Int { subjects.values.max() ?? 0 }
  /// Events among them, rounded up.
  public var events: Int { Int((Double(total) * prevalence).rounded(.up)) }

  /// Shrinkage to expect from `n` subjects, `1 + P / (n log(1 − R²/S))` solved for `S`.
  ///
  /// This is the criterion in the other direction: the shrinkage that a cohort of a given size allows. The size rises
  /// with `S` from 0 at `S = R²`, so shrinkage tends to `R²` for small cohorts.
  public func expectedShrinkage(subjects n: Int) -> Double {
    precondition(n >= 1, "a cohort has a subject")
    func needed(_ s: Double) -> Double { Double(parameters) / ((s - 1) * log(1 - rSquared / s)) }
    return bisected(rSquared, 1, halvings: 80) { needed($0) <= Double(n) }.low
  }
}

/// Standard error to expect of an AUC, by Hanley and McNeil (doi 10.1148/radiology.143.1.7063747).
///
/// `√[(A(1 − A) + (n₁ − 1)(Q₁ − A²) + (n₀ − 1)(Q₂ − A²)) / (n₁ n₀)]` with `Q₁ = A/(2 − A)` and `Q₂ = 2A²/(1 + A)`.
public func expectedStandardError(auc: Double, events: Int, nonEvents: Int) -> Double {
  precondition((0...1).contains(auc) && events >= 1 && nonEvents >= 1, "an AUC needs both classes")
  let (q1, q2) = (auc / (2 - auc), 2 * auc * auc / (1 + auc))
  let sum = auc * (1 - auc) + Double(events - 1) * (q1 - auc * auc) + Double(nonEvents - 1) * (q2 - auc * auc)
  return (sum / Double(events * nonEvents)).squareRoot()
}

/// The 95 % interval to expect around an AUC, clipped to [0, 1].
public func expectedInterval(auc: Double, events: Int, nonEvents: Int) -> ConfidenceInterval {
  ConfidenceInterval(
    centre: auc, standardError: expectedStandardError(auc: auc, events: events, nonEvents: nonEvents)
  ).clipped(to: 0...1)
}

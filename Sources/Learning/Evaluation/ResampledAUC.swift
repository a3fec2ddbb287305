import Statistics

/// AUCs of the folds of a cross-validation, with an interval that knows that training sets overlap.
///
/// Folds of one data set share most of their training subjects, so the naive `s²/k` is far too small. Nadeau and Bengio
/// replace it by `(1/k + n_test/n_train) s²` with `k − 1` degrees of freedom. DeLong's test on pooled or repeated
/// cross-validation scores is not offered: it takes one subject's scores from different models for independent draws.
/// - SeeAlso: Nadeau and Bengio 2003, doi 10.1023/A:1024068626366.
public struct ResampledAUC: Hashable, Codable, Sendable {
  /// One fold.
  public struct Fold: Hashable, Codable, Sendable {
    /// The name of the fold, such as `repetition 1, fold 2` or a site.
    public let name: String
    /// Training subjects.
    public let training: Int
    /// Held-out subjects.
    public let heldOut: Int
    /// AUC of the held-out subjects; undefined where they are of one class.
    public let auc: Statistic

    /// A fold with its AUC.
    public init(name: String, training: Int, heldOut: Int, auc: Statistic) {
      (self.name, self.training, self.heldOut, self.auc) = (name, training, heldOut, auc)
    }
  }

  /// The folds in order.
  public let folds: [Fold]

  /// The AUCs of `folds`.
  public init(folds: [Fold]) { self.folds = folds }

  /// AUCs of the folds that hold both classes out.
  public var defined: [Double] { folds.compactMap(\.auc.value) }

  /// Their mean; undefined if there is none.
  public var mean: Statistic { defined.isEmpty ? .undefined(.noSubjects) : .defined(Statistics.mean(defined)) }

  /// Nadeau and Bengio's variance of the mean; undefined below two folds.
  public var variance: Statistic {
    let own = folds.filter { $0.auc.value != nil }
    let ratio = own.isEmpty ? 0 : Statistics.mean(own.map { Double($0.heldOut) / Double($0.training) })
    return sampleVariance(defined).map { $0 * (1 / Double(own.count) + ratio) }
  }

  /// The interval at `level`, on the logit where it would else leave 0 to 1; `nil` below two folds, and where the folds
  /// do not differ.
  public func interval(level: Double = 0.95) -> ConfidenceInterval? {
    // Equal AUCs may have a variance of rounding.
    guard let centre = mean.value, let variance = variance.value, variance > 1e-30 else { return nil }
    let quantile = StudentDistribution(degreesOfFreedom: Double(defined.count - 1)).quantile(0.5 + level / 2)
    return ConfidenceInterval.wald(
      centre, standardError: variance.squareRoot(), reach: quantile, in: ReportedStatistic.meanFoldAUC.range,
      level: level)
  }
}

/// The .632+ combination of an apparent and a bootstrap error.
///
/// With the error of subjects left out `e₁`, the apparent error `e` and the error without information `γ`:
/// `e₁' = min(e₁, γ)`, `R = (e₁' − e) / (γ − e)` (0 where `e₁` or `γ` is not above `e`), `w = .632 / (1 − .368 R)`, and
/// the estimate is `(1 − w) e + w e₁'`.
/// - SeeAlso: Efron and Tibshirani 1997, doi 10.1080/01621459.1997.10474007, equations 27 to 32.
public func pointSixThreeTwoPlus(apparent: Double, leftOut: Double, noInformation: Double) -> Double {
  let bounded = min(leftOut, noInformation)
  let isOverfitted = leftOut > apparent && noInformation > apparent
  let overfitting = isOverfitted ? (bounded - apparent) / (noInformation - apparent) : 0
  let weight = 0.632 / (1 - 0.368 * overfitting)
  return (1 - weight) * apparent + weight * bounded
}

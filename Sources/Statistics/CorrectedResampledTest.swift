/// A mean over the folds of repeated cross-validation, with the variance of Nadeau and Bengio.
///
/// Folds share training subjects, so their values are correlated and `s²/J` is far too small. The corrected variance is
/// `(1/J + n_test/n_train) s²` with `s²` the sample variance over the `J` folds; the statistic is Student's t with
/// `J − 1` degrees of freedom. It is a correction of size, not an exact test.
/// - SeeAlso: Nadeau and Bengio 2003, doi 10.1023/A:1024068626366, eq. 9; Bouckaert and Frank 2004,
///   doi 10.1007/978-3-540-24775-3_3.
public struct CorrectedResampledTest: Hashable, Codable, Sendable {
  /// Mean over the folds.
  public let mean: Statistic
  /// Sample standard deviation over the folds: the spread, without the correction.
  public let spread: Statistic
  /// `√((1/J + n_test/n_train) s²)`.
  public let standardError: Statistic
  /// Two-sided p-value of a mean of 0; undefined when the folds do not differ.
  public private(set) var pValue: Statistic
  /// Interval of the mean, by Student's t where it stays in the range of the values, else on the logit of the place in
  /// that range; absent below two folds, and where the folds do not differ.
  public private(set) var interval: ConfidenceInterval?
  /// Number of folds, over all repetitions.
  public let folds: Int

  /// The test of one value per fold, such as an AUC or a difference of two.
  /// - Parameters:
  ///   - testToTraining: subjects tested over subjects trained on in a fold, such as 1/4 in five folds.
  ///   - range: what a value can be: 0 to 1 for an AUC, −1 to 1 for a difference of two.
  public init(
    _ values: [Double], testToTraining: Double, level: Double = 0.95,
    in range: ClosedRange<Double> = -.infinity...(.infinity)
  ) {
    precondition(testToTraining > 0, "a fold tests somebody")
    folds = values.count
    spread = sampleStandardDeviation(values)
    guard !values.isEmpty else {
      (mean, standardError, pValue) = (.undefined(.tooFewValues), .undefined(.tooFewValues), .undefined(.tooFewValues))
      interval = nil
      return
    }
    let centre = Statistics.mean(values)
    mean = .defined(centre)
    let factor = (1 / Double(values.count) + testToTraining).squareRoot()
    standardError = spread.map { $0 * factor }
    guard let error = standardError.value else {
      (pValue, interval) = (.undefined(.tooFewValues), nil)
      return
    }
    let student = StudentDistribution(degreesOfFreedom: Double(values.count - 1))
    // Equal values may have a variance of rounding error, from which neither a p-value nor an interval follows. The
    // values are differences of AUCs, whose last digit is that of 1.
    let size = values.reduce(1) { max($0, abs($1)) }
    let isConstant = error <= 10 * Double.ulpOfOne * size
    pValue = isConstant ? .undefined(.zeroVariance) : .defined(student.twoSided(centre / error))
    interval =
      isConstant
      ? nil
      : ConfidenceInterval.wald(
        centre, standardError: error, reach: student.quantile(0.5 + level / 2), in: range, level: level)
  }
}

extension CorrectedResampledTest {
  /// The mean without test and interval where there is a reason against them.
  public func withheld(for reason: UndefinedReason?) -> CorrectedResampledTest {
    guard let reason else { return self }
    var bare = self
    (bare.pValue, bare.interval) = (.undefined(pValue.reason ?? reason), nil)
    return bare
  }

  /// Why there is no interval; `nil` where there is one.
  package var intervalReason: UndefinedReason? { interval == nil ? pValue.reason ?? .zeroVariance : nil }
}

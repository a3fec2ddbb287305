/// An intraclass correlation with its F test and interval.
public struct IntraclassCorrelation: Hashable, Codable, Sendable {
  /// Which one.
  public let form: IntraclassForm
  /// The coefficient, at most 1; `-1 / (k - 1)` or, for the mean forms, below it is possible.
  public let estimate: Statistic
  /// The ratio of mean squares that tests a coefficient of 0; `+inf` where subjects differ and their ratings do not.
  public let f: Statistic
  /// Degrees of freedom of the numerator, `n - 1`.
  public let numeratorFreedom: Statistic
  /// Degrees of freedom of the denominator; Satterthwaite's for the agreement forms, as R's `irr` has it.
  public let denominatorFreedom: Statistic
  /// `P(F' ≥ F)` where the coefficient is 0; one-sided. Undefined where ``f`` is infinite.
  public let pValue: Statistic
  /// The interval; `nil` where the estimate is undefined, and where ratings do not differ within a subject.
  public let interval: ConfidenceInterval?
  /// Why there is no interval; `nil` where there is one.
  package var intervalReason: UndefinedReason? { interval == nil ? estimate.reason ?? .zeroVariance : nil }

  init(_ form: IntraclassForm, undefined reason: UndefinedReason) {
    self.form = form
    (estimate, f, pValue) = (.undefined(reason), .undefined(reason), .undefined(reason))
    (numeratorFreedom, denominatorFreedom, interval) = (.undefined(reason), .undefined(reason), nil)
  }

  init(
    _ form: IntraclassForm, _ estimate: Double, f: Double, freedom: (Double, Double), interval: ConfidenceInterval?
  ) {
    self.form = form
    self.estimate = .defined(estimate)
    self.f = .defined(f)
    (numeratorFreedom, denominatorFreedom) = (.defined(freedom.0), .defined(freedom.1))
    // Without any error the F distribution says nothing: a variance of 0 is not certainty.
    pValue =
      f.isFinite
      ? .defined(FDistribution(numerator: freedom.0, denominator: freedom.1).upperTail(max(f, 0)))
      : .undefined(.zeroVariance)
    self.interval = interval.flatMap {
      $0.isPossible(in: ReportedStatistic.intraclassCorrelation.range) ? $0.around(estimate) : nil
    }
  }
}

/// The intraclass correlation of subjects that were each rated `k` times.
///
/// Shrout and Fleiss 1979 (doi 10.1037/0033-2909.86.2.420) in the notation of McGraw and Wong 1996 (doi
/// 10.1037/1082-989X.1.1.30). Undefined with fewer than two subjects or ratings (`tooFewValues`), with a missing or
/// infinite rating (`missingValues`), where all ratings are equal (`zeroVariance`), and where the variance of the
/// subjects' means is estimated below 0 (`negativeVariance`). Where subjects differ and their ratings do not, the
/// coefficient is 1, without an interval and a p-value (`irr` gives [1, 1] and 0).
/// - Parameters:
///   - ratings: one row per subject, one column per rater or repetition; all rows have the same length.
///   - level: of the interval, between 0 and 1.
/// - SeeAlso: R's `irr::icc`, whose values these are, also for the degrees of freedom and the interval of the agreement
///   forms (pingouin takes `(n - 1)(k - 1)` there, and bounds ICC(2,k) by Spearman and Brown's formula).
public func intraclassCorrelation(
  _ ratings: [[Double?]], _ form: IntraclassForm, level: Double = 0.95
) -> IntraclassCorrelation {
  precondition(level > 0 && level < 1, "a level lies between 0 and 1")
  guard ratings.count > 1, ratings[0].count > 1 else { return IntraclassCorrelation(form, undefined: .tooFewValues) }
  precondition(ratings.allSatisfy { $0.count == ratings[0].count }, "every subject is rated as often")
  let rows = ratings.map { $0.compactMap(\.self).filter(\.isFinite) }
  guard rows.allSatisfy({ $0.count == ratings[0].count }) else {
    return IntraclassCorrelation(form, undefined: .missingValues)
  }
  let first = rows[0][0]
  guard rows.contains(where: { $0.contains { $0 != first } }) else {
    return IntraclassCorrelation(form, undefined: .zeroVariance)
  }
  return RatingVariances(rows).correlation(form, level: level)
}

extension RatingVariances {
  func correlation(_ form: IntraclassForm, level: Double) -> IntraclassCorrelation {
    let error = form.isOneWay ? within : residual
    if error == 0, form.isOneWay || form.isConsistency || raters == 0 {
      // No subject differs from another, and every rater is off by a constant: consistency has nothing to go by.
      guard between > 0 else { return IntraclassCorrelation(form, undefined: .zeroVariance) }
      let freedom = (subjects - 1, form.isOneWay ? subjects * (ratings - 1) : (subjects - 1) * (ratings - 1))
      return IntraclassCorrelation(form, 1, f: .infinity, freedom: freedom, interval: nil)
    }
    if form.isOneWay || form.isConsistency { return ratioCorrelation(form, error: error, level: level) }
    return agreementCorrelation(form, level: level)
  }

  /// ICC(1,·) and ICC(3,·): functions of one F ratio.
  private func ratioCorrelation(_ form: IntraclassForm, error: Double, level: Double) -> IntraclassCorrelation {
    let freedom = (subjects - 1, form.isOneWay ? subjects * (ratings - 1) : (subjects - 1) * (ratings - 1))
    let f = between / error
    func coefficient(_ ratio: Double) -> Double {
      form.isMean ? 1 - 1 / ratio : (ratio - 1) / (ratio + ratings - 1)
    }
    let tail = (1 - level) / 2
    let above = FDistribution(numerator: freedom.0, denominator: freedom.1).upperQuantile(tail)
    let below = FDistribution(numerator: freedom.1, denominator: freedom.0).upperQuantile(tail)
    let interval = ConfidenceInterval(
      lower: coefficient(f / above), upper: coefficient(f * below), level: level)
    return IntraclassCorrelation(form, coefficient(f), f: f, freedom: freedom, interval: interval)
  }

  /// ICC(2,·), whose interval rests on Satterthwaite's approximation.
  private func agreementCorrelation(_ form: IntraclassForm, level: Double) -> IntraclassCorrelation {
    let (n, k) = (subjects, ratings)
    let single = between + (k - 1) * residual + k / n * (raters - residual)
    let mean = between + (raters - residual) / n
    guard !form.isMean || mean > 0 else { return IntraclassCorrelation(form, undefined: .negativeVariance) }
    let estimate = (between - residual) / (form.isMean ? mean : single)
    guard estimate.isFinite else { return IntraclassCorrelation(form, undefined: .zeroVariance) }
    // Weights of the raters' and the residual mean square at the estimate.
    let a = k * estimate / (n * (1 - estimate))
    let b = 1 + k * estimate * (n - 1) / (n * (1 - estimate))
    let sum = a * raters + b * residual
    let freedom =
      sum * sum
      / (a * raters * a * raters / (k - 1) + b * residual * b * residual / ((n - 1) * (k - 1)))
    guard freedom.isFinite, freedom > 0 else { return IntraclassCorrelation(form, undefined: .zeroVariance) }
    let tail = (1 - level) / 2
    let above = FDistribution(numerator: n - 1, denominator: freedom).upperQuantile(tail)
    let below = FDistribution(numerator: freedom, denominator: n - 1).upperQuantile(tail)
    let rest = form.isMean ? raters - residual : k * raters + (k * n - k - n) * residual
    let interval = ConfidenceInterval(
      lower: n * (between - above * residual) / (above * rest + n * between),
      upper: n * (below * between - residual) / (rest + n * below * between), level: level)
    let f = residual > 0 ? between / residual : .infinity
    return IntraclassCorrelation(form, estimate, f: f, freedom: (n - 1, freedom), interval: interval)
  }
}

extension FDistribution {
  /// `x` with `P(F > x) = tail`, from the beta distribution of `1 / (1 + F d₁ / d₂)`, small where `tail` is.
  func upperQuantile(_ tail: Double) -> Double {
    let share = BetaDistribution(alpha: denominator / 2, beta: numerator / 2).quantile(tail)
    return (1 / share - 1) * denominator / numerator
  }
}

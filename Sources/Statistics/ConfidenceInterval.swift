import Mathematics

/// A confidence interval.
public struct ConfidenceInterval: Hashable, Codable, Sendable {
  /// Lower limit.
  public let lower: Double
  /// Upper limit.
  public let upper: Double
  /// Confidence level, such as 0.95.
  public let level: Double
  /// How the interval was computed where the usual method of the statistic fails, and what that method gives; `nil`
  /// where the interval is that of the usual method.
  public internal(set) var replacement: Replacement?

  /// An interval in place of one that cannot be right: one without width, or with a limit beyond the possible.
  public struct Replacement: Hashable, Codable, Sendable {
    /// How the interval was computed instead.
    public let method: Method
    /// Lower limit of the usual method, which is that of the R package the statistic agrees with.
    public let usualLower: Double
    /// Upper limit of the usual method.
    public let usualUpper: Double

    /// Makes the value from its parts.
    package init(method: Method, usualLower: Double, usualUpper: Double) {
      (self.method, self.usualLower, self.usualUpper) = (method, usualLower, usualUpper)
    }
  }

  /// A method that is used where the usual one of a statistic fails.
  public enum Method: String, Hashable, Codable, Sendable, CaseIterable {
    /// `estimate ± z · standard error` on the logit of the place between the ends of the range, which for a difference
    /// in −1 to 1 is twice the inverse hyperbolic tangent.
    /// - SeeAlso: Pepe 2003, ISBN 978-0-19-850984-4, section 5.2.4, for AUCs; Fisher 1921 for the tangent.
    case logit
    /// Newcombe's method 5 for the AUC.
    /// - SeeAlso: Newcombe 2006, doi 10.1002/sim.2324.
    case newcombe
    /// Tango's score interval of a difference of paired shares.
    /// - SeeAlso: Tango 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
    case tango
    /// Limits put together from those of the parts (MOVER).
    /// - SeeAlso: Zou and Donner 2008, doi 10.1002/sim.3095.
    case recovered
    /// Wilson's limits of the share of events, over the share expected.
    case wilson
  }

  /// The interval from `lower` to `upper`.
  public init(lower: Double, upper: Double, level: Double = 0.95) {
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// `centre ± z · standardError`, with the normal quantile of `level`.
  public init(centre: Double, standardError: Double, level: Double = 0.95) {
    let reach = NormalDistribution.quantile(0.5 + level / 2) * standardError
    self.init(lower: centre - reach, upper: centre + reach, level: level)
  }

  /// The part of the interval inside `bounds`.
  public func clipped(to bounds: ClosedRange<Double>) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: max(lower, bounds.lowerBound), upper: min(upper, bounds.upperBound), level: level)
  }
}

extension ConfidenceInterval {
  /// Whether the interval has a width and stays in `range`.
  func isPossible(in range: ClosedRange<Double>) -> Bool {
    lower < upper && range.contains(lower) && range.contains(upper)
  }

  /// The interval instead of `usual`.
  func replacing(_ usual: ConfidenceInterval, by method: Method) -> ConfidenceInterval {
    var interval = self
    interval.replacement = Replacement(method: method, usualLower: usual.lower, usualUpper: usual.upper)
    return interval
  }

  /// `centre ± reach · standardError` where that is possible for a statistic with values in `range`, else the same on
  /// the logit of the place of `centre` in `range`; `nil` without a standard error, and for a centre at an end.
  ///
  /// A standard error of 0 is no certainty: it says that these subjects do not differ where it looks.
  package static func wald(
    _ centre: Double, standardError: Double, reach: Double, in range: ClosedRange<Double>, level: Double
  ) -> ConfidenceInterval? {
    guard standardError > 0, standardError.isFinite else { return nil }
    let half = reach * standardError
    let usual = ConfidenceInterval(lower: centre - half, upper: centre + half, level: level)
    if usual.isPossible(in: range) { return usual }
    let (below, above) = (centre - range.lowerBound, range.upperBound - centre)
    let width = below + above
    guard below > 0, above > 0, width.isFinite else { return nil }
    let (place, step) = (logit(below / width), half * width / (below * above))
    func at(_ place: Double) -> Double { range.lowerBound + width * logistic(place) }
    return ConfidenceInterval(lower: at(place - step), upper: at(place + step), level: level)
      .replacing(usual, by: .logit)
  }

  /// Limits of the sum of two estimates with correlation `r`, from those of its parts:
  /// `L = a + b − √((a − l)² + (b − m)² + 2 r (a − l)(b − m))`, `U` alike. They lie within the sums of the limits.
  /// - SeeAlso: Zou and Donner 2008, doi 10.1002/sim.3095, equations 3 and 4.
  static func sum(
    _ a: Double, _ first: ConfidenceInterval, _ b: Double, _ second: ConfidenceInterval, correlation r: Double = 0
  ) -> ConfidenceInterval {
    func reach(_ x: Double, _ y: Double) -> Double { max(0, x * x + y * y + 2 * r * x * y).squareRoot() }
    return ConfidenceInterval(
      lower: a + b - reach(a - first.lower, b - second.lower), upper: a + b + reach(first.upper - a, second.upper - b),
      level: first.level)
  }

  /// The interval of the estimate times `factor`.
  func scaled(by factor: Double) -> ConfidenceInterval {
    let ends = [lower * factor, upper * factor]
    return ConfidenceInterval(lower: min(ends[0], ends[1]), upper: max(ends[0], ends[1]), level: level)
  }

  /// The interval of the estimate with the other sign.
  var negated: ConfidenceInterval {
    var interval = ConfidenceInterval(lower: -upper, upper: -lower, level: level)
    interval.replacement = replacement.map {
      Replacement(method: $0.method, usualLower: -$0.usualUpper, usualUpper: -$0.usualLower)
    }
    return interval
  }
}

extension ConfidenceInterval.Method {
  /// Why the interval is not that of the usual method, and by which it is.
  public var explanation: String {
    switch self {
    case .logit: "the usual limits lie beyond the possible; interval on the logit scale"
    case .newcombe: "the scores separate the outcomes, and DeLong's variance is 0; Newcombe's interval"
    case .tango: "the usual limits lie beyond the possible or have no width; Tango's score interval"
    case .recovered:
      "the usual limits lie beyond the possible or have no width; interval from those of its two parts (MOVER)"
    case .wilson: "the usual limits lie beyond the possible or have no width; Wilson's limits of the share of events"
    }
  }
}

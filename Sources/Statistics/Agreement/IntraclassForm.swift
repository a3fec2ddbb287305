/// Which intraclass correlation, in the numbering of Shrout and Fleiss 1979 (doi 10.1037/0033-2909.86.2.420).
public enum IntraclassForm: String, Hashable, Codable, Sendable, CaseIterable {
  /// ICC(1,1): the ratings of a subject have no order; every difference between them is error.
  case oneWaySingle = "1,1"
  /// ICC(2,1): raters are a sample; differences between raters count as error (absolute agreement).
  case agreementSingle = "2,1"
  /// ICC(3,1): raters are fixed; a constant difference between raters does not count (consistency).
  case consistencySingle = "3,1"
  /// ICC(1,k): ``oneWaySingle`` of the mean of all ratings.
  case oneWayMean = "1,k"
  /// ICC(2,k): ``agreementSingle`` of the mean of all ratings.
  case agreementMean = "2,k"
  /// ICC(3,k): ``consistencySingle`` of the mean of all ratings.
  case consistencyMean = "3,k"

  /// `ICC(3,1)` and so on.
  public var name: String { "ICC(\(rawValue))" }

  var isOneWay: Bool { self == .oneWaySingle || self == .oneWayMean }
  var isConsistency: Bool { self == .consistencySingle || self == .consistencyMean }
  var isMean: Bool { self == .oneWayMean || self == .agreementMean || self == .consistencyMean }
}

/// The reliability that an intraclass correlation means: Koo and Li 2016, doi 10.1016/j.jcm.2016.02.012.
public enum Reliability: String, Hashable, Codable, Sendable, CaseIterable {
  /// Below 0.5.
  case poor
  /// From 0.5, below 0.75.
  case moderate
  /// From 0.75, below 0.9.
  case good
  /// From 0.9.
  case excellent

  /// The category of a coefficient; give the lower limit of its interval, as the authors ask.
  public init(_ coefficient: Double) {
    self =
      switch coefficient {
      case ..<0.5: .poor
      case ..<0.75: .moderate
      case ..<0.9: .good
      default: .excellent
      }
  }
}

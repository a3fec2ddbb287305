/// Settings of one way to give the intensities of MR images a common scale.
///
/// Made by name from ``NormalisationRegistry``, which is the only list. As text, `method:key=value,key=value` with
/// every default spelled out; that is also how it is encoded, so that a decoded one has been checked again.
public struct IntensityNormalisation: Hashable, Sendable {
  /// What is computed, before the limit and the scale.
  public enum Rule: Hashable, Sendable {
    /// `(x − mean) / sd`, both of the voxels of a region; sd with n − 1.
    case zScore(IntensityNormalisation.Region)
    /// Two percentiles of a region go to two values.
    case percentiles(PercentileWindow)
    /// `(x − mean) / sd` of reference tissue.
    case referenceTissue(ReferenceTissue)
    /// The percentiles of a region go to those that training images have on the mean.
    case landmarks(LandmarkSettings)
  }

  /// What is computed.
  public let rule: Rule
  /// What counts as the body, for rules that look at it.
  public let body: BodyRule
  /// Factor applied last, `> 0`: features with a fixed bin width need intensities that span many bins.
  public let scale: Double
  /// Values are held within `centre ± limit · spread` before the scale; `nil` for no limit. Centre and spread are 0 and
  /// 1 for z-scores and reference tissue, and the middle and half-width of the target range for percentiles and
  /// landmarks.
  public let outlierLimit: Double?

  init(rule: Rule, body: BodyRule, scale: Double, outlierLimit: Double?) {
    self.rule = rule
    self.body = body
    self.scale = scale
    self.outlierLimit = outlierLimit
  }

  /// Whether it must be fitted on several images before it can be applied to one.
  public var needsFit: Bool { if case .landmarks = rule { true } else { false } }

  /// Whether it reads the mask of the region of interest.
  public var needsRegionOfInterest: Bool { rule.region == .roi }
}

/// A linear map of two percentiles.
public struct PercentileWindow: Hashable, Sendable {
  /// Voxels whose percentiles count.
  public let region: IntensityNormalisation.Region
  /// The percentiles, `0 <= lower < upper <= 100`.
  public let lower, upper: Double
  /// Where they go, `low < high`.
  public let low, high: Double
  /// Whether values beyond `low` and `high` are moved there.
  public let clips: Bool
}

/// Tissue whose mean and standard deviation stand for the scanner's scale, after WhiteStripe (Shinohara et al. 2014,
/// doi 10.1016/j.nicl.2014.08.008).
///
/// The original takes normal-appearing white matter of a brain. Here the stripe is taken about a peak of the histogram
/// of the body, or replaced by the voxels of a reference mask, such as muscle.
public struct ReferenceTissue: Hashable, Sendable {
  /// The peak of the histogram of the body about which the stripe lies.
  public let peak: HistogramPeak
  /// Half-width of the stripe as a share of the voxels of the body, `0 < width < 0.5`.
  public let width: Double
}

/// Nyúl and Udupa's landmarks (doi 10.1109/42.836373) at the percentiles of Shah et al. 2011 (doi
/// 10.1016/j.media.2010.12.003).
public struct LandmarkSettings: Hashable, Sendable {
  /// Voxels whose percentiles are the landmarks.
  public let region: IntensityNormalisation.Region
  /// Percentiles, rising strictly between 0 and 100; three at least.
  public let percentiles: [Double]
  /// Where the first and the last go in the training images, `low < high`.
  public let low, high: Double
}

extension IntensityNormalisation.Rule {
  /// Voxels that it looks at; for reference tissue those that the stripe is cut from.
  var region: IntensityNormalisation.Region {
    switch self {
    case .zScore(let region): region
    case .percentiles(let window): window.region
    case .referenceTissue: .body
    case .landmarks(let settings): settings.region
    }
  }
}

extension IntensityNormalisation {
  /// Which voxels a normalisation looks at.
  public enum Region: String, Hashable, Codable, Sendable, CaseIterable {
    /// Every voxel.
    case image
    /// The largest connected component of what is brighter than air; see ``BodyRule``.
    case body
    /// The region of interest.
    case roi
    /// A mask of reference tissue.
    case reference

    /// The region in a sentence.
    public var phrase: String {
      switch self {
      case .image: "the whole image"
      case .body: "the body"
      case .roi: "the region of interest"
      case .reference: "the reference mask"
      }
    }
  }
}

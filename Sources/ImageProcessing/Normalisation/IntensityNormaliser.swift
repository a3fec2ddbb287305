import Volumes

/// A normalisation that can be applied to an image: its settings and, where those are fitted on images, the fit.
public struct IntensityNormaliser: Hashable, Sendable {
  /// The settings.
  public let settings: IntensityNormalisation
  /// What was learned; `nil` for settings that look at one image only.
  public let standardScale: StandardScale?

  /// Joins settings and fit.
  /// - Throws: ``NormalisationError/needsLandmarks``, ``NormalisationError/unusableLandmarks(_:)``.
  public init(
    _ settings: IntensityNormalisation, standardScale: StandardScale? = nil
  ) throws(NormalisationError) {
    if case .landmarks(let own) = settings.rule {
      guard let standardScale else { throw .needsLandmarks }
      try standardScale.check(for: own)
    }
    self.settings = settings
    self.standardScale = settings.needsFit ? standardScale : nil
  }

  /// The map of one image.
  /// - Parameters:
  ///   - roi: the region of interest, on the image's grid; read where ``IntensityNormalisation/needsRegionOfInterest``.
  ///   - reference: reference tissue, on the image's grid; read by `whitestripe`, in place of the peak of the
  ///     histogram.
  public func map(
    of image: Volume, roi: Mask? = nil, reference: Mask? = nil
  ) throws(NormalisationError) -> IntensityMap {
    let source = NormalisationSource(image: image, roi: roi, reference: reference, body: settings.body)
    switch settings.rule {
    case .zScore(.image): return .standard(try wholeImage(image))
    case .zScore(let region): return .standard(try standard(source.intensities(region), region))
    case .referenceTissue(let tissue):
      return .standard(
        try reference == nil
          ? standard(source.stripe(tissue), .body) : standard(source.intensities(.reference), .reference))
    case .percentiles(let window):
      let order = try source.order(window.region)
      let knots = [order.percentile(window.lower), order.percentile(window.upper)]
      return try piecewise(knots, [window.low, window.high], limit: window.clips ? 1 : nil, window.region)
    case .landmarks(let own):
      guard let standardScale else { throw .needsLandmarks }
      let order = try source.order(own.region)
      return try piecewise(own.percentiles.map(order.percentile), standardScale.values, limit: nil, own.region)
    }
  }

  /// The normalised image; see ``map(of:roi:reference:)``.
  public func applied(
    to image: Volume, roi: Mask? = nil, reference: Mask? = nil
  ) throws(NormalisationError) -> Volume {
    try map(of: image, roi: roi, reference: reference).applied(to: image)
  }

  /// PyRadiomics' own, to the bit.
  private func wholeImage(_ image: Volume) throws(NormalisationError) -> ZScoreMap {
    try image.requireFiniteIntensities()
    do throws(ImageProcessingError) {
      return try ZScoreMap(of: image, scale: settings.scale, outlierLimit: settings.outlierLimit)
    } catch {
      throw .flat(.image, intensity: image.voxels[0])
    }
  }

  private func standard(
    _ intensities: [Double], _ region: IntensityNormalisation.Region
  ) throws(NormalisationError) -> ZScoreMap {
    let moments = Moments(of: intensities)
    guard moments.variance > 0 else { throw .flat(region, intensity: intensities[0]) }
    return ZScoreMap(
      mean: moments.mean, standardDeviation: moments.variance.squareRoot(), scale: settings.scale,
      outlierLimit: settings.outlierLimit)
  }

  private func piecewise(
    _ knots: [Double], _ values: [Double], limit own: Double?, _ region: IntensityNormalisation.Region
  ) throws(NormalisationError) -> IntensityMap {
    let limits = (own ?? settings.outlierLimit).map { limit -> [Double] in
      let (middle, half) = (0.5 * (settings.low + settings.high), 0.5 * (settings.high - settings.low))
      return [middle - limit * half, middle + limit * half]
    }
    let map = PiecewiseLinearMap(knots: knots, values: values, limits: limits, scale: settings.scale)
    guard let map else { throw .flat(region, intensity: knots[0]) }
    return .piecewise(map)
  }
}

extension IntensityNormaliser: Codable {
  private enum Key: String, CodingKey { case normalisation, standardScale }

  /// Reads and checks a normaliser, as from a file of landmarks.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(
      container.decode(IntensityNormalisation.self, forKey: .normalisation),
      standardScale: container.decodeIfPresent(StandardScale.self, forKey: .standardScale))
  }

  /// Writes settings and fit.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(settings, forKey: .normalisation)
    try container.encodeIfPresent(standardScale, forKey: .standardScale)
  }
}

extension IntensityNormalisation {
  /// Ends of the target range of rules that have one.
  fileprivate var low: Double {
    switch rule {
    case .percentiles(let window): window.low
    case .landmarks(let own): own.low
    default: 0
    }
  }

  fileprivate var high: Double {
    switch rule {
    case .percentiles(let window): window.high
    case .landmarks(let own): own.high
    default: 1
    }
  }
}

import Execution
import Volumes

// The settings of this room as parts of an identity: see ``CanonicalText``.

extension Binning: CanonicalValue {
  /// `width 25.0` or `count 32`.
  public var canonical: String {
    switch self {
    case .fixedBinWidth(let width): "width \(width.canonical)"
    case .fixedBinCount(let count): "count \(count.canonical)"
    }
  }
}

extension IBSIBinning: CanonicalValue {
  /// `none`, `size 25.0 from -1000.0`, `size 25.0 from minimum` or `number 32`.
  public var canonical: String {
    switch self {
    case .none: "none"
    case .fixedBinSize(let size, let lowest): "size \(size.canonical) from \(lowest?.canonical ?? "minimum")"
    case .fixedBinNumber(let count): "number \(count.canonical)"
    }
  }
}

extension Resegmentation {
  /// The two limits, where there are any.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("range", range.map { [$0.lowerBound, $0.upperBound] })
    own.add("outliers", outlierLimit)
    return own
  }
}

extension RegionRequirements {
  /// Where they are not PyRadiomics' defaults.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("dimensions", dimensions, unless: 2)
    own.add("voxels", voxels)
    return own
  }
}

extension WaveletSettings {
  /// The transform and where they differ from one level of all axes.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("family", wavelet.name)
    own.add("levels", levels, unless: 1)
    own.add("start-level", startLevel, unless: 0)
    own.add("normal", plane?.normal)
    return own
  }
}

extension LocalBinaryPatternSettings {
  /// Every setting.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("levels", levels)
    own.add("radius", radius)
    own.add("subdivisions", subdivisions)
    return own
  }
}

extension PlanarPatternSettings {
  /// Every setting.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("radius", radius)
    own.add("samples", samples)
    own.add("method", method.rawValue)
    own.add("normal", plane.normal)
    return own
  }
}

extension IntensityNormalisation: CanonicalValue {
  /// `method:key=value,…`, which also reads back as the settings.
  public var canonical: String { description }
}

extension IntensityNormaliser: CanonicalValue {
  /// The settings and, where there is one, the fit.
  public var canonical: String {
    settings.canonical + (standardScale.map { " to \($0.values) of \($0.images) images" } ?? "")
  }
}

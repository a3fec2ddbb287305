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

import Execution

extension InputSettings {
  /// The number of the text below: 1 was what Swift printed of the settings, in Apus 0.1.
  package static let schema = 2

  /// Everything that decides what reaches the network, as a text that is equal exactly where that is.
  ///
  /// The rule that the depth came from is left out, since only the depth itself matters.
  package var identity: CanonicalText {
    var own = CanonicalText("input", Self.schema)
    own.add("region", region)
    own.add("scaling", scaling)
    own.add("reference", reference.rawValue)
    own.add("levels", isEightBit ? 256 : nil)
    own.add("side", side)
    own.add("resize", resize.rawValue)
    own.add("keeps-proportions", keepsProportions)
    own.add("normalisation", normalisation.rawValue)
    own.add("fitting", fitting.rawValue)
    own.add("series", series.rawValue)
    return own
  }
}

extension InputRegion: CanonicalValue {
  /// `lesion`, `box 10.0`, `image`, or that of a crop.
  package var canonical: String {
    switch self {
    case .lesion: "lesion"
    case .lesionBox(let margin): "box \(margin.canonical)"
    case .image: "image"
    case .crop(let crop): crop.canonical
    }
  }
}

extension IntensityScaling: CanonicalValue {
  /// The name, then the numbers.
  package var canonical: String {
    switch self {
    case .minMax: "min-max"
    case .zScore(let limit): "z-score \(limit.canonical)"
    case .percentiles(let low, let high): "percentiles \([low, high].canonical)"
    case .window(let low, let high): "window \([low, high].canonical)"
    }
  }
}

extension InputView {
  /// The view; no lines for ``original``, whose features had their key before there were views.
  package var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("view.mirrored", isMirrored, unless: false)
    own.add("view.rotation", rotation, unless: 0)
    return own
  }
}

extension NetworkSettings {
  /// Everything that decides the network's numbers apart from its weights.
  package var identity: CanonicalText {
    var own = CanonicalText("network", 2)
    own.add("architecture", architecture.rawValue)
    own.add("depth", depth)
    own.add("pooling", pooling.rawValue)
    own.add("precision", precision.rawValue)
    own.add("layer", layer)
    return own
  }
}

extension DepthTreatment: CanonicalValue {
  /// `slices`, or `inflated` and how.
  package var canonical: String {
    switch self {
    case .slices: "slices"
    case .inflated(let inflation): "inflated \(inflation.rawValue)"
    }
  }
}

import Execution
import Features
import ImageProcessing
import Volumes

extension ExtractionSettings {
  /// The number of the text below: 1 was what Swift printed of the settings, in Apus 0.1.
  package static let schema = 2

  /// Everything that values depend on but the files, as a text that is equal exactly where that is.
  ///
  /// Cached features, saved models and the column `diagnostics_Configuration_Settings` know settings by it.
  public var identity: CanonicalText {
    var own = CanonicalText("extraction", Self.schema)
    own.add("profile", profile.rawValue)
    // The same voxels, whether label 1 was given or not.
    own.add("label", label ?? RegionChoice.usualLabel, unless: RegionChoice.usualLabel)
    own.add("label-channel", labelChannel, unless: 0)
    own.add("grid-tolerance", gridTolerance, unless: 0.01)
    own.add("normaliser", normaliser)
    if let ibsi { own.add("ibsi", part: ibsi.identity) } else { addPyRadiomics(to: &own) }
    return own
  }

  private func addPyRadiomics(to own: inout CanonicalText) {
    own.add("features", part: selection.identity)
    for (number, image) in images.enumerated() { own.add("image.\(number + 1)", part: image.identity) }
    own.add("normalise.scale", normalisation?.scale)
    own.add("normalise.outliers", normalisation?.outlierLimit)
    own.add("spacing", resampledSpacing)
    own.add("interpolator", interpolator.rawValue, unless: Interpolator.cubicBSpline.rawValue)
    own.add("pad-distance", padDistance, unless: 5)
    own.add("crops-first", cropsFirst, unless: false)
    own.add("region", part: requirements.identity)
    own.add("resegmentation.limits", resegmentation?.limits)
    own.add("resegmentation.mode", resegmentation?.mode.rawValue)
    own.add("resegmentation.shape", resegmentation?.changesShape ?? false, unless: false)
    own.add("corrects-mask", correctsMask, unless: false)
    own.add("shape-per-image", repeatsShapePerImage, unless: false)
    own.add("shape-normal", shapePlane?.normal)
  }
}

extension ImageRecipe {
  /// What is done to the image, how intensities become grey levels, and how those become features.
  package var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("image", kind.word)
    switch kind {
    case .original, .wavelet, .pointwise: break
    case .waveletDecomposition(let settings): own.add("wavelet", part: settings.identity)
    // Two texts of one width are two names of columns.
    case .laplacianOfGaussian(let widths): own.add("sigma", widths.map(\.text))
    case .gradient(let usesSpacing): own.add("uses-spacing", usesSpacing)
    case .localBinaryPatterns(let settings): own.add("pattern", part: settings.identity)
    case .planarBinaryPatterns(let settings): own.add("pattern", part: settings.identity)
    }
    own.add("bins", binning)
    own.add("texture", part: texture.identity)
    return own
  }
}

extension ImageRecipe.Kind {
  fileprivate var word: String {
    switch self {
    case .original: "original"
    case .wavelet: "wavelet"
    case .waveletDecomposition: "wavelet-decomposition"
    case .laplacianOfGaussian: "log"
    case .pointwise(let filter): filter.rawValue
    case .gradient: "gradient"
    case .localBinaryPatterns: "lbp-3D"
    case .planarBinaryPatterns: "lbp-2D"
    }
  }
}

extension IBSISettings {
  /// Every step of the manual's image processing, then families, aggregations and filters.
  package var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("rounds-image", roundsImage, unless: false)
    if let resampling { own.add("resampling", part: resampling.identity) }
    own.add("resegmentation", part: resegmentation.identity)
    own.add("bins", binning)
    own.add("volume-histogram", volumeHistogram)
    own.add("features", part: selection.identity)
    for (number, filter) in filters.enumerated() {
      own.add("filter.\(number + 1).name", filter.name)
      own.add("filter.\(number + 1)", part: filter.filter.identity)
    }
    if !filters.isEmpty { own.add("response", part: responses.identity) }
    return own
  }
}

extension IBSIResponseSettings {
  fileprivate var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("bins", binning)
    own.add("volume-histogram", volumeHistogram)
    own.add("features", part: selection.identity)
    return own
  }
}

extension IBSIResampling {
  fileprivate var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("spacing", spacing)
    own.add("interpolator", interpolator.rawValue)
    own.add("rounds", roundsIntensities, unless: false)
    own.add("mask-interpolator", maskInterpolator.rawValue)
    own.add("mask-threshold", maskThreshold)
    return own
  }
}

extension VolumeHistogramBinning: CanonicalValue {
  /// `none`, `size 1.0` or `number 1000`.
  public var canonical: String {
    switch self {
    case .none: "none"
    case .size(let size): "size \(size.canonical)"
    case .number(let count): "number \(count.canonical)"
    }
  }
}

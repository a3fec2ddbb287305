import Execution
import Volumes

// The settings of the filters of PyRadiomics as parts of an identity: see ``CanonicalText``.

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

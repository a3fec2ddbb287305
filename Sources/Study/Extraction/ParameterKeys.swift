import ImageProcessing

/// The names of PyRadiomics' parameter files (its `paramSchema.yaml`, version 3.1), and what this version makes of them.
extension ParameterFile {
  /// Settings that are computed with, or that change nothing in a table of features.
  static let settingKeys: Set<String> = [
    "binWidth", "binCount", "normalize", "normalizeScale", "removeOutliers", "resampledPixelSpacing", "interpolator",
    "padDistance", "distances", "label", "minimumROIDimensions", "minimumROISize", "geometryTolerance", "preCrop",
    "gldm_a", "voxelArrayShift", "wavelet", "level", "start_level", "additionalInfo", "sigma", "gradientUseSpacing",
    "resegmentRange", "resegmentMode", "resegmentShape", "correctMask", "lbp3DLevels",
    "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision",
  ]

  /// Settings that may differ between image types.
  static let imageKeys: Set<String> = [
    "binWidth", "binCount", "distances", "gldm_a", "voxelArrayShift", "wavelet", "level", "start_level", "sigma",
    "gradientUseSpacing", "lbp3DLevels", "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision",
  ]

  /// Settings that are refused, but for the value that leaves the result as it is.
  static let unsupportedSettings: [String: NeutralValue] = [
    "force2D": .flag(false), "force2Ddimension": .any, "symmetricalGLCM": .flag(true),
    "weightingNorm": .null, "label_channel": .integer(0),
    "lbp2DRadius": .none, "lbp2DSamples": .none, "lbp2DMethod": .none,
  ]

  /// Image types that are computed.
  static let imageTypes: Set<String> = [
    "Original", "Wavelet", "LoG", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient",
    "LBP3D",
  ]

  /// Image types that are refused.
  static let otherImageTypes: Set<String> = ["LBP2D"]

  /// SimpleITK's names and numbers.
  static let interpolators: [String: Interpolator] = [
    "sitkNearestNeighbor": .nearestNeighbour, "sitkLinear": .linear, "sitkBSpline": .cubicBSpline,
    "1": .nearestNeighbour, "2": .linear, "3": .cubicBSpline,
  ]

  /// Interpolators that are refused.
  static let otherInterpolators: Set<String> = [
    "sitkGaussian", "sitkLabelGaussian", "sitkHammingWindowedSinc", "sitkCosineWindowedSinc", "sitkWelchWindowedSinc",
    "sitkLanczosWindowedSinc", "sitkBlackmanWindowedSinc", "4", "5", "6", "7", "8", "9", "10",
  ]
}

import ImageProcessing

/// The names of PyRadiomics' parameter files (its `paramSchema.yaml`, version 3.1), and what this version makes of
/// them.
extension ParameterFile {
  /// Settings that are computed with, or that change nothing in a table of features.
  static let settingKeys: Set<String> = [
    "binWidth", "binCount", "normalize", "normalizeScale", "removeOutliers", "resampledPixelSpacing", "interpolator",
    "padDistance", "distances", "label", "minimumROIDimensions", "minimumROISize", "geometryTolerance", "preCrop",
    "gldm_a", "voxelArrayShift", "wavelet", "level", "start_level", "additionalInfo", "sigma", "gradientUseSpacing",
    "resegmentRange", "resegmentMode", "resegmentShape", "correctMask", "lbp3DLevels",
    "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision", "force2D", "force2Ddimension", "symmetricalGLCM",
    "weightingNorm", "lbp2DRadius", "lbp2DSamples", "lbp2DMethod", "label_channel",
  ]

  /// Settings that may differ between image types.
  static let imageKeys: Set<String> = [
    "binWidth", "binCount", "distances", "gldm_a", "voxelArrayShift", "wavelet", "level", "start_level", "sigma",
    "gradientUseSpacing", "lbp3DLevels", "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision",
    "force2D", "force2Ddimension", "symmetricalGLCM", "weightingNorm", "lbp2DRadius", "lbp2DSamples", "lbp2DMethod",
  ]

  /// Image types that are computed.
  static let imageTypes: Set<String> = [
    "Original", "Wavelet", "LoG", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient",
    "LBP2D", "LBP3D",
  ]

  /// SimpleITK's names and numbers.
  static let interpolators: [String: Interpolator] = [
    "sitkNearestNeighbor": .nearestNeighbour, "sitkLinear": .linear, "sitkBSpline": .cubicBSpline,
    "1": .nearestNeighbour, "2": .linear, "3": .cubicBSpline,
    "sitkHammingWindowedSinc": .hammingSinc, "sitkCosineWindowedSinc": .cosineSinc,
    "sitkWelchWindowedSinc": .welchSinc, "sitkLanczosWindowedSinc": .lanczosSinc,
    "sitkBlackmanWindowedSinc": .blackmanSinc, "6": .hammingSinc, "7": .cosineSinc, "8": .welchSinc,
    "9": .lanczosSinc, "10": .blackmanSinc, "sitkGaussian": .gaussian, "4": .gaussian,
  ]

  /// Interpolators that are refused.
  static let labelInterpolators: Set<String> = ["sitkLabelGaussian", "5"]

  /// Settings of voxel-wise maps.
  static let voxelKeys: Set<String> = ["kernelRadius", "maskedKernel", "initValue", "voxelBatch"]
}

import Foundation

/// A real case with the settings it is timed under.
struct TimedCase: Codable {
  let name: String
  let image: String
  let mask: String
  let usesWavelet: Bool
  /// Wall seconds asked for by the project's plan: a single case, and each further one of a cohort.
  let target: Double
  let furtherTarget: Double?

  static let all = [
    TimedCase(
      name: "brain1", image: "pyradiomics/data/brain1_image.nrrd", mask: "pyradiomics/data/brain1_label.nrrd",
      usesWavelet: false, target: 0.06, furtherTarget: 0.03),
    sarcoma("STS_019", target: 0.08, further: 0.04),
    sarcoma("STS_001", target: 0.20, further: nil),
    sarcoma("STS_022", target: 0.33, further: nil),
  ]

  private static func sarcoma(_ patient: String, target: Double, further: Double?) -> TimedCase {
    let folder = "sts/nifti/\(patient)"
    return TimedCase(
      name: patient, image: "\(folder)/MR_T1_image.nii.gz", mask: "\(folder)/MR_T1_mask.nii.gz", usesWavelet: true,
      target: target, furtherTarget: further)
  }

  /// PyRadiomics' parameter file: its defaults, or 1 mm voxels, normalised, 32 bins, with all wavelet sub-bands.
  var parameters: String {
    guard usesWavelet else { return "imageType:\n  Original: {}\n" }
    return """
      imageType:
        Original: {}
        Wavelet: {}
      setting:
        normalize: true
        normalizeScale: 100
        resampledPixelSpacing: [1, 1, 1]
        interpolator: sitkBSpline
        binCount: 32

      """
  }

  /// The same with paths that can be opened.
  func located(in folder: String) -> TimedCase {
    TimedCase(
      name: name, image: "\(folder)/\(image)", mask: "\(folder)/\(mask)", usesWavelet: usesWavelet, target: target,
      furtherTarget: furtherTarget)
  }
}

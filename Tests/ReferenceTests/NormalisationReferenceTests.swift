import ImageFiles
import ImageProcessing
import TestSupport
import Testing
import Volumes

/// Figures by NumPy 2 and SciPy (percentile, gaussian kernel sums without bins, ndimage.label), scikit-image
/// (threshold_otsu, 256 bins, on float64) and the PyPI package intensity-normalization 4.0.0, on T1 images of the
/// sarcoma cohort, run here.
@Suite(.enabled(if: ReferenceData.isPresent)) struct NormalisationReferenceTests {
  private func image(_ patient: String) throws -> Volume {
    try readVolume(ReferenceData.file("sts/nifti/\(patient)/MR_T1_image.nii.gz").path)
  }

  private func map(_ text: String, _ patient: String = "STS_019", roi: Mask? = nil) throws -> ZScoreMap {
    let map = try IntensityNormaliser(IntensityNormalisation(text)).map(of: image(patient), roi: roi)
    guard case .standard(let found) = map else { throw WrongKind() }
    return found
  }

  private struct WrongKind: Error {}

  private func close(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(value - expected) <= tolerance * abs(expected)
  }

  /// skimage.filters.threshold_otsu and scipy.ndimage.label: voxels of the largest component; and above numpy.mean.
  @Test(arguments: [("STS_019", 77_824, 136_377), ("STS_003", 266_236, 305_203), ("STS_015", 138_184, 145_474)])
  func theBodyHasTheVoxelsOfScikitImage(patient: String, otsu: Int, mean: Int) throws {
    let image = try image(patient)
    #expect(try image.body(.otsu).count == otsu)
    #expect(try image.body(.mean).count == mean)
  }

  /// numpy mean and std(ddof=1).
  @Test func zScoresAgreeWithNumPy() throws {
    let body = try map("zscore-body")
    #expect(close(body.mean, 582.9248689350329) && close(body.standardDeviation, 220.21528803401463))
    let whole = try map("zscore-image")
    #expect(close(whole.mean, 102.64462386018236) && close(whole.standardDeviation, 212.49562015037014))
    let roi = try readMask(ReferenceData.file("sts/nifti/STS_019/MR_T1_mask.nii.gz").path)
    let lesion = try map("zscore-roi", roi: roi)
    #expect(close(lesion.mean, 441.8054979253112) && close(lesion.standardDeviation, 65.9774086309944))
  }

  /// intensity-normalization's zscore_array divides by the standard deviation with n; at the brightest voxel, 1334.
  @Test func zScoreOfTheBodyAgreesWithThePeer() throws {
    let own = try map("zscore-body")
    let peer = (1334 - own.mean) / (own.standardDeviation * (77_823.0 / 77_824.0).squareRoot())
    #expect(close(peer, 3.4106621901195067))
  }

  /// Kernel density of every intensity at its own place, on the centres of 2048 bins; the stripe by numpy.quantile.
  ///
  /// Limits of the stripe are whole numbers here, so a peak that is one bin away gives the same stripe, to the last
  /// bits.
  @Test(arguments: [
    ("STS_019", "largest", 360.486546210841, 8.614089016283154),
    ("STS_019", "last", 945.3305249513934, 38.44277464825765),
    ("STS_019", "first", 360.486546210841, 8.614089016283154),
    ("STS_003", "largest", 959.495900819836, 5.1702220650537845),
    ("STS_003", "last", 959.495900819836, 5.1702220650537845),
    ("STS_003", "first", 592.803631659197, 19.65686544313733),
    ("STS_015", "largest", 950.4688984219397, 4.591159558713383),
    ("STS_015", "first", 587.6079551579174, 36.962323528131286),
  ])
  func theReferenceStripeIsSciPys(patient: String, peak: String, mean: Double, sd: Double) throws {
    let found = try map("whitestripe:peak=\(peak)", patient)
    #expect(close(found.mean, mean) && close(found.standardDeviation, sd), "\(found)")
  }

  /// numpy.percentile(x[body], …).
  @Test func landmarksAreNumPysPercentiles() throws {
    let landmarks = try IntensityNormalisation("nyul").landmarks(of: image("STS_019"))
    #expect(landmarks == [309, 343, 374, 412, 463, 524, 600, 690, 801, 929, 1097])
  }

  /// The standard scale of three patients: NumPy in float64, and the package, which keeps it in float32.
  @Test func theStandardScaleAgreesWithThePeer() throws {
    let settings = try IntensityNormalisation("nyul")
    let fitted = try settings.fit(["STS_019", "STS_003", "STS_015"].map { try settings.landmarks(of: image($0)) })
    let scale = try #require(fitted.standardScale).values
    let numpy = [
      1.0, 17.40909541334847, 30.841195912322792, 41.06395746611596, 49.55990182259538, 56.11734634442382,
      62.026198690791205, 68.13977240977688, 75.19516960568002, 83.72382134076568, 100.0,
    ]
    let package = [
      1.0, 17.409095764160156, 30.841196060180664, 41.06395721435547, 49.55990219116211, 56.117347717285156,
      62.02619934082031, 68.1397705078125, 75.1951675415039, 83.72382354736328, 100.0,
    ]
    for (own, expected) in zip(scale, numpy) { #expect(close(own, expected)) }
    for (own, expected) in zip(scale, package) { #expect(close(own, expected, 1e-7)) }
    // scipy.interpolate.interp1d(landmarks, scale, fill_value="extrapolate").
    guard case .piecewise(let map) = try fitted.map(of: image("STS_019")) else { throw WrongKind() }
    let values = [
      (0.0, -148.12972008013756), (82, -108.55484290676775), (500, 53.53736817190116), (700, 68.77539377877717),
      (1334, 122.96103775141982),
    ]
    for (intensity, expected) in values { #expect(close(map.value(intensity), expected, 1e-11)) }
  }

  /// numpy.percentile of the lesion at 2 and 98: 332.1 and 610.9.
  @Test func percentilesGoToTheEndsOfTheRange() throws {
    let roi = try readMask(ReferenceData.file("sts/nifti/STS_019/MR_T1_mask.nii.gz").path)
    let settings = try IntensityNormalisation("percentile:region=roi,lower=2,upper=98,low=-1,high=3,clip=false")
    guard case .piecewise(let map) = try IntensityNormaliser(settings).map(of: image("STS_019"), roi: roi) else {
      throw WrongKind()
    }
    #expect(close(map.value(332.1), -1, 1e-9) && close(map.value(610.9), 3, 1e-9))
    #expect(close(map.value(471.5), 1, 1e-9) && map.value(1334) > 3)
  }
}

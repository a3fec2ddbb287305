import ImageFiles
import ImageProcessing
import TestSupport
import Testing

/// The level of noise in an image against MIRP.
struct NoiseLevelTests {
  /// MIRP 2.7.0 (`image_noise_level` of brain1 as float32, `perturbation_add_noise=True`), run on 26 November 2026:
  /// 8.226734, from a median over 0.6754 where the third quartile of the normal distribution is 0.67449.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: NoiseLevelTests, no reference data"))
  func theLevelIsMIRPsWithTheRightConstant() throws {
    let image = try readVolume(ReferenceData.file("pyradiomics/data/brain1_image.nrrd").path)
    let wanted = 8.226734 * 0.6754 / 0.674489750196081743
    #expect(abs(estimatedNoise(in: image) - wanted) < 1e-5 * wanted)
  }
}

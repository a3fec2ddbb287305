import DeepRadiomics
import TestSupport
import Testing

/// The texts by which caches and saved models know the settings of the deep arm: a change of any is a change of schema.
@Suite struct InputIdentityTests {
  @Test func thePublishedInputHasItsText() throws {
    #expect(try InputSettings.jeong2024.identity.text + "\n" == Fixture.text("identity/input-jeong2024.txt"))
  }

  @Test func everyChoiceOfAnInputIsInItsText() throws {
    let settings = try InputSettings(
      region: .lesionBox(margin: 12.5), scaling: .percentiles(low: 1, high: 99), reference: .lesion, side: 96,
      resize: .torch, keepsProportions: false, normalisation: .imageNet, depth: .fixed(8), fitting: .resampled,
      series: .channels)
    #expect(try settings.identity.text + "\n" == Fixture.text("identity/input-other.txt"))
  }

  /// The side is no part of the text: it is that of the fit, given or fitted, in the fingerprint of the features.
  @Test func aCropIsKnownByItsMarginAndItsMask() throws {
    #expect(try InputSettings.sound.identity.text + "\n" == Fixture.text("identity/input-sound.txt"))
    let given = try InputSettings.sound.with(region: .crop(LesionCrop(side: 80)))
    #expect(given.identity == InputSettings.sound.identity)
    let masked = try InputSettings.sound.with(region: .crop(LesionCrop(margin: 5, isMasked: true)))
    #expect(masked.identity.lines.contains("region masked crop 5.0"))
    #expect(CropFit(side: 64.5, depth: nil).canonical == "64.5")
    #expect(CropFit(side: 64.5, depth: 40).canonical == "64.5 40.0")
  }

  @Test func thePublishedNetworkHasItsText() throws {
    #expect(try NetworkSettings.published.identity.text + "\n" == Fixture.text("identity/network-published.txt"))
  }

  @Test func theRuleForTheDepthIsNotPartOfAnInput() throws {
    #expect(try InputSettings.wholeFrame.with(depth: .fixed(4)).identity == InputSettings.wholeFrame.identity)
  }

  @Test func theOriginalViewAddsNothing() throws {
    #expect(InputView.original.identity.lines.isEmpty)
    #expect(try InputView(isMirrored: true).identity.lines == ["view.mirrored true"])
    #expect(try InputView(rotation: 10).identity.lines == ["view.rotation 10.0"])
  }
}

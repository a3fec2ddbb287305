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

  @Test func thePublishedNetworkHasItsText() throws {
    #expect(try NetworkSettings.published.identity.text + "\n" == Fixture.text("identity/network-published.txt"))
  }

  @Test func theRuleForTheDepthIsNotPartOfAnInput() throws {
    #expect(try InputSettings.sound.with(depth: .fixed(4)).identity == InputSettings.sound.identity)
  }

  @Test func theOriginalViewAddsNothing() throws {
    #expect(InputView.original.identity.lines.isEmpty)
    #expect(try InputView(isMirrored: true).identity.lines == ["view.mirrored true"])
    #expect(try InputView(rotation: 10).identity.lines == ["view.rotation 10.0"])
  }
}

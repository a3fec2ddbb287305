import Execution
import Testing

@Suite struct CanonicalTextTests {
  @Test func aSettingAtItsAbsentValueChangesNoText() {
    var before = CanonicalText("settings", 2)
    before.add("width", 25.0)
    var after = before
    after.add("later", 0, unless: 0)
    after.add("optional", String?.none)
    #expect(before == after)
    #expect(before.text == "settings 2\nwidth 25.0")
  }

  @Test func aLineFeedInAValueMakesNoSecondLine() {
    var own = CanonicalText("settings", 2)
    own.add("name", "a\nb\\n")
    #expect(own.lines == ["settings 2", #"name a\nb\\n"#])
  }

  @Test func thePartsOfAWholeStandUnderTheirKey() {
    var part = CanonicalText.part
    part.add("spacing", SIMD3(1.0, 2.5, 3))
    part.add("distances", [1, 2])
    var own = CanonicalText("settings", 2)
    own.add("grid", part: part)
    #expect(own.lines == ["settings 2", "grid.spacing 1.0 2.5 3.0", "grid.distances 1 2"])
  }

  /// Numbers that differ have texts that differ, whatever their size.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func aNumberReadsBackFromItsText(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "canonical numbers")
    let number = Double(bitPattern: stream.next())
    #expect(number.isNaN || Double(number.canonical) == number, "seed \(seed)")
  }
}

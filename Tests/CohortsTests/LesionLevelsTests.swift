import Cohorts
import Testing

@Suite struct LesionLevelsTests {
  /// Thirty-one slices from 4 to 34: thirds of ten slices, with their middles at 9, 19 and 29.
  @Test func whereEverySliceReachesTheScoreTheMiddlesOfTheThirdsAreShown() {
    let levels = LesionLevels(of: 4..<35) { _ in true }
    #expect([levels.low, levels.middle, levels.high] == [9, 19, 29])
  }

  /// Centre inflation looks at one slice in 16; of 6 and 12 in the low third, 12 is as far from 9 and comes later.
  @Test(arguments: [
    ([7, 23], [7, 23, 29]), ([6, 12], [6, 19, 29]), ([13, 30], [13, 19, 30]), ([0, 40], [9, 19, 29]),
    ([14, 24], [9, 14, 29]),
  ])
  func aThirdIsShownByASliceThatReachesTheScore(reaching: [Int], expected: [Int]) {
    let levels = LesionLevels(of: 4..<35, reaches: reaching.contains)
    #expect([levels.low, levels.middle, levels.high] == expected)
  }

  /// With one slice in 16 that reaches the score, no slice is shown for two thirds; of three slices and more.
  @Test(arguments: 0..<16) func noSliceIsShownTwice(offset: Int) {
    for count in 3...70 {
      let levels = LesionLevels(of: 0..<count) { $0 % 16 == offset }
      #expect(levels.low < levels.middle && levels.middle < levels.high, "\(count) slices")
    }
  }

  @Test(arguments: 1...4) func aLesionOfFewSlicesIsShownByItsOwn(count: Int) {
    for reaching in 0..<count {
      let levels = LesionLevels(of: 0..<count) { $0 == reaching }
      for slice in [levels.low, levels.middle, levels.high] { #expect((0..<count).contains(slice)) }
      #expect([levels.low, levels.middle, levels.high].contains(reaching))
    }
  }
}

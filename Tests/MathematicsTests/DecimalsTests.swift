import Mathematics
import Testing

@Suite("Decimals of an interval") struct DecimalsTests {
  @Test(arguments: [
    (-0.31, 0.025, 3), (-0.0001, 0.0008, 4), (0.00003, 0.0008, 5), (0, 0.3, 3), (-0.0005, 0.2, 3), (0.0000004, 0.2, 3),
    (0.000002, 0.2, 6), (0, 0, 3),
  ])
  func areTheFewestThatShowBothLimits(lower: Double, upper: Double, count: Int) {
    #expect(decimals(showing: lower, upper, atLeast: 3) == count)
  }
}

import Statistics
import Testing

/// Values of R 4.2.2, `wilcox.test(x, y, paired = TRUE)`, printed with 15 digits.
@Suite struct SignedRankTests {
  private let depression = (
    before: [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
    after: [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
  )
  private let tied = (
    first: [5.0, 7, 3, 8, 8, 4, 6, 9, 2, 5], second: [4.0, 7, 5, 6, 6, 4, 3, 5, 2, 6]
  )

  @Test func withoutTiesThePIsExact() throws {
    let test = signedRankTest(depression.before, depression.after)
    #expect(test.statistic == 40 && test.isExact && test.pairs == 9)
    #expect(abs(try #require(test.pValue.value) - 0.0390625) < 1e-14)
  }

  @Test func withTiesAndEqualPairsThePIsNormal() throws {
    let corrected = signedRankTest(tied.first, tied.second)
    #expect(corrected.statistic == 22.5 && !corrected.isExact && corrected.pairs == 7)
    #expect(abs(try #require(corrected.pValue.value) - 0.172415102611381) < 1e-13)
    let plain = signedRankTest(tied.first, tied.second, isCorrected: false)
    #expect(abs(try #require(plain.pValue.value) - 0.147124098675762) < 1e-13)
  }

  /// Thirty values are exact, sixty are not: R's limit of fifty.
  @Test(arguments: [(30, 225.0, 0.887194808572531), (60, 900.0, 0.914992675197531)])
  func manyPairsAreAsInR(count: Int, statistic: Double, p: Double) throws {
    let values = (1...count).map { n -> Double in
      let isNegative = (n % 2 == 1) != (n % 3 == 0)
      return (isNegative ? -Double(n) : Double(n)) + 0.25
    }
    let test = signedRankTest(values, values.map { _ in 0 })
    #expect(test.statistic == statistic && test.isExact == (count < 50))
    #expect(abs(try #require(test.pValue.value) - p) < 1e-12)
  }

  @Test func equalPairsHaveNoTest() {
    #expect(signedRankTest([1, 2], [1, 2]).pValue.value == nil)
  }
}

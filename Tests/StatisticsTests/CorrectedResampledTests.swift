import Statistics
import Testing

/// Values of scipy 1.x (`stats.t`) for the formula of Nadeau and Bengio 2003, eq. 9, with n_test/n_train = 1/4.
@Test func theCorrectedTestIsThatOfNadeauAndBengio() throws {
  let areas = [0.71, 0.64, 0.82, 0.58, 0.69, 0.75, 0.61, 0.80, 0.66, 0.73]
  let test = CorrectedResampledTest(areas, testToTraining: 0.25)
  let interval = try #require(test.interval)
  #expect(abs(try #require(test.mean.value) - 0.6990000000000001) < 1e-12)
  #expect(abs(try #require(test.spread.value) - 0.07866242926440664) < 1e-12)
  #expect(abs(try #require(test.standardError.value) - 0.04653732074606597) < 1e-12)
  #expect(abs(interval.lower - 0.5937252665368494) < 1e-10 && abs(interval.upper - 0.8042747334631507) < 1e-10)
  let differences = CorrectedResampledTest(areas.map { $0 - 0.5 }, testToTraining: 0.25)
  #expect(abs(try #require(differences.pValue.value) - 0.0020616238093618027) < 1e-10)
}

@Test func foldsThatDoNotDifferHaveNoTestAndOneFoldHasNoInterval() {
  #expect(CorrectedResampledTest([0.1, 0.1, 0.1], testToTraining: 0.25).pValue == .undefined(.zeroVariance))
  #expect(CorrectedResampledTest([0.7], testToTraining: 0.25).interval == nil)
  #expect(CorrectedResampledTest([], testToTraining: 0.25).mean == .undefined(.tooFewValues))
}

/// Plain `s²/J` would be too small by the factor that the correction adds.
@Test func theCorrectionWidensTheInterval() throws {
  let values = (0..<50).map { 0.7 + 0.01 * Double($0 % 7) }
  let corrected = try #require(CorrectedResampledTest(values, testToTraining: 0.25).standardError.value)
  let spread = try #require(sampleStandardDeviation(values).value)
  #expect(abs(corrected / (spread / 50.0.squareRoot()) - (1 + 50 * 0.25).squareRoot()) < 1e-12)
}

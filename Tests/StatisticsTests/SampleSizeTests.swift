import Foundation
import Statistics
import Testing

/// Reference: pmsampsize 0.1.0 of PyPI, `pmsampsize(type='b', …)`, run 2026-11-25, and the worked example of Riley et al. 2020
/// (doi 10.1136/bmj.m441): R² 0.288, 24 parameters, prevalence 0.174.
@Suite("Sample size as pmsampsize")
struct SampleSizeTests {
  @Test
  func workedExampleOfRileyIsMet() {
    let size = MinimumSampleSize(prevalence: 0.174, parameters: 24, rSquared: 0.288)
    #expect(size.subjects == [.shrinkage: 623, .optimism: 662, .overallRisk: 221])
    #expect(size.total == 662 && size.events == 116)
    #expect(abs(largestCoxSnellRSquared(prevalence: 0.174) - 0.603_208_667_767_035_1) < 1e-12)
  }

  /// pmsampsize draws a million subjects with a fixed seed and rounds to four digits: 0.1965.
  @Test
  func rSquaredOfAnAUCIsThatOfRileysSimulation() {
    #expect(abs(coxSnellRSquared(auc: 0.8, prevalence: 0.226) - 0.1965) < 5e-4)
  }

  @Test
  func sizesFromAnAUCAreThoseOfPmsampsize() {
    let size = MinimumSampleSize(prevalence: 0.226, parameters: 20, rSquared: 0.1965)
    #expect(size.subjects == [.shrinkage: 812, .optimism: 537, .overallRisk: 269])
  }

  @Test(arguments: [100, 300, 812, 5000])
  func expectedShrinkageInvertsTheCriterion(subjects: Int) {
    let size = MinimumSampleSize(prevalence: 0.226, parameters: 20, rSquared: 0.1965)
    let shrinkage = size.expectedShrinkage(subjects: subjects)
    #expect(abs(shrinkage - 0.9) < 1e-3 || subjects != 812)
    #expect(shrinkage >= 0 && shrinkage < 1)
  }

  /// Riley's equation at the answer gives the sample back, also where a radiomics study has ten columns a patient.
  @Test(arguments: [(20, 812), (1890, 167), (525_570, 85), (1, 5000)])
  func expectedShrinkageSolvesRileysEquation(parameters: Int, subjects: Int) {
    let size = MinimumSampleSize(prevalence: 0.226, parameters: parameters, auc: 0.75)
    let shrinkage = size.expectedShrinkage(subjects: subjects)
    #expect(shrinkage >= size.rSquared && shrinkage < 1)
    // n (S − 1) log(1 − R²/S) = P, by its logarithm: at 525,570 parameters S is R² to some hundred digits, or to the last.
    let asked = Double(parameters) / ((shrinkage - 1) * log1p(-size.rSquared / shrinkage))
    if shrinkage > size.rSquared * (1 + 1e-9) { #expect(abs(asked / Double(subjects) - 1) < 1e-5) }
  }

  /// Hanley and McNeil 1982, their formula by hand: A = 0.75, 19 events, 66 non-events.
  @Test
  func standardErrorIsThatOfHanleyAndMcNeil() {
    let (q1, q2) = (0.6, 1.125 / 1.75)
    let variance = (0.1875 + 18 * (q1 - 0.5625) + 65 * (q2 - 0.5625)) / (19 * 66)
    #expect(abs(expectedStandardError(auc: 0.75, events: 19, nonEvents: 66) - variance.squareRoot()) < 1e-15)
    let interval = expectedInterval(auc: 0.99, events: 2, nonEvents: 2)
    #expect(interval.upper == 1)
  }
}

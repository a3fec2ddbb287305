import Foundation
import Statistics
import Testing

/// Reference: pmsampsize 0.1.0 of PyPI, `pmsampsize(type='b', …)`, run 2026-11-25, and the worked example of Riley et
/// al. 2020 (doi 10.1136/bmj.m441): R² 0.288, 24 parameters, prevalence 0.174.
@Suite("Sample size as pmsampsize")
struct SampleSizeTests {
  @Test
  func workedExampleOfRileyIsMet() {
    let size = MinimumSampleSize(prevalence: 0.174, parameters: 24, rSquared: 0.288)
    #expect(size.subjects == [.shrinkage: 623, .optimism: 662, .overallRisk: 221, .predictionError: 801])
    #expect(size.total == 801 && size.events == 140)
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
    #expect(size.subjects == [.shrinkage: 812, .optimism: 537, .overallRisk: 269, .predictionError: 766])
  }

  /// R 4.2.2: `ceiling(exp((-0.508 + 0.259 log(f) + 0.504 log(P) - log(.05)) / .544))`, `f = min(phi, 1 - phi)`.
  @Test(arguments: [(57.0 / 252, 20, 766), (0.174, 24, 801), (0.5, 10, 588), (0.8, 10, 380)])
  func predictionErrorIsThatOfVanSmeden(prevalence: Double, parameters: Int, subjects: Int) {
    let size = MinimumSampleSize(prevalence: prevalence, parameters: parameters, auc: 0.75)
    #expect(size.subjects[.predictionError] == subjects)
    #expect(size.expectedPredictionError(subjects: subjects) <= 0.05)
    #expect(size.expectedPredictionError(subjects: subjects - 1) > 0.05)
  }

  /// R 4.2.2: the formulas of pmvalsampsize 0.1.0 with `integrate(rel.tol = 1e-11)` in place of a million draws and
  /// `uniroot` in place of its steps of 0.0001 towards the error of ln(O/E).
  @Test(arguments: [
    (0.75, 57.0 / 252, 0.2, [1319, 3301, 519, 642], 0.739187635261, 0.622870916723),
    (0.8, 0.1, 0.1, [3469, 4196, 836, 1178], 0.724117060096, 0.724117060096),
    (0.7, 0.5, 0.5, [386, 3576, 416, 547], 0.644609415447, 0.644609415447),
    (0.9, 0.018, 0.08, [21028, 9885, 2211, 6392], 0.518813676721, 0.961235862965),
  ])
  func validationIsThatOfRiley(
    auc: Double, prevalence: Double, threshold: Double, sizes: [Int], sensitivity: Double, specificity: Double
  ) throws {
    let size = ValidationSampleSize(prevalence: prevalence, auc: auc, threshold: threshold)
    #expect(ValidationSampleSize.Criterion.allCases.map { size.subjects[$0] } == sizes)
    #expect(abs(try #require(size.sensitivity) - sensitivity) < 1e-11)
    #expect(abs(try #require(size.specificity) - specificity) < 1e-11)
    #expect(ValidationSampleSize(prevalence: prevalence, auc: auc).subjects[.netBenefit] == nil)
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
    // n (S − 1) log(1 − R²/S) = P, by its logarithm: at 525,570 parameters S is R² to some hundred digits, or to the
    // last.
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

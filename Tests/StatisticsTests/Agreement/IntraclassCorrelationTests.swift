import Execution
import Foundation
import Statistics
import TestSupport
import Testing

/// Reference: R's irr 0.84.1 (`oracles/icc.json`) to 1e-9, and pingouin 0.7.0, whose intervals are printed to two
/// decimals.
@Suite("ICC as R and pingouin", .enabled(if: ReferenceData.isPresent, "skipped: ICC needs oracles/"))
struct IntraclassReferenceTests {
  static let sets = ["shrout_fleiss", "two_readers_n30", "three_readers_n30"]

  @Test(arguments: sets, IntraclassForm.allCases)
  func everyFormIsThatOfR(name: String, form: IntraclassForm) throws {
    let set = try #require(try Oracles.json("icc.json")[name] as? [String: Any])
    let ratings = try #require(set["ratings"] as? [[Double]])
    let key = "ICC" + form.rawValue.replacingOccurrences(of: ",", with: "_")
    let wanted = try #require(set[key] as? [String: Any])
    func value(_ key: String) -> Double? { (wanted[key] as? NSNumber)?.doubleValue }
    let found = intraclassCorrelation(ratings, form)
    #expect(agrees(found.estimate.value, value("value"), 1e-9))
    #expect(agrees(found.f.value, value("F"), 1e-9))
    #expect(agrees(found.numeratorFreedom.value, value("df1"), 1e-9))
    #expect(agrees(found.denominatorFreedom.value, value("df2"), 1e-9))
    #expect(agreesRelatively(found.pValue.value, value("p"), 1e-9))
    #expect(agrees(found.interval?.lower, value("lbound"), 1e-9))
    #expect(agrees(found.interval?.upper, value("ubound"), 1e-9))
  }

  /// Pingouin's F test of the agreement forms has the degrees of freedom of the consistency forms.
  @Test(arguments: sets)
  func estimatesAndFAreThoseOfPingouin(name: String) throws {
    let set = try #require(try Oracles.json("icc.json")[name] as? [String: Any])
    let ratings = try #require(set["ratings"] as? [[Double]])
    let rows = try #require(try Oracles.json("icc_pingouin.json")[name] as? [[String: Any]])
    let forms: [IntraclassForm] = [
      .oneWaySingle, .agreementSingle, .consistencySingle, .oneWayMean, .agreementMean, .consistencyMean,
    ]
    #expect(rows.count == 6)
    for (row, form) in zip(rows, forms) {
      let found = intraclassCorrelation(ratings, form)
      #expect(agrees(found.estimate.value, row["ICC"] as? Double, 1e-9))
      #expect(agrees(found.f.value, row["F"] as? Double, 1e-9))
      guard form != .agreementSingle, form != .agreementMean else { continue }
      #expect(agrees(found.denominatorFreedom.value, row["df2"] as? Double, 1e-9))
      let printed = try #require(row["CI95"] as? [Double])
      let interval = try #require(found.interval)
      #expect(abs(interval.lower - printed[0]) <= 0.005 + 1e-9)
      #expect(abs(interval.upper - printed[1]) <= 0.005 + 1e-9)
    }
  }
}

@Suite struct IntraclassCorrelationTests {
  @Test(arguments: IntraclassForm.allCases)
  func whatHasNoValueSaysWhy(form: IntraclassForm) {
    func reason(_ ratings: [[Double?]]) -> UndefinedReason? { intraclassCorrelation(ratings, form).estimate.reason }
    #expect(reason([]) == .tooFewValues)
    #expect(reason([[1, 2]]) == .tooFewValues)
    #expect(reason([[1], [2]]) == .tooFewValues)
    #expect(reason([[1, 2], [nil, 3]]) == .missingValues)
    #expect(reason([[1, 2], [.infinity, 3]]) == .missingValues)
    #expect(reason([[4, 4], [4, 4], [4, 4]]) == .zeroVariance)
    #expect(intraclassCorrelation([[4, 4], [4, 4]], form).interval == nil)
  }

  @Test(arguments: IntraclassForm.allCases)
  func equalRatingsOfDifferentSubjectsAgreeCompletely(form: IntraclassForm) {
    let found = intraclassCorrelation([[1, 1, 1], [2, 2, 2], [7, 7, 7]], form)
    #expect(found.estimate == .defined(1))
    #expect(found.f == .defined(.infinity))
    // That these subjects' ratings do not differ is no proof that no rating ever does.
    #expect(found.pValue == .undefined(.zeroVariance) && found.interval == nil)
    // Means that are not whole numbers round, and their rounding is no disagreement either.
    let large = intraclassCorrelation([0.1, 0.7, 0.3].map { [Double](repeating: 1e6 + $0, count: 3) }, form)
    #expect(large.estimate == .defined(1) && large.pValue == .undefined(.zeroVariance) && large.interval == nil)
  }

  /// Raters who cross over more than subjects differ: an average of such ratings has no variance to divide by.
  @Test func aMeanOfOpposedRatingsHasNoCoefficientOfAgreement() {
    let found = intraclassCorrelation([[0, 1], [1, 0]], .agreementMean)
    #expect(found.estimate == .undefined(.negativeVariance) && found.interval == nil)
  }

  /// A constant offset between raters is no error of consistency, and is one of agreement.
  @Test func anOffsetOfARaterCountsOnlyForAgreement() throws {
    let ratings: [[Double?]] = [[1, 11], [2, 12], [5, 15], [9, 19]]
    #expect(intraclassCorrelation(ratings, .consistencySingle).estimate == .defined(1))
    #expect(try #require(intraclassCorrelation(ratings, .oneWaySingle).estimate.value) < 0)
    #expect(try #require(intraclassCorrelation(ratings, .agreementSingle).estimate.value) < 0.3)
  }

  /// Shift and scale of the feature's unit change nothing, even where values are 1e6 times their spread.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func isInvariantUnderUnits(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "icc")
    let ratings = (0..<12).map { _ in
      let own = stream.normal()
      return (0..<4).map { _ in own + 0.3 * stream.normal() }
    }
    for form in IntraclassForm.allCases {
      let plain = try #require(intraclassCorrelation(ratings, form).interval)
      let moved = try #require(intraclassCorrelation(ratings.map { $0.map { 1e6 + 7 * $0 } }, form).interval)
      #expect(abs(plain.lower - moved.lower) < 1e-8 && abs(plain.upper - moved.upper) < 1e-8, "seed \(seed)")
    }
  }

  @Test func categoriesAreThoseOfKooAndLi() {
    #expect(
      [-0.2, 0.49, 0.5, 0.74, 0.75, 0.89, 0.9, 1].map(Reliability.init)
        == [.poor, .poor, .moderate, .moderate, .good, .good, .excellent, .excellent])
  }
}

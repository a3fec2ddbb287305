import Statistics
import TestSupport
import Testing

/// Reference: pROC 1.18.0 under R 4.2.2 (`oracles/r_stats.csv`), tolerances from the README there.
@Suite("ROC as pROC", .enabled(if: ReferenceData.isPresent, "skipped: ROC as pROC needs oracles/"))
struct ROCReferenceTests {
  @Test(arguments: Oracles.dataSets)
  func aucAndIntervalAreThoseOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      let estimate = AUCEstimate(scores: scores, outcomes: outcomes)
      #expect(agrees(estimate.auc.value, reference["\(model)|auc|"], 1e-10))
      #expect(agrees(estimate.variance.value, reference["\(model)|auc.var.delong|"], 1e-10))
      let interval = estimate.packageInterval()
      #expect(agrees(interval?.lower, reference["\(model)|auc.delong.lo|"], 1e-10))
      #expect(agrees(interval?.upper, reference["\(model)|auc.delong.hi|"], 1e-10))
    }
  }

  @Test(arguments: Oracles.dataSets)
  func pairedTestIsThatOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    let test = deLongTest(a, b, outcomes: outcomes)
    #expect(agrees(test.difference.value, reference["A-B|delong_paired.diff|"], 1e-10))
    #expect(agrees(test.statistic.value, reference["A-B|delong_paired.z|"], 1e-10))
    #expect(agreesRelatively(test.pValue.value, reference["A-B|delong_paired.p|"], 1e-8))
    let interval = test.packageInterval()
    #expect(agrees(interval?.lower, reference["A-B|delong_paired.diff.lo|"], 1e-10))
    #expect(agrees(interval?.upper, reference["A-B|delong_paired.diff.hi|"], 1e-10))
  }

  @Test
  func unpairedTestIsThatOfPROC() throws {
    var compared = 0
    for name in Oracles.dataSets {
      let (outcomes, a, b) = try Oracles.data(name)
      let reference = try Oracles.statistics(name)
      guard let statistic = reference["A-B|delong_unpaired.D|"] else { continue }
      let test = deLongTest(first: a, outcomes: outcomes, second: b, outcomes: outcomes)
      #expect(agrees(test.statistic.value, statistic, 1e-10), "\(name)")
      #expect(agrees(test.degreesOfFreedom, reference["A-B|delong_unpaired.df|"], 1e-10), "\(name)")
      #expect(agreesRelatively(test.pValue.value, reference["A-B|delong_unpaired.p|"], 1e-8), "\(name)")
      compared += 1
    }
    #expect(compared > 0)
  }

  @Test(arguments: Oracles.dataSets)
  func curveHasThePointsOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let rows = try Oracles.rows("r_roc_points.csv.gz").filter { $0[0] == name }
    for (model, scores) in [("A", a), ("B", b)] {
      let points = ROCCurve(scores: scores, outcomes: outcomes).points
      let expected = rows.filter { $0[1] == model }
      try #require(points.count == expected.count)
      for (point, row) in zip(points, expected) {
        #expect(agrees(point.threshold, Oracles.number(row[2]), 1e-15))
        #expect(agrees(point.sensitivity.value, Oracles.number(row[3]), 1e-15))
        #expect(agrees(point.specificity.value, Oracles.number(row[4]), 1e-15))
      }
    }
  }

  @Test(arguments: Oracles.dataSets)
  func bestThresholdsAreThoseOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      let curve = ROCCurve(scores: scores, outcomes: outcomes)
      let youden = curve.youdenPoints
      #expect(agrees(Double(youden.count), reference["\(model)|best.youden.exact_n_rows|"], 0))
      #expect(agrees(youden[0].threshold, reference["\(model)|best.youden.exact_row1.threshold|"], 1e-15))
      let corner = curve.topLeftPoints
      #expect(agrees(Double(corner.count), reference["\(model)|best.closest.topleft.n_rows|"], 0))
      #expect(agrees(corner[0].threshold, reference["\(model)|best.closest.topleft.row1.threshold|"], 1e-15))
    }
  }

  /// pROC keeps two of four exact ties, by rounding noise; whole numbers keep all four, and the rule takes the lowest.
  @Test
  func exactTiesAreAllKept() throws {
    let rows = try Oracles.rows("data/d7_n20_youden_ties.csv")
    let reference = try Oracles.json("youden_ties.json")
    let (scores, outcomes) = (rows.map { Double($0[2])! }, rows.map { $0[1] == "1" })
    let expected = try #require(reference["exact_integer_tied_thresholds"] as? [Double])
    let cutoff = try YoudenCutoff.find(scores: scores, outcomes: outcomes).get()
    try #require(cutoff.tied.count == expected.count)
    // Foundation reads these decimals an ulp or more off.
    for (tied, threshold) in zip(cutoff.tied, expected) { #expect(agrees(tied.value, threshold, 1e-15)) }
    #expect(cutoff.threshold == cutoff.tied.first)
    #expect(agrees(auc(scores, outcomes: outcomes).value, reference["auc"] as? Double, 1e-12))
  }
}

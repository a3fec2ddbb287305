import Statistics
import TestSupport
import Testing

/// Reference: R 4.2.2 with pROC, PredictABEL, Hmisc, rms, ResourceSelection and dcurves (`oracles/`), tolerances from
/// its README.
@Suite("Comparison as R", .enabled(if: ReferenceData.isPresent, "skipped: Comparison as R needs oracles/"))
struct ComparisonReferenceTests {
  @Test(arguments: ["d1_n85", "d4_n30_ties", "d5_n40_separating", "d6_n50_constant"])
  func bootstrapOverGivenResamplesIsThatOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    let draws = try Oracles.text("boot_idx_\(name).csv.gz").split(whereSeparator: \.isNewline).map { line in
      var times = [Int](repeating: 0, count: outcomes.count)
      for id in line.split(separator: ",") { times[Int(id)! - 1] += 1 }
      return times
    }
    try #require(draws.count == 500)
    let bootstrap = AUCBootstrap([a, b], outcomes: outcomes, draws: draws)
    for (index, model) in ["A", "B"].enumerated() {
      let interval = bootstrap.percentiles(of: index)
      #expect(agrees(interval.lower, reference["\(model)|auc.boot_idx.lo|"], 1e-12))
      #expect(agrees(interval.upper, reference["\(model)|auc.boot_idx.hi|"], 1e-12))
      #expect(agrees(interval.lower, reference["\(model)|auc.boot500.lo|"], 1e-12))
      #expect(agrees(bootstrap.spread(of: index).median, reference["\(model)|auc.boot_idx.med|"], 1e-12))
      #expect(
        agrees(bootstrap.spread(of: index).standardDeviation.value, reference["\(model)|auc.boot_idx.sd|"], 1e-12))
    }
    let difference = bootstrap.comparison(0, 1)
    #expect(agrees(difference.statistic.value, reference["A-B|boot_idx.D|"], 1e-10))
    #expect(agreesRelatively(difference.pValue.value, reference["A-B|boot_idx.p|"], 1e-8))
    #expect(agrees(difference.interval?.lower, reference["A-B|boot_idx.diff.lo|"], 1e-12))
    #expect(agrees(difference.interval?.upper, reference["A-B|boot_idx.diff.hi|"], 1e-12))
  }

  @Test(arguments: Oracles.dataSets)
  func partialAreasAreThoseOfPROC(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    let ranges = [("1-0.8", 0.8...1.0), ("1-0.9", 0.9...1.0), ("0.9-0.6", 0.6...0.9)]
    for (model, scores) in [("A", a), ("B", b)] {
      for focus in PartialAUC.Focus.allCases {
        for (label, range) in ranges {
          let area = PartialAUC(scores: scores, outcomes: outcomes, focus: focus, range: range)
          let parameters = "focus=\(focus.rawValue);range=\(label)"
          let (plain, corrected) = (
            reference["\(model)|pauc|\(parameters)"], reference["\(model)|pauc.corrected|\(parameters)"]
          )
          try #require(plain != nil && corrected != nil)
          #expect(agrees(area.area.value, plain, 1e-10))
          #expect(agrees(area.standardised.value, corrected, 1e-10))
        }
      }
    }
  }

  @Test(arguments: Oracles.dataSets)
  func standardisedAreaIsThatOfScikitLearn(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let rows = try Oracles.rows("sklearn_metrics.csv")
    for (model, scores) in [("A", a), ("B", b)] {
      let row = rows.first { $0[0] == name && $0[1] == model && $0[2] == "roc_auc_score(max_fpr=0.2)" }
      let area = PartialAUC(scores: scores, outcomes: outcomes, range: 0.8...1)
      // scikit-learn gives a value below chance too, where McClish's formula has none.
      if let value = area.standardised.value { #expect(agrees(value, row.flatMap { Double($0[4]) }, 1e-12)) }
    }
  }

  @Test(arguments: Oracles.dataSets)
  func reclassificationIsThatOfPredictABEL(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    let (youdenA, youdenB) = (youden(a, outcomes), youden(b, outcomes))
    func labels(_ scores: [Double], _ cutoff: Double) -> [Double] { scores.map { $0 >= cutoff ? 1 : 0 } }
    let ownLabels = (labels(a, name.hasPrefix("d6") ? 0.4 : youdenA), labels(b, youdenB))
    let cases: [(String, [Double], [Double], [Double])] = [
      ("common_cutoff=youdenA", a, b, [youdenA]), ("common_cutoff=youdenB", a, b, [youdenB]),
      ("common_cutoff=half", a, b, [0.5]), ("common_cutoff=p20", a, b, [0.2]),
      ("three_class=0,.15,.35,1", a, b, [0.15, 0.35]),
      ("labels_own_youden(cutoff .5)", ownLabels.0, ownLabels.1, [0.5]),
    ]
    var compared = 0
    for (parameters, old, new, cutoffs) in cases where reference["A->B|nri_cat.nri|\(parameters)"] != nil {
      let counts = ReclassificationCounts(old: old, new: new, outcomes: outcomes, cutoffs: cutoffs)
      check(NetReclassification(counts), "nri_cat", parameters, reference)
      check(
        NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes)), "nri_cont", parameters,
        reference)
      checkTables(old, new, outcomes, cutoffs, parameters, reference)
      let idi = IntegratedDiscrimination(old: old, new: new, outcomes: outcomes)
      #expect(agrees(idi.events.value, reference["A->B|idi.improveSens|\(parameters)"], 1e-10))
      #expect(agrees(idi.nonEvents.value, reference["A->B|idi.improveSpec|\(parameters)"], 1e-10))
      check(idi.total, ["idi.idi", "idi.se.idi", "idi.z.idi", "idi.p", "idi.ci196"], parameters, reference)
      compared += 1
    }
    #expect(compared >= 5)
  }

  private func youden(_ scores: [Double], _ outcomes: [Bool]) -> Double {
    ROCCurve(scores: scores, outcomes: outcomes).youdenPoints[0].threshold
  }

  private func check(
    _ nri: NetReclassification, _ kind: String, _ parameters: String, _ reference: [String: Double]
  ) {
    let names = ["\(kind).nri", "\(kind).se.nri", "\(kind).z.nri"]
    check(nri.total, names + ["\(kind).p", "\(kind).ci196"], parameters, reference)
    check(nri.events, names.map { $0 + ".ev" }, parameters, reference)
    check(nri.nonEvents, names.map { $0 + ".ne" }, parameters, reference)
  }

  private func check(
    _ improvement: Improvement, _ names: [String], _ parameters: String, _ reference: [String: Double]
  ) {
    func value(_ name: String) -> Double? { reference["A->B|\(name)|\(parameters)"] }
    #expect(agrees(improvement.estimate.value, value(names[0]), 1e-10), "\(names[0]) \(parameters)")
    #expect(agrees(improvement.standardError.value, value(names[1]), 1e-10), "\(names[1]) \(parameters)")
    #expect(agreesRelatively(improvement.statistic.value, value(names[2]), 1e-8), "\(names[2]) \(parameters)")
    guard names.count > 3 else { return }
    #expect(agreesRelatively(improvement.pValue.value, value(names[3]), 1e-8), "\(names[3]) \(parameters)")
    let interval = improvement.packageInterval
    #expect(agrees(interval?.lower, value(names[4] + ".lo"), 1e-10))
    #expect(agrees(interval?.upper, value(names[4] + ".hi"), 1e-10))
  }

  private func checkTables(
    _ old: [Double], _ new: [Double], _ outcomes: [Bool], _ cutoffs: [Double], _ parameters: String,
    _ reference: [String: Double]
  ) {
    for outcome in [false, true] {
      let table = reclassificationTable(old: old, new: new, outcomes: outcomes, of: outcome, cutoffs: cutoffs)
      for (row, cells) in table.enumerated() {
        for (column, count) in cells.enumerated() {
          let name = "reclass.y\(outcome ? 1 : 0).r\(row + 1)c\(column + 1)"
          #expect(Double(count) == reference["A->B|\(name)|\(parameters)"], "\(name) \(parameters)")
        }
      }
    }
  }

  @Test
  func netBenefitIsThatOfDcurves() throws {
    var compared = 0
    let rows = try Oracles.rows("r_net_benefit.csv")
    for name in Set(rows.map { $0[0] }) {
      let (outcomes, a, b) = try Oracles.data(name)
      for (variable, scores) in [("p_modelA", a), ("p_modelB", b)] {
        for row in rows where row[0] == name && row[1] == variable {
          // The literal decimal, as the README says: two thresholds of R's `seq` are a rounding error above it.
          let threshold = (Double(row[2])! * 100).rounded() / 100
          let point = DecisionCurve(probabilities: scores, outcomes: outcomes, thresholds: [threshold]).points[0]
          #expect(agrees(point.truePositiveRate, Double(row[5]), 1e-13))
          #expect(agrees(point.falsePositiveRate, Double(row[6]), 1e-13))
          #expect(agrees(point.netBenefit, Double(row[7]), 1e-13), "\(row)")
          let all = rows.first { $0[0] == name && $0[1] == "all" && $0[2] == row[2] }
          #expect(agrees(point.netBenefitOfAll, all.flatMap { Double($0[7]) }, 1e-13))
          compared += 1
        }
      }
    }
    #expect(compared >= 100)
  }
}

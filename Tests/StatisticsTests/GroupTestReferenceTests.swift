import Statistics
import TestSupport
import Testing

/// Reference: R 4.2.2 (`oracles/baseline_tests.json`, `r_stats.csv`), tolerances from the README there.
@Suite("Group tests as R", .enabled(if: ReferenceData.isPresent, "skipped: Group tests as R need oracles/"))
struct GroupTestReferenceTests {
  @Test(arguments: ["t2x2_small", "t2x2", "t2x2_zero", "t2x3", "t3x4"])
  func contingencyTestsAreThoseOfR(name: String) throws {
    let reference = try #require(try Oracles.json("baseline_tests.json")[name] as? [String: Any])
    let rows = try #require(reference["rows"] as? [[Int]])
    func value(_ key: String) -> Double? { reference[key] as? Double }
    let plain = chiSquareTest(rows, isCorrected: false)
    #expect(agrees(plain.statistic.value, value("chisq"), 1e-9))
    #expect(agreesRelatively(plain.pValue.value, value("p"), 1e-9))
    let corrected = chiSquareTest(rows, isCorrected: true)
    #expect(agrees(corrected.statistic.value, value("chisq_yates"), 1e-9))
    #expect(agreesRelatively(corrected.pValue.value, value("p_yates"), 1e-9))
    #expect(agrees(expectedCounts(rows).joined().min(), value("min_expected"), 1e-9))
    #expect(agreesRelatively(fisherExactTest(rows).value, value("fisher_p"), 1e-9))
    guard rows.count == 2, rows[0].count == 2 else { return }
    let odds = ConditionalOddsRatio(rows)
    #expect(agreesAsOddsRatio(odds.estimate.value, value("fisher_or")))
    #expect(agreesAsOddsRatio(odds.limits[0].value, value("fisher_lo")))
    #expect(agreesAsOddsRatio(odds.limits[1].value, value("fisher_hi")))
    #expect(agreesRelatively(odds.pValueLess, value("fisher_p_less"), 1e-9))
    #expect(agreesRelatively(odds.pValueGreater, value("fisher_p_greater"), 1e-9))
    let mcNemar = McNemarResult(onlySecond: rows[0][1], onlyFirst: rows[1][0])
    #expect(agrees(mcNemar.plain.statistic.value, value("mcnemar"), 1e-9))
    #expect(agreesRelatively(mcNemar.plain.pValue.value, value("mcnemar_p"), 1e-9))
    #expect(agrees(mcNemar.corrected.statistic.value, value("mcnemar_cc"), 1e-9))
    #expect(agreesRelatively(mcNemar.corrected.pValue.value, value("mcnemar_cc_p"), 1e-9))
    #expect(agreesRelatively(mcNemar.exactPValue.value, value("mcnemar_exact_p"), 1e-9))
  }

  @Test(arguments: ["age", "cea", "small_noties"])
  func testsOfNumbersAreThoseOfR(name: String) throws {
    let reference = try #require(try Oracles.json("baseline_tests.json")[name] as? [String: Any])
    let first = try #require(reference["a"] as? [Double])
    let second = try #require(reference["b"] as? [Double])
    func value(_ key: String) -> Double? { reference[key] as? Double }
    for (key, test) in [("student", studentTest(first, second)), ("welch", welchTest(first, second))] {
      #expect(agrees(test.statistic.value, value("\(key)_t"), 1e-9))
      #expect(agrees(test.degreesOfFreedom.value, value("\(key)_df"), 1e-9))
      #expect(agreesRelatively(test.pValue.value, value("\(key)_p"), 1e-9))
      #expect(agrees(test.interval?.lower, value("\(key)_lo"), 1e-9))
      #expect(agrees(test.interval?.upper, value("\(key)_hi"), 1e-9))
    }
    let plain = mannWhitneyTest(first, second, method: .normal(continuityCorrected: false))
    #expect(agrees(plain.statistic, value("wilcox_W"), 0))
    #expect(agreesRelatively(plain.pValue.value, value("wilcox_p"), 1e-9))
    let corrected = mannWhitneyTest(first, second, method: .normal(continuityCorrected: true))
    #expect(agreesRelatively(corrected.pValue.value, value("wilcox_p_cc"), 1e-9))
    if let exact = value("wilcox_exact_p") {
      let automatic = mannWhitneyTest(first, second)
      #expect(automatic.isExact)
      #expect(agreesRelatively(automatic.pValue.value, exact, 1e-9))
    }
    let variances = varianceTest(first, second)
    #expect(agrees(variances.statistic.value, value("var_F"), 1e-9))
    // var.test takes 1 − p of a lower tail, so R's own value carries an error of 1e-16 whatever its size.
    let gap = abs((variances.pValue.value ?? .nan) - (value("var_p") ?? .nan))
    #expect(gap <= max(1e-9 * (value("var_p") ?? 0), 4e-16))
    let shapiro = shapiroWilkTest(second)
    #expect(agrees(shapiro.statistic.value, value("shapiro_b_W"), 1e-9))
    #expect(agreesRelatively(shapiro.pValue.value, value("shapiro_b_p"), 1e-9))
  }

  @Test(arguments: Oracles.dataSets)
  func scoresByOutcomeAreComparedAsInR(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      let events = zip(scores, outcomes).filter(\.1).map(\.0)
      let nonEvents = zip(scores, outcomes).filter { !$0.1 }.map(\.0)
      func value(_ name: String, _ parameter: String = "") -> Double? { reference["\(model)|\(name)|\(parameter)"] }
      for (key, test) in [("student", studentTest(events, nonEvents)), ("welch", welchTest(events, nonEvents))] {
        #expect(agrees(test.statistic.value, value("ttest_\(key).t"), 1e-10))
        #expect(agrees(test.degreesOfFreedom.value, value("ttest_\(key).df"), 1e-10))
        #expect(agreesRelatively(test.pValue.value, value("ttest_\(key).p"), 1e-8))
        #expect(agrees(test.interval?.lower, value("ttest_\(key).lo"), 1e-10))
        #expect(agrees(test.interval?.upper, value("ttest_\(key).hi"), 1e-10))
      }
      for (parameter, isCorrected) in [("correct=TRUE", true), ("correct=FALSE", false)] {
        let test = mannWhitneyTest(events, nonEvents, method: .normal(continuityCorrected: isCorrected))
        #expect(agrees(test.statistic, value("wilcox.W", parameter), 0))
        #expect(agreesRelatively(test.pValue.value, value("wilcox.p", parameter), 1e-8))
      }
      if let exact = value("wilcox_exact_ties.p") {
        let test = mannWhitneyTest(events, nonEvents, method: .exact)
        #expect(agreesRelatively(test.pValue.value, exact, 1e-8))
      }
    }
    if let t = reference["A-B|ttest_paired.t|"] {
      let test = pairedTTest(a, b)
      #expect(agrees(test.statistic.value, t, 1e-10))
      #expect(agreesRelatively(test.pValue.value, reference["A-B|ttest_paired.p|"], 1e-8))
      #expect(agrees(test.interval?.lower, reference["A-B|ttest_paired.lo|"], 1e-10))
      #expect(agrees(test.interval?.upper, reference["A-B|ttest_paired.hi|"], 1e-10))
    }
  }

  @Test(arguments: Oracles.dataSets)
  func callsOfTwoModelsAreComparedAsInR(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    let parameter = "labels at own youden_first"
    guard let cutA = reference["A|threshold|thr=youden_first"], let cutB = reference["B|threshold|thr=youden_first"]
    else { return }
    let (callA, callB) = (a.map { $0 >= cutA }, b.map { $0 >= cutB })
    let all = outcomes.indices.map { $0 }
    let groups = [
      ("mcnemar_correct", all, true), ("mcnemar_sens", all.filter { outcomes[$0] }, false),
      ("mcnemar_fpr", all.filter { !outcomes[$0] }, false),
    ]
    for (key, members, isAboutRightCalls) in groups {
      func call(_ calls: [Bool]) -> [Bool] { members.map { isAboutRightCalls ? calls[$0] == outcomes[$0] : calls[$0] } }
      let test = McNemarResult(call(callA), call(callB))
      func value(_ name: String) -> Double? { reference["A,B|\(key).\(name)|\(parameter)"] }
      #expect(agrees(Double(test.onlySecond), value("b"), 0), "\(key)")
      #expect(agrees(Double(test.onlyFirst), value("c"), 0), "\(key)")
      guard test.onlyFirst + test.onlySecond > 0 else { continue }
      #expect(agrees(test.plain.statistic.value, value("stat"), 1e-10), "\(key)")
      #expect(agreesRelatively(test.plain.pValue.value, value("p"), 1e-8), "\(key)")
      #expect(agrees(test.corrected.statistic.value, value("stat_cc"), 1e-10), "\(key)")
      #expect(agreesRelatively(test.corrected.pValue.value, value("p_cc"), 1e-8), "\(key)")
      #expect(agreesRelatively(test.exactPValue.value, value("p_exact"), 1e-8), "\(key)")
    }
  }

  @Test func whatShapiroWilkCannotJudgeIsSaidAsItIs() {
    let many = (0..<5001).map(Double.init)
    #expect(shapiroWilkTest(many).pValue == .undefined(.tooManyValues))
    #expect(shapiroWilkTest([1, 2]).pValue == .undefined(.tooFewValues))
    let compared = BaselineComparison.ofNumbers(many, [1, 2, 4])
    #expect(compared.test == .mannWhitney && compared.reason == "Shapiro-Wilk cannot judge a group: too many values")
  }

  /// Two rows of 12 and 12 columns of 40: 41 to the eleventh power of fillings, which nobody could list.
  @Test(.timeLimit(.minutes(1))) func tablesThatAreTooManyAreRefusedBeforeTheyAreMade() {
    let wide = (0..<12).map { row in (0..<12).map { 30 + (row * 7 + $0 * 5) % 11 } }
    #expect(fisherExactTest(wide) == .undefined(.tooManyTables))
  }
}

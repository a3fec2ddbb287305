import Glibc
import Leaks
import Testing

/// What the rules on leaking cohorts find, and what they leave alone.
@Suite struct LeakScreenTests {
  /// Each kind of leak, in three cohorts.
  @Test(arguments: CohortMaker.kinds)
  func aLeakIsFound(_ kind: String) {
    for seed in UInt64(1)...3 {
      var maker = CohortMaker(seed)
      let found = LeakScreen.findings(maker.leaking(kind))
      #expect(found.contains { Self.answers($0, kind) }, "seed \(seed): \(found)")
    }
  }

  /// Whether a finding is that of the kind.
  private static func answers(_ finding: LeakFinding, _ kind: String) -> Bool {
    switch finding {
    case .repeatedPatients: ["lesions", "some visits", "sides", "augmented"].contains(kind)
    case .nearDuplicates: kind == "second reader"
    case .mixtures: ["oversampled", "oversampled by column, rounded"].contains(kind)
    case .standardised: ["standardised", "rounded"].contains(kind)
    case .rescaled: ["scaled", "percent"].contains(kind)
    case .robustlyScaled: kind == "robust"
    case .ranked: kind == "ranked"
    case .acquisitionTellsOutcome(let names): kind == "echo" && names == ["echo time of T2"]
    case .orderTellsOutcome: kind == "sorted"
    case .namesPatients: kind == "text dates"
    case .batchCorrected: kind == "batch"
    case .runningNumber: ["record number", "running", "date", "joined date"].contains(kind)
    case .rowIndex: kind == "row"
    case .knownAfterwards(let names): kind == "afterwards" && names == ["time_to_recurrence"]
    case .levelsTellOutcome: ["six sites", "three levels", "flips", "complement"].contains(kind)
    case .siteTellsOutcome: ["site", "numbered site"].contains(kind)
    case .factorTellsOutcome(let name): kind == "site of any name" && name == "zq"
    case .levelsLikeSites(let name, _, _): kind == "site beside the models" && name == "bay"
    case .tellsOutcome: kind == "good factor"
    case .missingnessTellsOutcome: kind == "gaps"
    case .allAssociated: kind == "preselected"
    case .alikeStems: kind == "parts"
    case .repeatedColumn: kind == "column of pairs"
    case .equalCells: kind == "half copies"
    case .unitScaled: ["unit deviation", "unit largest"].contains(kind)
    case .binned: kind == "deciles"
    case .standardisedFactors: kind == "factor"
    case .filledGaps: kind == "filled"
    case .idsTellOutcome: kind == "ids by site"
    case .missingCode:
      ["code", "code of features", "zero for missing", "nine beside yes and no", "seven below 0"].contains(kind)
    case .lookAlikes: ["look-alikes", "signs"].contains(kind)
    case .neverKnown: kind == "empty"
    default: false
    }
  }

  /// A hundred sound cohorts of 30 to 300 patients and up to 1,000 columns: a finding is one too many, two may be
  /// chance.
  @Test func soundCohortsAreLeftAlone() {
    var found: [String] = []
    for seed in UInt64(1)...100 {
      var maker = CohortMaker(seed)
      let patients = 30 + Int(maker.uniform() * 270)
      let columns = [5, 12, 40, 100, seed % 10 == 0 ? 1000 : 60][Int(seed % 5)]
      let own = LeakScreen.findings(maker.sound(patients, columns))
      found += own.map { "seed \(seed), \(patients) patients, \(columns) columns: \($0)" }
    }
    #expect(found.count <= 2, "\(found.joined(separator: "\n"))")
  }

  /// Numbers that are codes elsewhere are values here: counts, scores, densities of negative tissue, markers that are
  /// 0.
  @Test func smallNumbersThatAreValuesAreNoCodes() {
    for seed in UInt64(1)...40 {
      var maker = CohortMaker(seed &+ 700)
      var cohort = ScreenedCohort(
        ids: (0..<80).map { "Q\($0)" }, outcomes: (0..<80).map { _ in maker.uniform() < 0.4 })
      func factor(_ name: String, _ make: (inout CohortMaker) -> Double) {
        cohort.factors.append(.init(name, numbers: (0..<80).map { _ in make(&maker) }))
      }
      factor("nodes") { (-4 * log(1 - $0.uniform())).rounded(.down) }
      factor("ecog") { ($0.uniform() * 4).rounded(.down) }
      factor("pain_scale") { ($0.uniform() * 11).rounded(.down) }
      factor("density") { (20 + 25 * $0.normal()).rounded() }
      factor("marker") { max(0, (30 + 25 * $0.normal()).rounded()) }
      factor("psa") { (exp(1 + 1.3 * $0.normal()) * 10).rounded() / 10 }
      factor("answer") { $0.uniform() < 0.3 ? 1 : 0 }
      let found = LeakScreen.findings(cohort).filter { if case .missingCode = $0 { true } else { false } }
      #expect(found.isEmpty, "seed \(seed): \(found)")
    }
  }

  /// Ten features that literature found, each .6 deviations higher in events: nearly all associated with the outcome,
  /// and rightly. A note may ask. Ten columns that were chosen of a thousand unrelated ones have no such strong one
  /// among them, and are an alarm.
  @Test func aFewGoodFeaturesAreANoteAndWhatIsLeftOfNoiseAnAlarm() {
    var alarms = [true: 0, false: 0]
    for seed in UInt64(1)...20 {
      for isGood in [true, false] {
        var maker = CohortMaker(seed)
        var cohort = ScreenedCohort(
          ids: (0..<140).map { "P\($0)" }, outcomes: (0..<140).map { _ in maker.uniform() < 0.4 })
        let shift = { (outcome: Bool) in isGood && outcome ? 0.6 : 0.0 }
        let columns = (0..<(isGood ? 10 : 1000)).map { _ in
          cohort.outcomes.map { outcome in maker.normal() + shift(outcome) }
        }
        let differences = columns.map { difference($0, cohort) }
        let order = columns.indices.sorted { differences[$0] > differences[$1] }
        cohort.values = order.prefix(10).map { columns[$0] }
        cohort.columns = (0..<10).map { "original_f\($0)" }
        let isAlarm = LeakScreen.findings(cohort).contains { finding in
          if case .allAssociated(_, _, _, let mayBeKnown) = finding { !mayBeKnown } else { false }
        }
        alarms[isGood, default: 0] += isAlarm ? 1 : 0
      }
    }
    #expect(alarms[true, default: 0] <= 8 && alarms[false, default: 0] >= 17, "of 20: \(alarms)")
  }

  private func difference(_ column: [Double], _ cohort: ScreenedCohort) -> Double {
    var (sums, counts) = ([0.0, 0.0], [0.0, 0.0])
    for (value, outcome) in zip(column, cohort.outcomes) {
      sums[outcome ? 1 : 0] += value
      counts[outcome ? 1 : 0] += 1
    }
    return abs(sums[1] / counts[1] - sums[0] / counts[0])
  }

  @Test(arguments: [
    (0..<60).map { "P\($0)" }, (1..<60).map { "STS_\($0)" }, (0..<60).map { "site_\($0 % 3)_00\($0)" },
    (0..<60).map { "TCGA-\($0 % 20)-\(1000 + $0)" }, (0..<9).map { "Case 1\($0)" }, (1...40).map { "site1_\($0)" },
    (1...40).map { "H\($0 % 2)-\($0)" },
  ])
  func idsOfDifferentPatientsAreLeftAlone(_ ids: [String]) {
    // Not by turns, which would give each of twenty sites one outcome.
    var maker = CohortMaker(3)
    let cohort = ScreenedCohort(ids: ids, outcomes: ids.map { _ in maker.uniform() < 0.4 })
    #expect(LeakScreen.findings(cohort).isEmpty)
  }

  @Test(arguments: [
    ("dose_planned", false), ("time_to_echo", false), ("EchoTime", false), ("age", false),
    ("recurrence_risk_score", false), ("er_status", false), ("response_rate_of_site", false), ("tumour_size", false),
    ("PSA", false), ("original_shape_Maximum2DDiameterRow", false), ("months_since_birth", false),
    ("family_history_death", false), ("cT_stage", false), ("follow_up_months", true), ("overall_survival", true),
    ("PFS_days", true), ("LocalRecurrence", true), ("ypT", true), ("ypN_stage", true), ("TRG", true),
    ("dose_delivered", true), ("adjuvant_chemo", true), ("deathEvent", true), ("best_response", true),
    ("vital_status", true), ("nonresponder", true),
    ("vol_mid_treatment", true), ("weight_loss_during_RT", true), ("metastases_later", true), ("new_lesions", true),
    ("regimen_switched", true), ("deauville_interim", true), ("lymph_nodes_positive_surgery", true),
    ("RT_completed", true),
    ("death_receptor_expression", false), ("response_element", false), ("outcome_site", false),
    ("programmed_death_ligand", false), ("weight_loss_6months", false), ("creatinine_clearance", false),
    ("days_to_death", true), ("pCR", true), ("size_post_treatment", true),
  ])
  func namesOfWhatIsKnownAfterwards(_ name: String, _ isAfterwards: Bool) {
    var cohort = ScreenedCohort(ids: ["A", "B"], outcomes: [true, false])
    cohort.factors = [.init(name, numbers: [1, 2])]
    #expect(LeakScreen.findings(cohort).contains(.knownAfterwards([name])) == isAfterwards)
  }

  /// Trays, runs and blocks repeat evenly too, but the rows of one have neither outcome nor features in common.
  @Test(arguments: UInt64(1)...8) func blocksOfDifferentPatientsAreLeftAlone(seed: UInt64) {
    var maker = CohortMaker(seed &+ 4000)
    var cohort = maker.sound(100, 20)
    cohort.repeating = [.init(["run", "tray", "zz"][Int(seed % 3)], levels: (0..<100).map { "\($0 / 4)" })]
    let found = LeakScreen.findings(cohort)
    #expect(!found.contains { if case .repeatedColumn = $0 { true } else { false } }, "seed \(seed): \(found)")
    // The rows of one patient have one outcome.
    let outcomes = cohort.outcomes
    cohort.outcomes = (0..<100).map { outcomes[$0 / 4] }
    let told = LeakScreen.findings(cohort)
    #expect(told.contains { if case .repeatedColumn = $0 { true } else { false } }, "seed \(seed): \(told)")
  }

  /// Shares that cannot exceed 1 reach it in many patients, or crowd below it.
  @Test(arguments: UInt64(1)...10) func sharesThatEndAtOneAreNotScaled(seed: UInt64) {
    var maker = CohortMaker(seed &+ 5000)
    var cohort = maker.sound(100, 20)
    for at in cohort.values.indices {
      cohort.values[at] = cohort.outcomes.map { _ in
        let share = seed % 2 == 0 ? min(1, maker.uniform() * 1.08) : pow(sin(.pi / 2 * maker.uniform()), 2)
        return (share * 1000).rounded() / 1000
      }
    }
    let found = LeakScreen.findings(cohort)
    #expect(!found.contains { if case .unitScaled = $0 { true } else { false } }, "seed \(seed): \(found)")
  }

  /// Whole numbers from 0 to 255 in every column were scaled; a few percentages among others were not.
  @Test(arguments: [100.0, 255]) func wholeNumbersOfOneRangeInEveryColumnAreScaled(_ top: Double) {
    var maker = CohortMaker(UInt64(top))
    let sound = maker.sound(100, 20)
    let scaled = sound.values.map { column -> [Double?] in
      let known = column.compactMap(\.self)
      let (low, high) = (known.min() ?? 0, known.max() ?? 1)
      return known.map { ((($0 - low) / (high - low)) * top).rounded() }
    }
    var cohort = sound
    cohort.values = scaled
    #expect(LeakScreen.findings(cohort).contains(.rescaled(columns: 20, of: 20)))
    cohort.values = Array(scaled.prefix(6)) + sound.values.dropFirst(6)
    let found = LeakScreen.findings(cohort)
    #expect(!found.contains { if case .rescaled = $0 { true } else { false } }, "\(found)")
  }

  /// Days that several patients share are levels as well.
  @Test(arguments: ["2019-03-", "2019/3/", "day "]) func daysAreNoLevels(_ start: String) {
    var maker = CohortMaker(77)
    var cohort = maker.sound(100, 20)
    cohort.factors.append(.init("visit", levels: (0..<100).map { "\(start)\($0 * 13 % 28 + 1)" }))
    let isTold = LeakScreen.findings(cohort).contains(.daysAsLevels(factor: "visit", levels: 28))
    #expect(isTold == (start != "day "))
  }

  @Test func levelsThatDifferAreLeftAlone() {
    var cohort = ScreenedCohort(ids: ["A", "B", "C", "D"], outcomes: [true, false, true, false])
    cohort.factors = [
      .init("stage", levels: ["IIA", "IIB", "II", "III"]), .init("grade", levels: ["0", "1", "2", "3"]),
      .init("t", levels: ["T1", "T1a", "T2", "T2+"]), .init("expression", levels: ["<1", ">1", "1-5", "15"]),
    ]
    #expect(LeakScreen.findings(cohort).isEmpty)
  }
}

import Cohorts
import Execution
import Results
import StudyFiles
import StudySupport
import Testing

private let row = "HCR (MR) / split"

/// Training and test are those that the study file and its seed give.
@Suite struct SplitTests {
  @Test(arguments: ["{train: 0.6}", "{every: 4}", "{nested: 3}", "{leave-one-out: true}"])
  func aSplitThatCanBeDealtAgainIsProved(split: String) throws {
    let finding = try #require(try Paper.run(split: split).finding(.splitAsDeclared))
    #expect(finding.verdict == .proved && finding.evidence.isEmpty)
  }

  /// The clinical table is no part of the run, so a side that it declares is taken from the run's own table.
  @Test func aSplitByAColumnIsNotProvedButNotRefutedEither() throws {
    let sides = try Paper.run(
      split: "{column: side}", patients: Patient.made(40, side: { $0 % 3 == 0 ? .test : .training }))
    #expect(sides.refuted == [:] && sides.finding(.splitAsDeclared)?.verdict == .notFound)
    let sites = try Paper.run(split: "{site: ward}", patients: Patient.made(40, site: { $0 % 2 == 0 ? "A" : "B" }))
    #expect(sites.refuted == [:] && sites.finding(.splitAsDeclared)?.verdict == .notFound)
  }

  @Test func othersHeldOutInTheLogAreRefuted() throws {
    var run = try Paper.run()
    let at = try #require(run.held.firstIndex { $0.purpose == row })
    run.held[at].saw[0] = run.training[0]
    #expect(run.refuted == ["split-as-declared": "\(row): the log holds out other patients than the split"])
  }

  @Test func aTestSetThatTheLogDoesNotHoldOutIsRefuted() throws {
    let run = try Paper.run().with { $0.held.removeAll { $0.purpose == row } }
    #expect(run.refuted == ["split-as-declared": "\(row): the log holds out other patients than the split"])
  }

  @Test func aRowThatScoredFewerIsRefuted() throws {
    let found = try Paper.run().row("hcr_mr") { $0.predictions.removeLast() }.refuted
    #expect(found["split-as-declared"] == "HCR (MR) scored other patients than the split's test patients")
  }

  /// Another seed deals another split, and everybody who stands on the wrong side of it is found.
  @Test func aSplitOfAnotherSeedIsRefuted() throws {
    var run = try Paper.run()
    var study = run.cohort.study
    study.seed += 1
    run.cohort = AnalysisCohort(
      study: study, patients: run.cohort.patients, columns: run.cohort.columns, features: run.cohort.features)
    #expect(run.refuted["split-as-declared"]?.contains("HCR (MR) scored other patients") == true)
  }

  /// The sides that the run's own table has are those of the split.
  @Test func aPatientOnTheOtherSideInThePatientsTableIsNamed() throws {
    let run = try Paper.run()
    let test = Set(run.split.pairs[0].test)
    func given(_ swapped: Int?) -> AnalysisCohort {
      let patients = run.cohort.patients.enumerated().map { at, one in
        let side: SplitSide = test.contains(at) != (at == swapped) ? .test : .training
        return Patient(id: one.id, outcome: one.outcome, factors: one.factors, side: side)
      }
      return AnalysisCohort(
        study: run.cohort.study, patients: patients, columns: run.cohort.columns, features: run.cohort.features)
    }
    #expect(run.with { $0.cohort = given(nil) }.refuted == [:])
    let found = run.with { $0.cohort = given(4) }.refuted
    #expect(
      found == [
        "split-as-declared": "patients.csv: P04 is on the other side than in the split made again from "
          + "study.yaml"
      ])
  }

  /// Rows of one patient are dealt together: a run whose log parts them has another split.
  @Test func rowsOfOnePatientStandOnOneSide() throws {
    let run = try Paper.run(patients: Patient.made(40, group: { "G\($0 / 2)" }))
    #expect(run.refuted == [:])
    var study = run.cohort.study
    study.cohort.group = "patient_id"
    let grouped = PaperRun(
      AnalysisCohort(
        study: study, patients: run.cohort.patients, columns: run.cohort.columns, features: run.cohort.features),
      Paper.rows(run.cohort))
    #expect(grouped.refuted == [:])
    let test = Set(grouped.split.pairs[0].test.map { grouped.cohort.patients[$0].group })
    #expect(test.isDisjoint(with: grouped.split.pairs[0].training.map { grouped.cohort.patients[$0].group }))
    #expect(run.with { $0.cohort = grouped.cohort }.refuted["split-as-declared"] != nil)
  }
}

/// No patient stands on both sides of the split under two ids.
@Suite struct DuplicateTests {
  private func run(split: String = "{column: side}", _ change: (AnalysisCohort) -> AnalysisCohort) throws -> PaperRun {
    try Paper.run(split: split, patients: Patient.made(40, side: { $0 < 25 ? .training : .test }))
      .with { $0.cohort = change($0.cohort) }
  }
  private func copy(_ from: Int, _ to: Int, by change: @escaping (Double) -> Double = { $0 }) -> (AnalysisCohort)
    -> AnalysisCohort
  {
    { cohort in cohort.giving(to, cohort.features[from].values.map { $0.number.map(change) }) }
  }

  @Test func aCohortInWhichNoTwoAreAlikeIsAccusedOfNothing() throws {
    let run = try run { $0 }
    #expect(run.refuted == [:] && run.finding(.noDuplicates)?.verdict == .notFound)
  }

  @Test func aTrainingPatientWhoIsTestedUnderAnotherIdIsRefuted() throws {
    #expect(try run(copy(3, 30)).refuted == ["no-duplicates": "P03 and P30: equal features"])
    // A hundredth of the spread apart, as a second reader's features would be.
    #expect(try run(copy(3, 30) { $0 * 1.0001 + 0.0001 }).refuted.keys.sorted() == ["no-duplicates"])
  }

  /// Percentages of one decimal beside a yes and no: a few patients agree in both by chance. The seed is printed on
  /// failure.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func chanceEqualityInTwoColumnsAccusesNobody(seed: UInt64) throws {
    let study = try StudyFile.made(split: "{column: side}", factors: ["size", "stage"])
    var random = RandomStream(seed: seed, name: "two columns")
    var cohort = AnalysisCohort.made(study, Patient.made(80, side: { $0 < 50 ? .training : .test }), columns: 2)
    for row in 0..<80 {
      cohort = cohort.giving(row, [(random.uniform() * 1000).rounded() / 10, Double(random.index(below: 2))])
    }
    #expect(PaperRun(cohort, Paper.rows(cohort)).refuted["no-duplicates"] == nil, "seed \(seed)")
  }

  /// A tenth of the usual distance is the limit: a second measurement lies nearer, two patients who are merely alike
  /// do not. The noise, in standard deviations of a column, moves the mean rank by about 0.8 of it.
  @Test(arguments: [(0.05, true), (0.2, false), (0.3, false)])
  func aPatientAsFarAsATenthOfTheUsualDistanceIsAnother(_ noise: Double, _ isTwin: Bool) throws {
    let study = try StudyFile.made(split: "{column: side}", factors: ["size", "stage"])
    let cohort = AnalysisCohort.made(study, Patient.made(60, side: { $0 < 40 ? .training : .test }), columns: 60)
    var stream = RandomStream(seed: 4, name: "noise")
    let own = cohort.features[3].values.compactMap(\.number)
    let near = cohort.giving(50, own.map { $0 + noise * stream.normal() })
    let found = PaperRun(near, Paper.rows(near)).refuted["no-duplicates"]
    #expect(found == (isTwin ? "P03 and P50: near-equal features" : nil))
  }

  /// Either of the two may be the one who is tested.
  @Test func aTestedPatientBeforeTheTrainingPatientIsRefutedAsWell() throws {
    let run = try Paper.run(
      split: "{column: side}", patients: Patient.made(40, side: { $0 < 15 ? .test : .training }))
    let found = run.with { $0.cohort = copy(3, 30)($0.cohort) }.refuted
    #expect(found == ["no-duplicates": "P03 and P30: equal features"])
  }

  /// A copy whose other numbers were changed keeps those that nobody else has.
  @Test func twoWhoShareAThirdOfTheirNumbersAreRefuted() throws {
    let run = try run { cohort in
      let (from, to) = (cohort.features[3].values.map(\.number), cohort.features[30].values.map(\.number))
      return cohort.giving(30, to.indices.map { $0 < 6 ? from[$0] : to[$0] })
    }
    #expect(run.refuted["no-duplicates"]?.contains("P03 and P30: 6 features are equal to the last digit") == true)
  }

  /// A tested patient halfway between two who are trained on, as oversampling before the split would make one.
  @Test func aTestedPatientMadeOfTwoTrainingPatientsIsRefuted() throws {
    let study = try StudyFile.made(split: "{column: side}", factors: ["size", "stage"])
    let patients = Patient.made(40, side: { $0 < 25 ? .training : .test })
    let cohort = AnalysisCohort.made(study, patients, columns: 40)
    #expect(PaperRun(cohort, Paper.rows(cohort)).refuted == [:])
    let (a, b) = (cohort.features[3].values.map(\.number), cohort.features[8].values.map(\.number))
    let made = cohort.giving(30, zip(a, b).map { first, second in first.flatMap { x in second.map { (x + $0) / 2 } } })
    let found = PaperRun(made, Paper.rows(made)).refuted["no-duplicates"] ?? ""
    #expect(found.contains("P03 and P30: one lies on a straight line") && found.contains("P08 and P30: one lies on a"))
  }

  /// What neither of the two has is equal and tells nothing.
  @Test func twoWhoseFeaturesAreMissingAreNotTakenForOne() throws {
    let run = try run { cohort in
      let none = [Double?](repeating: nil, count: cohort.columns.count)
      return cohort.giving(3, none).giving(30, none)
    }
    #expect(run.refuted["no-duplicates"] == nil)
  }

  @Test func twoOfOneSideAreNoLeakAndAreCounted() throws {
    for (a, b) in [(3, 4), (30, 31)] {
      let run = try run(copy(a, b))
      #expect(run.refuted == [:])
      #expect(try #require(run.finding(.noDuplicates)).basis.contains(" 1 such pair lies on one side of the split."))
    }
  }

  /// Where everybody is tested in turn, any two are parted by a model of one that tests the other.
  @Test func whereEverybodyIsTestedInTurnAnyTwoAreParted() throws {
    let run = try run(split: "{leave-one-out: true}", copy(3, 4))
    #expect(run.refuted["no-duplicates"] == "P03 and P04: equal features")
  }

  /// Two patients of one site are tested by one model, which neither of them trained.
  @Test func twoOfOneSiteAreNotParted() throws {
    let patients = Patient.made(40, site: { ["A", "B", "C"][$0 % 3] })
    let study = try StudyFile.made(split: "{site: ward}")
    let cohort = AnalysisCohort.made(study, patients)
    let run = { (cohort: AnalysisCohort) in PaperRun(cohort, Paper.rows(cohort)) }
    #expect(run(copy(3, 6)(cohort)).refuted == [:])
    #expect(run(copy(3, 7)(cohort)).refuted.keys.sorted() == ["no-duplicates"])
  }

  /// Few columns, in one of which nearly everybody has a value of their own.
  @Test func ofFewColumnsOnlyEqualRowsAreTakenForOnePatient() throws {
    let study = try StudyFile.made(split: "{column: side}")
    let patients = Patient.made(40, side: { $0 < 25 ? .training : .test })
    let cohort = AnalysisCohort.made(study, patients, columns: 3)
    #expect(PaperRun(cohort, Paper.rows(cohort)).refuted == [:])
    let equal = copy(3, 30)(cohort)
    #expect(PaperRun(equal, Paper.rows(equal)).refuted == ["no-duplicates": "P03 and P30: equal features"])
    let near = copy(3, 30) { $0 * 1.0001 }(cohort)
    #expect(PaperRun(near, Paper.rows(near)).refuted == [:])
  }

  /// The more copies, the more is said: also where a column has a value of its own for hardly anybody.
  @Test(arguments: [(3, 10), (4, 10), (4, 1), (20, 10), (20, 1)])
  func anyNumberOfCopiesIsRefuted(_ columns: Int, _ originals: Int) throws {
    let study = try StudyFile.made(split: "{column: side}")
    let patients = Patient.made(40, side: { $0 < 25 ? .training : .test })
    var cohort = AnalysisCohort.made(study, patients, columns: columns)
    // Everybody of the last thirty is one of the first.
    for at in originals..<40 where originals > 1 || at % 4 == 0 { cohort = copy(at % originals, at)(cohort) }
    let found = PaperRun(cohort, Paper.rows(cohort)).refuted["no-duplicates"] ?? ""
    #expect(found.contains("P00 and P\(originals == 1 ? 28 : 30): equal features"), "\(found)")
  }

  /// Three measurements of each patient, near each other and not equal.
  @Test func threeNearMeasurementsOfEachPatientAreRefuted() throws {
    let study = try StudyFile.made(split: "{column: side}")
    let patients = Patient.made(60, side: { $0 < 20 ? .training : .test })
    var cohort = AnalysisCohort.made(study, patients, columns: 30)
    for at in 20..<60 {
      cohort = copy(at % 20, at) { $0 * (1 + 1e-3 * Double(at / 20)) + 1e-3 * Double(at / 20) }(cohort)
    }
    let found = PaperRun(cohort, Paper.rows(cohort)).refuted["no-duplicates"] ?? ""
    #expect(found.contains("P00 and P20: near-equal features"), "\(found)")
  }

  /// Features of few values say nothing of who a patient is, and the check says that it was not made.
  @Test func columnsOfFewValuesAreNotChecked() throws {
    let study = try StudyFile.made(split: "{column: side}")
    let patients = Patient.made(40, side: { $0 < 25 ? .training : .test })
    var cohort = AnalysisCohort.made(study, patients, columns: 3)
    for at in 0..<40 { cohort = cohort.giving(at, [Double(at % 2), Double(at % 3), 1]) }
    let run = PaperRun(cohort, Paper.rows(cohort))
    #expect(run.refuted == [:] && run.finding(.noDuplicates)?.verdict == .notChecked)
  }
}

// By the voxels.
extension DuplicateTests {
  private func run(hashes: @escaping (Int) -> [String]) throws -> PaperRun {
    let study = try StudyFile.ofImages(split: "{column: side}")
    let cohort = AnalysisCohort.made(study, Patient.made(40, side: { $0 < 25 ? .training : .test }), hashes: hashes)
    return PaperRun(cohort, [MadeRow("hcr_mr", "HCR (MR)", cohort)])
  }

  @Test func anImageOfBothSidesIsRefutedAndOneOfOneSideIsNot() throws {
    #expect(try run { ["image \($0)"] }.refuted == [:])
    #expect(try run { ["image \($0 == 30 ? 3 : $0)"] }.refuted == ["no-duplicates": "P03 and P30: an identical image"])
    #expect(try run { ["image \($0 == 4 ? 3 : $0)"] }.refuted == [:])
  }

  /// One of two series is enough, and the pair is named once.
  @Test func oneSharedSeriesIsEnough() throws {
    let both = try run { at in ["a \(at == 30 ? 3 : at)", "b \(at == 30 ? 3 : at)"] }
    #expect(both.refuted == ["no-duplicates": "P03 and P30: an identical image"])
    #expect(try run { at in ["a \(at)", "b \(at == 30 ? 3 : at)"] }.refuted.keys.sorted() == ["no-duplicates"])
  }

  @Test func aPatientWithoutAHashIsNamed() throws {
    let found = try run { $0 == 7 ? [] : ["image \($0)"] }.refuted
    #expect(found == ["no-duplicates": "P07: no image hash is recorded, so a duplicate cannot be found"])
  }
}

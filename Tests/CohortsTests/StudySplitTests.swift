import Cohorts
import Results
import StudyFiles
import StudySupport
import Testing

private func split(_ text: String, _ patients: [Patient] = Patient.made(40), seed: UInt64 = 1, group: String? = nil)
  throws
  -> StudySplit
{
  var study = try StudyFile.made(split: text)
  study.seed = seed
  study.cohort.group = group
  return StudySplit(of: AnalysisCohort.made(study, patients, columns: 1))
}

/// Who trains and who is tested.
@Suite struct StudySplitTests {
  static let all = [
    "{train: 0.6}", "{every: 4}", "{leave-one-out: true}", "{nested: 3}", "{repeated: {folds: 3, times: 2}}",
  ]

  /// Nobody is on both sides, and nobody is lost.
  @Test(arguments: all) func everybodyIsOnOneSideOfEveryPair(_ text: String) throws {
    for pair in try split(text).pairs {
      #expect(Set(pair.training).isDisjoint(with: pair.test))
      #expect((pair.training + pair.test).sorted() == Array(0..<40))
      #expect(pair.training == pair.training.sorted() && pair.test == pair.test.sorted())
    }
  }

  @Test func aShareTrainsTheCeilingOfEachClass() throws {
    let patients = Patient.made(41)
    let events = patients.count { $0.outcome.hadEvent }
    let pair = try #require(try split("{train: 0.66}", patients).testPair)
    let trained = pair.training.count { patients[$0].outcome.hadEvent }
    #expect(events == 17 && trained == 12)
    #expect(pair.training.count - trained == 16)
  }

  @Test func anotherSeedDealsAnotherSplitAndTheSameSeedTheSame() throws {
    for text in ["{train: 0.6}", "{nested: 3}"] {
      #expect(try split(text, seed: 1).pairs.map(\.test) == split(text, seed: 1).pairs.map(\.test))
      #expect(try split(text, seed: 1).pairs.map(\.test) != split(text, seed: 2).pairs.map(\.test))
    }
  }

  @Test func everyFourthOfTheTableIsTested() throws {
    #expect(try split("{every: 4}").pairs[0].test == [3, 7, 11, 15, 19, 23, 27, 31, 35, 39])
  }

  @Test func leaveOneOutTestsEverybodyOnce() throws {
    let found = try split("{leave-one-out: true}")
    #expect(found.pairs.map(\.test) == (0..<40).map { [$0] })
    #expect("\(found.pairs[7].set)" == "without P07" && found.evaluation == .leaveOneOut && found.testPair == nil)
    #expect(found.holdsOutHandfuls)
  }

  @Test func foldsAreStratifiedAndEveryRepetitionTestsEverybodyOnce() throws {
    let found = try split("{repeated: {folds: 3, times: 2}}")
    #expect(found.evaluation == .crossValidated(folds: 3, times: 2) && found.pairs.count == 6)
    for turn in [0..<3, 3..<6] { #expect(found.pairs[turn].flatMap(\.test).sorted() == Array(0..<40)) }
    #expect(found.pairs[0].test != found.pairs[3].test, "a repetition deals anew")
    for pair in found.pairs { #expect((5...6).contains(pair.test.count { $0 % 5 < 2 })) }
    #expect("\(found.pairs[4].set)" == "repetition 2, fold 2" && !found.holdsOutHandfuls)
    #expect(try split("{nested: 3}").evaluation == .crossValidated(folds: 3, times: 1))
    #expect(try !split("{nested: 10}", Patient.made(20)).holdsOutHandfuls)
  }

  @Test func aColumnDecidesWhereTheStudySaysSo() throws {
    let patients = Patient.made(40, side: { $0 < 3 ? .test : $0 < 38 ? .training : .notGiven })
    let found = try split("{column: side}", patients)
    #expect(found.pairs[0].test == [0, 1, 2] && found.pairs[0].training == Array(3..<38))
  }

  @Test func everySiteIsTestedByModelsOfTheOthers() throws {
    let patients = Patient.made(40, site: { ["north", "south", "east"][$0 % 3] })
    let found = try split("{site: ward}", patients)
    #expect(found.pairs.map { "\($0.set)" } == ["site east", "site north", "site south"])
    #expect(found.pairs[0].test == Array(stride(from: 2, to: 40, by: 3)))
    #expect(found.evaluation == .sites(column: "ward", count: 3) && found.evaluation.hasFolds)
    #expect(try split("{site: ward}", Patient.made(40, site: { _ in "one" })).pairs.isEmpty)
  }

  /// Below five patients a test set on average.
  @Test func sitesOfFourAreHandfulsAndSitesOfFiveAreNot() throws {
    let four = Patient.made(40, site: { "S\($0 / 4)" })
    let five = Patient.made(40, site: { "S\($0 / 5)" })
    #expect(try split("{site: ward}", four).holdsOutHandfuls)
    #expect(try !split("{site: ward}", five).holdsOutHandfuls)
    #expect(try !split("{column: side}", Patient.made(40, side: { $0 < 2 ? .test : .training })).holdsOutHandfuls)
  }

  @Test func withoutATestSetOneMoreModelIsFittedOnEverybody() throws {
    let folds = try split("{nested: 3}").attempts(patients: 40)
    #expect(folds.count == 4 && folds[3].set == .allPatients && folds[3].training == Array(0..<40))
    #expect(folds[3].test.isEmpty)
    #expect(try split("{train: 0.6}").attempts(patients: 40).count == 1)
  }

  @Test func testToTrainingIsTheRatioOfPatients() throws {
    #expect(abs(try split("{every: 4}").testToTraining - 10.0 / 30) < 1e-12)
    #expect(abs(try split("{nested: 4}").testToTraining - 10.0 / 30) < 1e-12)
  }
}

// Rows of one patient.
extension StudySplitTests {
  @Test(arguments: all + ["{site: ward}", "{column: side}"]) func rowsOfOnePatientAreNeverParted(_ text: String) throws
  {
    let patients = Patient.made(
      40, side: { $0 / 2 % 3 == 0 ? .test : .training }, site: { "S\($0 / 2 % 3)" }, group: { "G\($0 / 2)" })
    let found = try split(text, patients, group: "person")
    for pair in found.pairs {
      let tested = Set(pair.test.map { patients[$0].group })
      #expect(tested.isDisjoint(with: pair.training.map { patients[$0].group }))
      #expect((pair.training + pair.test).sorted() == Array(0..<40))
    }
  }

  /// A patient is an event where one of the rows is, so that events are dealt evenly.
  @Test func aPatientWithOneEventIsAnEvent() throws {
    // Ten patients of two rows; in five of them the second row alone is an event.
    let patients = (0..<20).map { at in
      Patient(id: "P\(at)", outcome: .binary(at % 4 == 1), factors: [], side: .notGiven, group: "G\(at / 2)")
    }
    // One seed alone could deal them evenly by chance.
    for seed in 1...5 as ClosedRange<UInt64> {
      let found = try split("{nested: 5}", patients, seed: seed, group: "person")
      #expect(found.pairs.count == 5)
      for pair in found.pairs {
        #expect(pair.test.count == 4 && pair.test.count { patients[$0].outcome.hadEvent } == 1)
      }
    }
  }

  @Test func groupsAreInTheOrderInWhichTheyFirstOccur() {
    let rows = GroupedRows(["b", "a", "b", "c", "a"])
    #expect(rows.names == ["b", "a", "c"] && rows.members == [[0, 2], [1, 4], [3]])
    #expect(rows.rows([1, 0]) == [0, 1, 2, 4])
    #expect(rows.divided { $0 > 1 } == ["b", "a"])
    #expect(rows.divided { _ in 0 } == [])
  }
}

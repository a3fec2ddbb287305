import Cohorts
import Features
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// Tables of the patients analysed.
@Suite struct AnalysisCohortTests {
  private func cohort(_ more: (inout [CaseFeatures]) -> Void) throws -> AnalysisCohort {
    let made = AnalysisCohort.made(try StudyFile.made(factors: ["size", "stage"]), Patient.made(6), columns: 2)
    var features = made.features
    more(&features)
    return AnalysisCohort(study: made.study, patients: made.patients, columns: made.columns, features: features)
  }

  @Test func undefinedFeaturesAreMissing() throws {
    let table = try cohort { $0[3].values[1] = .undefined(.noVariation) }.imageTable
    #expect(table.value(row: 3, column: 1) == nil && table.value(row: 3, column: 0) != nil)
    #expect(table.subjects == ["P00", "P01", "P02", "P03", "P04", "P05"] && table.columns == ["f0", "f1"])
  }

  @Test func theTableOfTheControlHoldsShuffledValues() throws {
    let made = AnalysisCohort.made(try StudyFile.made(), Patient.made(6), columns: 2, shuffled: true)
    let (shuffled, image) = (try #require(made.shuffledTable), made.imageTable)
    for row in 0..<6 {
      for column in 0..<2 {
        let (a, b) = (shuffled.value(row: row, column: column), image.value(row: row, column: column))
        #expect(try #require(a) == (try #require(b)) - 100)
      }
    }
    #expect(try cohort { _ in }.shuffledTable == nil)
  }

  @Test func volumesAreOfTheFirstSeriesInMillilitres() throws {
    let known = try cohort { features in
      for at in features.indices { features[at].lesionVolumes = [Double(1000 * at), 5] }
      features[2].lesionVolumes = []
    }
    #expect(known.volumes == [0, 1, nil, 3, 4, 5])
    #expect(known.volumeTable?.value(row: 5, column: 0) == 5 && known.volumeTable?.value(row: 2, column: 0) == nil)
    #expect(try cohort { _ in }.volumes == nil)
  }

  @Test func patientsWhoShareAnImageAreNamedTogether() throws {
    let shared = try cohort { features in
      for at in features.indices { features[at].imageHashes = ["a\(at)", "b\(at)"] }
      (features[4].imageHashes[1], features[1].imageHashes[0]) = ("a2", "a0")
    }
    #expect(shared.sharedImages == [["P00", "P01"], ["P02", "P04"]])
  }

  @Test func countsAreOfTheClasses() throws {
    let some = try cohort { _ in }
    #expect(some.counts() == InclusionFlow.ClassCounts(events: 3, nonEvents: 3))
    #expect(some.counts([0, 2, 3]) == InclusionFlow.ClassCounts(events: 1, nonEvents: 2))
  }

  /// An unknown level is a column in `sound`, and stands halfway in the published way.
  @Test func unknownLevelsAreEncodedAsTheProtocolSays() throws {
    let some = try cohort { _ in }
    let columns = { (evaluation: EvaluationProtocol) throws -> [String] in
      let input = try #require(some.clinicalInput(evaluation))
      var log = FitLog()
      return try input.encoder.fit(input.table, log: &log).columns
    }
    #expect(try columns(.sound) == ["size", "stage=high", "stage=low", "stage=unknown"])
    #expect(try columns(.asPublished) == ["size", "stage"])
    let without = AnalysisCohort.made(try StudyFile.made(), Patient.made(6), columns: 2)
    #expect(without.clinicalInput(.sound) == nil)
  }

  @Test func rowsOfOnePatientAreOneGroupOfTheInnerFolds() throws {
    var study = try StudyFile.made()
    #expect(AnalysisCohort.made(study, Patient.made(4, group: { "G\($0 / 2)" })).groupedFolds == nil)
    study.cohort.group = "person"
    let grouped = AnalysisCohort.made(study, Patient.made(4, group: { $0 == 3 ? nil : "G\($0 / 2)" }))
    #expect(grouped.groupedFolds == .grouped(["P00": "G0", "P01": "G0", "P02": "G1", "P03": "P03"]))
  }
}

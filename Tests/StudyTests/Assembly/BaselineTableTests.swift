import Cohorts
import Results
import Study
import StudyFiles
import StudySupport
import Testing

/// Table 1: each column is of its own patients.
@Suite struct BaselineTableTests {
  /// Ten patients, of whom the first seven train; P0, P1, P5 and P6 are events, P0, P3, P6 and P9 of a high stage.
  private func summaries(split: String = "{column: side}", unknown: Set<Int> = []) throws -> [FactorSummary] {
    let made = Patient.made(10, side: { $0 < 7 ? .training : .test })
    let patients = made.enumerated().map { at, one in
      let size = unknown.contains(at) ? FactorValue.unknown : one.factors[0]
      return Patient(id: one.id, outcome: one.outcome, factors: [size, one.factors[1]], side: one.side)
    }
    let cohort = AnalysisCohort.made(try StudyFile.made(split: split), patients, columns: 1)
    return BaselineTable(cohort: cohort, split: StudySplit(of: cohort)).summaries
  }

  private func cells(_ row: FactorSummary.Row) -> [String?] {
    [row.all, row.training, row.test, row.events, row.nonEvents]
  }

  @Test func countsOfALevelAreOfAllOfTrainingOfTestOfEventsAndOfNonEvents() throws {
    let stage = try summaries()[1]
    #expect(stage.rows.map(\.label) == ["low", "high"])
    #expect(cells(stage.rows[1]) == ["4 (40.0 %)", "3 (42.9 %)", "1 (33.3 %)", "2 (50.0 %)", "2 (33.3 %)"])
    #expect(cells(stage.rows[0]) == ["6 (60.0 %)", "4 (57.1 %)", "2 (66.7 %)", "2 (50.0 %)", "4 (66.7 %)"])
  }

  @Test func missingNumbersAreCountedInTheirColumns() throws {
    let size = try summaries(unknown: [2, 3, 5, 9])[0]
    let missing = try #require(size.rows.first { $0.label == "missing" })
    #expect(cells(missing) == ["4", "3", "1", "1", "3"])
    #expect(try !summaries()[0].rows.contains { $0.label == "missing" })
  }

  /// Every test of the table takes rows as independent, so rows of the same patients have none.
  @Test func severalRowsOfAPatientHaveNoPValue() throws {
    let cohort = AnalysisCohort.made(try StudyFile.made(split: "{train: 0.6}"), Patient.made(40), columns: 1)
    let table = { (groups: [String]) in
      let split = StudySplit(
        study: cohort.study, ids: cohort.ids, outcomes: cohort.outcomes, sides: cohort.patients.map(\.side),
        sites: cohort.ids.map { _ in "" }, groups: groups)
      return BaselineTable(cohort: cohort, split: split).summaries
    }
    for summary in table((0..<40).map { "K\($0 / 2)" }) {
      for test in [summary.outcomeTest, summary.splitTest].compactMap(\.self) {
        #expect(test.p == .undefined(.statistic(.rowsOfPatients)), "\(test)")
      }
    }
    // A group for every row is no group.
    #expect(table(cohort.ids).allSatisfy { $0.outcomeTest?.p.number != nil })
  }

  /// A report that says that nothing can be concluded has no p-value, in either column.
  @Test(arguments: [(10, false), (21, false), (22, true), (40, true)])
  func belowTenOfAClassNothingIsTested(patients: Int, isTested: Bool) throws {
    let made = Patient.made(patients, side: { $0 % 3 == 0 ? .test : .training })
    let cohort = AnalysisCohort.made(try StudyFile.made(split: "{column: side}"), made, columns: 1)
    let tests = BaselineTable(cohort: cohort, split: StudySplit(of: cohort)).summaries
      .flatMap { [$0.outcomeTest, $0.splitTest].compactMap(\.self) }
    #expect(tests.count == 4)
    for test in tests {
      #expect(isTested ? test.p.number != nil : test.p == .undefined(.statistic(.smallClass)), "\(test)")
    }
  }

  /// Where everybody is tested in turn there are no sides to show or to compare.
  @Test func withoutATestSetThereAreNoColumnsOfSides() throws {
    for summary in try summaries(split: "{nested: 3}") {
      #expect(summary.splitTest == nil && summary.rows.allSatisfy { $0.training == nil && $0.test == nil })
    }
    #expect(try summaries().allSatisfy { $0.splitTest != nil })
  }
}

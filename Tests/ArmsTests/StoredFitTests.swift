import Arms
import Cohorts
import Foundation
import Learning
import Results
import Statistics
import StudyFiles
import StudySupport
import Synchronization
import Testing

/// A fit that stood in a file is the fit that was made, to the last bit.
@Suite struct StoredFitTests {
  private func expectSame(_ fit: RowFit, _ log: FitLog, _ name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let stored = try encoder.encode(fit)
    let read = try JSONDecoder().decode(RowFit.self, from: stored)
    #expect(try encoder.encode(read) == stored, "\(name)")
    let bits = { (values: [Double?]) in values.map { $0?.bitPattern } }
    #expect(bits(read.scores) == bits(fit.scores) && bits(read.resubstitutionScores) == bits(fit.resubstitutionScores))
    #expect(read.outOfFoldScores?.map(\.bitPattern) == fit.outOfFoldScores?.map(\.bitPattern), "\(name)")
    #expect(read.tuningAUC?.bitPattern == fit.tuningAUC?.bitPattern && read.flags == fit.flags, "\(name)")
    #expect(read.calibration == fit.calibration && read.cutoff == fit.cutoff && read.limits == fit.limits, "\(name)")
    #expect(read.deep == fit.deep && read.remarks == fit.remarks && read.unseenLevels == fit.unseenLevels, "\(name)")
    let model = try encoder.encode(fit.data)
    #expect(try encoder.encode(read.data) == model, "\(name)")
    let logged = try encoder.encode(log)
    #expect(try encoder.encode(JSONDecoder().decode(FitLog.self, from: logged)) == logged, "\(name)")
  }

  @Test(
    arguments: [
      "", "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: forest}}",
      "learning: {impute: {name: multiple, completions: 2}, classifier: {name: boosting}}",
      "conformal: {coverage: 0.8, by-class: true}",
    ], [EvaluationProtocol.sound, .asPublished])
  func fitsOfTables(keys: String, evaluation: EvaluationProtocol) throws {
    let cohort = AnalysisCohort.made(
      try StudyFile.made(split: "{train: 0.6}", factors: ["size"], keys), volumes: true)
    let rows = StandingRows(
      of: cohort, robustness: nil, deep: [], plan: LearningPlan(of: cohort, reliability: [:]))
    #expect(rows.all.count >= 3)
    for row in rows.all {
      let model = FittedModel(row, of: cohort, evaluation)
      for trial in model.trials {
        if let trial { try expectSame(trial, model.log, "\(row.name) \(keys)") }
      }
    }
  }

  /// The store gives back what was made for the same inputs, patients and outcomes, and nothing for others.
  @Test func aStoreGivesBackWhatWasMade() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-fits-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try RunFolder.scratch(folder)
    try run.open()
    let cohort = AnalysisCohort.made(try StudyFile.made(split: "{train: 0.6}"), columns: 4)
    let row = try #require(StandingRows(of: cohort, robustness: nil, deep: []).all.first as? TableRow)
    let counting = CountingRow(row: row)
    func scores(_ inputs: String, from least: Duration, _ outcomes: Outcomes? = nil) throws -> [Double?] {
      var context = FittedModel.Context.made(cohort)
      context.fits = FitStore(try run.keptFits(), inputs: inputs, keepingFrom: least)
      if let outcomes { context.outcomes = outcomes }
      let split = StudySplit(of: cohort)
      return try #require(FittedModel(counting, split: split, context: context, workers: 1) {}.trials[0]).scores
    }
    let first = try scores("a", from: .seconds(3600))
    #expect(counting.count.value == 1)
    let second = try scores("a", from: .zero)
    #expect(counting.count.value == 2, "a fit that took no hour was kept")
    let third = try scores("a", from: .zero)
    #expect(counting.count.value == 2 && first == second && second == third)
    _ = try scores("b", from: .zero)
    #expect(counting.count.value == 3, "other inputs")
    _ = try scores("a", from: .zero, cohort.outcomes.at(Array(cohort.outcomes.indices.reversed())))
    #expect(counting.count.value == 4, "other outcomes")
  }
}

/// A row that counts its fits.
private struct CountingRow: StudyRow {
  let row: TableRow
  let count = Count()
  var role: RowRole { row.role }
  var name: String { row.name }
  var summary: String { row.summary }
  var family: ModelFamily { row.family }
  var usesFactors: Bool { row.usesFactors }

  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    count.add()
    return try row.fit(task, log: &log)
  }
}

private final class Count: Sendable {
  private let number = Mutex(0)
  func add() { number.withLock { $0 += 1 } }
  var value: Int { number.withLock { $0 } }
}

import Execution
import Learning
import Testing

@Suite struct FactorChoiceTests {
  private let encoder = ClinicalEncoder(factors: [
    ClinicalFactor(name: "noise", encoding: .continuous), ClinicalFactor(name: "stage", encoding: .oneHot),
    ClinicalFactor(name: "size", encoding: .continuous),
  ])

  /// Outcomes follow from size alone, or from nothing.
  private func choice(
    _ rule: FactorChoice, informative: Bool, patients: Int = 120, seed: UInt64
  ) throws -> (kept: [String], log: FitLog, subjects: [String]) {
    var stream = RandomStream(seed: seed, name: "factors")
    let subjects = (0..<patients).map { "P\($0)" }
    let sizes = subjects.map { _ in 50 + 10 * stream.normal() }
    let outcomes = sizes.map { (informative ? $0 - 50 : 10 * stream.normal()) + 3 * stream.normal() > 0 }
    let table = ClinicalTable(
      subjects: subjects,
      values: [
        "noise": subjects.map { _ in "\(stream.normal())" }, "size": sizes.map { "\($0)" },
        "stage": subjects.map { _ in ["I", "II", "III"][stream.index(below: 3)] },
      ])
    var log = FitLog(purpose: "row")
    let encoding = try encoder.fit(table, log: &log)
    let training = TrainingTable(features: try encoding.transform(table), outcomes: outcomes)
    return (rule.keep(encoding, on: training, seed: 1, log: &log), log, subjects)
  }

  @Test(arguments: 1..<6 as Range<UInt64>)
  func theLASSOKeepsWhatTheOutcomeFollowsFrom(seed: UInt64) throws {
    #expect(try choice(.lasso, informative: true, seed: seed).kept.contains("size"), "seed \(seed)")
    #expect(try choice(.all, informative: true, seed: seed).kept == ["noise", "stage", "size"])
  }

  @Test func ofNothingItMayKeepNothing() throws {
    let kept = try (1..<11).map { try choice(.lasso, informative: false, seed: UInt64($0)).kept.count }
    #expect(kept.contains(0) && kept.reduce(0, +) < 15, "\(kept)")
  }

  @Test func theChoiceIsOneFitOfExactlyItsSubjects() throws {
    let (kept, log, subjects) = try choice(.lasso, informative: true, seed: 1)
    let selections = log.entries.filter { $0.kind == .selection }
    #expect(selections.count == 1 && selections[0].purpose == "row")
    #expect(log.subjects(of: selections[0]) == subjects)
    #expect(kept.allSatisfy { selections[0].detail.contains($0) })
    #expect(log.entries.allSatisfy { $0.kind == .selection || $0.kind == .encoding })
  }

  @Test func whereAClassIsTooSmallEveryFactorStays() throws {
    let (kept, log, _) = try choice(.lasso, informative: true, patients: 1, seed: 2)
    #expect(kept == ["noise", "stage", "size"])
    #expect(log.entries.last?.detail.contains("too few") == true)
  }

  @Test func anEncodingOfSomeFactorsHasTheirColumns() throws {
    var log = FitLog()
    let table = ClinicalTable(
      subjects: ["a", "b"], values: ["noise": ["1", "2"], "stage": ["I", "II"], "size": ["3", "4"]])
    let encoding = try encoder.fit(table, log: &log)
    #expect(encoding.keeping(["size", "stage"]).columns == ["stage=I", "stage=II", "stage=unknown", "size"])
    #expect(encoding.keeping([]).columns.isEmpty)
  }
}

import Foundation
import Testing

/// Whole studies that leak, by the built command: each kind is named by its own finding, and the same study without it
/// is not accused.
@Suite struct LeakKindTests {
  @Test(arguments: LeakKind.all) func theFindingNamesTheLeak(_ kind: LeakKind) throws {
    let seed: UInt64 = 11
    var study = LeakyStudy(seed: seed)
    kind.change(&study)
    let found = try study.findings(Scratch())
    #expect(found.contains { $0.title.contains(kind.words) }, "seed \(seed): \(found.map(\.title))")
    // A cell is no reason to lose a patient.
    #expect(!found.contains { $0.title.contains("could not be used") }, "seed \(seed): \(found.map(\.title))")
  }

  /// Patients of whom no series was made: their features are equal since nothing is there.
  @Test func patientsWithoutFeaturesAreNotOnePatient() throws {
    var study = LeakyStudy(seed: 4)
    for name in study.names {
      study.cells[name] = Dictionary(uniqueKeysWithValues: [3, 17, 18, 40, 71].map { ($0, "") })
    }
    let found = try study.findings(Scratch()).map(\.title)
    #expect(!found.contains { $0.contains("audit refuted") || $0.contains("same patient") }, "\(found)")
  }

  /// A copy of half a row across the split is refuted, and one in every column.
  @Test func copiedNumbersAcrossTheSplitAreRefuted() throws {
    var study = LeakyStudy(seed: 5)
    for row in 0..<12 { for at in 0..<15 { study.values[at][row + 60] = study.values[at][row] } }
    let found = try study.findings(Scratch()).map(\.title)
    #expect(found.contains { $0.contains("audit refuted: No patient is in both training and test") }, "\(found)")
  }

  /// What would count patients with the event as without, or leave most patients out, stops before any work.
  @Test func mistakesInAWholeTableStopTheRun() throws {
    var spelling = LeakyStudy(seed: 6)
    spelling.clinical.append(
      ("response2", spelling.outcomes.enumerated().map { $1 ? $0 == 0 || $0 % 9 == 4 ? "Yes" : "yes" : "no" }))
    spelling.extra = ""
    let scratch = try Scratch()
    let file = try spelling.write(scratch)
    let text = try scratch.read("study.yaml").replacing(
      "outcome: {column: response, event: non-CR, non-event: CR}", with: "outcome: {column: response2, event: yes}")
    _ = try scratch.write(text, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65 && run.errors.contains("Is this the event in another spelling?"), "\(run.errors)")
    var commas = LeakyStudy(seed: 7)
    commas.clinical[0].cells = commas.clinical[0].cells.map { "\"\($0),5\"" }
    let refused = try commas.findings(Scratch()).map(\.title)
    #expect(refused.contains { $0.contains("100 of 100 cells of age are not numbers") }, "\(refused)")
  }

  /// The nearest word is no suggestion where it is the other class.
  @Test func theOtherClassIsNeverProposed() throws {
    let study = LeakyStudy(seed: 8)
    let scratch = try Scratch()
    let file = try study.write(scratch)
    let rows = study.outcomes.enumerated().map { "K\(101 + $0),\($1 ? 1 : 0),50,I,A" }
    _ = try scratch.write(
      "patient,response,age,stage,scanner\n" + rows.joined(separator: "\n") + "\n", to: "clinical.csv")
    let text = try scratch.read("study.yaml").replacing("event: non-CR, non-event: CR", with: "event: 2, non-event: 0")
    _ = try scratch.write(text, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(
      run.status == 65 && run.errors.contains("no row has the event") && !run.errors.contains("did you mean"),
      "\(run.errors)")
  }

  /// The clean baseline: nothing but what the size of the test set makes true.
  @Test(arguments: UInt64(1)...6) func aSoundStudyIsNotAccused(seed: UInt64) throws {
    let found = try LeakyStudy(seed: seed).findings(Scratch()).map(\.title)
    let told = found.filter { title in
      !["The test set has", "Nothing can be concluded", "No model is shown to be better", "Are the patients sorted"]
        .contains {
          title.hasPrefix($0)
        }
    }
    #expect(told.isEmpty, "seed \(seed): \(told)")
  }
}

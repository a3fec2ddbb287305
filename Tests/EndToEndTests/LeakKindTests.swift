import Foundation
import Testing

/// Whole studies that leak, by the built command: each kind is named by its own finding, and the same study without it is not accused.
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

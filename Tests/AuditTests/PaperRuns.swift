import Arms
import Audit
import Cohorts
import Foundation
import Learning
import Results
import StudyFiles
import StudySupport

/// The runs that tests of the audit start from.
enum Paper {
  /// Clinical factors alone, image features without and with them, lesion volume: forty patients.
  static func run(
    split: String = "{train: 0.6}", protocol evaluation: String = "sound", patients: [Patient] = Patient.made(40),
    more: String = "", row change: (inout MadeRow) -> Void = { _ in }
  ) throws -> PaperRun {
    let study = try StudyFile.made(split: split, factors: ["size", "stage"], "protocol: \(evaluation)\n\(more)")
    let cohort = AnalysisCohort.made(study, patients)
    return PaperRun(cohort, rows(cohort).map { $0.with(change) })
  }

  static func rows(_ cohort: AnalysisCohort) -> [MadeRow] {
    [
      MadeRow("clinical", "Clinical only", cohort, .baseline).with { ($0.usesFactors, $0.selected) = (true, ["size"]) },
      MadeRow("hcr_mr", "HCR (MR)", cohort), MadeRow("hcr_mr_cf", "HCR (MR+CF)", cohort).with { $0.usesFactors = true },
      MadeRow("volume", "Lesion volume only", cohort, .baseline).with { $0.selected = ["lesion_volume_ml"] },
    ]
  }

  /// An entry of training.json on paper, as a deep row has it or, without a record, one whose record is lost.
  struct Entry: Encodable {
    struct Record: Encodable {
      let stoppedBy: [[String]]
      var heldOut: FusionHeadRow.Model.HeldOut?
    }

    var schema = 2
    let id: String
    let shown: ShownFit
    var record: Record?

    init(_ row: ModelResult, _ record: Record? = nil) { (id, shown, self.record) = (row.id, ShownFit(row), record) }

    var read: TrainingEntry {
      get throws { try JSONDecoder().decode(TrainingEntry.self, from: JSONEncoder().encode(self)) }
    }
  }

  /// A run with a row of the deep arm beside the handcrafted one, whose study has a network.
  static func deep(
    split: String = "{train: 0.6}", protocol evaluation: String = "sound", depth: String = "", beyond: String = "none",
    seeing geometry: String = "region: lesion, inflation: centre", size: FitKind = .inputDepth
  ) throws -> PaperRun {
    let study = try StudyFile.ofImages(
      split: split,
      "protocol: \(evaluation)\narms: [hcr, dlr]\n"
        + "deep: {network: efficientnet-lite0, \(geometry), beyond: \(beyond)\(depth)}")
    let cohort = AnalysisCohort.made(study, hashes: { ["image \($0)"] })
    return PaperRun(
      cohort,
      [
        MadeRow("hcr_mr", "HCR (MR)", cohort),
        MadeRow("dlr_mr", "DLR (MR)", cohort, .deep).with { ($0.first, $0.steps) = ([size], []) },
      ])
  }
}

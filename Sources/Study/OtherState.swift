import Audit
import Cohorts
import Foundation
import Records
import Results
import StudyFiles

/// A folder holds results of another state of the study: of other settings, or of other inputs.
///
/// The results would be replaced by others of the same name, and nobody could say later why two tables differ. So it is
/// asked for.
package struct OtherState: Error, Sendable, CustomStringConvertible {
  /// The folder of the results.
  package let folder: String
  /// The settings that differ, the new value second.
  package let settings: [SettingDifference]
  /// The inputs that differ, the new one second.
  package let inputs: [RunComparison.InputDifference]

  /// The folder, what differs and what to do next.
  package var description: String {
    let changes =
      settings.map { "\($0.key) was \(($0.first ?? "not given").quoted), now \(($0.second ?? "not given").quoted)" }
      + inputs.map(\.words)
    let shown = changes.prefix(6).joined(separator: "; ")
    let more = changes.count > 6 ? "; and \(changes.count - 6) more" : ""
    return "\(folder): holds results of another state of this study: \(shown)\(more). Give -o a different folder, or "
      + "--replace to have these results replaced when the new ones are whole."
  }
}

extension String {
  fileprivate var quoted: String { count > 60 ? "\(prefix(57))..." : self }
}

extension RunComparison.InputDifference {
  /// What differs, in words.
  package var words: String {
    guard patients.isEmpty else {
      let shown = patients.prefix(5).joined(separator: ", ")
      return "\(input) differ for \(patients.count) patient\(patients.count == 1 ? "" : "s") (\(shown)"
        + "\(patients.count > 5 ? ", ..." : ""))"
    }
    switch (first, second) {
    case (nil, _): return "\(input) were not there before"
    case (_, nil): return "\(input) are not there now"
    case (let first?, let second?):
      return "\(input) differ (SHA-256 \(first.prefix(12)) before, \(second.prefix(12)) now)"
    }
  }
}

extension StudyRun {
  /// Whether there are results that may not be replaced by those of another state.
  private var guardsResults: Bool {
    guard !folder.replaces, FileManager.default.fileExists(atPath: folder.path) else { return false }
    // A run that was cut while it moved its results into place has results too.
    return RunFolder.completePublication(in: folder.path) && folder.holdsResults
  }

  /// Refuses a folder with results of other settings or decisions, before anything is read.
  func refuseOtherSettings() throws(OtherState) {
    guard guardsResults, let earlier = try? AuditEvidence.study(folder.path) else { return }
    let settings = earlier.differences(from: study)
    let results = try? ComparedRun(folder: folder.path)
    let inputs = results?.inputs.differences(from: RunInputs(decisions)) ?? []
    try refuse(settings, inputs.filter { $0.input == RunInputs.decisionsName })
  }

  /// Refuses a folder with results of other patients or images, when these are known and before a model is fitted.
  func refuseOtherInputs(_ prepared: PreparedStudy, in draft: RunFolder) throws {
    guard guardsResults, let earlier = try? ComparedRun(folder: folder.path) else { return }
    let patients = try AuditEvidence.table(.patients, in: draft.path)
    let provenance = StudyProvenance(
      study: study, cohort: prepared.cohort, networks: prepared.intake.networks
    ).value
    // Results of an earlier Apus do not have the hashes of files, which is no difference of the files.
    let inputs = earlier.inputs.differences(from: RunInputs(provenance, patients: patients))
      .filter { $0.first != nil || !$0.patients.isEmpty }
    try refuse([], inputs.filter { $0.input != RunInputs.decisionsName } + earlier.patients.changes(to: patients))
  }

  private func refuse(
    _ settings: [SettingDifference], _ inputs: [RunComparison.InputDifference]
  ) throws(OtherState) {
    guard settings.isEmpty, inputs.isEmpty else {
      throw OtherState(folder: folder.path, settings: settings, inputs: inputs)
    }
  }
}

extension ComparedRun.Patients {
  /// The patients who are new, lost, or have another outcome or side.
  fileprivate func changes(to table: CSVTable) -> [RunComparison.InputDifference] {
    let new = RunComparison.Patients(self, ComparedRun.Patients(table))
    let groups = [
      ("patients who were not analysed before: the cohort", new.onlySecond),
      ("patients who are not analysed now: the cohort", new.onlyFirst), ("the outcomes", new.otherOutcome),
      ("the sides of the split", new.otherSide),
    ]
    return groups.filter { !$0.1.isEmpty }.map {
      RunComparison.InputDifference(input: $0.0, first: nil, second: nil, patients: $0.1)
    }
  }
}

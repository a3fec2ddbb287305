import Arms
import Comparison
import Learning
import Results

/// What `results.json` shows of the fit that a row keeps, as `training.json` has it beside the model: an audit holds
/// one against the other.
package struct ShownFit: Codable, Hashable, Sendable {
  /// Settings tried, and the AUC by which one was chosen.
  package var tuning: ModelResult.Tuning?
  /// Columns kept, in the order of the fit.
  package var selected: [String]
  /// The setting in words.
  package var setting: String
  /// Cutoff on the score; `nil` where there is none or it lies beyond every score.
  package var cutoff: Double?

  /// What is shown of a fit; `nil` where there was none.
  package init(_ kept: RowFit?) {
    tuning = kept.map { ModelResult.Tuning(settings: $0.settingsTried, auc: $0.tuningAUC, fits: $0.fitsInFold) }
    selected = kept?.selected ?? []
    setting = kept?.setting ?? "no model"
    cutoff = kept?.cutoff.threshold.flatMap { $0.isFinite ? $0 : nil }
  }

  /// What the results show.
  package init(_ row: ModelResult) {
    (tuning, selected, setting, cutoff) = (row.tuning, row.selectedColumns, row.setting, row.cutoff)
  }

  /// Words for what differs from `other`, but for last digits that another machine rounds otherwise.
  package func differences(from other: ShownFit) -> [String] {
    let isTunedAlike = tuning?.settings == other.tuning?.settings && tuning?.fits == other.tuning?.fits
    return (isTunedAlike ? [] : ["the settings tried"])
      + (isNear(tuning?.auc, other.tuning?.auc) ? [] : ["the AUC of the tuning"])
      + (selected == other.selected ? [] : ["the selected columns"]) + (setting == other.setting ? [] : ["the setting"])
      + (isNear(cutoff, other.cutoff) ? [] : ["the cutoff"])
  }
}

// What results.json shows and other files of the run have too.
extension RunAudit {
  /// Study, patients, exclusions and kept fits of the results against the files that have them as well. A file that was
  /// changed together with its hash is not found, so this proves nothing.
  package func recordFollows(withDifferences: Bool) -> AuditFinding {
    let rows = evidence.results.protocols.flatMap { block in block.models.map { (row: $0, block: block) } }
    let known = evidence.training.map { Dictionary($0.map { ($0.id, $0) }) { first, _ in first } }
    let fits = known.map { known in rows.flatMap { otherFit($0.row, known[$0.row.id], $0.block) } } ?? []
    return AuditFinding(
      .recordFollows, nil,
      basis: "Names, seed and counts of patients were compared with study.yaml and patients.csv, "
        + "\(evidence.results.flow.exclusions.count) causes of exclusion with exclusions.csv"
        + (evidence.training != nil
          ? ", and setting, tuning, selected columns and cutoff of \(rows.count) rows with training.json. Patients, outcomes, folds, settings, "
            + "AUCs of the tuning and cutoffs there were compared with the split, patients.csv and fits.json, and with its held-out scores."
          : "; training.json is of an earlier Apus and has no tuning, settings and cutoffs to compare."),
      against: (otherStudy + otherFlow + (withDifferences ? otherDifferences : []) + fits).map { AuditPiece($0) })
  }

  private func otherFit(_ row: ModelResult, _ known: TrainingEntry?, _ block: ProtocolResults) -> [String] {
    guard let known, let shown = known.shown else { return ["\(row.id): training.json has no such row"] }
    let found = ShownFit(row).differences(from: shown)
    return
      (found.isEmpty
      ? [] : ["\(row.id): \(found.joined(separator: ", ")) in results.json and training.json differ"])
      + otherTraining(row, known, block).map { "\(row.id): \($0)" }
  }

  private var otherStudy: [String] {
    let (study, shown) = (evidence.study, evidence.results.study)
    let same: [(String, Bool)] = [
      ("the name of the study", shown.name == study.name), ("the event", shown.event == study.outcome.eventName),
      ("the non-event", shown.nonEvent == study.outcome.nonEventName), ("the seed", shown.seed == study.seed),
      ("the protocol", shown.evaluationProtocol == study.evaluationProtocol.rawValue),
      ("whether it is synthetic", shown.synthetic == study.isSynthetic),
      ("the factors of the models", shown.modelFactors == study.modelFactorLabels),
      ("how scores were obtained", evidence.results.evaluation == split.evaluation),
    ]
    return same.filter { !$0.1 }.map { "\($0.0) in results.json and study.yaml differ" }
      + (shown.featureCount == evidence.columns.count
        ? [] : ["results.json has \(shown.featureCount) features, features.csv \(evidence.columns.count)"])
  }

  private var otherFlow: [String] {
    let flow = evidence.results.flow
    let counts = { (positions: [Int]) in
      let events = positions.count { evidence.outcomes[$0] }
      return InclusionFlow.ClassCounts(events: events, nonEvents: positions.count - events)
    }
    var found: [String] = []
    if flow.analysed != counts(Array(evidence.ids.indices)) {
      found.append("the patients analysed in results.json are not those of patients.csv")
    }
    let pair = split.testPair
    if flow.split?.training != pair.map({ counts($0.training) }) || flow.split?.test != pair.map({ counts($0.test) }) {
      found.append("the patients of training and test in results.json are not those of patients.csv")
    }
    if flow.screened != flow.analysed.total + flow.exclusions.reduce(0, { $0 + $1.subjects.count }) {
      found.append("the patients screened are not those analysed and those left out together")
    }
    let left = flow.exclusions.flatMap { one in
      one.subjects.map { [$0.id, one.isFailure ? "failed" : "planned", one.cause, $0.detail] }
    }
    if let known = evidence.exclusions, known != left {
      found.append("the exclusions in results.json and exclusions.csv differ")
    }
    return found
  }

  private var otherDifferences: [String] {
    let again = ProtocolDifference.all(evidence.results.protocols)
    return agree(again, evidence.results.differences)
      ? [] : ["the differences between the protocols do not follow from their figures"]
  }

  /// What no check reaches is named, so that nobody takes silence for proof.
  package var restAsWritten: AuditFinding {
    AuditFinding(
      notChecked: .restAsWritten, nil,
      because:
        "No other file of the run decides them, so they cannot be computed again; report.html is not read at all. "
        + (evidence.isSealed
          ? "results.json has the hash of results.json.sha256, which says nothing where both were changed."
          : "This run has no results.json.sha256 that would show a change."))
  }
}

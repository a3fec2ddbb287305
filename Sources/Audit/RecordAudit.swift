import Arms
import Comparison
import Learning
import Records
import Results

/// The facts of a row's final fit that `results.json` shows. `training.json` holds them too, beside the model, and the
/// audit compares the two.
package struct ShownFit: Codable, Hashable, Sendable {
  /// Number of settings tried, and the cross-validated AUC of the one chosen.
  package var tuning: ModelResult.Tuning?
  /// Columns that the model keeps, in the order of the fit.
  package var selected: [String]
  /// The chosen setting in words.
  package var setting: String
  /// Cutoff on the score; `nil` where there is none or where no score reaches it.
  package var cutoff: Double?

  /// The facts of a fit; `nil` where no model was fitted.
  package init(_ kept: RowFit?) {
    tuning = kept.map { ModelResult.Tuning(settings: $0.settingsTried, auc: $0.tuningAUC, fits: $0.fitsInFold) }
    selected = kept?.selected ?? []
    setting = kept?.setting ?? "no model"
    cutoff = kept?.cutoff.threshold.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The facts as the results show them.
  package init(_ row: ModelResult) {
    (tuning, selected, setting, cutoff) = (row.tuning, row.selectedColumns, row.setting, row.cutoff)
  }

  /// Names what differs from `other`, apart from last digits that another machine rounds differently.
  package func differences(from other: ShownFit) -> [String] {
    let isTunedAlike = tuning?.settings == other.tuning?.settings && tuning?.fits == other.tuning?.fits
    return (isTunedAlike ? [] : ["the settings tried"])
      + (isNear(tuning?.auc, other.tuning?.auc) ? [] : ["the cross-validated AUC"])
      + (selected == other.selected ? [] : ["the selected columns"]) + (setting == other.setting ? [] : ["the setting"])
      + (isNear(cutoff, other.cutoff) ? [] : ["the cutoff"])
  }
}

// Facts in results.json that other files of the run hold too.
extension RunAudit {
  /// Compares study, patients, exclusions and final fits in the results with the other files that hold them. A file
  /// that was changed together with its hash would go unnoticed, so this check cannot prove the results.
  package func recordFollows(withDifferences: Bool) -> AuditFinding {
    let rows = evidence.results.protocols.flatMap { block in block.models.map { (row: $0, block: block) } }
    let known = evidence.training.map { Dictionary($0.map { ($0.id, $0) }) { first, _ in first } }
    let fits =
      known.map { known in
        rows.flatMap { otherFit(of: $0.row, entry: known[$0.row.id], in: $0.block, withFigures: withDifferences) }
      } ?? []
    return AuditFinding(
      .recordFollows, nil,
      basis: "Names, seed and numbers of patients were compared with study.yaml and patients.csv, "
        + "\(evidence.results.flow.exclusions.count) causes of exclusion with exclusions.csv"
        + (evidence.training != nil
          ? ", and setting, tuning, selected columns and cutoff of \(rows.count) rows with training.json. The "
            + "patients, outcomes, folds, settings, cross-validated AUCs and cutoffs in training.json were compared "
            + "with the split, patients.csv, fits.json and its held-out scores."
          : ". training.json was written by an earlier Apus and holds no tuning, settings and cutoffs to compare."),
      against: (lostRows + lostOwners + otherPlan + otherOutcomes + otherStudy + otherFlow
        + (withDifferences ? otherDifferences : []) + fits).map { AuditPiece($0) })
  }

  /// Rows that the run has and its results do not show.
  private var lostRows: [String] {
    evidence.lostRows.map { "\($0.id): \($0.file) has this row, but results.json does not" }
  }

  /// Models of the log that the results do not show. Fits that rows share have no classifier.
  private var lostOwners: [String] {
    let shown = evidence.results.protocols.flatMap { block in block.models.map { block.purpose(of: $0).owner } }
    var known = Set(shown)
    return index.purposes.compactMap { purpose in
      guard case .row = purpose.owner, index.kinds(within: FitPurpose(purpose.owner)).contains(.classifier),
        known.insert(purpose.owner).inserted
      else { return nil }
      return "\(FitPurpose(purpose.owner)): fits.json has the fits of this row, but results.json does not have the row"
    }
  }

  /// Patients who have another outcome in `patients.csv` than in other files of the run.
  private var otherOutcomes: [String] {
    let known = Dictionary(zip(evidence.ids, evidence.outcomes.all)) { first, _ in first }
    let shown = evidence.results.protocols.flatMap { $0.models.flatMap(\.predictions) }
    let other = Set(shown.filter { one in known[one.subject].map { $0 != one.outcome } ?? false }.map(\.subject))
    let found = [(RunFile.features, evidence.otherOutcomes), (.results, evidence.ids.filter(other.contains))]
    return found.filter { !$0.1.isEmpty }.map { "patients.csv and \($0.0) differ in the outcome of \($0.1.shown)" }
  }

  private func otherFit(
    of row: ModelResult, entry known: TrainingEntry?, in block: ProtocolResults, withFigures: Bool
  ) -> [String] {
    guard let known, let shown = known.shown else { return ["\(row.id): training.json does not have this row"] }
    let found = ShownFit(row).differences(from: shown)
    return
      (found.isEmpty
      ? [] : ["\(row.id): results.json and training.json differ in \(found.joined(separator: ", "))"])
      + otherTraining(of: row, entry: known, in: block).map { "\(row.id): \($0)" }
      + otherDescription(of: row, in: block, withFigures: withFigures)
  }

  private var otherStudy: [String] {
    let (study, shown) = (evidence.study, evidence.results.study)
    let same: [(String, Bool)] = [
      ("the name of the study", shown.name == study.name), ("the event", shown.event == study.outcome.eventName),
      ("the non-event", shown.nonEvent == study.outcome.nonEventName), ("the seed", shown.seed == study.seed),
      ("the protocol", shown.evaluationProtocol == study.evaluationProtocol.rawValue),
      ("whether the data are synthetic", shown.synthetic == study.isSynthetic),
      ("the number of patients with several rows", shown.groupedPatients == split.owners.map { Set($0.values).count }),
      ("the factors of the models", shown.modelFactors == study.modelFactorLabels),
      ("the way of evaluation", evidence.results.evaluation == split.evaluation),
    ]
    return same.filter { !$0.1 }.map { "results.json and study.yaml differ in \($0.0)" }
      + (shown.featureCount == evidence.columns.count
        ? [] : ["results.json has \(shown.featureCount) features, features.csv \(evidence.columns.count)"])
  }

  private var otherFlow: [String] {
    let flow = evidence.results.flow
    let counts = { (positions: [Int]) in
      let events = positions.count { evidence.outcomes[$0].hadEvent }
      return InclusionFlow.ClassCounts(events: events, nonEvents: positions.count - events)
    }
    var found: [String] = []
    if flow.analysed != counts(Array(evidence.ids.indices)) {
      found.append("the number of patients analysed in results.json differs from patients.csv")
    }
    let pair = split.testPair
    if flow.split?.training != pair.map({ counts($0.training) }) || flow.split?.test != pair.map({ counts($0.test) }) {
      found.append("the numbers of training and test patients in results.json differ from patients.csv")
    }
    if flow.screened != flow.analysed.total + flow.exclusions.reduce(0, { $0 + $1.subjects.count }) {
      found.append("the number of patients screened is not the sum of those analysed and those excluded")
    }
    let left = flow.exclusions.flatMap { one in
      one.subjects.map { [$0.id, one.kind.rawValue, one.cause, $0.detail] }
    }
    if let known = evidence.exclusions, known != left {
      found.append("results.json and exclusions.csv differ in the exclusions")
    }
    return found + otherDecisions
  }

  /// Exclusions of a review without their decision, and decisions to exclude that the run did not honour.
  private var otherDecisions: [String] {
    guard evidence.isOfFolder else { return [] }
    let excluded = evidence.results.flow.exclusions.filter { $0.kind == .reviewed }
    let without = excluded.flatMap { one in
      one.subjects.filter { subject in
        evidence.decisions.exclusion(of: subject.id).map { $0.reason != one.cause || $0.mark != subject.review } ?? true
      }
    }
    let analysed = evidence.ids.filter { evidence.decisions.exclusion(of: $0) != nil }
    return
      (without.isEmpty
      ? []
      : ["\(RunFile.decisions): has not the decision by which \(without.map(\.id).shown) were excluded at the review"])
      + (analysed.isEmpty
        ? [] : ["\(RunFile.decisions): excludes \(analysed.shown), whom the run analysed nevertheless"])
  }

  private var otherDifferences: [String] {
    let again = ProtocolDifference.all(evidence.results.protocols)
    return agree(again, evidence.results.differences)
      ? [] : ["the differences between the protocols do not follow from their figures"]
  }

  /// Names what no check covers, so that nobody takes silence for proof.
  package var restAsWritten: AuditFinding {
    AuditFinding(
      notChecked: .restAsWritten, nil,
      because:
        "No other file of the run determines them, so they cannot be computed again; report.html is compared by its hash alone. "
        + (evidence.isSealed
          ? "results.json.sha256 holds the hash of results.json, of each of these parts, of report.html and of the figures, which proves nothing if they "
            + "were changed together."
          : "This run has no results.json.sha256, which would show a change."))
  }
}

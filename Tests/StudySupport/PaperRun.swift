import Arms
import Audit
import Cohorts
import Comparison
import Execution
import Learning
import Records
import Results
import StudyFiles

/// A finished run on paper: rows that learned nothing, the log that they wrote, and the results that follow from their
/// scores.
///
/// It is sound as it is made; a test changes one thing and asks the audit.
package struct PaperRun {
  package var cohort: AnalysisCohort
  package let split: StudySplit
  package var results: StudyResults
  package var fits: [PaperFit]
  /// Who is held out of what.
  package var held: [PaperFit]
  /// What a folder has beside results and log.
  package var changes: [(inout AuditEvidence) -> Void] = []

  /// A run of `rows` in the protocols of the study.
  package init(_ cohort: AnalysisCohort, _ rows: [MadeRow]) {
    let split = StudySplit(of: cohort)
    let blocks = cohort.study.protocols.map { evaluation in
      (evaluation, rows.map { FittedModel($0, of: cohort, evaluation) })
    }
    (self.cohort, self.split) = (cohort, split)
    let log = FitLog(joining: [cohort.imageFits.log] + blocks.flatMap { $0.1.map(\.log) })
    fits = log.entries.map { PaperFit("\($0.purpose)", $0.kind, log.subjects(of: $0), $0.setting, $0.fact) }
    held = log.heldOut.map { PaperFit("\($0.purpose)", .classifier, log.subjects(of: $0)) }
    results = PaperRun.results(cohort, split, blocks)
  }

  /// The log of ``fits`` and ``held``.
  package var log: FitLog {
    var log = FitLog()
    for one in held {
      log.purpose = FitPurpose(one.purpose)
      log.holdOut(one.saw)
    }
    for one in fits {
      log.purpose = FitPurpose(one.purpose)
      log.record(one.kind, subjects: one.saw, setting: one.setting, fact: one.fact)
    }
    return log
  }

  package var audit: RunAudit {
    var evidence = AuditEvidence(results, log: log, of: cohort, in: "/nowhere")
    for change in changes { change(&evidence) }
    return RunAudit(evidence)
  }

  /// Ids of those whom the first pair tests, and of those whom it trains on.
  package var tested: [String] { split.pairs[0].test.map { cohort.ids[$0] } }
  package var training: [String] { split.pairs[0].training.map { cohort.ids[$0] } }
}

/// A fit in a log: for what, which, and whom it saw, with what setting, and what came of it.
package struct PaperFit {
  package var purpose: String
  package var kind: FitKind
  package var saw: [String]
  package var setting: FitSetting?
  package var fact: FitFact?

  /// All parts, as they are.
  package init(
    _ purpose: String, _ kind: FitKind, _ saw: [String], _ setting: FitSetting? = nil, _ fact: FitFact? = nil
  ) {
    (self.purpose, self.kind, self.saw, self.setting, self.fact) = (purpose, kind, saw, setting, fact)
  }

  /// The same fit of others.
  package func seeing(_ saw: [String]) -> PaperFit { PaperFit(purpose, kind, saw, setting, fact) }
}

extension FitSetting {
  /// The setting of a row that learns nothing.
  package static func made(_ number: Int) -> FitSetting { FitSetting("made", ["number": .count(number)]) }
}

// Changes, and what the audit says.
extension PaperRun {
  /// A run with one thing changed.
  package func with(_ change: (inout PaperRun) throws -> Void) rethrows -> PaperRun {
    var run = self
    try change(&run)
    return run
  }

  /// With the fits of a kind for a purpose changed: `nil` takes one out.
  package func changing(
    _ kind: FitKind, of purpose: String, _ change: (PaperFit) -> PaperFit?
  ) -> PaperRun {
    with { run in
      precondition(run.fits.contains { $0.kind == kind && $0.purpose == purpose }, "\(purpose) has no \(kind)")
      run.fits = run.fits.compactMap { $0.kind == kind && $0.purpose == purpose ? change($0) : $0 }
    }
  }

  /// With others seen by the fits of a kind.
  package func showing(_ others: [String], to kind: FitKind, of purpose: String) -> PaperRun {
    changing(kind, of: purpose) { fit in
      fit.seeing(fit.saw + others.filter { !fit.saw.contains($0) })
    }
  }

  /// Without the fits of a kind.
  package func without(_ kind: FitKind, of purpose: String) -> PaperRun { changing(kind, of: purpose) { _ in nil } }

  /// With a row of the first protocol changed.
  package func row(_ id: String, _ change: (inout ModelResult) -> Void) -> PaperRun {
    with { run in
      let at = run.results.protocols[0].models.firstIndex { $0.id == id }
      change(&run.results.protocols[0].models[at ?? -1])
    }
  }

  /// With what a folder has changed.
  package func evidence(_ change: @escaping (inout AuditEvidence) -> Void) -> PaperRun {
    with { $0.changes.append(change) }
  }

  /// A check as the audit made it.
  package func finding(_ check: AuditFinding.Check, _ evaluation: EvaluationProtocol.Name = .sound) -> AuditFinding? {
    audit.report.findings.first { $0.check == check && ($0.evaluation ?? evaluation) == evaluation }
  }

  /// Everything that the audit refutes and no choice explains, as `check [protocol]`, with its evidence.
  package var refuted: [String: String] {
    var found: [String: String] = [:]
    for finding in audit.report.findings where finding.verdict == .refuted {
      let pieces = finding.evidence.filter { $0.choice == nil }.map(\.text)
      guard !pieces.isEmpty else { continue }
      let place = finding.evaluation.map { " [\($0.rawValue)]" } ?? ""
      found[finding.check.rawValue + place] = pieces.joined(separator: "\n")
    }
    return found
  }
}

// What the rows' scores give.
extension PaperRun {
  private static func results(
    _ cohort: AnalysisCohort, _ split: StudySplit, _ blocks: [(EvaluationProtocol, [FittedModel])]
  ) -> StudyResults {
    let protocols = blocks.map { evaluation, models in
      let rows = models.map { row($0, split, cohort) }
      let comparisons = RowComparisons(evaluation: evaluation, split: split, primary: cohort.study.primaryPairs)
      return ProtocolResults(evaluation, models: rows, comparisons: comparisons.all(rows))
    }
    let study = cohort.study
    var description = StudyDescription(
      name: study.name, event: study.outcome.eventName, nonEvent: study.outcome.nonEventName,
      evaluationProtocol: study.evaluationProtocol.rawValue, seed: study.seed, series: study.series.map(\.name),
      modelFactors: study.modelFactorLabels, featureRecipe: "made", featureCount: cohort.columns.count,
      synthetic: study.isSynthetic, software: Software.name, studyHash: ContentHash.of(study.identity))
    description.groupedPatients = split.owners.map { Set($0.values).count }
    let pair = split.testPair
    let flow = InclusionFlow(
      screened: cohort.patients.count, exclusions: [], analysed: cohort.counts(),
      split: pair.map { .init(training: cohort.counts($0.training), test: cohort.counts($0.test)) })
    var results = StudyResults(
      study: description, findings: [], flow: flow, factors: [], evaluation: split.evaluation, models: [],
      comparisons: [], methods: [])
    results.protocols = protocols
    results.differences = ProtocolDifference.all(protocols)
    return results
  }

  private static func row(_ model: FittedModel, _ split: StudySplit, _ cohort: AnalysisCohort) -> ModelResult {
    let predictions = model.predictions(over: split, of: cohort)
    let evaluator = Evaluator(of: split, model.evaluation)
    var test = evaluator.performance(predictions, of: model.row.family)
    let bare = Evaluator(evaluation: model.evaluation, intervalNote: nil)
    let folds =
      split.evaluation.hasFolds
      ? model.foldPredictions(over: split, of: cohort).map { bare.performance($0, of: model.row.family).auc.value }
      : nil
    if let folds { test.auc = Estimate(folds, testToTraining: split.testToTraining) }
    let shown = ShownFit(model.kept)
    return ModelResult(
      id: model.id, name: model.row.name, summary: model.row.summary, test: test, training: nil, outOfFold: nil,
      selectedColumns: shown.selected, setting: shown.setting, cutoff: shown.cutoff, flags: [],
      predictions: predictions, family: model.row.family, choices: model.row.choices(in: model.evaluation),
      tuning: shown.tuning, foldAUCs: folds)
  }
}

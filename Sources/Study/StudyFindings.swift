import Arms
import Cohorts
import Leaks
import Results
import Statistics

/// What a reader must know before any number.
struct StudyFindings {
  let assembly: StudyAssembly
  let rows: [ModelResult]

  /// All findings as text, the most serious first.
  var all: [Finding] {
    let found = cases.map(\.finding) + regions + assembly.remarks + assembly.clinical.findings.map(\.words)
    return found.sorted { $0.severity > $1.severity }
  }

  /// Findings about the cohort, the rows and the choice of protocol.
  var cases: [StudyFinding] {
    size + grouped + inverted + folds + unfitted + unseen + unscored + suspicious + missing + images + axes + failures
      + reviewed + discrimination
      + inference
      + remarks + leaks + published
  }

  private var regions: [Finding] {
    let cohort = assembly.cohort
    let notes = zip(cohort.ids, cohort.features).flatMap { id, features in features.regionNotes.map { (id, $0) } }
    return RegionFindings(notes: notes, patients: cohort.patients.count).all
  }

  private var size: [StudyFinding] {
    let counts = counts(assembly.cohort.patients.map { ($0.id, $0.outcome.hadEvent) })
    let least = min(counts.events, counts.nonEvents)
    let name =
      counts.events <= counts.nonEvents ? assembly.study.outcome.eventName : assembly.study.outcome.nonEventName
    let patients = patients ?? counts.total
    return least < SmallClasses.least ? [.smallClass(least, of: patients, name: name)] : scoredSize
  }

  /// Number of patients, where some have several rows.
  private var patients: Int? { assembly.split.owners.map { Set($0.values).count } }

  private var grouped: [StudyFinding] {
    patients.map { [.rowsOfPatients(rows: assembly.cohort.patients.count, patients: $0)] } ?? []
  }

  /// Patients with an event and with a non-event; a patient with rows of both is counted twice.
  private func counts(_ rows: [(id: String, outcome: Bool)]) -> InclusionFlow.ClassCounts {
    let count = { (wanted: Bool) -> Int in
      let own = rows.filter { $0.outcome == wanted }.map(\.id)
      return assembly.split.owners.map { owners in Set(own.map { owners[$0] ?? $0 }).count } ?? own.count
    }
    return InclusionFlow.ClassCounts(events: count(true), nonEvents: count(false))
  }

  /// Whether the scored set is small: the test set, or the part of it that a row could score.
  private var scoredSize: [StudyFinding] {
    let scored = rows.map { row in row.predictions.filter { $0.score != nil } }.filter { !$0.isEmpty }
      .map { counts($0.map { ($0.subject, $0.outcome.hadEvent) }) }
    guard let test = scored.min(by: { min($0.events, $0.nonEvents) < min($1.events, $1.nonEvents) }) else { return [] }
    if let sentence = SmallClasses.sentence(events: test.events, nonEvents: test.nonEvents) {
      return [.fewScored(test, sentence)]
    }
    let isSmall = assembly.split.testPair != nil && min(test.events, test.nonEvents) < 2 * SmallClasses.least
    return isSmall ? [.smallTestSet(test)] : []
  }

  /// Whether scores of leave-one-out are put together, which are biased against the outcome. With folds and sites an
  /// AUC is the mean of those within them, so differences between their models do no harm.
  private var inverted: [StudyFinding] {
    let isScored = rows.contains { $0.predictions.contains { $0.score != nil } }
    return assembly.split.evaluation == .leaveOneOut && isScored ? [.invertedScores] : []
  }

  /// Whether the split has fewer folds than the study asks for.
  private var folds: [StudyFinding] {
    guard case .crossValidated(let made, _) = assembly.split.evaluation else { return [] }
    let asked: Int? =
      switch assembly.study.split {
      case .nested(let folds), .repeated(let folds, _): folds
      default: nil
      }
    return asked.map { $0 > made ? [.fewerFolds(made, asked: $0)] : [] } ?? []
  }

  private var unfitted: [StudyFinding] {
    let names = rows.filter { $0.predictions.allSatisfy { $0.score == nil } }.map(\.name)
    return names.isEmpty ? [] : [.noModel(rows: names)]
  }

  private var unseen: [StudyFinding] {
    NetworkFindings(models: assembly.blocks.flatMap(\.1), rows: rows, cohort: assembly.cohort).all
  }

  /// Patients whose batch cannot be harmonised, and batches that were harmonised without training patients.
  private var unscored: [StudyFinding] {
    guard let harmonise = assembly.study.learning?.harmonise else { return [] }
    let fitted = rows.filter { $0.predictions.contains { $0.score != nil } }
    let without = Set(fitted.flatMap { $0.predictions.filter { $0.score == nil }.map(\.subject) }).sorted()
    let remarks = assembly.blocks.flatMap(\.1).flatMap { $0.trials.compactMap { $0?.remarks } }.joined()
    let estimated = Set(remarks).filter { if case .estimatedBatch = $0 { true } else { false } }
    return (without.isEmpty ? [] : [.withoutScore(patients: without, batch: harmonise.batch)])
      + (estimated.isEmpty ? [] : [.estimatedBatches(estimated)])
  }

  /// Columns that predict the outcome too well to have been measured before it.
  private var suspicious: [StudyFinding] {
    let columns = assembly.cohort.columns(.suspicious)
    return columns.isEmpty ? [] : [.tellsOutcome(columns)]
  }

  /// Factors of the models that are not known for most patients.
  private var missing: [StudyFinding] {
    let study = assembly.study
    return study.models.factors.compactMap { name in
      guard let position = study.factors.firstIndex(where: { $0.name == name }) else { return nil }
      let (count, all) = (
        assembly.cohort.patients.count { $0.factors[position] == .unknown }, assembly.cohort.patients.count
      )
      return 2 * count > all ? .mostlyUnknown(factor: study.factors[position].label, count, of: all) : nil
    }
  }

  private var images: [StudyFinding] { assembly.cohort.sharedImages.map { .identicalImage(patients: $0) } }

  private var axes: [StudyFinding] {
    AxisFindings(study: assembly.study, settings: assembly.settings, cohort: assembly.cohort).all
  }

  private var failures: [StudyFinding] {
    let failed = assembly.exclusions.filter(\.isFailure).flatMap(\.subjects)
    return failed.isEmpty ? [] : [.unusable(patients: failed.map(\.id), of: assembly.clinical.screened)]
  }

  private var reviewed: [StudyFinding] {
    ReviewedExclusions(assembly.exclusions).map { [.reviewed($0)] } ?? []
  }

  private var discrimination: [StudyFinding] {
    let lower = rows.compactMap(\.test.auc.lower)
    return !lower.isEmpty && lower.allSatisfy { $0 <= 0.5 } ? [.noBetterThanChance] : []
  }

  /// Whether the main text follows the published choices.
  private var published: [StudyFinding] {
    assembly.blocks.first?.0.name == .asPublished ? [.publishedChoices] : []
  }

  /// Signs that the cohort leaks information to its models.
  private var leaks: [StudyFinding] {
    let rows = rows.filter(\.isTooGood).map(\.name)
    let known = assembly.cohort.columns(.suspicious)
    let screened = LeakScreen.findings(
      ScreenedCohort(assembly.cohort, clinical: assembly.clinical, table: assembly.table)
    ).filter { finding in
      guard case .levelsTellOutcome(let factor, _) = finding else { return true }
      return !known.contains { $0.name == factor }
    }
    let found =
      (rows.isEmpty ? [] : [LeakFinding.tooGood(rows)]) + screened
      + ExclusionRates(exclusions: assembly.exclusions, outcomes: assembly.clinical.outcomes.mapValues(\.hadEvent))
      .findings + misfits
    return found.map { .leak($0) }
  }

  /// Whether the excluded patients are those whom a model of the others gets wrong.
  private var misfits: [LeakFinding] {
    // Rows of one patient are no independent evidence.
    guard let table = assembly.table, assembly.study.cohort.group == nil else { return [] }
    let excluded = ExcludedMisfits(
      assembly.cohort, exclusions: assembly.exclusions, outcomes: assembly.clinical.outcomes.mapValues(\.hadEvent),
      table: table)
    return [excluded.finding].compactMap(\.self)
  }

  private var remarks: [StudyFinding] {
    let remarked = zip(assembly.cohort.patients, assembly.cohort.features).filter { !$1.remarks.isEmpty }
    guard !remarked.isEmpty else { return [] }
    let examples = remarked.prefix(3).map { "\($0.id): \($1.remarks[0])" }
    return [.remarkedImages(examples: examples, patients: remarked.count, of: assembly.cohort.patients.count)]
  }

  private var inference: [StudyFinding] {
    if case .recipe = assembly.study.features { [.inferredRecipe] } else { [] }
  }
}

extension ModelResult {
  /// Whether the whole 95 % interval of the AUC lies above .95, with at least ten patients of each class. An AUC of 1,
  /// whose interval is wide as no pair shows how often one would be wrong, counts with as many patients.
  fileprivate var isTooGood: Bool {
    let patients = test.patients
    guard min(patients.events, patients.total - patients.events) >= 10 else { return false }
    let usual = test.auc.replacement == nil ? test.auc.lower : nil
    return usual.map { $0 > 0.95 } ?? ((test.auc.value.number ?? 0) > 0.99)
  }
}

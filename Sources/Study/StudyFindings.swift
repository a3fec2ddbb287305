import Arms
import Leaks
import Results
import Statistics

/// What the reader must know before any number.
struct StudyFindings {
  let assembly: StudyAssembly
  let rows: [ModelResult]

  /// Patients of a class below which a study of this kind says nothing: with 10 events and 30 non-events the interval of an
  /// AUC of .75 is about .38 wide (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747).
  private static let fewEvents = SmallClasses.least

  /// All findings, gravest first.
  var all: [Finding] {
    let found =
      size + inverted + unfitted + unseen + unscored + suspicious + missing + images + failures + discrimination
      + inference
      + remarks + leaks
      + published
      + regions + assembly.remarks + assembly.clinical.findings
    return found.sorted { $0.severity > $1.severity }
  }

  private var regions: [Finding] {
    let cohort = assembly.cohort
    let notes = zip(cohort.ids, cohort.features).flatMap { id, features in features.regionNotes.map { (id, $0) } }
    return RegionFindings(notes: notes, patients: cohort.patients.count).all
  }

  private var size: [Finding] {
    let counts = assembly.cohort.counts()
    let least = min(counts.events, counts.nonEvents)
    let name =
      counts.events <= counts.nonEvents ? assembly.study.outcome.eventName : assembly.study.outcome.nonEventName
    if least < StudyFindings.fewEvents {
      return [
        Finding(
          .nothingCanBeConcluded, "Nothing can be concluded: \(least) of \(counts.total) patients had \(name).",
          detail:
            "The figures below show that the software ran, not that a model works. One patient more or less changes "
            + "them. At least \(StudyFindings.fewEvents) patients of each class are needed before an AUC is worth printing, "
            + "and 100 of each to validate a model (doi 10.1016/j.jclinepi.2004.06.017).")
      ]
    }
    return scoredSize
  }

  /// That the set that was scored is small: the test set, or whom a row could score of it.
  private var scoredSize: [Finding] {
    let scored = rows.filter { $0.predictions.contains { $0.score != nil } }.map(\.test.patients)
    guard let test = scored.min(by: { min($0.events, $0.nonEvents) < min($1.events, $1.nonEvents) }) else { return [] }
    if let sentence = SmallClasses.sentence(events: test.events, nonEvents: test.nonEvents) {
      return [
        Finding(
          .nothingCanBeConcluded, sentence.prefix(1).uppercased() + sentence.dropFirst() + ".", detail: oneMore(test))
      ]
    }
    guard assembly.split.testPair != nil, min(test.events, test.nonEvents) < 2 * StudyFindings.fewEvents else {
      return []
    }
    return [
      Finding(
        .caution, "The test set has \(test.events) events and \(test.nonEvents) non-events.", detail: oneMore(test))
    ]
  }

  private func oneMore(_ test: InclusionFlow.ClassCounts) -> String {
    test.events == 0
      ? "Without an event nothing can be said about finding events."
      : "One event more or less found moves sensitivity by \((100 / Double(test.events)).rounded().short) percentage "
        + "points; read the intervals, not the estimates."
  }

  /// That scores of leave-one-out run against the outcome.
  private var inverted: [Finding] {
    guard assembly.split.holdsOutHandfuls, rows.contains(where: { $0.predictions.contains { $0.score != nil } }) else {
      return []
    }
    return [
      Finding(
        .caution, "The AUCs of this split lie too low: each score comes from a model without this very patient.",
        detail:
          "Leaving out an event lowers the score of that event, and its call. Models without worth then have an AUC of about .3 instead of .5 "
          + "(doi 10.1016/j.csda.2010.11.018), and good ones lose too. Compare no model by it; split: {nested: 5} has no such fault."
      )
    ]
  }

  private var unfitted: [Finding] {
    let names = rows.filter { $0.predictions.allSatisfy { $0.score == nil } }.map(\.name)
    guard !names.isEmpty else { return [] }
    return [
      Finding(
        .nothingCanBeConcluded, "No model could be fitted: \(names.joined(separator: ", ")).",
        detail: "The training patients do not allow one; the section on models gives the cause of each.")
    ]
  }

  /// Rows that rest on deep features which are the same for everybody.
  private var unseen: [Finding] {
    let names = rows.filter { $0.flags.contains { $0.hasSuffix(DeepInputs.seeNothing) } }.map(\.name)
    guard !names.isEmpty else { return [] }
    return [
      Finding(
        .nothingCanBeConcluded,
        "The network saw no lesion: nothing can be concluded of \(names.joined(separator: ", ")).",
        detail:
          "It sees the same in every training patient, so whatever these rows tell patients apart by is not the image. The slices that "
          + "it looks at hold no lesion: choose another inflation (none sees every slice), depth or fit.")
    ]
  }

  /// Patients whom a harmonisation cannot bring together with training, and batches met without it.
  private var unscored: [Finding] {
    guard let harmonise = assembly.study.learning?.harmonise else { return [] }
    let fitted = rows.filter { $0.predictions.contains { $0.score != nil } }
    let without = Set(fitted.flatMap { $0.predictions.filter { $0.score == nil }.map(\.subject) }).sorted()
    let estimated = assembly.blocks.flatMap(\.1).flatMap { $0.trials.compactMap { $0?.remarks } }.joined()
      .filter { $0.hasPrefix("batch ") }
    let refused = Finding(
      .caution, "\(without.count) patients have no score in some rows: \(without.joined(separator: ", ")).",
      detail:
        "Nobody in training is of their \(harmonise.batch), so their features cannot be harmonised. Rows are compared on the "
        + "patients that both score. Train on that \(harmonise.batch) too, or choose unseen: estimate with 20 patients of it."
    )
    let met = Finding(
      .caution, "Batches outside training were harmonised by the patients who are scored.",
      detail:
        "No outcome was used, but a score depends on who else was scored: \(Set(estimated).sorted().joined(separator: "; "))."
    )
    return (without.isEmpty ? [] : [refused]) + (estimated.isEmpty ? [] : [met])
  }

  /// Columns that tell the outcome too well to be measured before it.
  private var suspicious: [Finding] {
    let columns = assembly.cohort.columns(.suspicious)
    guard !columns.isEmpty else { return [] }
    return [
      Finding(
        .caution, "By itself each of these tells the outcome almost without error: \(columns.shown).",
        detail:
          "An AUC of .98 or more over all patients is more than features of a pretreatment image give. Ask whether the column was "
          + "known before the outcome was; if not, leave it out.")
    ]
  }

  /// Factors of the models that are not known for most patients.
  private var missing: [Finding] {
    let study = assembly.study
    return study.models.factors.compactMap { name in
      guard let position = study.factors.firstIndex(where: { $0.name == name }) else { return nil }
      let count = assembly.cohort.patients.count { $0.factors[position] == .unknown }
      guard 2 * count > assembly.cohort.patients.count else { return nil }
      return Finding(
        .caution,
        "\(study.factors[position].label) is unknown for \(count) of \(assembly.cohort.patients.count) patients.",
        detail: "A factor that most patients lack tells little, whatever the model makes of it.")
    }
  }

  private var images: [Finding] {
    assembly.cohort.sharedImages.map { group in
      Finding(
        .caution, "Patients \(group.joined(separator: ", ")) have an identical image.",
        detail: "If the same patient is in training and test, the test is no test. Check the export.")
    }
  }

  private var failures: [Finding] {
    let failed = assembly.exclusions.filter(\.isFailure).flatMap(\.subjects)
    guard !failed.isEmpty else { return [] }
    return [
      Finding(
        .caution,
        "\(failed.count) of \(assembly.clinical.screened) patients could not be used: \(failed.map(\.id).shown).",
        detail: "Causes and next steps are listed under the flowchart. Patients lost this way may bias the cohort.")
    ]
  }

  private var discrimination: [Finding] {
    let lower = rows.compactMap(\.test.auc.lower)
    guard !lower.isEmpty, lower.allSatisfy({ $0 <= 0.5 }) else { return [] }
    return [
      Finding(
        .caution, "No model is shown to be better than chance: no 95 % interval of an AUC lies above 0.5.")
    ]
  }

  /// That the main text follows the published choices, where it does.
  private var published: [Finding] {
    guard let main = assembly.blocks.first?.0, main.name == .asPublished else { return [] }
    return [
      Finding(
        .caution, "These numbers follow the choices of the published study, not those of the protocol sound.",
        detail:
          "They tell what that study would have reported of this cohort, not how well the models work. Run protocol: both to "
          + "see the difference.")
    ]
  }

  /// Signs that the cohort tells its models more than they may know.
  private var leaks: [Finding] {
    let rows = rows.filter(\.isTooGood).map(\.name)
    let known = Set(assembly.cohort.columns(.suspicious))
    let screened = LeakScreen.findings(
      ScreenedCohort(assembly.cohort, clinical: assembly.clinical, table: assembly.table)
    ).filter { finding in
      guard case .levelsTellOutcome(let factor, _) = finding else { return true }
      return !known.contains(factor) && !known.contains("the factor \(factor)")
    }
    let found =
      (rows.isEmpty ? [] : [LeakFinding.tooGood(rows)]) + screened
      + ExclusionRates(exclusions: assembly.exclusions, outcomes: assembly.clinical.outcomes).findings
    return found.map(\.words)
  }

  private var remarks: [Finding] {
    let remarked = zip(assembly.cohort.patients, assembly.cohort.features).filter { !$1.remarks.isEmpty }
    guard !remarked.isEmpty else { return [] }
    let examples = remarked.prefix(3).map { "\($0.id): \($1.remarks[0])" }.joined(separator: "; ")
    return [
      Finding(
        .note, "Images of \(remarked.count) of \(assembly.cohort.patients.count) patients have remarks.",
        detail: "Such as \(examples). The log lists them all.")
    ]
  }

  private var inference: [Finding] {
    guard case .recipe = assembly.study.features else { return [] }
    return [
      Finding(
        .note, "The feature recipe jeong2024 is inferred.",
        detail:
          "The study gives the count of features, not the recipe; 105 PyRadiomics features on 9 images reproduce the "
          + "count.")
    ]
  }
}

extension ModelResult {
  /// Whether the whole 95 % interval of the AUC lies above .95, on ten patients of each class or more; or, where an AUC of 1 leaves no
  /// interval, on as many.
  fileprivate var isTooGood: Bool {
    let patients = test.patients
    guard min(patients.events, patients.total - patients.events) >= 10 else { return false }
    return test.auc.lower.map { $0 > 0.95 } ?? ((test.auc.value.number ?? 0) > 0.99)
  }
}

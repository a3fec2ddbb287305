import Results

/// One part of the page, with an entry in the list of contents.
protocol ReportSection {
  /// Anchor, also the class that print rules use.
  var id: String { get }
  /// Heading.
  var title: String { get }
  /// The content below the heading.
  var content: Markup { get }
}

extension Evaluation {
  /// The name of the patients that a model has not seen.
  package var unseenPatients: String {
    switch self {
    case .heldOut: "test patients"
    case .leaveOneOut, .crossValidated, .sites: "left-out patients"
    }
  }

  /// The same in a key or the head of a column.
  var unseenHeading: String {
    switch self {
    case .heldOut: "Test"
    case .leaveOneOut, .crossValidated, .sites: "Left out"
    }
  }

  /// How the scores were obtained, as a sentence.
  var sentence: String {
    switch self {
    case .heldOut(let rule): "Models were fitted on training patients and evaluated on test patients (\(rule))."
    case .leaveOneOut:
      "Evaluation was leave-one-out: each patient was scored by models fitted on all other patients."
    case .sites(let column, let count):
      "Evaluation was leave-one-site-out: for each of \(count) values of \(column), its patients were scored by "
        + "models that were fitted and tuned on the patients of all other values."
    case .crossValidated(let folds, let times):
      "Evaluation was nested cross-validation: \(folds) folds, drawn \(Numbers.count(times, "time")). Each patient "
        + "was scored by models that were fitted and tuned on the other folds."
    }
  }
}

extension StudyResults {
  /// Findings from the most to the least serious; findings of equal severity keep their order.
  var orderedFindings: [Finding] {
    [Finding.Severity.nothingCanBeConcluded, .caution, .note].flatMap { severity in
      findings.filter { $0.severity == severity }
    }
  }

  /// Whether any AUC has an interval; an AUC of pooled scores of several models has none.
  package var hasAUCIntervals: Bool { models.contains { $0.test.auc.interval != nil } }

  /// Whether nothing can be concluded.
  var reminderIsNeeded: Bool { findings.contains { $0.severity == .nothingCanBeConcluded } }

  /// If nothing can be concluded, the section with performance says so again above its numbers.
  var reminder: Markup {
    let grave = findings.filter { $0.severity == .nothingCanBeConcluded }
    guard reminderIsNeeded else { return .nothing }
    return HTML.p(.class("reminder")) { grave.map(\.title).joined(separator: " ") }
  }
}

extension ModelResult {
  /// The cutoff in a few words. It depends on whether patients were classified: a cutoff beyond every score gives all
  /// patients the same class.
  func cutoffWords(_ evaluation: Evaluation) -> String {
    guard test.confusion != nil else { return "no cutoff" }
    if !evaluation.hasTestSet { return "one cutoff for each fit" }
    guard let cutoff, cutoff.isFinite else { return "cutoff beyond every score" }
    return "cutoff \(Numbers.fixed(cutoff, decimals: 3))"
  }
}

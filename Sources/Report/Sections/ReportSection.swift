import Results

/// One part of the page, with a place in the list of contents.
protocol ReportSection {
  /// Anchor, also the class that print rules use.
  var id: String { get }
  /// Heading.
  var title: String { get }
  /// What stands beneath the heading.
  var content: Markup { get }
}

extension Evaluation {
  /// What the patients are called that a model has not seen.
  var unseenPatients: String {
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
      "Evaluation was leave-one-site-out: the patients of each of \(count) values of \(column) were scored by models fitted on those "
        + "of all others, tuning included."
    case .crossValidated(let folds, let times):
      "Evaluation was nested cross-validation: \(folds) folds, dealt \(Numbers.count(times, "time")); each patient was scored by "
        + "models fitted on the other folds, tuning included."
    }
  }
}

extension StudyResults {
  /// Findings from the gravest to the mildest; in the order given within one severity.
  var orderedFindings: [Finding] {
    [Finding.Severity.nothingCanBeConcluded, .caution, .note].flatMap { severity in
      findings.filter { $0.severity == severity }
    }
  }

  /// Whether any AUC has an interval; pooled scores of several models have none.
  var hasAUCIntervals: Bool { models.contains { $0.test.auc.interval != nil } }

  /// Where nothing can be concluded, the sections that hold performance say so again above their numbers.
  var reminder: Markup {
    let grave = findings.filter { $0.severity == .nothingCanBeConcluded }
    guard !grave.isEmpty else { return .nothing }
    return HTML.p(.class("reminder")) { grave.map(\.title).joined(separator: " ") }
  }
}

extension ModelResult {
  /// The cutoff in a few words. What decides is whether patients were called: a cutoff beyond every score calls all or none.
  func cutoffWords(_ evaluation: Evaluation) -> String {
    guard test.confusion != nil else { return "no cutoff" }
    if !evaluation.hasTestSet { return "one cutoff for each model" }
    guard let cutoff, cutoff.isFinite else { return "cutoff beyond every score" }
    return "cutoff \(Numbers.fixed(cutoff, 3))"
  }
}

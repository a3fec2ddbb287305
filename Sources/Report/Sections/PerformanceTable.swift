import Results

/// Table 2: the models, always in the same order, on patients they have not seen.
struct PerformanceTable {
  let results: StudyResults
  /// The protocol that the rows follow.
  let block: ProtocolResults
  let label: String

  /// The rows of the main protocol.
  init(results: StudyResults) {
    self.init(results: results, block: results.mainBlock, label: results.numbers[.models])
  }

  /// The rows of `block`.
  init(results: StudyResults, block: ProtocolResults, label: String) {
    (self.results, self.block, self.label) = (results, block, label)
  }

  var markup: Markup {
    var notes = TableNotes()
    let letters = ChoiceLetters(results)
    let rows = block.models.map { row($0, letters, notes: &notes) }
    let hasChoices = block.models.contains { !$0.choices.isEmpty }
    return DataTable(
      label: label, caption: caption, isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        """
        \(intervals) PPV, NPV: positive and negative predictive value at the prevalence of these patients. MCC: \
        Matthews correlation coefficient.
        """
      ], legend: hasChoices ? letters.legend : .nothing, first: "Model",
      columns: .numbers(names) + (hasChoices ? [DataTable.Column(name: "Choices in the model")] : []), rows: rows
    ).markup
  }

  private var intervals: String {
    if results.study.groupedPatients != nil { return groupedIntervals }
    return switch results.evaluation {
    case .heldOut: "AUC with DeLong's interval; proportions with Wilson's interval, at the cutoff of each model."
    case .leaveOneOut:
      "Proportions with Wilson's interval. Each patient is classified at the cutoff of the model that left the patient "
        + "out; the interval treats all predicted classes as those of one model."
    case .crossValidated, .sites:
      "AUC: mean over the folds, with an interval by the corrected variance of Nadeau and Bengio. Proportions with "
        + "Wilson's interval. Each patient is classified by the models that left the patient out; the interval treats "
        + "all predicted classes as those of one model."
    }
  }

  private var groupedIntervals: String {
    let area =
      switch results.evaluation {
      case .heldOut: "AUC with Obuchowski's interval, which takes patients as independent, not their rows."
      case .leaveOneOut: "Each row is classified by the model that left its patient out."
      case .crossValidated, .sites:
        "AUC: mean over the folds, with an interval by the corrected variance of Nadeau and Bengio."
      }
    return
      "\(area) Proportions have no interval, since Wilson's takes rows of a patient as independent. Counts are of rows."
  }

  private var caption: String {
    let way = block.evaluation.name == .sound ? "" : ", as published"
    let patients = block.models.first?.test.patients
    let counts = patients.map { " (\($0.total) patients, \(Numbers.count($0.events, "event")))" } ?? ""
    return "Performance of the models on \(results.evaluation.unseenPatients)\(counts)\(way), with 95 % confidence "
      + "intervals."
  }

  private let names = [
    "AUC", "Balanced accuracy (%)", "Sensitivity (%)", "Specificity (%)", "PPV (%)", "NPV (%)", "F1", "MCC",
    "Brier score",
  ]

  private func row(_ model: ModelResult, _ letters: ChoiceLetters, notes: inout TableNotes) -> DataTable.Row {
    let marked = { (cell: Markup, measure: PublishedChoice.Measure) in
      TableNotes.beside(cell, marks: [letters.marks(model.choices.filter { $0.measures.contains(measure) })])
    }
    let auc = notes.estimate(model.test.auc, as: .fraction)
    let classes = classification(model, notes: &notes)
    let brier = notes.quantity(model.test.brier, as: .fraction)
    // A choice is marked beside the number that it affects, because a separate list is easily overlooked. What affects
    // the whole model stands in the last column.
    let cells = [marked(auc, .auc)] + classes.map { marked($0, .calls) } + [marked(brier, .brier)]
    let ofModel = letters.list(model.choices.filter { $0.measures.contains(.model) })
    return DataTable.Row(model.name, cells + (block.models.contains { !$0.choices.isEmpty } ? [ofModel] : []))
  }

  private func classification(_ model: ModelResult, notes: inout TableNotes) -> [Markup] {
    guard let c = model.test.confusion else {
      let reason = model.missingCutoff
      return (0..<7).map { _ in notes.dash(reason) }
    }
    return [
      notes.quantity(c.balancedAccuracy, as: .percentage), notes.estimate(c.sensitivity, as: .percentage),
      notes.estimate(c.specificity, as: .percentage), notes.estimate(c.ppv, as: .percentage),
      notes.estimate(c.npv, as: .percentage), notes.quantity(c.f1, as: .fraction), notes.quantity(c.mcc, as: .fraction),
    ]
  }
}

extension ModelResult {
  /// Why there is no confusion matrix, with the reasons that the model's flags give.
  var missingCutoff: String {
    let flags = flags.isEmpty ? "" : " " + flags.joined(separator: "; ") + "."
    return "\(name): no cutoff could be set, so patients are not classified.\(flags)"
  }
}

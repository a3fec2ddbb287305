import Results

/// Both protocols side by side: each result in both, the difference, and the choices that cause it.
struct ProtocolsSection: ReportSection {
  let results: StudyResults
  let id = "protocols"
  let title = "Two protocols"

  /// Whether there is anything to show: a protocol other than `sound`.
  var isShown: Bool { results.protocols.contains { $0.evaluation.name != .sound } }

  private var published: ProtocolResults? { results.protocols.first { $0.evaluation.name == .asPublished } }

  /// The published protocol, if it was run beside the main one.
  var shownBeside: ProtocolResults? { results.differences.isEmpty ? nil : published }

  var content: Markup {
    .group([
      results.differences.isEmpty
        ? HTML.p(
          "Only the protocol of the published study was run, so this run "
            + "cannot show how much its choices change the results.")
        : sideBySide,
      ChoiceTable(results: results, choices: published?.choicesMade ?? []).markup, publishedTables,
    ])
  }

  private var sideBySide: Markup {
    .group([
      HTML.p(
        "The same patients were evaluated twice, with the same split, seeds and number of hyperparameter settings: by the "
          + "sound protocol, which is that of the main text, and by the protocol as published, which makes the choices of "
          + "the published study. \(meaning)"),
      HTML.div(.class("columns figures")) {
        for figure in StudyFigures(results).captioned(.protocols) { figure.markup }
      },
      differences,
    ])
  }

  /// What the difference means.
  private var meaning: String {
    let before = results.differences.contains {
      $0.measure == .tuningAUC && $0.choices.contains(.selectionBeforeFolds) && $0.published.printable.number != nil
    }
    return "Patients and data are the same, so a difference comes from these choices alone."
      + (before
        ? " Where features were selected before cross-validation, the cross-validated AUC is optimistic; the AUC of "
          + "\(results.evaluation.unseenPatients) shows by how much."
        : "")
  }

  private var differences: Markup {
    var notes = TableNotes()
    let letters = ChoiceLetters(results)
    let rows = results.differences.map { difference -> DataTable.Row in
      let style: NumberStyle = difference.measure == .balancedAccuracy ? .percentage : .fraction
      return DataTable.Row(
        difference.model,
        [
          .text(difference.measure.words(results.evaluation)), notes.quantity(difference.sound, as: style),
          notes.quantity(difference.published, as: style), notes.quantity(difference.difference, as: style),
          letters.list(difference.choices),
        ])
    }
    return DataTable(
      label: results.numbers[.differences], caption: "Both protocols on the same patients.",
      isSynthetic: results.study.synthetic, notes: notes, footer: ["Difference: as published minus sound."],
      legend: letters.legend, first: "Model",
      columns: [DataTable.Column(name: "Measure", kind: .words)]
        + .numbers(["Sound", "As published", "Difference", "Choices"]), rows: rows
    ).markup
  }

  private var publishedTables: Markup {
    guard let block = shownBeside else { return .nothing }
    let numbers = results.numbers
    return .group([
      PerformanceTable(results: results, block: block, label: numbers[.publishedModels]).markup,
      block.comparisons.isEmpty
        ? .nothing
        : ComparisonTable(
          results: results, block: block, label: numbers.known(.publishedComparisons),
          exploratoryLabel: numbers.known(.exploratoryPublishedComparisons)
        ).markup,
    ])
  }
}

extension ProtocolDifference.Measure {
  /// The name of the measure and the patients behind it.
  fileprivate func words(_ evaluation: Evaluation) -> String {
    switch self {
    case .auc: "AUC, \(evaluation.unseenPatients)"
    case .tuningAUC: "Cross-validated AUC, training patients"
    case .balancedAccuracy: "Balanced accuracy (%), \(evaluation.unseenPatients)"
    case .brier: "Brier score, \(evaluation.unseenPatients)"
    }
  }
}

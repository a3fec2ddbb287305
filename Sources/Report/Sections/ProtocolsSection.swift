import Results

/// Both protocols side by side: each result in both, the difference, and the choices that cause it.
struct ProtocolsSection: ReportSection {
  let results: StudyResults
  let id = "protocols"
  let title = "Two protocols"

  /// Whether there is anything to show: a protocol other than `sound`.
  var isShown: Bool { results.protocols.contains { $0.evaluation.name != .sound } }

  private var published: ProtocolResults? { results.protocols.first { $0.evaluation.name == .asPublished } }

  var content: Markup {
    .group([
      results.differences.isEmpty
        ? HTML.p(
          "Only the protocol of the published study was run, so this run "
            + "cannot show how much its choices change the results.")
        : sideBySide,
      choices,
      results.differences.isEmpty ? .nothing : publishedTables,
    ])
  }

  private var sideBySide: Markup {
    .group([
      HTML.p(
        "The same patients, split, seeds and number of hyperparameter settings were evaluated twice: by the protocol "
          + "sound, which is the main text, and by the choices of the published study. \(meaning)"),
      HTML.div(.class("columns figures")) {
        CaptionedFigure(
          drawing: ProtocolFigure(results).drawing, label: ReportLabel.protocols,
          caption: "AUC of \(results.evaluation.unseenPatients) (filled) and the "
            + "cross-validated AUC by which a setting was chosen (open)."
        ).markup
      },
      differences.markup,
    ])
  }

  /// What the difference means, in words and with its numbers.
  private var meaning: String {
    let tuning = results.differences.filter { $0.measure == .tuningAUC && $0.choices.contains(.selectionBeforeFolds) }
    let sentences = tuning.compactMap { row -> String? in
      guard
        let test = results.differences.first(where: { $0.model == row.model && $0.measure == .auc })?.sound.printable
          .number,
        let published = row.published.printable.number, let sound = row.sound.printable.number
      else { return nil }
      let style = NumberStyle.fraction
      return "\(row.model): with selection before the folds, the cross-validated AUC in training was "
        + "\(style.text(published)); with selection inside the folds it was \(style.text(sound)); "
        + "\(results.evaluation.unseenPatients) gave \(style.text(test))."
    }
    return sentences.joined(separator: " ")
      + " The difference between the protocols is not a difference between models, because patients and data are the "
      + "same. What the published protocol shows beyond the sound one comes from its choices alone."
  }

  private var differences: CaptionedTable {
    var notes = TableNotes()
    let rows = results.differences.map { difference -> Markup in
      let style: NumberStyle = difference.measure == .balancedAccuracy ? .percentage : .fraction
      let cells = [
        notes.quantity(difference.sound, as: style),
        .group([notes.quantity(difference.published, as: style)] + difference.choices.map { notes.mark($0.sentence) }),
        notes.quantity(difference.difference, as: style),
      ]
      return HTML.tr {
        HTML.th(difference.model, .scope(.row))
        HTML.td(difference.measure.words, .class("words"))
        for cell in cells { HTML.td { cell } }
      }
    }
    return CaptionedTable(
      label: ReportLabel.differences, caption: "Both protocols on the same patients.",
      isSynthetic: results.study.synthetic, notes: notes,
      head: HTML.tr {
        HTML.th("Model", .scope(.column))
        HTML.th("Measure", .scope(.column), .class("words"))
        for name in ["Sound", "As published", "Difference"] { HTML.th(name, .scope(.column)) }
      }, bodies: HTML.tbody { for row in rows { row } })
  }

  private var choices: Markup {
    .group([
      HTML.h3("Choices of the published study that affect these models"),
      HTML.ul(.class("choices")) {
        for choice in published?.choicesMade ?? [] {
          HTML.li {
            HTML.code(choice.rawValue)
            ": \(choice.sentence) Source: \(choice.source)."
          }
        }
      },
    ])
  }

  private var publishedTables: Markup {
    guard let published else { return .nothing }
    return .group([
      PerformanceTable(results: results, block: published, label: ReportLabel.publishedModels).table.markup,
      ComparisonTable(results: results, block: published, label: ReportLabel.publishedComparisons).markup,
    ])
  }
}

extension ProtocolDifference.Measure {
  /// The short name of the measure.
  fileprivate var words: String {
    switch self {
    case .auc: "AUC, unseen patients"
    case .tuningAUC: "Cross-validated AUC in tuning"
    case .balancedAccuracy: "Balanced accuracy (%)"
    case .brier: "Brier score"
    }
  }
}

import Results

/// The protocols side by side: what each number is in both, what lies between them, and by which choices.
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
        ? HTML.p("Only the choices of the published study were run; what they add or take is not known from this run.")
        : sideBySide,
      choices,
      results.differences.isEmpty ? .nothing : publishedTables,
    ])
  }

  private var sideBySide: Markup {
    .group([
      HTML.p(
        "The same patients, split, seeds and number of settings, evaluated twice: by the protocol sound, which is the main text, and "
          + "by the choices of the published study. \(meaning)"),
      HTML.div(.class("columns figures")) {
        CaptionedFigure(
          drawing: ProtocolFigure(results).drawing, label: ReportLabel.protocols,
          caption: "AUC of \(results.evaluation.unseenPatients) and, open, the AUC by which a setting was chosen."
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
      return "\(row.model): with selection before the folds, cross-validation in training promised an AUC of "
        + "\(style.text(published)), with selection inside them \(style.text(sound)); \(results.evaluation.unseenPatients) gave "
        + "\(style.text(test))."
    }
    return sentences.joined(separator: " ")
      + " The difference between the protocols is no difference between models: the patients and what can be known of them are the "
      + "same. What as-published shows beyond sound is what its choices make of the same evidence."
  }

  private var differences: CaptionedTable {
    var notes = TableNotes()
    let rows = results.differences.map { difference -> Markup in
      let style: NumberStyle = difference.measure == .balancedAccuracy ? .percentage : .fraction
      let cells = [
        notes.quantity(difference.sound, style),
        .group([notes.quantity(difference.published, style)] + difference.choices.map { notes.mark($0.sentence) }),
        notes.quantity(difference.difference, style),
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
      HTML.h3("Choices of the published study that bear upon these models"),
      HTML.ul(.class("choices")) {
        for choice in published?.choicesMade ?? [] {
          HTML.li {
            HTML.code(choice.rawValue)
            ": \(choice.sentence) Known from \(choice.source)."
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
  /// The measure in a few words.
  fileprivate var words: String {
    switch self {
    case .auc: "AUC, unseen patients"
    case .tuningAUC: "AUC in the tuning"
    case .balancedAccuracy: "Balanced accuracy (%)"
    case .brier: "Brier score"
    }
  }
}

import Study

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
    case .leaveOneOut: "left-out patients"
    }
  }

  /// The same in a key or the head of a column.
  var unseenHeading: String {
    switch self {
    case .heldOut: "Test"
    case .leaveOneOut: "Left out"
    }
  }

  /// How the scores were obtained, as a sentence.
  var sentence: String {
    switch self {
    case .heldOut(let rule): "Models were fitted on training patients and evaluated once on test patients (\(rule))."
    case .leaveOneOut:
      "Evaluation was leave-one-out: each patient was scored by models fitted on all other patients."
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

  /// Where nothing can be concluded, the sections that hold performance say so again above their numbers.
  var reminder: Markup {
    let grave = findings.filter { $0.severity == .nothingCanBeConcluded }
    guard !grave.isEmpty else { return .nothing }
    return HTML.p(.class("reminder")) { grave.map(\.title).joined(separator: " ") }
  }
}

/// A drawing with its numbered caption.
struct CaptionedFigure {
  let drawing: Drawing
  /// "Figure 1".
  let label: String
  let caption: String

  var markup: Markup {
    HTML.figure(.id(drawing.id)) {
      drawing.markup
      HTML.figcaption {
        HTML.b(label + ".")
        " " + caption
        if drawing.isSynthetic { HTML.span(.class("synthetic-note")) { " " + SyntheticMark.short + "." } }
      }
    }
  }
}

/// A table with its caption and notes, in a container that scrolls sideways by itself on a narrow screen.
struct CaptionedTable {
  /// "Table 1", or nothing for an unnumbered list.
  let label: String?
  let caption: String
  let isSynthetic: Bool
  var notes = TableNotes()
  /// Sentences under the table, before the lettered notes.
  var footer: [String] = []
  let head: Markup
  /// One or more `tbody`.
  let bodies: Markup

  var markup: Markup {
    .group([
      HTML.div(
        .class("scroll"), Attribute("tabindex", "0"), Attribute("role", "region"),
        Attribute("aria-label", label ?? caption)
      ) {
        HTML.table {
          HTML.caption {
            // A block of its own, so that it can stay in view while the table scrolls under it.
            HTML.span(.class("caption-text")) {
              if let label { HTML.b(label + ".") }
              (label == nil ? "" : " ") + caption
              if isSynthetic { HTML.span(" " + SyntheticMark.short + ".", .class("synthetic-note")) }
            }
          }
          HTML.thead { head }
          bodies
        }
      },
      HTML.div(.class("table-notes")) {
        for sentence in footer { HTML.p(sentence) }
        notes.list
      },
    ])
  }
}

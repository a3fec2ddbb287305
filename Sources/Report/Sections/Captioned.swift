/// A drawing with its numbered caption.
struct CaptionedFigure {
  let drawing: Drawing
  /// "Figure 1".
  let label: String
  let caption: String

  /// A figure of the study with its number on the page.
  init(_ figure: StudyFigure, _ numbers: ReportNumbers) {
    self.init(
      drawing: figure.drawing, label: numbers[.figure(figure.kind, model: figure.model)], caption: figure.caption)
  }

  init(drawing: Drawing, label: String, caption: String) {
    (self.drawing, self.label, self.caption) = (drawing, label, caption)
  }

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
  /// "Table 1", or `nil` for an unnumbered list.
  let label: String?
  let caption: String
  let isSynthetic: Bool
  var notes = TableNotes()
  /// Sentences under the table, before the lettered notes.
  var footer: [String] = []
  /// What the capital letters in the cells mean; nothing without such letters.
  var legend = Markup.nothing
  /// Whether a narrow screen shows each row as a list of names and values, from the attributes `data-label`.
  var isStacked = false
  /// Whether the table is short enough to be kept on one sheet of paper.
  var isShort = false
  let head: Markup
  /// One or more `tbody`.
  let bodies: Markup

  var markup: Markup {
    .group([
      HTML.div(
        .class((["scroll"] + (isStacked ? ["stack"] : []) + (isShort ? ["short"] : [])).joined(separator: " ")),
        Attribute("tabindex", "0"), Attribute("role", "region"),
        Attribute("aria-label", label ?? caption)
      ) {
        HTML.table {
          HTML.caption {
            // A separate block, so that the caption stays in view while the table scrolls.
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
        for sentence in footer where !sentence.isEmpty { HTML.p(sentence) }
        legend
        notes.list
      },
    ])
  }
}

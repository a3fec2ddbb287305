import Checklists
import Foundation

/// The published lists, answered from a run, as one page that opens offline.
package struct ChecklistPage {
  let lists: [FilledChecklist]
  let run: RunEvidence
  /// Path of the run's folder as seen from the page, so that references are links; `nil` without links.
  let base: String?

  /// The page of these lists.
  package init(_ lists: [FilledChecklist], of run: RunEvidence, seenFrom base: String?) {
    (self.lists, self.run, self.base) = (lists, run, base)
  }

  /// The page, well-formed as XML as well as HTML.
  package var html: String {
    OfflinePage(
      title: "Checklists of \(study?["name"]?.value.text ?? "a run")",
      line: FilledChecklist.summary(lists),
      software: study?["software"]?.value.text ?? "", isSynthetic: isSynthetic, syntheticWords: SyntheticMark.long,
      style: Self.style,
      parts: [
        OfflinePage.Part(id: "answers", title: "Answers", content: answers),
        OfflinePage.Part(id: "summary", title: "Summary", content: summary),
      ]
        + lists.map { OfflinePage.Part(id: Self.id($0), title: $0.list.name.rawValue, content: content(of: $0)) }
        + [OfflinePage.Part(id: "questions", title: "Questions to the authors", content: questions)]
    ).html
  }

  private var study: RunField? { run.results["study"] }
  private var isSynthetic: Bool { study?["synthetic"]?.value == .flag(true) }

  private static func id(_ list: FilledChecklist) -> String {
    list.list.name.rawValue.lowercased().replacing("+", with: "-")
  }

  /// On a phone, a row becomes a block of its own: five columns of words do not fit beside each other.
  private static let style = """
    td ul.evidence { margin: .3rem 0 0; padding-left: 1rem; }
    td ul.evidence li { margin: 0 0 .2rem; overflow-wrap: anywhere; }
    td code { font-size: .85em; white-space: normal; overflow-wrap: anywhere; }
    .kind { font-weight: 600; white-space: nowrap; }
    @media (max-width: 40rem) {
      .list thead { display: none; }
      .list tr, .list th, .list td { display: block; min-width: 0; border: 0; padding: .1rem 0; position: static; }
      .list tr { border-top: 1px solid \(Ink.rule); padding: .6rem 0; }
    }

    """
}

// What answers mean, and how many there are of each.
extension ChecklistPage {
  private var answers: Markup {
    HTML.facts(Answer.Kind.allCases.map { ($0.rawValue, .text($0.meaning)) })
  }

  private var summary: Markup {
    let kinds = Answer.Kind.allCases
    return .group([
      CaptionedTable(
        label: nil, caption: "Number of items by answer.", isSynthetic: isSynthetic,
        head: HTML.head(["List", "Items"] + kinds.map(\.rawValue)),
        bodies: HTML.tbody {
          for list in lists {
            HTML.tr {
              HTML.th(list.list.name.rawValue, .scope(.row))
              HTML.td("\(list.lines.count)")
              for kind in kinds { HTML.td("\(list.count(kind))") }
            }
          }
        }
      ).markup,
      .group(lists.compactMap { list in list.score.map { HTML.p("\(list.list.name.rawValue): \($0.words)") } }),
    ])
  }

  private var questions: Markup {
    HTML.p(
      "\(FilledChecklist.openQuestions(lists)) They stand in the tables beside their items, and in the column question of "
        + "the CSV table.")
  }
}

// One list.
extension ChecklistPage {
  private func content(of list: FilledChecklist) -> Markup {
    .group([
      HTML.p("\(list.list.title). \(list.list.citation)."), HTML.p("Source of the items: \(list.list.source)"),
      table(list, list.conditions, caption: "Conditions of \(list.list.name.rawValue); they are no items."),
      table(list, list.lines, caption: "Items of \(list.list.name.rawValue)."),
    ])
  }

  private func table(_ list: FilledChecklist, _ lines: [FilledChecklist.Line], caption: String) -> Markup {
    guard !lines.isEmpty else { return .nothing }
    let counts = lines.contains { $0.score != nil }
    let names = ["No.", "Subject", "Answer", "Why, and where"] + (counts ? ["Counts"] : [])
    return HTML.div(.class("list")) {
      CaptionedTable(
        label: nil, caption: caption, isSynthetic: isSynthetic,
        head: HTML.head(names, words: ["Subject", "Why, and where"], brief: ["No.", "Answer", "Counts"]),
        bodies: HTML.tbody { for line in lines { row(line, counts: counts) } }
      ).markup
    }
  }

  private func row(_ line: FilledChecklist.Line, counts: Bool) -> Markup {
    HTML.tr {
      HTML.th(line.item.number, .scope(.row))
      HTML.td(.class("words")) { "\(line.item.section): \(line.item.text)" }
      HTML.td(.class("brief")) { HTML.span(line.answer.kind.rawValue, .class("kind")) }
      HTML.td(.class("words")) {
        if !line.answer.why.isEmpty { HTML.p(line.answer.why) }
        evidence(line.answer.evidence)
        if let question = line.answer.question {
          HTML.p {
            HTML.b("Authors:")
            " " + question
          }
        }
      }
      if counts { HTML.td(line.score?.words ?? "\u{2013}", .class("brief")) }
    }
  }

  private func evidence(_ pieces: [Evidence]) -> Markup {
    guard !pieces.isEmpty else { return .nothing }
    return HTML.ul(.class("evidence")) {
      for piece in pieces {
        HTML.li {
          reference(piece)
          if !piece.shown.isEmpty { " = " + piece.shown }
        }
      }
    }
  }

  private func reference(_ piece: Evidence) -> Markup {
    let code = HTML.code(piece.reference)
    guard let base else { return code }
    let path = base.isEmpty ? piece.file : "\(base)/\(piece.file)"
    return HTML.a(.href(path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)) { code }
  }
}

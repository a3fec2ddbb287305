import Results

/// The capital letters by which tables name the choices of the published study. Each choice is described once, in the
/// table that lists them.
struct ChoiceLetters {
  private let letters: [PublishedChoice: String]
  private let table: String?

  init(_ results: StudyResults) {
    let made = results.protocols.first { $0.evaluation.name == .asPublished }?.choicesMade ?? []
    letters = Dictionary(
      uniqueKeysWithValues: made.enumerated().map { ($1, TableNotes.letter($0).uppercased()) })
    table = results.numbers.known(.choices)
  }

  /// The letter of a choice that the page lists.
  subscript(choice: PublishedChoice) -> String? { letters[choice] }

  /// The anchor of the row that describes a choice.
  static func anchor(_ choice: PublishedChoice) -> String { "choice-\(choice.rawValue)" }

  /// The letters of these choices as one superscript, or nothing.
  func marks(_ choices: [PublishedChoice]) -> Markup {
    let links = choices.sorted { (letters[$0] ?? "") < (letters[$1] ?? "") }.compactMap(link)
    guard !links.isEmpty else { return .nothing }
    return HTML.sup { joined(links) }
  }

  /// The letters of these choices in a cell of their own.
  func list(_ choices: [PublishedChoice]) -> Markup {
    let links = choices.sorted { (letters[$0] ?? "") < (letters[$1] ?? "") }.compactMap(link)
    return links.isEmpty ? .text("\u{2013}") : joined(links)
  }

  private func link(_ choice: PublishedChoice) -> Markup? {
    letters[choice].map { HTML.a($0, .href("#" + Self.anchor(choice)), Attribute("title", choice.label)) }
  }

  private func joined(_ links: [Markup]) -> Markup {
    .group(links.enumerated().flatMap { at, link in at == 0 ? [link] : [.text(", "), link] })
  }

  /// The line under a table whose cells have such letters.
  var legend: Markup {
    guard let table else { return .nothing }
    return HTML.p("Capital letters: choices of the published study (\(table)).")
  }
}

/// The choices of the published study that affect its models: each with its letter, what was done and how it is known.
struct ChoiceTable {
  let results: StudyResults
  let choices: [PublishedChoice]

  var markup: Markup {
    let letters = ChoiceLetters(results)
    return CaptionedTable(
      label: results.numbers[.choices],
      caption: "Choices of the published study that affect these models (Jeong et al. 2024, doi "
        + "10.1038/s41598-024-51742-z). They are the protocol “as published”.",
      isSynthetic: results.study.synthetic, isStacked: true,
      head: HTML.head(
        ["Letter", "Choice", "What was done", "How it is known"], words: ["What was done", "How it is known"],
        brief: ["Choice"]),
      bodies: HTML.tbody {
        for choice in choices {
          HTML.tr(.id(ChoiceLetters.anchor(choice))) {
            HTML.th(letters[choice] ?? "", .scope(.row))
            HTML.td(choice.label, .class("brief"), Attribute("data-label", "Choice"))
            HTML.td(choice.sentence, .class("words"), Attribute("data-label", "What was done"))
            HTML.td(choice.source.sentence, .class("words"), Attribute("data-label", "How it is known"))
          }
        }
      }
    ).markup
  }
}

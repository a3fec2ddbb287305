import Foundation
import Report

/// The body of a document, and the pictures that it shows.
struct WordBody {
  /// References in the order of their numbers.
  let references: [CitedWork]
  private(set) var pictures: [Data] = []

  init(references: [CitedWork]) { self.references = references }

  /// The part `word/document.xml`.
  mutating func xml(of document: PaperDocument) -> Markup {
    var parts =
      document.title.isEmpty
      ? []
      : [
        Word.paragraph(style: "Title") { Word.run(document.title) },
        Word.paragraph(style: "Subtitle") { Word.run(document.subtitle) },
      ]
    let isLandscape = document.pages == .landscape
    var isWide = isLandscape || parts.isEmpty && (document.blocks.first?.isWide ?? false)
    for block in document.blocks {
      let needs = isLandscape || block.isWide
      if parts.isEmpty {
        // The first block begins the first page.
      } else if needs != isWide {
        parts.append(sectionEnd(isWide: isWide))
        isWide = needs
      } else if block.startsPage, !isLandscape {
        parts.append(Self.pageBreak)
      }
      parts += self.parts(of: block)
    }
    let last = Word.section(isWide: isWide)
    return Word.root("w:document") {
      Word.element("w:body") {
        for part in parts { part }
        last
      }
    }
  }

  /// A page of another orientation is another section, which ends with a paragraph of its own.
  private func sectionEnd(isWide: Bool) -> Markup {
    Word.paragraph(style: "TableNote", Word.section(isWide: isWide)) { "" }
  }

  private static let pageBreak = Word.paragraph(style: "TableNote") {
    Word.element("w:r") { Word.element("w:br", ["w:type": "page"]) }
  }

  private mutating func parts(of block: PaperBlock) -> [Markup] {
    switch block {
    case .heading(let level, let title): [Word.paragraph(style: "Heading\(level)") { Word.run(title) }]
    case .paragraph(let text): [Word.paragraph(style: "Normal") { inline(text) }]
    case .points(let points):
      points.map { point in
        Word.paragraph(
          style: "ListBullet",
          Word.element("w:numPr") {
            Word.element("w:ilvl", ["w:val": "0"])
            Word.element("w:numId", ["w:val": "1"])
          }
        ) { inline(point) }
      }
    case .table(let table):
      [caption(table.label, table.caption, style: "Caption"), WordTable(table: table).markup]
        + table.notes.map { note in Word.paragraph(style: "TableNote") { inline(note) } }
    case .figure(let figure): self.figure(figure)
    case .references: list
    }
  }

  private var list: [Markup] {
    references.isEmpty
      ? []
      : [Word.paragraph(style: "Heading1") { Word.run("References") }]
        + references.enumerated().map { at, reference in
          Word.paragraph(style: "Bibliography") { Word.run("\(at + 1). \(reference.entry.line)") }
        }
  }

  /// "Table S2. …" with a field, so that Word can make a list of tables. The field keeps its number when it is updated.
  private func caption(_ label: PaperLabel, _ text: PaperText, style: String) -> Markup {
    let name = label.kind.rawValue + (label.isSupplementary ? "S" : "")
    return Word.paragraph(style: style) {
      Word.run(label.prefix, isBold: true)
      Word.field("SEQ \(name) \\* ARABIC \\r \(label.number)", shown: "\(label.number)", isBold: true)
      Word.run("\(label.panel ?? ""). ", isBold: true)
      inline(text)
    }
  }

  private mutating func figure(_ figure: PaperFigure) -> [Markup] {
    let text = caption(figure.label, figure.caption, style: "FigureCaption")
    guard let files = figure.files else { return [text] }
    pictures.append(files.png)
    return [picture(figure, pictures.count - 1), text]
  }

  /// A picture in the line, as large as on paper but within the page.
  private func picture(_ figure: PaperFigure, _ index: Int) -> Markup {
    let scale = min(1, 160 / figure.size.width, 205 / figure.size.height)
    let lengths = [figure.size.width, figure.size.height].map { "\(Int(($0 * scale * Word.metricUnits).rounded()))" }
    let names = ["id": "\(index + 1)", "name": figure.label.words, "descr": figure.altText]
    let extent = ["cx": lengths[0], "cy": lengths[1]]
    let drawing = Word.element("pic:pic") {
      Word.element("pic:nvPicPr") {
        Word.element("pic:cNvPr", names)
        Word.element("pic:cNvPicPr")
      }
      Word.element("pic:blipFill") {
        Word.element("a:blip", ["r:embed": WordDocument.pictureID(index)])
        Word.element("a:stretch") { Word.element("a:fillRect") }
      }
      Word.element("pic:spPr") {
        Word.element("a:xfrm") {
          Word.element("a:off", ["x": "0", "y": "0"])
          Word.element("a:ext", extent)
        }
        Word.element("a:prstGeom", ["prst": "rect"]) { Word.element("a:avLst") }
      }
    }
    return Word.paragraph(style: "Normal", Word.element("w:keepNext")) {
      Word.element("w:r") {
        Word.element("w:drawing") {
          Word.element("wp:inline", ["distT": "0", "distB": "0", "distL": "0", "distR": "0"]) {
            Word.element("wp:extent", extent)
            Word.element("wp:docPr", names)
            Word.element("a:graphic") {
              Word.element("a:graphicData", ["uri": "http://schemas.openxmlformats.org/drawingml/2006/picture"]) {
                drawing
              }
            }
          }
        }
      }
    }
  }

  /// A text with the numbers of its citations: `[3]`, `[3,5]`.
  private func inline(_ text: PaperText) -> Markup {
    .group(
      text.spans.map { span in
        switch span {
        case .plain(let words): Word.run(words)
        case .raised(let mark): Word.run(mark, isRaised: true)
        case .cited(let cited):
          Word.run(" [\(cited.map { String((references.firstIndex(of: $0) ?? 0) + 1) }.joined(separator: ","))]")
        }
      })
  }
}

extension PaperBlock {
  /// Whether it stands on a page in landscape.
  fileprivate var isWide: Bool { if case .table(let table) = self { table.isWide } else { false } }

  /// Whether it begins a page, as journals want tables and figures.
  fileprivate var startsPage: Bool {
    switch self {
    case .table, .figure: true
    case .heading, .paragraph, .points, .references: false
    }
  }
}

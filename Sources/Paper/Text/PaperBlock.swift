import Foundation

/// A part of a document, in the order of reading.
package enum PaperBlock: Sendable {
  /// A heading; level 1 is a section.
  case heading(Int, String)
  case paragraph(PaperText)
  /// Points of a list without numbers.
  case points([PaperText])
  case table(PaperTable)
  case figure(PaperFigure)
  /// The list of references that the document cites.
  case references
}

/// A document: a manuscript, its supplement, or one table without a title.
package struct PaperDocument: Sendable {
  package let title: String
  /// A line below the title.
  package let subtitle: String
  package let blocks: [PaperBlock]
  /// How its pages follow each other.
  package let pages: Pages

  /// How pages follow each other.
  package enum Pages: Sendable {
    /// As journals want them: each table and figure begins a page, and wide tables have pages in landscape.
    case journal
    /// In landscape throughout, with tables behind the text.
    case landscape
  }

  /// Takes every part as given.
  package init(title: String, subtitle: String, blocks: [PaperBlock], pages: Pages = .journal) {
    (self.title, self.subtitle, self.blocks, self.pages) = (title, subtitle, blocks, pages)
  }

  /// References in the order in which the document cites them first.
  package var references: [CitedWork] {
    var seen: Set<CitedWork> = []
    return blocks.flatMap(\.texts).flatMap(\.references).filter { seen.insert($0).inserted }
  }
}

extension PaperBlock {
  /// All texts of the block.
  fileprivate var texts: [PaperText] {
    switch self {
    case .paragraph(let text): [text]
    case .points(let texts): texts
    case .table(let table): [table.caption] + table.notes
    case .figure(let figure): [figure.caption]
    case .heading, .references: []
    }
  }
}

/// A figure with its number.
package struct PaperFigure: Sendable {
  package let label: PaperLabel
  package let title: String
  package let caption: PaperText
  /// What it shows, for readers who cannot see it.
  package let altText: String
  package let svg: String
  /// The numbers as a table.
  package let csv: String
  /// The numbers of a second part; `nil` for a figure of one.
  package var furtherCSV: String?
  /// PDF and PNG of 300 dpi; `nil` where the library that draws them is missing.
  package var files: Drawn?

  /// Files that are drawn from the SVG.
  package struct Drawn: Sendable {
    package let pdf: Data
    package let png: Data
  }

  /// Width and height on paper in mm, as the SVG states them.
  package let size: (width: Double, height: Double)
}

import Report

/// A table with three lines: above and below the head, and at the end. The head is repeated on every page.
struct WordTable {
  let table: PaperTable

  var markup: Markup {
    let widths = widths
    return Word.element("w:tbl") {
      Word.element("w:tblPr") {
        Word.element("w:tblW", ["w:w": "\(widths.reduce(0, +))", "w:type": "dxa"])
        Word.element("w:tblLayout", ["w:type": "fixed"])
        Word.element("w:tblCellMar") {
          Word.element("w:left", ["w:w": "57", "w:type": "dxa"])
          Word.element("w:right", ["w:w": "57", "w:type": "dxa"])
        }
      }
      Word.element("w:tblGrid") { for width in widths { Word.element("w:gridCol", ["w:w": "\(width)"]) } }
      head(widths)
      for (at, row) in table.rows.enumerated() { self.row(row, widths, isLast: at == table.rows.count - 1) }
    }
  }

  private var widths: [Int] {
    let whole = Word.textWidth(isWide: table.isWide)
    return table.widths.map { Int($0 * Double(whole)) }
  }

  private func head(_ widths: [Int]) -> Markup {
    Word.element("w:tr") {
      Word.element("w:trPr") {
        Word.element("w:cantSplit")
        Word.element("w:tblHeader")
      }
      for (at, name) in table.columns.enumerated() {
        cell(width: widths[at], lines: [("w:top", 12), ("w:bottom", 6)], isAtFoot: true) {
          Word.run(name, isBold: true)
        }
      }
    }
  }

  private func row(_ row: PaperTable.Row, _ widths: [Int], isLast: Bool) -> Markup {
    let lines = isLast ? [("w:bottom", 12)] : []
    return Word.element("w:tr") {
      Word.element("w:trPr") { Word.element("w:cantSplit") }
      switch row {
      case .group(let name):
        cell(width: widths.reduce(0, +), lines: lines, span: widths.count, keepsNext: true) {
          Word.run(name, isBold: true)
        }
      case .cells(let cells, let isIndented):
        for (at, value) in cells.enumerated() {
          cell(width: widths[at], lines: lines, isIndented: isIndented && at == 0) {
            Word.run(value.text)
            if !value.marks.isEmpty { Word.run(PaperTable.marks(of: value), isRaised: true) }
            if let interval = value.interval {
              if table.isWide { Word.element("w:r") { Word.element("w:br") } }
              Word.run(table.isWide ? interval : " \(interval)")
            }
          }
        }
      }
    }
  }

  /// - Parameter lines: sides with a border, and its width in eighths of a point.
  private func cell(
    width: Int, lines: [(String, Int)], span: Int = 1, isIndented: Bool = false, isAtFoot: Bool = false,
    keepsNext: Bool = false, @MarkupBuilder content: () -> Markup
  ) -> Markup {
    let properties: Markup = .group([
      keepsNext ? Word.element("w:keepNext") : .nothing,
      isIndented ? Word.element("w:ind", ["w:left": "170"]) : .nothing,
    ])
    return Word.element("w:tc") {
      Word.element("w:tcPr") {
        Word.element("w:tcW", ["w:w": "\(width)", "w:type": "dxa"])
        if span > 1 { Word.element("w:gridSpan", ["w:val": "\(span)"]) }
        if !lines.isEmpty {
          Word.element("w:tcBorders") {
            for (side, size) in lines {
              Word.element(side, ["w:val": "single", "w:sz": "\(size)", "w:space": "0", "w:color": "000000"])
            }
          }
        }
        if isAtFoot { Word.element("w:vAlign", ["w:val": "bottom"]) }
      }
      Word.paragraph(style: "TableText", properties, content: content)
    }
  }
}

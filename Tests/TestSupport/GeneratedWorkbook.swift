import Foundation

/// A workbook of Excel, written from ECMA-376 and not with the reader's code.
package struct GeneratedWorkbook {
  /// A cell as a workbook holds it.
  package enum Cell: ExpressibleByStringLiteral {
    /// A string of the shared list.
    case text(String)
    /// A string within the cell.
    case inline(String)
    /// The XML of the number, and the position of its format in ``formats``.
    case number(String, format: Int = 0)
    case boolean(Bool)
    case error(String)
    /// A formula with the value that was stored, which may be none.
    case formula(String?, isText: Bool = false)
    /// XML of one's own.
    case xml(String)
    case empty

    package init(stringLiteral value: String) { self = .text(value) }
  }

  /// A worksheet.
  package struct Sheet {
    package var name: String
    /// Rows by their number; a cell stands in the column of its position.
    package var rows: [(number: Int, cells: [Cell])]
    package var state: String?
    package var merged: [String] = []
    package var hiddenRows: Set<Int> = []
    package var hiddenColumns: [Int] = []

    package init(_ name: String = "Sheet1", rows: [[Cell]], from first: Int = 1, state: String? = nil) {
      self.name = name
      self.rows = rows.enumerated().map { (first + $0.offset, $0.element) }
      self.state = state
    }
  }

  package var sheets: [Sheet]
  /// Codes of formats, by number; a whole number is a built-in one.
  package var formats: [String] = ["0"]
  package var countsFrom1904 = false
  /// Prefix of every element, such as `x:`.
  package var prefix = ""
  package var declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
  package var writer = ZipWriter(deflates: true)

  package init(_ sheets: Sheet...) { self.sheets = sheets }

  /// The parts of the workbook by name.
  package func parts() -> [(name: String, data: [UInt8])] {
    var shared: [String] = []
    let xml = sheets.map { sheetXML($0, &shared) }
    let strings = shared.map { element("si", element("t", escaped($0), " xml:space=\"preserve\"")) }.joined()
    let listed = sheets.enumerated().map { number, sheet in
      let state = sheet.state.map { " state=\"\($0)\"" } ?? ""
      let own = " name=\"\(escaped(sheet.name))\" sheetId=\"\(number + 1)\"\(state) r:id=\"rId\(number + 1)\""
      return element("sheet", "", own)
    }
    let properties = element("workbookPr", "", countsFrom1904 ? " date1904=\"1\"" : "")
    let kinds = sheets.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
    let others = [("rIdS", "sharedStrings", "/xl/sharedStrings.xml"), ("rIdF", "styles", "styles.xml")]
    let files: [(String, String)] =
      [
        ("_rels/.rels", relations([("rId1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", element("workbook", properties + element("sheets", listed.joined()))),
        ("xl/_rels/workbook.xml.rels", relations(kinds + others)),
        ("xl/sharedStrings.xml", element("sst", strings)), ("xl/styles.xml", styles()),
      ] + xml.enumerated().map { ("xl/worksheets/sheet\($0.offset + 1).xml", $0.element) }
    return files.map { ($0.0, Array((declaration + $0.1).utf8)) }
  }

  /// The bytes of the file.
  package func bytes() -> [UInt8] { writer.write(parts()) }

  private func relations(_ list: [(String, String, String)]) -> String {
    let type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    let all = list.map { "<Relationship Id=\"\($0)\" Type=\"\(type)\($1)\" Target=\"\($2)\"/>" }
    return "<Relationships>\(all.joined())</Relationships>"
  }

  private func styles() -> String {
    let own = formats.enumerated().filter { Self.builtIn($0.element) == nil }
    let codes = own.map {
      element("numFmt", "", " numFmtId=\"\(164 + $0.offset)\" formatCode=\"\(escaped($0.element))\"")
    }
    let cells = formats.enumerated().map { number, code in
      element("xf", "", " numFmtId=\"\(Self.builtIn(code) ?? 164 + number)\"")
    }
    // The formats of named styles stand before those of cells, and are others.
    let named = element("cellStyleXfs", element("xf", "", " numFmtId=\"14\""))
    return element("styleSheet", element("numFmts", codes.joined()) + named + element("cellXfs", cells.joined()))
  }

  /// The number of a built-in format; `nil` for a code, which may be `00000000`.
  private static func builtIn(_ code: String) -> Int? { Int(code).flatMap { "\($0)" == code && $0 > 0 ? $0 : nil } }

  private func sheetXML(_ sheet: Sheet, _ shared: inout [String]) -> String {
    let columns = sheet.hiddenColumns.map { element("col", "", " min=\"\($0)\" max=\"\($0)\" hidden=\"1\"") }
    var rows = ""
    for (number, cells) in sheet.rows {
      var inner = ""
      for (at, cell) in cells.enumerated() { inner += xml(cell, "\(Self.letters(at + 1))\(number)", &shared) }
      let hidden = sheet.hiddenRows.contains(number) ? " hidden=\"1\"" : ""
      rows += element("row", inner, " r=\"\(number)\"\(hidden)")
    }
    let merges = sheet.merged.map { element("mergeCell", "", " ref=\"\($0)\"") }
    return element(
      "worksheet",
      (columns.isEmpty ? "" : element("cols", columns.joined())) + element("sheetData", rows)
        + (merges.isEmpty ? "" : element("mergeCells", merges.joined())))
  }

  private func xml(_ cell: Cell, _ place: String, _ shared: inout [String]) -> String {
    switch cell {
    case .empty: return ""
    case .xml(let text): return text
    case .text(let text):
      shared.append(text)
      return element("c", element("v", "\(shared.count - 1)"), " r=\"\(place)\" t=\"s\"")
    case .inline(let text):
      return element("c", element("is", element("t", escaped(text))), " r=\"\(place)\" t=\"inlineStr\"")
    case .number(let number, let format):
      return element("c", element("v", number), " r=\"\(place)\" s=\"\(format)\"")
    case .boolean(let value): return element("c", element("v", value ? "1" : "0"), " r=\"\(place)\" t=\"b\"")
    case .error(let text): return element("c", element("v", escaped(text)), " r=\"\(place)\" t=\"e\"")
    case .formula(let value, let isText):
      let type = isText ? " t=\"str\"" : ""
      return element("c", element("f", "A1&amp;B1") + element("v", value ?? ""), " r=\"\(place)\"\(type)")
    }
  }

  private func element(_ name: String, _ content: String, _ attributes: String = "") -> String {
    content.isEmpty
      ? "<\(prefix)\(name)\(attributes)/>" : "<\(prefix)\(name)\(attributes)>\(content)</\(prefix)\(name)>"
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
  }

  /// The letters of a column, counted from 1.
  package static func letters(_ column: Int) -> String {
    column > 26
      ? letters((column - 1) / 26) + letters((column - 1) % 26 + 1) : String(UnicodeScalar(UInt8(64 + column)))
  }
}

import Archives

/// A workbook (`.xlsx`, ECMA-376) of one worksheet, as small as programs accept it.
package struct WrittenWorkbook {
  /// A cell.
  package enum Cell: Hashable, Sendable {
    case text(String)
    /// A number as it is written in a file.
    case number(String)
    /// A day: its number in the calendar of Excel, where 1 January 2000 is 36526. It is shown as 2000-01-01.
    case day(Int)
    case empty
  }

  private let sheet: String
  private let rows: [[Cell]]

  /// - Parameters:
  ///   - sheet: the name of the worksheet, of at most 31 letters.
  ///   - rows: cells from the first column; a row without cells is a blank one.
  package init(sheet: String, rows: [[Cell]]) { (self.sheet, self.rows) = (sheet, rows) }

  /// The bytes of the file; equal cells give equal bytes.
  package var bytes: [UInt8] {
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    return PlainZip.bytes(of: parts.map { ($0.name, Array((declaration + $0.xml).utf8)) })
  }

  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"

  private var parts: [(name: String, xml: String)] {
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let types = [("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles")].map {
      "<Override PartName=\"/xl/\($0).xml\" ContentType=\"\(type).\($1)+xml\"/>"
    }
    let relations = { (list: [(String, String)]) in
      "<Relationships xmlns=\"\(Self.package)/relationships\">"
        + list.enumerated().map { at, one in
          "<Relationship Id=\"rId\(at + 1)\" Type=\"\(Self.office)/\(one.0)\" Target=\"\(one.1)\"/>"
        }.joined() + "</Relationships>"
    }
    return [
      (
        "[Content_Types].xml",
        "<Types xmlns=\"\(Self.package)/content-types\"><Default Extension=\"rels\" ContentType=\""
          + "application/vnd.openxmlformats-package.relationships+xml\"/>" + types.joined() + "</Types>"
      ),
      ("_rels/.rels", relations([("officeDocument", "xl/workbook.xml")])),
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets><sheet name=\"\(Self.escaped(sheet))\" "
          + "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
      ),
      ("xl/_rels/workbook.xml.rels", relations([("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")])),
      ("xl/styles.xml", Self.styles), ("xl/worksheets/sheet1.xml", worksheet),
    ]
  }

  /// Format 0 is general, and format 1 a day.
  private static let styles = """
    <styleSheet xmlns="\(main)"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>\
    <fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>\
    <patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
    <cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>\
    <xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>
    """

  private var worksheet: String {
    let lines = rows.enumerated().filter { !$0.element.isEmpty }.map { at, cells in
      "<row r=\"\(at + 1)\">"
        + cells.enumerated().map { column, cell in xml(cell, at: CellPlace(row: at + 1, column: column + 1)) }.joined()
        + "</row>"
    }
    return "<worksheet xmlns=\"\(Self.main)\"><sheetData>\(lines.joined())</sheetData></worksheet>"
  }

  private func xml(_ cell: Cell, at place: CellPlace) -> String {
    switch cell {
    case .empty: ""
    case .text(let text):
      "<c r=\"\(place)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(Self.escaped(text))</t></is></c>"
    case .number(let number): "<c r=\"\(place)\"><v>\(number)</v></c>"
    case .day(let day): "<c r=\"\(place)\" s=\"1\"><v>\(day)</v></c>"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}

import Execution
import Foundation
import Records
import TestSupport
import Testing

/// Workbooks that no spreadsheet program wrote.
@Suite struct HostileWorkbookTests {
  private let workbook = GeneratedWorkbook(
    .init(rows: [["id", "x"], ["a", .number("1")], ["b", .number("46082")], ["c", .boolean(true)]]))

  private func message(_ parts: [(name: String, data: [UInt8])]) throws -> String {
    try problem(ZipWriter(deflates: true).write(parts)).map { "\(TableError(file: "t.xlsx", problem: $0))" } ?? ""
  }

  /// The workbook with one part in other words.
  private func replacing(_ name: String, _ text: String) throws -> String {
    try message(workbook.parts().map { $0.name == name ? (name, Array(text.utf8)) : $0 })
  }

  @Test func documentTypesAndEntitiesAreRefused() throws {
    let bomb = "<!DOCTYPE sst [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>"
    #expect(try replacing("xl/sharedStrings.xml", bomb).contains("has a document type"))
    let outside = "<sst><si><t>&passwd;</t></si></sst>"
    #expect(try replacing("xl/sharedStrings.xml", outside).contains("entity passwd"))
  }

  @Test func depthSizeAndPlaceAreBounded() throws {
    let deep = String(repeating: "<a>", count: 500)
    #expect(try replacing("xl/sharedStrings.xml", deep).contains("nested more than 100 deep"))
    let long = "<sst><si><t>\(String(repeating: "x", count: 40_000))</t></si></sst>"
    #expect(try replacing("xl/sharedStrings.xml", long).contains("32767 characters"))
    let sheet = { (cells: String) in "<worksheet><sheetData>\(cells)</sheetData></worksheet>" }
    for cells in [
      "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>", "<row r=\"2\"/><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>",
      "<row r=\"1048577\"/>", "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>",
      "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>999</v></c></row>",
      "<row r=\"1\"><c r=\"A1\" t=\"?\"><v>1</v></c></row>", "<row r=\"1\"><c r=\"A1\"><v>0x10x</v></c></row>",
    ] {
      #expect(try replacing("xl/worksheets/sheet1.xml", sheet(cells)).contains("contradicts its format"), "\(cells)")
    }
  }

  /// Two cells a million rows and sixteen thousand columns apart are two cells and no table of sixteen thousand
  /// million.
  @Test func distantCellsTakeNoRoom() throws {
    let cells =
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"XFD1\" t=\"inlineStr\"><is><t>x</t></is></c></row>"
      + "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"
    let parts = workbook.parts().map {
      $0.name == "xl/worksheets/sheet1.xml"
        ? ($0.name, Array("<worksheet><sheetData>\(cells)</sheetData></worksheet>".utf8)) : $0
    }
    let table = try read(ZipWriter(deflates: true).write(parts))
    #expect(table.columns == ["id", "x"] && table.rows == [["", "1"]] && table.lines == [1_048_576])
  }

  /// Merged cells that reach over the sheet many times are refused, not filled.
  @Test func manyMergedCellsAreRefused() throws {
    var made = workbook
    made.sheets[0].merged = [String](repeating: "A2:A1048576", count: 100)
    let text = try problem(made.bytes()).map { "\(TableError(file: "t", problem: $0))" } ?? ""
    #expect(text.contains("50 million cells"))
  }

  @Test func otherFormatsAreNamed() throws {
    let compound: [UInt8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] + [UInt8](repeating: 0, count: 512)
    #expect(try problem(compound, name: "a.xls") == .foreign(.excel97))
    let encrypted = compound + "EncryptedPackage".utf16.flatMap { [UInt8($0), 0] }
    #expect(try problem(encrypted) == .foreign(.encryptedWorkbook))
    let page = "\n<html><body><table><tr><td>id</td></tr></table></body></html>"
    #expect(try problem(Array(page.utf8), name: "a.xls") == .foreign(.webPage))
    #expect(try problem(Array("%PDF-1.7 \u{e9}".utf8), name: "a.csv") == .foreign(.pdf))
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
    #expect(try problem(Array(xml.utf8), name: "a.xls") == .foreign(.excel2003))
    let ods = ZipWriter().write([
      ("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), ("content.xml", []),
    ])
    #expect(try problem(ods, name: "a.ods") == .foreign(.openDocument))
    #expect(try problem(ZipWriter().write([("xl/workbook.bin", [1])])) == .foreign(.binaryWorkbook))
    #expect(try message([("word/document.xml", [])]).contains("no workbook of Excel"))
  }

  /// A workbook of words in another encoding than it says is refused, one in UTF-16 with its mark is read.
  @Test func encodingsOfPartsAreKnownOrRefused() throws {
    let text = "<?xml version=\"1.0\" encoding=\"euc-kr\"?><sst/>"
    #expect(try replacing("xl/sharedStrings.xml", text).contains("encoding euc-kr"))
    let parts = workbook.parts().map { part in
      guard part.name == "xl/worksheets/sheet1.xml" else { return part }
      let own = String(decoding: part.data, as: UTF8.self).replacingOccurrences(of: "UTF-8", with: "UTF-16")
      return (part.name, [0xff, 0xfe] + own.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    }
    #expect(try read(ZipWriter().write(parts)).rows.count == 3)
  }

  /// A changed byte in a part gives an error or a table, never a trap; a changed number of cells is never silent.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func changedPartsGiveErrorsOrTables(seed: UInt64) throws {
    print("changed workbooks: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "changed workbooks")
    let parts = workbook.parts()
    var read = 0
    for _ in 0..<400 {
      var own = parts
      let at = stream.index(below: own.count)
      for _ in 0..<(1 + stream.index(below: 3)) where !own[at].data.isEmpty {
        let place = stream.index(below: own[at].data.count)
        switch stream.index(below: 3) {
        case 0: own[at].data[place] = UInt8(stream.index(below: 256))
        case 1: own[at].data.removeSubrange(place...)
        default: own[at].data.insert(contentsOf: own[at].data[place...].prefix(20), at: place)
        }
      }
      if try problem(ZipWriter().write(own)) == nil { read += 1 }
    }
    #expect(read > 10 && read < 390)
  }
}

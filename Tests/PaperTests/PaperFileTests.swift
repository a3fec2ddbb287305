import Archives
import Execution
import Foundation
import Paper
import Testing

/// Files that other programs open.
@Suite struct PaperFileTests {
  private static let table = PaperTable(
    PaperLabel(.table, 2), "A & B < C.", columns: ["Model", "AUC"],
    rows: [
      .group("Group"), .cells([.init(text: "a_b \u{2212}1"), .init(text: "0.5", marks: [0])], isIndented: true),
    ], footer: ["Footer."], reasons: ["A reason."])

  private static let document = PaperDocument(
    title: "T", subtitle: "S",
    blocks: [
      .heading(1, "Methods"), .paragraph(PaperText([.plain("AUC"), .cited([.delong1988]), .plain(".")])),
      .points(["one"]), .table(table), .references,
    ])

  @Test func aWordFileIsAnArchiveOfWellFormedParts() throws {
    let file = WordDocument(document: Self.document, software: "Apus").data
    let archive = try ZipArchive(file)
    #expect(archive.entries.first?.name == "[Content_Types].xml")
    for entry in archive.entries {
      let bytes = try archive.contents(of: entry.name, limit: 1 << 20)
      #expect(Self.isBalanced(String(decoding: bytes, as: UTF8.self)), "\(entry.name)")
    }
    let text = String(decoding: try archive.contents(of: "word/document.xml", limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("A &amp; B &lt; C.") && text.contains("<w:tblHeader>") && text.contains("SEQ Table"))
    #expect(text.contains(" [1]") && text.contains("1. DeLong ER"))
    #expect(WordDocument(document: Self.document, software: "Apus").data == file)
  }

  /// A long table is in LaTeX what it is in Word: a head, lines, notes.
  @Test func aTableIsAFragmentWithThreeLines() {
    let text = LaTeXTable(table: Self.table).text
    #expect(text.contains("A \\& B \\textless{} C.") && text.contains("a\\_\\allowbreak{}b $-$1"))
    #expect(text.contains("\\textsuperscript{a} A reason.") && text.contains("\\bottomrule"))
    #expect(!text.contains("landscape") && Self.table.widths.reduce(0, +) < 1.0001)
  }

  @Test func aTableOfManyColumnsStandsInLandscape() throws {
    let columns = (0..<8).map { "c\($0)" }
    let wide = PaperTable(
      PaperLabel(.table, 1, isSupplementary: true), "Wide.", columns: columns,
      rows: [.cells(columns.map { .init(text: $0) }, isIndented: false)])
    #expect(wide.isWide && LaTeXTable(table: wide).text.contains("\\begin{landscape}"))
    let own = PaperDocument(title: "", subtitle: "", blocks: [.table(wide)])
    let archive = try ZipArchive(WordDocument(document: own, software: "Apus").data)
    let text = String(decoding: try archive.contents(of: "word/document.xml", limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("landscape") && wide.label.words == "Table S1" && wide.label.fileName == "table-s1")
  }

  /// Whether every element that begins ends, in its order.
  private static func isBalanced(_ xml: String) -> Bool {
    var open: [Substring] = []
    for match in xml.matches(of: #/<(\/?)([A-Za-z:]+)[^>]*?(\/?)>/#) {
      if match.1.isEmpty {
        if match.3.isEmpty { open.append(match.2) }
      } else if open.popLast() != match.2 {
        return false
      }
    }
    return open.isEmpty
  }
}

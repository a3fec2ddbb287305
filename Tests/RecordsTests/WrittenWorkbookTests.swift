import Archives
import Execution
import Foundation
import Records
import Testing

/// Workbooks that are written are read as they were meant.
@Suite struct WrittenWorkbookTests {
  private static let texts = ["IIB", "치료 반응", "a & b < c > \"d\"", " 등록번호 ", "+", "-", "0012", "=1+1", "é"]

  private func read(_ workbook: WrittenWorkbook) throws -> CSVTable {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(Data(workbook.bytes), to: path)
    return try CSVTable(reading: path)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func everyCellIsReadBack(seed: UInt64) throws {
    print("workbook: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "workbook")
    let columns = 3 + stream.index(below: 30)
    let header = (0..<columns).map { "column \($0)" }
    var expected: [[String]] = []
    let rows = (0..<12).map { _ in
      var texts: [String] = []
      let cells = (0..<columns).map { at -> WrittenWorkbook.Cell in
        switch at == 0 ? 0 : stream.index(below: 4) {
        case 0:
          let text = Self.texts[stream.index(below: Self.texts.count)]
          texts.append(text.trimmingCharacters(in: .whitespaces))
          return .text(text)
        case 1:
          let number = stream.index(below: 100_000)
          texts.append("\(number)")
          return .number("\(number)")
        case 2:
          texts.append("2000-01-\(10 + at % 20)")
          return .day(36_526 + 9 + at % 20)
        default:
          texts.append("")
          return .empty
        }
      }
      expected.append(texts)
      return cells
    }
    let title: [[WrittenWorkbook.Cell]] = [[.text("Title")], []]
    let made = WrittenWorkbook(sheet: "환자", rows: title + [header.map { .text($0) }] + rows)
    #expect(made.bytes == made.bytes)
    let table = try read(made)
    #expect(table.columns == header, "seed \(seed)")
    let found = table.rows.map { $0.map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(found == expected.filter { !$0.allSatisfy(\.isEmpty) }, "seed \(seed)")
  }

  @Test func theArchiveHoldsItsEntries() throws {
    let entries = (0..<5).map {
      (name: "파일 \($0).txt", data: Array("content \($0)".utf8) + [UInt8](repeating: 0, count: $0))
    }
    let archive = try ZipArchive(Data(PlainZip.bytes(of: entries)))
    for (name, data) in entries { #expect(try archive.contents(of: name, limit: 100) == data, "\(name)") }
  }
}

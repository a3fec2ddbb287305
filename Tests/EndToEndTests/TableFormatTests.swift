import Foundation
import TestSupport
import Testing

/// Tables as hospitals have them, given to the commands that read tables.
@Suite struct TableFormatTests {
  private let scratch: Scratch
  private let rows: [[String]] = (0..<30).map {
    ["p\($0)", "\($0 % 2)", "\($0 * 7 % 13)", "\(Double($0 * 5 % 11) / 4)"]
  }
  private let columns = ["id", "y", "a", "b"]

  init() throws {
    scratch = try Scratch()
    _ = try scratch.write(([columns] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n"), to: "t.csv")
    let cells = rows.map { row in row.map { Double($0) == nil ? GeneratedWorkbook.Cell.text($0) : .number($0) } }
    let header = columns.map { GeneratedWorkbook.Cell.text($0) }
    var book = GeneratedWorkbook(
      .init("scores", rows: [header] + cells), .init("other", rows: [["k", "v"], ["1", "2"]]))
    book.writer = ZipWriter(deflates: true)
    try Data(book.bytes()).write(to: URL(filePath: scratch.file("t.xlsx")))
    let wide = ([columns] + rows).map { $0.joined(separator: "\t") }.joined(separator: "\r\n")
    try Data(wide.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).write(
      to: URL(filePath: scratch.file("wide.txt")))
  }

  /// The output of a command without the line that names the file.
  private func result(_ command: [String], _ file: String) throws -> (output: String, errors: String, status: Int32) {
    let run = try Command(arguments: command.map { $0 == "T" ? scratch.file(file) : $0 })
    return (run.output.replacingOccurrences(of: scratch.file(file), with: "T"), run.errors, run.status)
  }

  @Test(arguments: [
    ["compare", "T"], ["test", "wilcoxon", "T", "--columns", "a", "y"],
    ["optimism", "T", "--outcome", "y", "--columns", "a", "b", "--resamples", "20"],
  ])
  func everyFormatGivesTheSameResult(command: [String]) throws {
    let plain = try result(command, "t.csv")
    #expect(plain.status == 0 && !plain.errors.contains("note:"), "\(plain.errors)")
    for file in ["t.xlsx", "t.xlsx#scores", "wide.txt"] {
      let other = try result(command, file)
      #expect(other.status == 0 && other.output == plain.output, "\(file): \(other.errors)")
    }
    let noted = try result(command, "t.xlsx").errors
    #expect(noted.contains("note: the sheet \"scores\" is read.") && noted.components(separatedBy: "note:").count == 2)
    #expect(try !result(command, "t.xlsx#scores").errors.contains("note:"))
    #expect(try result(command, "wide.txt").errors.contains("note: the text is read as UTF-16 (little-endian)."))
  }

  @Test func aStudyReadsWorkbooksAndSaysWhich() throws {
    let study = try scratch.write(
      """
      apus: 1
      name: Workbook
      cohort: {table: "t.xlsx", id: id}
      outcome: {column: y, event: 1, non-event: 0}
      factors: {a: {type: continuous}}
      features: {table: "t.xlsx#scores", id: id, columns: [b]}
      split: {nested: 5}
      """, to: "study.yaml")
    let run = try Command("study", "run", [study, "-o", scratch.file("run")])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scratch.read("run/results.json").contains("t.xlsx: the sheet \\\"scores\\\" is read."))
  }

  /// A result never replaces the workbook that it was computed from.
  @Test func aWorkbookIsNotReplacedByAResult() throws {
    let run = try Command(
      "compare", scratch.file("t.xlsx#scores"), ["--csv", scratch.file("t.xlsx")])
    #expect(run.status == 65 && run.errors.contains("is an input"), "\(run.errors)")
  }

  @Test(arguments: [
    ("a.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as [UInt8], "Excel 97 to 2003"),
    ("b.xls", Array("<html><table><tr><td>id</td></tr></table>".utf8), "is a web page (HTML)"),
    ("c.csv", [0xff, 0xd8, 0xff, 0xe0, 0x81, 0x8d], "its words would be garbled"),
  ])
  func otherFormatsAreRefusedWithWhatToDo(name: String, bytes: [UInt8], words: String) throws {
    try Data(bytes).write(to: URL(filePath: scratch.file(name)))
    let run = try Command("compare", scratch.file(name))
    #expect(
      run.status == 65 && run.errors.contains(words) && run.errors.lowercased().contains("save it as"), "\(run.errors)")
  }
}

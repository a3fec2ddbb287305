import Foundation
import Records
import Testing

@Suite struct CSVTableTests {
  private func table(_ text: String) throws -> CSVTable { try CSVTable(parsing: text, file: "t.csv") }

  private func problem(_ text: String) -> TableError.Problem? {
    do {
      _ = try table(text)
      return nil
    } catch let error as TableError {
      return error.problem
    } catch { return nil }
  }

  /// A gzip file of one stored block (RFC 1951, 3.2.4; RFC 1952), made without any library.
  private func gzip(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xff) } }
    var check: UInt32 = 0xffff_ffff
    for byte in bytes {
      check ^= UInt32(byte)
      for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xedb8_8320 : check >> 1 }
    }
    let size = UInt32(bytes.count)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(size, 2) + little(~size & 0xffff, 2) + bytes
      + little(~check, 4) + little(size, 4)
  }

  @Test func aCompressedTableIsReadWholeOrRefusedWhereverItWasCut() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/t.csv.gz"
    let whole = gzip("id,x\n" + (1...30).map { "P\($0),\($0)\n" }.joined())
    try Data(whole).write(to: URL(filePath: path))
    #expect(try CSVTable(reading: path).rows.count == 30)
    // From the first byte of the text on: before it there is no table that could look whole.
    for cut in 16..<whole.count {
      try Data(whole.prefix(cut)).write(to: URL(filePath: path))
      #expect(throws: TableError(file: path, problem: .damagedGzip), "cut at \(cut)") { try CSVTable(reading: path) }
    }
    var other = whole
    other[40] ^= 1
    try Data(other).write(to: URL(filePath: path))
    #expect(throws: TableError(file: path, problem: .damagedGzip)) { try CSVTable(reading: path) }
    #expect(throws: TableError(file: path + "x.gz", problem: .unreadable)) { try CSVTable(reading: path + "x.gz") }
  }

  @Test func quotesHoldSeparatorsLineBreaksAndDoubledQuotes() throws {
    let read = try table("a,b\n\"x, \"\"y\"\"\n z\",2\n")
    #expect(read.rows == [["x, \"y\"\n z", "2"]])
  }

  @Test(arguments: ["\u{feff}a;b\r\n1,5;2\r\n", "a\tb\n1.5\t2", "a,b\n\n1.5,2\n\n"])
  func hospitalExportsAreUnderstood(text: String) throws {
    let read = try table(text)
    #expect(read.columns == ["a", "b"])
    #expect(read.rows.count == 1)
    #expect(read.number(read.rows[0][0]) == 1.5)
  }

  @Test func aDecimalCommaCountsOnlyBesideSemicolons() throws {
    #expect(try table("a,b\n1,2").number("1,5") == nil)
  }

  @Test func infinitiesAndNotANumberAreNoNumbers() throws {
    let read = try table("a\n1")
    #expect(["inf", "nan", "-inf", "0x1p", ""].allSatisfy { read.number($0) == nil })
  }

  @Test func whatWouldShiftDataIsRefused() {
    #expect(problem("a,b\n1,2\n3\n") == .raggedRow(line: 3, cells: 1, expected: 2))
    #expect(problem("a,a\n1,2\n") == .repeatedColumn("a"))
    #expect(problem("a,b\n\"1,2\n") == .openQuote(line: 2))
    #expect(problem("") == .empty)
  }

  /// What commands a terminal or tells of another encoding is named with its line; a tab is white space.
  @Test func controlCharactersAreRefusedByLine() throws {
    #expect(problem("a,b\n1,2\n3,\u{1b}[31m\n") == .controlCharacter(0x1b, line: 3))
    #expect(problem("a,b\n1,\0\n") == .controlCharacter(0, line: 2))
    #expect(problem("a,b\n\"x\ny\",2\n\u{9b}31m,2\n") == .controlCharacter(0x9b, line: 4))
    let error = TableError(file: "t.csv", problem: .controlCharacter(0x1b, line: 3))
    #expect("\(error)".contains("t.csv: line 3 holds the control character U+001B"))
    #expect(try table("a,b\n\u{a0}1,\u{c9}\t\n").rows == [["1", "\u{c9}"]])
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func unicodeTextOfSpreadsheetsIsRead(encoding: String.Encoding) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try #require("\u{feff}a\tb\r\n\u{c4},5\t1,5\r\n".data(using: encoding)).write(to: url)
    let read = try CSVTable(reading: url.path)
    #expect(read.columns == ["a", "b"] && read.rows == [["\u{c4},5", "1,5"]])
    #expect(read.number(read.rows[0][1]) == 1.5)
    // Without the mark the separators say what it is.
    try #require("a,b\n1,2\n".data(using: encoding)).write(to: url)
    #expect(try CSVTable(reading: url.path).rows == [["1", "2"]])
  }

  @Test func aDeclaredSeparatorIsNoHeader() throws {
    let read = try table("sep=;\r\na;b\r\n1,5;2\r\n")
    #expect(read.columns == ["a", "b"] && read.number(read.rows[0][0]) == 1.5 && read.lines == [3])
    #expect(problem("sep=;\na;b\n1\n") == .raggedRow(line: 3, cells: 1, expected: 2))
  }

  @Test func rowsKnowTheirLines() throws {
    #expect(try table("a,b\n\"x\ny\",2\n\n3,4\n").lines == [2, 5])
  }

  @Test func errorsNameTheNearestColumn() {
    let error = TableError(file: "t.csv", problem: .noColumn("respnse", columns: ["id", "response"]))
    #expect("\(error)".contains("did you mean \"response\"?"))
  }

  @Test func whatIsWrittenReadsBack() throws {
    let rows = [["a\"b", "c,d", "e\nf"], ["", " ", "ü"].map { $0 == " " ? "" : $0 }]
    let text = CSVWriter.text(columns: ["x", "y", "z"], rows: rows)
    #expect(try table(text).rows == rows)
  }

  @Test func formulasAreDisarmedAndReadBack() throws {
    let rows = [["=1+1", "@SUM(A1)"], ["-5", "+cmd|x"]]
    let text = CSVWriter.text(columns: ["a", "b"], rows: rows)
    #expect(text == "a,b\n'=1+1,'@SUM(A1)\n-5,'+cmd|x\n")
    #expect(try table(text).rows == rows)
  }

  /// Some spreadsheets run the full-width signs of East Asian keyboards too.
  @Test func fullWidthFormulasAreDisarmedToo() throws {
    let rows = [["\u{ff1d}1+1", "\u{ff20}x"]]
    let text = CSVWriter.text(columns: ["a", "b"], rows: rows)
    #expect(text.contains("'\u{ff1d}1+1,'\u{ff20}x"))
    #expect(try table(text).rows == rows)
  }

  @Test func spreadsheetLeftoversAreUnderstood() throws {
    #expect(try table("a,b,,\n1,2,,\n").columns == ["a", "b"])
    #expect(problem("a,b,,\n1,2,,3\n") == .repeatedColumn(""))
    #expect(try table("a,b\r1,2\r3,4").rows == [["1", "2"], ["3", "4"]])
  }

  @Test(arguments: [0.1, 1.0 / 3, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 123_456_789.123_456_78])
  func numbersSurviveWriting(value: Double) throws {
    #expect(Double(CSVWriter.number(value)) == value)
  }

  /// A number with its interval is no formula, and what only looks like one is written as a text.
  @Test func estimatesHaveNoApostrophe() {
    for cell in ["-0.143 (-0.310 to 0.024)", "-1 to 2", "-3.5 % (-7 to -1)", "-1e-5 (-2e-5 to 0)"] {
      #expect(CSVWriter.line([cell]) == cell + "\n")
    }
    for cell in ["-A1 to 2", "-1+cmd to 2", "=1 to 2", "-1 -2", "@to 1", "-to"] {
      #expect(CSVWriter.line([cell]) == "'\(cell)\n")
    }
  }
}

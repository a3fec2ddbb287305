import Execution
import Records
import Testing

/// Columns made by a generator: those with codes in them are named with their cells, sound ones are left in peace.
@Suite struct MissingCodesTests {
  private static let seed: UInt64 = 19

  private func found(_ cells: [String], separator: Character = ",") -> [MissingCodes] {
    let table = CSVTable(columns: ["A"], rows: cells.map { [$0] }, separator: separator)
    return MissingCodes.findings(in: table, columns: [0])
  }

  private func draws(_ count: Int, _ name: String, _ make: (inout RandomStream) -> Double) -> [String] {
    var stream = RandomStream(seed: Self.seed, name: name)
    return (0..<count).map { _ in "\(make(&stream))" }
  }

  @Test(arguments: ["-9", "-99", "-999", "-9999", "99", "999", "9999"])
  func aCodeFarFromTheOtherValuesIsNamedWithItsLines(code: String) {
    for width in [1.0, 3] {
      var cells = draws(60, "probabilities \(width)") { $0.uniform() * width }
      (cells[3], cells[41]) = (code, code)
      let finding = found(cells)
      #expect(finding.map(\.kind) == [.code(Double(code) ?? 0)], "seed \(Self.seed)")
      #expect(finding.first?.cells.map(\.line) == [5, 43])
      #expect(finding.first?.sentence.contains("\(code) in line 5, line 43") ?? false)
    }
  }

  @Test func valuesWithinTheirColumnAreNoCodes() {
    var scores = draws(200, "wide") { $0.uniform() * 40 - 20 }
    scores[7] = "-9"
    #expect(found(scores).isEmpty)
    var volumes = draws(200, "volumes") { 50 + 5000 * $0.uniform() }
    (volumes[0], volumes[9]) = ("999", "99")
    #expect(found(volumes).isEmpty)
    #expect(found((0..<120).map { "\($0)" }).isEmpty)
    // Whole numbers of a narrow range, of which one happens to be a code.
    #expect(found((0..<90).map { "\(-9 + $0 % 3)" }).isEmpty && found((0..<90).map { "\(97 + $0 % 3)" }).isEmpty)
    #expect(found(draws(300, "normal") { $0.normal() }).isEmpty)
    #expect(found((0..<60).map { "\($0 % 2)" }).isEmpty)
    #expect(found((0..<60).map { $0 % 2 == 0 ? "CR" : "PR" }).isEmpty)
  }

  @Test func errorsOfSpreadsheetsEmptyColumnsAndLonelyCommasAreNamed() {
    var cells = draws(30, "points") { $0.uniform() }
    cells[4] = "#DIV/0!"
    #expect(found(cells).map(\.kind) == [.spreadsheetError])
    cells[4] = "0,5"
    #expect(found(cells, separator: ";").map(\.kind) == [.decimalComma])
    #expect(found(["NA", "", "."]).map(\.kind) == [.nothing])
    #expect(found(cells.map { $0.replacing(".", with: ",") }, separator: ";").isEmpty)
  }

  /// One list for every table; in a column of words a sign or `none` may be a level.
  @Test func emptyCellsAreTheSameEverywhere() {
    for cell in ["", "NA", "NaN", "n.a.", "N/A", "?", ".", "null", "<NA>", "missing"] {
      #expect(MissingCodes.isEmpty(cell) && MissingCodes.isEmpty(cell, asText: true), "\(cell)")
    }
    for cell in ["-", "none", "unknown", "\u{2013}"] {
      #expect(MissingCodes.isEmpty(cell) && !MissingCodes.isEmpty(cell, asText: true), "\(cell)")
    }
    for cell in ["0", "-1", "nano", "#DIV/0!", "x"] { #expect(!MissingCodes.isEmpty(cell), "\(cell)") }
  }

  @Test func numbersThatNobodyCanReadAreKnownFromWords() {
    for cell in [
      "#DIV/0!", "#N/A", "0,5", "1,234.5", "1.234,5", "1 234", "<0.1", ">100", "12 mm", "12mm", "85%", "~3", "3 cm³",
    ] {
      #expect(MissingCodes.isSpoiltNumber(cell), "\(cell)")
    }
    for cell in ["large", "IIB", "T2", "2019-03-01", "not done", ">IIB"] {
      #expect(!MissingCodes.isSpoiltNumber(cell), "\(cell)")
    }
  }
}

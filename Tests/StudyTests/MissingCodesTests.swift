import Execution
import Foundation
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
    // One value but for one patient, z-scored: 1/sqrt(n - 1) for all others, -sqrt(n - 1) for that one.
    for count in [30, 91, 200] {
      let root = Double(count - 1).squareRoot()
      #expect(found((0..<count).map { $0 == 7 ? "\(-root)" : "\(1 / root)" }).isEmpty, "\(count) patients")
    }
  }

  /// Skewed values as those of LDH or CRP, whose largest lies far from the second, so that no distance is surprising.
  @Test(arguments: ["-1", "-9", "-99", "999", "9999"], [5, 12, 30]) func aCodeOfManyPatientsIsNamedBesideAnOutlier(
    code: String, count: Int
  ) {
    for seed in 0..<20 {
      var cells = draws(120, "skewed \(code) \(seed)") { (7500 + 9000 * exp(0.6 * $0.normal())).rounded() / 100 }
      cells[60] = "4000"
      for n in 0..<count { cells[3 * n] = code }
      #expect(found(cells).map(\.kind) == [.code(Double(code) ?? 0)], "seed \(Self.seed), column \(seed)")
    }
  }

  /// Radiomics features and volumes are skewed over three orders of magnitude; one code among them is enough.
  @Test(arguments: ["-9", "-99", "-999", "-9999"]) func aNegativeCodeAmongPositiveValuesIsNamed(code: String) {
    for seed in 0..<20 {
      var cells = draws(110, "log-normal \(code) \(seed)") { 300 * exp(2 * $0.normal()) }
      cells[44] = code
      #expect(found(cells).map(\.kind) == [.code(Double(code) ?? 0)], "seed \(Self.seed), column \(seed)")
      // A change of something may be -9, as others are -3 and -20.
      cells = draws(110, "change \(seed)") { (20 * $0.normal()).rounded() }
      cells[44] = "-9"
      #expect(found(cells).isEmpty)
    }
  }

  /// A limit of a device, at which values were cut.
  @Test(arguments: 0..<40) func valuesCutAtACodeAreNot(seed: Int) {
    for (limit, width) in [(99.0, 120.0), (999, 1300), (-9, 30), (-1000, 1500)] {
      let cut = draws(120, "cut \(limit) \(seed)") { stream in
        let value = limit < 0 ? -width * stream.uniform() : width * stream.uniform()
        return limit < 0 ? max(value, limit) : min(value, limit)
      }
      #expect(found(cut).isEmpty, "\(limit), column \(seed)")
    }
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

  /// Whole numbers up to `most`, those from a thousand on with a sign.
  private func separated(_ most: Double, _ sign: String, _ name: String) -> [String] {
    draws(80, name) { ($0.uniform() * most).rounded(.down) }.map { cell in
      let value = Int(Double(cell) ?? 0)
      return value < 1000 ? "\(value)" : "\(value / 1000)\(sign)\(String(value % 1000 + 1000).dropFirst())"
    }
  }

  @Test(arguments: [1100.0, 1500, 5000, 30_000]) func separatorsOfThousandsAreNamed(most: Double) {
    let cells = separated(most, ".", "thousands \(most)")
    #expect(found(cells).map(\.kind) == [.thousands], "seed \(Self.seed), up to \(most)")
    #expect(found(separated(most, ",", "commas \(most)"), separator: ";").map(\.kind) == [.thousands], "up to \(most)")
  }

  /// Numbers of three decimals, of which programs write one in ten with fewer, and one in a thousand without any.
  @Test func decimalsAreNoThousands() {
    var alarms = 0
    for seed in 0..<200 {
      let width = [2.0, 50, 900, 5000][seed % 4]
      let cells = draws(60, "decimals \(seed)") { ($0.uniform() * width * 1000).rounded() / 1000 }
      if !found(cells).isEmpty { alarms += 1 }
    }
    print("MissingCodesTests: 200 columns of decimals, \(alarms) taken for thousands")
    #expect(alarms == 0)
    #expect(found((0..<60).map { "\(1 + $0 % 9).\(100 + $0)" }).isEmpty)
    #expect(found((0..<60).map { $0 % 2 == 0 ? "0.\(100 + $0)" : "1" }).isEmpty)
  }

  @Test(
    arguments: [
      "-1000", "-777", "-77", "-99.9", "99.9", "9.99", "999.9", "9999.99", "-998", "32767", "-32768", "-2147483648",
      "1.7e308", "-3.4028235e38", "4.2",
    ])
  func whatIsNoProbabilityAmongProbabilitiesIsNamed(code: String) {
    var cells = draws(60, "probabilities") { $0.uniform() }
    (cells[3], cells[41], cells[50]) = (code, code, code)
    #expect(found(cells).map(\.kind) == [.code(Double(code) ?? 0)], "\(code)")
  }

  /// 999 among counts of 150 to 900 is the next count; among ages it is no age.
  @Test func aCountOf999IsACountAmongCounts() {
    var platelets = draws(120, "platelets") { (150 + 750 * $0.uniform()).rounded() }
    platelets[7] = "999"
    #expect(found(platelets).isEmpty, "\(found(platelets).map(\.kind))")
    var ages = draws(120, "ages") { (20 + 70 * $0.uniform()).rounded() }
    ages[7] = "999"
    #expect(found(ages).map(\.kind) == [.code(999)])
  }

  @Test func endsThatAreSharedByNatureAreNoCodes() {
    // A device that reads nothing below a limit, a count that is mostly small, and a tail.
    var limited = draws(80, "limit") { max(0.05, $0.uniform() * 2 - 0.3) }
    limited[0] = "2.4"
    let counts = draws(80, "counts") { $0.uniform() < 0.9 ? ($0.uniform() * 2).rounded(.down) : 3 }
    let tailed = draws(300, "tail") { 0.3 * exp($0.normal()) }
    for cells in [limited, counts, tailed] { #expect(found(cells).isEmpty, "\(found(cells).map(\.kind))") }
  }

  @Test(arguments: [
    ("HPV-16", "HPV 16"), ("G.E.", "GE"), ("1", "1.0"), ("2", "2.0"), ("cT2", "T2"), ("II", "2"), ("IIA", "ІІА"),
    ("iib", "Stage IIB"), ("G2", "Grade 2"), ("g 1", "1"),
    ("Pos", "+"),
  ])
  func spellingsOfOneLevelAreOne(_ pair: (String, String)) {
    #expect(LevelName.plain(pair.0) == LevelName.plain(pair.1), "\(LevelName.plain(pair.0)) \(LevelName.plain(pair.1))")
  }

  @Test func levelsThatDifferStayDifferent() {
    let levels = [
      "T1", "T1a", "T1b", "T2", "II", "IIA", "IIB", "III", "IV", "1-5", "15", "<1", ">1", "1.5", "2+", "3+", "GE",
      "Philips", "pT3",
    ]
    #expect(Set(levels.map(LevelName.plain)).count == levels.count, "\(levels.map(LevelName.plain))")
  }
}

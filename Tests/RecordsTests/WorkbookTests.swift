import Records
import TestSupport
import Testing

@Suite struct WorkbookTests {
  private func workbook(_ rows: [[GeneratedWorkbook.Cell]], formats: [String] = ["0"]) -> GeneratedWorkbook {
    var workbook = GeneratedWorkbook(.init(rows: rows))
    workbook.formats = formats
    return workbook
  }

  @Test(arguments: ["", "x:"], [true, false])
  func cellsAreReadAsTheyAreShown(prefix: String, deflates: Bool) throws {
    var made = workbook([
      ["환자번호", "age", "marker", "ok", "text", "sum"],
      [.text("00123"), .number("61"), .number("0.1"), .boolean(true), .inline(" a & b "), .formula("7")],
      [.number("202600000000123"), .number("6.1E1"), .number("-1.5"), .boolean(false), .text("1,5"), .empty],
    ])
    made.prefix = prefix
    made.writer.deflates = deflates
    let table = try read(made.bytes())
    #expect(table.columns == ["환자번호", "age", "marker", "ok", "text", "sum"])
    #expect(table.rows[0] == ["00123", "61", "0.1", "TRUE", "a & b", "7"])
    #expect(table.rows[1] == ["202600000000123", "61", "-1.5", "FALSE", "1,5", ""])
    #expect(table.lines == [2, 3] && table.notes.isEmpty)
    // A comma within a text is no decimal comma, as in a CSV with commas.
    #expect(table.number("1,5") == nil && table.number("1.5") == 1.5)
  }

  /// Values of Excel's own documentation and of the standard (ECMA-376, part 1, 18.17.4.1): day 1 is 1900-01-01, day 60
  /// the leap day that never was, 2026-03-01 is day 46082, or 44620 from 1904.
  @Test func datesAreISO() throws {
    let formats = [
      "14", "yyyy\"년\" m\"월\" d\"일\"", "22", "[$-412]yyyy/mm/dd hh:mm;@", "h:mm", "[h]:mm:ss", "mmm\\-yy", "0.00",
      "[Red]0", "\"day\" 0", "_-* #,##0_-",
    ]
    func text(_ number: String, _ format: Int, from1904: Bool = false) throws -> String {
      var made = workbook([["a", "b"], [.number(number, format: format), "x"]], formats: formats)
      made.countsFrom1904 = from1904
      return try read(made.bytes()).rows[0][0]
    }
    #expect(try text("46082", 0) == "2026-03-01" && text("46082", 1) == "2026-03-01")
    #expect(try text("44620", 0, from1904: true) == "2026-03-01")
    #expect(try text("1", 0) == "1900-01-01" && text("59", 0) == "1900-02-28")
    #expect(try text("60", 0) == "1900-02-29" && text("61", 0) == "1900-03-01")
    #expect(try text("2958465", 0) == "9999-12-31" && text("0", 0, from1904: true) == "1904-01-01")
    #expect(try text("46082.604166666664", 2) == "2026-03-01T14:30:00" && text("46082", 3) == "2026-03-01")
    #expect(try text("0.604166666666667", 4) == "14:30:00" && text("1.5", 5) == "36:00:00")
    #expect(try text("46082", 6) == "2026-03-01")
    for format in 7...10 { #expect(try text("46082", format) == "46082", "\(formats[format])") }
    // A negative number is no day.
    #expect(try text("-3", 0) == "-3" && text("2958466", 0) == "2958466")
  }

  @Test func percentagesAreSharesAndSaid() throws {
    let made = workbook(
      [["id", "necrosis"], ["a", .number("0.25", format: 1)], ["b", .number("0.4", format: 0)]], formats: ["0", "0.0%"])
    let table = try read(made.bytes())
    #expect(table["necrosis"] == ["0.25", "0.4"])
    #expect(
      table.sentences == ["numbers shown as percentages are read as shares, 25 % as 0.25, in the columns necrosis."])
  }

  @Test func leadingZerosOfAFormatBelongToTheNumber() throws {
    let made = workbook(
      [["id", "x"], [.number("1234", format: 1), .number("5", format: 1)]], formats: ["0", "00000000"])
    #expect(try read(made.bytes()).rows == [["00001234", "00000005"]])
  }

  @Test func errorsHaveNoValueAndAreNamed() throws {
    let made = workbook([
      ["id", "x", "y"], ["a", .error("#DIV/0!"), .number("1")], ["b", .number("2"), .error("#N/A")],
    ])
    let table = try read(made.bytes())
    #expect(table.rows == [["a", "", "1"], ["b", "2", ""]])
    #expect(table.sentences == ["cells with an error of the spreadsheet have no value: B2 #DIV/0!, C3 #N/A."])
  }

  @Test func formulasWithoutValuesAreRefused() throws {
    let made = workbook([["id", "x"], ["a", .formula(nil)], ["b", .formula(nil, isText: true)]])
    #expect(
      try "\(problem(made.bytes()).map { TableError(file: "t", problem: $0) }.map { "\($0)" } ?? "")".contains(
        "B2 hold"))
    // A formula that gives an empty text has a value.
    let empty = workbook([["id", "x"], ["a", .formula(nil, isText: true)], ["b", .formula("t", isText: true)]])
    #expect(try read(empty.bytes())["x"] == ["", "t"])
  }

  @Test func titlesBlankRowsAndBlankColumnsAreNoPartOfTheTable() throws {
    let made = workbook([
      [.empty, "Patients 2026"], [], [.empty, "id", .empty, "age\n(years)"], [],
      [.empty, "a", .empty, .number("1")], [.empty, " ", .empty, .empty], [.empty, "b", .empty, .number("2")],
    ])
    let table = try read(made.bytes())
    #expect(table.columns == ["id", "age (years)"] && table.rows == [["a", "1"], ["b", "2"]])
    #expect(table.lines == [5, 7])
    #expect(table.sentences == ["the header is row 3; the rows above it are not read."])
  }

  @Test func mergedCellsCountForEachOfTheirRows() throws {
    var made = workbook([["site", "id"], ["A", "1"], [.empty, "2"], ["B", "3"]])
    made.sheets[0].merged = ["A2:A3"]
    let table = try read(made.bytes())
    #expect(table["site"] == ["A", "A", "B"])
    #expect(table.sentences == ["the value of the merged cells A2:A3 counts for each of their rows."])
  }

  @Test func aHeaderOfTwoRowsIsJoined() throws {
    var made = workbook([
      ["id", "size", .empty, "age"], [.empty, "T1", "T2", .empty], ["a", .number("1"), .number("2"), .number("3")],
    ])
    made.sheets[0].merged = ["A1:A2", "B1:C1", "D1:D2"]
    let table = try read(made.bytes())
    #expect(table.columns == ["id", "size T1", "size T2", "age"] && table.rows == [["a", "1", "2", "3"]])
    #expect(table.sentences == ["the header has the rows 1 to 2, whose names are joined."])
  }

  @Test func cellsMergedAcrossColumnsAreRefusedUnlessTheyAreHeadings() throws {
    var made = workbook([
      ["id", "x", "y"], ["Group A"], ["a", .number("1"), .empty], ["b", .number("1"), .number("2")],
    ])
    made.sheets[0].merged = ["A2:C2"]
    let table = try read(made.bytes())
    #expect(table["id"] == ["a", "b"])
    #expect(table.sentences.contains { $0.contains("headings and no patients: row 2.") })
    made.sheets[0].merged = ["A2:C2", "B3:C3"]
    let text = try problem(made.bytes()).map { "\(TableError(file: "t", problem: $0))" } ?? ""
    #expect(text.contains("the cells B3:C3 are merged across columns"))
  }

  @Test func theFirstShownSheetIsReadOrTheNamedOne() throws {
    var made = GeneratedWorkbook(
      .init("Codes", rows: [["code", "x"], ["1", "y"]], state: "hidden"),
      .init("환자", rows: [["id", "y"], ["a", "0"]]),
      .init("MRI", rows: [["id", "z"], ["a", "1"]]))
    made.writer.deflates = true
    let first = try read(made.bytes())
    #expect(first.columns == ["id", "y"])
    #expect(first.sentences == ["the sheet \"환자\" is read. Name another as file.xlsx#Sheet: MRI."])
    #expect(try read(made.bytes(), sheet: "mri").columns == ["id", "z"])
    #expect(try read(made.bytes(), sheet: "Codes").columns == ["code", "x"])
    let text = try problem(made.bytes(), sheet: "MR").map { "\(TableError(file: "t", problem: $0))" } ?? ""
    #expect(text.contains("has no sheet \"MR\" (did you mean \"MRI\"?). It has: Codes, 환자, MRI."))
    // A file whose own name has the sign is that file.
    #expect(try read(made.bytes(), name: "a#b.xlsx").columns == ["id", "y"])
  }

  @Test func hiddenRowsAndColumnsAreReadAndSaid() throws {
    var made = workbook([["id", "x"], ["a", "1"], ["b", "2"]])
    made.sheets[0].hiddenRows = [3]
    made.sheets[0].hiddenColumns = [2]
    let table = try read(made.bytes())
    #expect(table.rows.count == 2)
    #expect(table.sentences == ["1 hidden row and the hidden columns x of the sheet are read like the others."])
  }

  @Test func columnsWithoutNamesAreNamedByTheirLetters() throws {
    // pandas writes the index under an empty name.
    #expect(try read(workbook([[.empty, "x", "y"], [.number("0"), "1", "2"]]).bytes()).columns == ["", "x", "y"])
    let text =
      try problem(workbook([["id", "x", .empty, .empty], ["a", "1", "note", "2"]]).bytes())
      .map { "\(TableError(file: "t", problem: $0))" } ?? ""
    #expect(text.contains("the columns C, D have cells but no name in the header, row 1."))
    #expect(try problem(workbook([["id", "x", "x"], ["a", "1", "2"]]).bytes()) == .repeatedColumn("x"))
  }

  @Test func writersReadingsAndEscapesOfEastAsianTextsAreUnderstood() throws {
    let rich =
      "<c r=\"A2\" t=\"inlineStr\"><is><r><t>\u{6f22}</t></r><r><t>\u{5b57}</t></r><rPh sb=\"0\" eb=\"2\"><t>x</t></rPh></is></c>"
    let table = try read(
      workbook([["a", "b"], [.xml(rich), .text("x_x000D_y")], ["<&>", .inline("_x0041_")]]).bytes())
    #expect(table.rows == [["\u{6f22}\u{5b57}", "x\ry"], ["<&>", "A"]])
  }
}

import Foundation

/// Cells of a column of numbers that may stand for a missing value: codes, errors of a spreadsheet, a lonely decimal
/// comma.
///
/// A code (-9, -99, 999 and the like) is one only where it lies outside of what the rest of the column holds; a score
/// of -9 among scores from -20 to 20 is a score. See Documentation/compare.md for the rule.
package struct MissingCodes: Sendable, Hashable {
  /// What a cell may stand for.
  package enum Kind: Hashable, Sendable {
    /// A number that people write for "not known", far from the rest of its column or written otherwise.
    case code(Double)
    /// What a spreadsheet writes where a formula failed, such as `#DIV/0!`.
    case spreadsheetError
    /// `0,5` in a column whose other numbers have points: 0.5, or two cells gone wrong.
    case decimalComma
    /// `1.234` among whole numbers: 1234 with a separator of thousands, which is read as 1.234.
    case thousands
    /// No cell of the column holds a value.
    case nothing
  }

  /// One cell.
  package struct Cell: Hashable, Sendable {
    /// Position of the row, from 0.
    package let row: Int
    /// Line of the file.
    package let line: Int
    /// What it holds.
    package let text: String

    /// All parts, as they are.
    package init(row: Int, line: Int, text: String) {
      self.row = row
      self.line = line
      self.text = text
    }
  }

  /// Name of the column.
  package let column: String
  /// What its cells may stand for.
  package let kind: Kind
  /// The cells, from top to bottom; empty for a column without values.
  package let cells: [Cell]

  /// All parts, as they are.
  package init(column: String, kind: Kind, cells: [Cell]) {
    self.column = column
    self.kind = kind
    self.cells = cells
  }

  /// What a person must know: the cells with their lines, and the question.
  package var sentence: String {
    let places = cells.prefix(5).map { "line \($0.line)" }.joined(separator: ", ")
    let more = cells.count > 5 ? " and \(cells.count - 5) more" : ""
    let text = cells.first?.text ?? ""
    return switch kind {
    case .code:
      "the column \"\(column)\" holds \(text) in \(places)\(more), outside of its other values. Is it a code for \"missing\"?"
    case .spreadsheetError:
      "the column \"\(column)\" holds \(text) in \(places)\(more): the error of a spreadsheet, not a value."
    case .decimalComma:
      "the column \"\(column)\" holds \"\(text)\" in \(places)\(more), a decimal comma among decimal points. Is it "
        + "\(text.replacing(",", with: "."))?"
    case .thousands:
      "the column \"\(column)\" holds \"\(text)\" in \(places)\(more) among whole numbers. Does it have a separator of thousands? Write "
        + "\(text.filter(\.isNumber)): it was read as \(text.replacing(",", with: "."))."
    case .nothing: "the column \"\(column)\" has no value in any row."
    }
  }

  /// Numbers that registries, SPSS and Stata users write for "not known".
  package static let codes: Set<Double> = [
    -1, -9, -77, -88, -98, -99, -777, -888, -998, -999, -1000, -9998, -9999, -10_000, -99_999, 88, 99, 777,
    888,
    998, 999, 7777, 8888, 9998, 9999, 99_999, 999_999,
    // With decimals, as a column of one or two has them.
    9.99, 99.9, 99.99, 999.9, 999.99, 9999.9, 9999.99, -9.99, -99.9, -99.99, -999.9, -999.99, -9999.9, -9999.99,
    // Limits of integers.
    32_767, -32_768, 65_535, 2_147_483_647, -2_147_483_648,
  ]

  /// Whether a number is one of ``codes``, a power of ten from a million on, or from 1e30 on, beyond what is measured;
  /// programs write such numbers (the largest of their type among them) for "not known".
  package static func isCode(_ value: Double) -> Bool { codes.contains(value) || isGiant(value) }

  private static func isGiant(_ value: Double) -> Bool {
    guard abs(value) >= 1e6 else { return false }
    if abs(value) >= 1e30 { return true }
    let power = log10(abs(value))
    return abs(power - power.rounded()) < 1e-12
  }

  /// What cells hold that have no value, in every table that is read.
  private static let empty: Set<String> = [
    "", ".", "?", "na", "nan", "n/a", "n.a.", "n.a", "null", "<na>", "#na", "missing",
  ]
  /// What columns of numbers hold besides; in a column of words `-` may be "negative" and `none` a level.
  private static let emptyOfNumbers: Set<String> = [
    "-", "--", "\u{2013}", "\u{2014}", "none", "nil", "unknown", "unk", "nd", "n.d.",
  ]

  /// Whether a cell says that it has no value: empty, or a mark that people and programs write for that. The one list
  /// of them.
  /// - Parameter asText: whether its column holds words.
  package static func isEmpty(_ cell: String, asText: Bool = false) -> Bool {
    guard cell.utf8.count <= 7 else { return false }
    // Most cells are numbers.
    if let first = cell.utf8.first, (48...57).contains(first) { return false }
    let plain = cell.lowercased()
    return empty.contains(plain) || !asText && emptyOfNumbers.contains(plain)
  }

  /// A number that was written so that no program reads it: `#DIV/0!`, a decimal comma, separators of thousands, a
  /// limit such as `<0.1`, a number with its unit. What it means is not for a program to guess, but no reason to lose a
  /// patient.
  package static func isSpoiltNumber(_ cell: String) -> Bool {
    if isSpreadsheetError(cell) { return true }
    guard cell.utf8.count <= 24 else { return false }
    return cell.contains(/^[<>≤≥~±≈]?=?\s*[-+−]?\d[\d.,'’\s]*(%|[A-Za-zµμ²³°\/]{1,8}[²³23]?)?$/)
  }

  /// Whether a cell is what spreadsheets write where a formula failed.
  package static func isSpreadsheetError(_ cell: String) -> Bool {
    cell.utf8.first == 35
      && ["#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
        .contains(cell.uppercased())
  }

  /// Everything found in some columns of a table, in their order; text columns are silent.
  package static func findings(in table: CSVTable, columns: [Int]) -> [MissingCodes] {
    columns.flatMap { at in
      findings(column: table.columns[at], cells: table.rows.map { $0[at] }, lines: table.lines, number: table.number)
    }
  }

  /// Everything found in one column.
  /// - Parameters:
  ///   - cells: from top to bottom, trimmed.
  ///   - lines: of the file, one a cell.
  ///   - number: reads a cell as the table does.
  package static func findings(
    column: String, cells: [String], lines: [Int], number: (String) -> Double?
  ) -> [MissingCodes] {
    let given = cells.indices.filter { !isEmpty(cells[$0]) }
    guard !given.isEmpty else {
      return cells.isEmpty ? [] : [MissingCodes(column: column, kind: .nothing, cells: [])]
    }
    let errors = given.filter { isSpreadsheetError(cells[$0]) }
    let commas = given.filter { isDecimalComma(cells[$0]) }
    let values = given.map { ($0, number(cells[$0])) }
    let numbers = values.compactMap { row, value in value.map { (row, $0) } }
    // A column of words has no codes of numbers.
    guard 2 * numbers.count >= given.count - errors.count - commas.count else { return [] }
    func made(_ kind: Kind, _ rows: [Int]) -> MissingCodes {
      MissingCodes(column: column, kind: kind, cells: rows.map { Cell(row: $0, line: lines[$0], text: cells[$0]) })
    }
    var found = Dictionary(grouping: errors) { cells[$0].uppercased() }.sorted { $0.key < $1.key }
      .map { made(.spreadsheetError, $0.value) }
    let points = given.count { cells[$0].utf8.contains(46) }
    if !commas.isEmpty, points > commas.count { found.append(made(.decimalComma, commas)) }
    let grouped = thousands(values, cells)
    if !grouped.isEmpty { found.append(made(.thousands, grouped)) }
    return found + outlying(numbers).map { made(.code($0.0), $0.1) }
  }

  /// The codes among the numbers of a column, each with its rows. See Documentation/compare.md for the rule.
  package static func outlying(_ numbers: [(Int, Double)]) -> [(Double, [Int])] {
    let lonely = lonelyEnds(numbers.map(\.1))
    let isSuspect = { (value: Double) in isCode(value) || lonely.contains(value) }
    let suspects = Dictionary(grouping: numbers.filter { isSuspect($0.1) }) { $0.1 }
    guard !suspects.isEmpty else { return [] }
    let rest = numbers.filter { !isSuspect($0.1) }
    guard rest.count >= 3, let least = rest.map(\.1).min(), let most = rest.map(\.1).max() else { return [] }
    // The widest step between values that are no codes: a number that lies no farther off is the next value.
    let sorted = Set(rest.map(\.1)).sorted()
    let step = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.max() ?? 0
    let hasFractions = 2 * rest.count { $0.1 != $0.1.rounded() } > rest.count
    return suspects.sorted { $0.key < $1.key }.compactMap { value, own in
      if lonely.contains(value) { return (value, own.map(\.0)) }
      let apart = max(least - value, value - most)
      // Where others are below 0, -1 is the next of them; giants among large numbers are numbers.
      if value == -1, least < 0 { return nil }
      if isGiant(value), abs(value) < 100 * max(abs(least), abs(most)) { return nil }
      guard apart > max(2 * step, hasFractions ? 0 : 2) else { return nil }
      // Below 0 where nothing else is, or whole where little else is: half a range is far; else a whole one.
      let isOdd = (value < 0 && least >= 0) || hasFractions
      let isRepeated = own.count > 1
      let width = most - least
      let limit = isOdd && isRepeated ? 0 : isOdd ? width / 20 : isRepeated ? width / 2 : width
      return apart > limit ? (value, own.map(\.0)) : nil
    }
  }

  /// Whether a person would write the number: with two decimals at most. A calculation gives more.
  private static func isWritten(_ value: Double) -> Bool { abs(value * 100 - (value * 100).rounded()) < 1e-6 }

  /// Numbers on no list that are codes by where they stand: the least or the largest of a column, far from all others.
  ///
  /// Twice or more, three times the width of the rest away, where the rest hardly repeats: a limit of a device lies
  /// beside the rest. Or half a unit or more outside of 0 to 1 where all others, nine in ten of twenty or more, lie
  /// inside and are no whole numbers: a probability or a share is nowhere else, and what is only mostly small has a
  /// tail.
  private static func lonelyEnds(_ values: [Double]) -> Set<Double> {
    guard values.count >= 10, let low = values.min(), let high = values.max(), low < high else { return [] }
    if low < -0.5 || high > 1.5, values.count >= 20 {
      let far = values.filter { $0 < -0.5 || $0 > 1.5 }
      let shares = values.count { (0...1).contains($0) }
      let isShare = 10 * far.count <= values.count && far.count + shares == values.count
      // A z-scored column that holds one value but for one patient lies in 0 to 1 too, and that patient at -sqrt(n -
      // 1).
      if isShare, far.allSatisfy(isWritten), 2 * values.count(where: { $0 != $0.rounded() }) >= values.count {
        return Set(far)
      }
    }
    return Set(
      [low, high].filter { end in
        let own = values.count { $0 == end }
        // Nothing and all are measurements: the extent of a lesion of one voxel, the ratio of two equal axes.
        guard own >= 2, 4 * own <= values.count, isWritten(end), end != 0, end != 1 else { return false }
        let rest = values.filter { $0 != end }
        guard let least = rest.min(), let most = rest.max(), most > least else { return false }
        return max(least - end, end - most) >= 3 * (most - least) && 3 * Set(rest).count >= 2 * rest.count
      })
  }

  /// Positions of cells such as `1.234` or `1,234` that are read as a number a thousand times too small.
  ///
  /// Either the others are whole and about as large as the number without its sign; or every cell with a sign has three
  /// digits behind it and no zero before it, and all others are whole, below 1000 and, at the largest, above 100.
  /// Measured numbers of three decimals never look so, since of ten of them one ends in a zero that programs do not
  /// write, and none in a thousand is whole.
  package static func thousands(_ values: [(Int, Double?)], _ cells: [String]) -> [Int] {
    let grouped = Set(values.filter { isGrouped(cells[$0.0]) && $0.1 != nil }.map(\.0))
    guard !grouped.isEmpty else { return [] }
    let rest = values.filter { !grouped.contains($0.0) }.compactMap(\.1)
    guard rest.count >= 3, rest.allSatisfy({ $0 == $0.rounded() }), let least = rest.min(), let most = rest.max() else {
      return []
    }
    let isSeparated = least >= 0 && most < 1000 && most >= 100 && grouped.count >= 2
    if isSeparated, values.allSatisfy({ !grouped.contains($0.0) || cells[$0.0].utf8.first != 48 }),
      values.allSatisfy({ grouped.contains($0.0) || cells[$0.0].utf8.allSatisfy { (48...57).contains($0) } })
    {
      return grouped.sorted()
    }
    guard rest.count > grouped.count, least > 10 else { return [] }
    let suspects = values.compactMap { row, value -> Int? in
      guard let value, grouped.contains(row), value < least / 10 else { return nil }
      return (least / 3...most * 3).contains(1000 * value) ? row : nil
    }
    return suspects.count == grouped.count ? suspects : []
  }

  /// One to three digits, a point or comma, three digits.
  private static func isGrouped(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    guard (5...7).contains(bytes.count), [44, 46].contains(bytes[bytes.count - 4]) else { return false }
    return bytes.enumerated().allSatisfy { $0.offset == bytes.count - 4 || (48...57).contains($0.element) }
  }

  /// Digits, a comma, digits.
  private static func isDecimalComma(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    guard let comma = bytes.firstIndex(of: 44), bytes.lastIndex(of: 44) == comma, comma + 1 < bytes.count else {
      return false
    }
    let digits = bytes.first == 45 || bytes.first == 43 ? bytes[1..<comma] : bytes[..<comma]
    return !digits.isEmpty && (digits + bytes[(comma + 1)...]).allSatisfy { (48...57).contains($0) }
  }
}

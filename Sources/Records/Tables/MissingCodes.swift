import Execution
import Foundation

/// Cells of a numeric column that may stand for a missing value: codes, spreadsheet errors, or a single decimal comma.
///
/// A number such as -9, -99 or 999 counts as a code only if it lies outside the other values of the column; -9 among
/// scores from -20 to 20 is a score. The rule is in Documentation/compare.md.
package struct MissingCodes: Sendable, Hashable {
  /// The possible meaning of a cell.
  package enum Kind: Hashable, Sendable {
    /// A number used for "unknown" that lies far from the other values or is written differently.
    case code(Double)
    /// The text that a spreadsheet writes where a formula failed, such as `#DIV/0!`.
    case spreadsheetError
    /// `0,5` in a column whose other numbers have decimal points: either 0.5 or two cells written as one.
    case decimalComma
    /// `1.234` among whole numbers: probably 1234 with a thousands separator, but read as 1.234.
    case thousands
    /// No cell of the column holds a value.
    case nothing
  }

  /// A cell of the column.
  package struct Cell: Hashable, Sendable {
    /// Position of the row, from 0.
    package let row: Int
    /// Line in the file.
    package let line: Int
    /// Text of the cell.
    package let text: String

    /// Takes every part as given.
    package init(row: Int, line: Int, text: String) {
      self.row = row
      self.line = line
      self.text = text
    }
  }

  /// Name of the column.
  package let column: String
  /// The possible meaning of the cells.
  package let kind: Kind
  /// The cells from top to bottom; empty for a column without values.
  package let cells: [Cell]

  /// Takes every part as given.
  package init(column: String, kind: Kind, cells: [Cell]) {
    self.column = column
    self.kind = kind
    self.cells = cells
  }

  /// A sentence for the user: the cells with their lines, and the question to answer.
  package var sentence: String {
    let places = cells.prefix(5).map { "line \($0.line)" }.joined(separator: ", ")
    let more = cells.count > 5 ? " and \(cells.count - 5) more" : ""
    let text = cells.first?.text ?? ""
    return switch kind {
    case .code:
      "the column \"\(column)\" holds \(text) in \(places)\(more), outside the range of its other values. Is it a "
        + "code for \"missing\"?"
    case .spreadsheetError:
      "the column \"\(column)\" holds \(text) in \(places)\(more), which is a spreadsheet error and not a value."
    case .decimalComma:
      "the column \"\(column)\" holds \"\(text)\" in \(places)\(more), a decimal comma among decimal points. Is it "
        + "\(text.replacing(",", with: "."))?"
    case .thousands:
      "the column \"\(column)\" holds \"\(text)\" in \(places)\(more) among whole numbers. Is this a thousands "
        + "separator? Then write \(text.filter(\.isNumber)); it was read as \(text.replacing(",", with: "."))."
    case .nothing: "the column \"\(column)\" has no value in any row."
    }
  }

  /// Numbers that registries and users of SPSS and Stata write for "unknown".
  package static let codes: Set<Double> = [
    -1, -9, -77, -88, -98, -99, -777, -888, -998, -999, -1000, -9998, -9999, -10_000, -99_999, 88, 99, 777,
    888,
    998, 999, 7777, 8888, 9998, 9999, 99_999, 999_999,
    // The same with the one or two decimals of their column.
    9.99, 99.9, 99.99, 999.9, 999.99, 9999.9, 9999.99, -9.99, -99.9, -99.99, -999.9, -999.99, -9999.9, -9999.99,
    // Limits of integers.
    32_767, -32_768, 65_535, 2_147_483_647, -2_147_483_648,
  ]

  /// Whether a number is one of ``codes``, a power of ten from a million on, or 1e30 and more. Programs write such
  /// numbers, for example the largest of a type, for "unknown"; no measurement is so large.
  package static func isCode(_ value: Double) -> Bool { codes.contains(value) || isGiant(value) }

  private static func isGiant(_ value: Double) -> Bool {
    guard abs(value) >= 1e6 else { return false }
    if abs(value) >= 1e30 { return true }
    let power = log10(abs(value))
    return abs(power - power.rounded()) < 1e-12
  }

  /// Texts that mean "no value" in every table.
  private static let empty: Set<String> = [
    "", ".", "?", "na", "nan", "n/a", "n.a.", "n.a", "null", "<na>", "#na", "missing",
  ]
  /// Further such texts in numeric columns. In a column of words `-` may mean "negative", and `none` may be a level.
  private static let emptyOfNumbers: Set<String> = [
    "-", "--", "\u{2013}", "\u{2014}", "/", "none", "nil", "unknown", "unk", "nd", "n.d.",
  ]

  /// Words for "not known" in languages of clinical tables. As a level of a factor they are a level, but whom they
  /// stand for may follow the outcome.
  private static let unknownWords: Set<String> = [
    "unknown", "not known", "unk", "n.d.", "n.d", "nd", "nr", "n.r.", "not reported", "not recorded", "not documented",
    "not done", "not tested", "not assessed", "not available", "not evaluated", "not determined", "not examined",
    "not performed", "not applicable", "no data", "no result", "undetermined", "unspecified", "missing", "k.a.",
    "k. a.", "ka", "keine angabe", "keine angaben", "unbekannt", "nicht bekannt",
    "nicht untersucht", "nicht bestimmt", "nicht erhoben", "nicht getestet", "n. d.", "inconnu", "inconnue",
    "non connu", "non renseigné", "non renseigne", "non fait", "non réalisé", "nsp", "desconocido", "desconocida",
    "no disponible", "no realizado", "sin dato", "sin datos", "sconosciuto", "sconosciuta", "non noto", "non eseguito",
    "non disponibile", "onbekend", "niet bekend", "niet bepaald", "okänd", "ej känd", "ukjent", "ukendt",
    "ikke kjent", "tuntematon", "nieznany", "nieznane", "brak danych", "neznámé", "neznámý", "неизвестно", "нет данных",
    "desconhecido", "não informado", "bilinmiyor", "άγνωστο", "不明", "未知", "不詳", "未検", "미상", "모름", "불명", "검사안함",
  ]

  /// Whether a level of a factor says that its value is not known.
  package static func saysUnknown(_ level: String) -> Bool {
    let plain = level.precomposedStringWithCanonicalMapping.lowercased()
      .replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
    return unknownWords.contains(plain) || isEmpty(plain, asText: true)
  }

  /// Whether a cell has no value: it is empty or holds a mark for that. This is the only list of such marks.
  /// - Parameter asText: whether the column holds words.
  package static func isEmpty(_ cell: String, asText: Bool = false) -> Bool {
    guard cell.utf8.count <= 7 else { return false }
    // Most cells are numbers, so these are decided first.
    if let first = cell.utf8.first, (48...57).contains(first) { return false }
    let plain = cell.lowercased()
    return empty.contains(plain) || !asText && emptyOfNumbers.contains(plain)
  }

  /// Whether a cell holds a number in a form that cannot be read: `#DIV/0!`, `inf`, a decimal comma, thousands
  /// separators, a limit such as `<0.1`, or a number with its unit. The program must not guess the value, but the
  /// patient need not be excluded for it.
  package static func isSpoiltNumber(_ cell: String) -> Bool {
    if isSpreadsheetError(cell) || Double(cell)?.isInfinite ?? false || cell == "∞" { return true }
    guard cell.utf8.count <= 24 else { return false }
    return limitOrUnit.isIn(cell)
  }
  private static let limitOrUnit = Pattern(
    /^[<>≤≥~±≈]?=?\s*[-+−]?\d[\d.,'’\s]*(%|[A-Za-zµμ²³°\/]{1,8}[²³23]?)?$/)

  /// The texts of English, German, French, Italian and Spanish programs.
  private static let spreadsheetErrors: Set<String> = [
    "#DIV/0!", "#DIV/0", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#N/D", "#VALEUR!", "#NOM?", "#NOMBRE!", "#VALORE!", "#RIF!", "#NOME?",
    "#VALOR!", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?",
  ]

  /// Whether a cell holds the text that spreadsheets write where a formula failed.
  package static func isSpreadsheetError(_ cell: String) -> Bool {
    cell.utf8.first == 35
      && spreadsheetErrors.contains(cell.uppercased())
  }

  /// All findings in some columns of a table, in the order of the columns; columns of words give none.
  package static func findings(in table: CSVTable, columns: [Int]) -> [MissingCodes] {
    columns.flatMap { at in
      findings(column: table.columns[at], cells: table.rows.map { $0[at] }, lines: table.lines, number: table.number)
    }
  }

  /// All findings in one column.
  /// - Parameters:
  ///   - cells: from top to bottom, trimmed.
  ///   - lines: line of the file for each cell.
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
    // A column of words has no numeric codes.
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

  /// The codes among the numbers of a column, each with its rows. The rule is in Documentation/compare.md.
  package static func outlying(_ numbers: [(Int, Double)]) -> [(Double, [Int])] {
    let lonely = lonelyEnds(numbers.map(\.1))
    let isSuspect = { (value: Double) in isCode(value) || lonely.contains(value) }
    let suspects = Dictionary(grouping: numbers.filter { isSuspect($0.1) }) { $0.1 }
    guard !suspects.isEmpty else { return [] }
    let rest = numbers.filter { !isSuspect($0.1) }
    guard rest.count >= 3, let least = rest.map(\.1).min(), let most = rest.map(\.1).max() else { return [] }
    // A number that is no farther away than the widest gap between the other values may simply be the next value.
    let sorted = Set(rest.map(\.1)).sorted()
    let step = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.max() ?? 0
    let hasFractions = 2 * rest.count { $0.1 != $0.1.rounded() } > rest.count
    return suspects.sorted { $0.key < $1.key }.compactMap { value, own in
      if lonely.contains(value) || isLump(value, count: own.count, among: rest.map(\.1)) {
        return (value, own.map(\.0))
      }
      let apart = max(least - value, value - most)
      // If others are negative, -1 is simply the next of them; a giant among large numbers is a number.
      if value == -1, least < 0 { return nil }
      if isGiant(value), abs(value) < 100 * max(abs(least), abs(most)) { return nil }
      // Nothing that is never below 0 takes steps to -9, and -1 is a step from 0 or 1 only.
      let isBelowAll = value < 0 && least >= 0 && (value <= -9 || own.count > 1 && least > 1)
      guard apart > max(isBelowAll ? 0 : 2 * step, hasFractions ? 0 : 2) else { return nil }
      if isBelowAll { return (value, own.map(\.0)) }
      // An odd value is negative among non-negative ones, or whole among fractions; a smaller distance is enough then.
      let isOdd = (value < 0 && least >= 0) || hasFractions
      let isRepeated = own.count > 1
      let width = most - least
      let limit = isOdd && isRepeated ? 0 : isOdd ? width / 20 : isRepeated ? width / 2 : width
      return apart > limit ? (value, own.map(\.0)) : nil
    }
  }

  /// Whether a code is repeated at one place aside of a column whose other values hardly repeat: chance puts twelve
  /// patients at -9 no more than at 75, however far the largest value lies from the second.
  ///
  /// It occurs three times, and more than twice as often as any other value. A twentieth of the others lie beyond it at
  /// most. It is farther from its neighbour towards the middle than a tenth of the range of nine tenths of the others
  /// and ten times their usual step, so that a ceiling, at which values were cut, is none. -1000 is the intensity of
  /// air in CT.
  private static func isLump(_ value: Double, count: Int, among others: [Double]) -> Bool {
    guard value != -1000, count >= 3, others.count >= 20, value != -1 || others.allSatisfy({ $0 >= 0 }) else {
      return false
    }
    let sorted = others.sorted()
    let below = sorted.count { $0 < value }
    guard 20 * min(below, sorted.count - below) <= sorted.count else { return false }
    let most = Dictionary(grouping: sorted) { $0 }.values.map(\.count).max() ?? 0
    guard count > 2 * most else { return false }
    let isLow = 2 * below < sorted.count
    let neighbour = isLow ? sorted[below] : sorted[below - 1]
    let twentieth = sorted.count / 20
    let range = sorted[sorted.count - 1 - twentieth] - sorted[twentieth]
    let steps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.sorted()
    let gap = abs(value - neighbour)
    return 10 * gap > range && gap > 10 * steps[steps.count / 2] && gap > 2
  }

  /// Whether a person would write the number, with at most two decimals; a calculated value has more.
  private static func isWritten(_ value: Double) -> Bool { abs(value * 100 - (value * 100).rounded()) < 1e-6 }

  /// Numbers that are on no list but lie so far from all others that they are probably codes: the smallest or largest
  /// of a column.
  ///
  /// Either the number occurs at least twice, lies three times the range of the others away from them, and the others
  /// hardly repeat; a detection limit would lie next to the others. Or it lies half a unit or more outside 0 to 1,
  /// while all others (nine in ten of at least twenty) lie inside and most are not whole: a probability or a share
  /// cannot lie elsewhere, and a quantity that is only mostly small would have values between.
  private static func lonelyEnds(_ values: [Double]) -> Set<Double> {
    guard values.count >= 10, let low = values.min(), let high = values.max(), low < high else { return [] }
    if low < -0.5 || high > 1.5, values.count >= 20 {
      let far = values.filter { $0 < -0.5 || $0 > 1.5 }
      let shares = values.count { (0...1).contains($0) }
      let isShare = 10 * far.count <= values.count && far.count + shares == values.count
      // A z-scored column that is constant except in one patient also lies within 0 to 1, with that patient at
      // -sqrt(n - 1).
      if isShare, far.allSatisfy(isWritten), 2 * values.count(where: { $0 != $0.rounded() }) >= values.count {
        return Set(far)
      }
    }
    return Set(
      [low, high].filter { end in
        let own = values.count { $0 == end }
        // 0 and 1 can be measurements: the extent of a lesion of one voxel, or the ratio of two equal axes.
        guard own >= 2, 4 * own <= values.count, isWritten(end), end != 0, end != 1 else { return false }
        let rest = values.filter { $0 != end }
        guard let least = rest.min(), let most = rest.max(), most > least else { return false }
        return max(least - end, end - most) >= 3 * (most - least) && 3 * Set(rest).count >= 2 * rest.count
      })
  }

  /// Positions of cells such as `1.234` or `1,234` that are probably read as a number a thousand times too small.
  ///
  /// Either the other cells are whole and about as large as the number without its separator. Or every cell with a
  /// separator has three digits after it and no zero before it, and all others are whole and below 1000, the largest
  /// being at least 100. Measurements with three decimals do not look like this: one in ten ends in a zero, which
  /// programs do not write, and one in a thousand is whole.
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

  /// Whether a cell is one to three digits, a point or comma, and three digits.
  private static func isGrouped(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    guard (5...7).contains(bytes.count), [44, 46].contains(bytes[bytes.count - 4]) else { return false }
    return bytes.enumerated().allSatisfy { $0.offset == bytes.count - 4 || (48...57).contains($0.element) }
  }

  /// Whether a cell is digits, a comma and digits.
  private static func isDecimalComma(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    guard let comma = bytes.firstIndex(of: 44), bytes.lastIndex(of: 44) == comma, comma + 1 < bytes.count else {
      return false
    }
    let digits = bytes.first == 45 || bytes.first == 43 ? bytes[1..<comma] : bytes[..<comma]
    return !digits.isEmpty && (digits + bytes[(comma + 1)...]).allSatisfy { (48...57).contains($0) }
  }
}

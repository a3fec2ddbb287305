import Records
import StudyFiles

/// How a column of `cohort.exclude` is read for which the study file names no values.
enum ExclusionColumn: Hashable {
  /// The cells are reasons; each excludes its patient and is the cause, except a mark for "not excluded".
  case reasons
  /// The cells are 0 and 1, or no and yes: 1 or yes excludes.
  case answers
  /// It cannot be known which cells exclude.
  case unclear

  /// The reading of a column by its name and its cells.
  init(_ column: String, cells: [String], _ mark: DecimalMark) {
    let words = cells.filter { !ExclusionMarks.isMark($0) }.map { $0.lowercased() }
    let kinds = Set(words)
    let isAnswered = !kinds.isEmpty && kinds.allSatisfy { Self.answer($0, mark) != nil }
    let isLettered = Self.letters.contains(kinds)
    if isAnswered || isLettered {
      // 1 in a column "included" would exclude those who are meant to stay.
      self = Self.asksForInclusion(column) ? .unclear : .answers
    } else if kinds.contains(where: { Self.maySayIncluded($0, mark) }) || kinds == ["n"] || kinds == ["f"] {
      self = .unclear
    } else {
      // Without a cell that excludes nobody, no patient would be left.
      self = !cells.isEmpty && words.count == cells.count ? .unclear : .reasons
    }
  }

  /// Whether a cell excludes its patient.
  func excludes(_ cell: String, _ mark: DecimalMark) -> Bool {
    guard !ExclusionMarks.isMark(cell) else { return false }
    return self == .reasons || Self.isYes(cell, mark)
  }

  /// The values of a column with their counts, most frequent first, and those that probably exclude.
  static func values(
    of column: String, cells: [String], _ mark: DecimalMark
  ) -> (all: [ValueCount], likely: [String]) {
    let counts = Dictionary(grouping: cells.filter { !MissingCodes.isEmpty($0, asText: true) }) { $0 }
      .map { ValueCount(value: $0.key, count: $0.value.count) }.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    let isOfInclusion = asksForInclusion(column)
    let likely = counts.map(\.value).filter { cell in
      let plain = cell.lowercased()
      let staysBySelf = ExclusionMarks.isMark(cell) || maySayIncluded(plain, mark) || plain == "n" || plain == "f"
      return isOfInclusion ? staysBySelf && !ExclusionMarks.isMark(cell) : !staysBySelf
    }
    return (counts, likely)
  }

  private static func isYes(_ cell: String, _ mark: DecimalMark) -> Bool {
    let plain = cell.lowercased()
    return answer(plain, mark) ?? ["y", "t", "j"].contains(plain)
  }

  /// The answer that a cell in lower case is; `nil` for another word. Single letters may be codes of reasons and are
  /// answers only in pairs.
  private static func answer(_ plain: String, _ mark: DecimalMark) -> Bool? {
    if let number = mark.number(plain) { return number == 1 ? true : number == 0 ? false : nil }
    return yes.contains(plain) ? true : no.contains(plain) ? false : nil
  }

  private static func maySayIncluded(_ plain: String, _ mark: DecimalMark) -> Bool {
    answer(plain, mark) == false || included.contains(plain)
  }

  private static func asksForInclusion(_ column: String) -> Bool {
    let words = column.lowercased().split { !$0.isLetter }
    let has = { (starts: [String]) in words.contains { word in starts.contains { word.hasPrefix($0) } } }
    return has(inclusion) && !has(exclusion)
  }

  private static let yes: Set<String> = ["yes", "true", "ja", "oui", "si", "sí", "sì", "sim", "excluded"]
  private static let no: Set<String> = ["no", "false", "nein", "non", "não", "nao"]
  private static let letters: Set<Set<String>> = [["y", "n"], ["t", "f"], ["j", "n"]]
  private static let included: Set<String> = [
    "include", "keep", "kept", "eligible", "analysed", "analyzed", "ok", "in", "used", "use",
  ]
  private static let exclusion = ["exclu", "drop", "omit", "remov", "ausschl", "ausgeschl"]
  private static let inclusion = ["includ", "inclus", "eligib", "keep", "kept", "analys", "analyz", "usable", "valid"]
}

extension CohortIntake {
  /// An error if it is unclear which cells of a column of exclusions exclude. To take every cell that is not empty
  /// would exclude everybody by a column of 0 and 1.
  func unclearExclusion(file: String) -> StudyRunError? {
    for rule in study.cohort.exclusions where rule.equals == nil {
      guard exclusionColumns[rule.column] == .unclear else { continue }
      let (all, likely) = ExclusionColumn.values(
        of: rule.column, cells: table[rule.column] ?? [], table.decimalMark)
      return .exclusionUnclear(column: rule.column, values: all, likely: likely, file: file)
    }
    return nil
  }
}

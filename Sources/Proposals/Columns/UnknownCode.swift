import Records

/// Numbers among levels that registries write for "unknown": the 9 of 0, 1, 2 and 9.
enum UnknownCode {
  /// Scales and counts on which 9 is a value like others.
  private static let counts: Set<String> = [
    "count", "counts", "number", "num", "n", "no", "nodes", "anzahl", "nombre", "score", "scale", "points", "vas",
    "nrs",
    "pain", "gleason", "apgar", "cycles", "years", "months", "weeks", "days", "age", "size", "개수", "점수",
  ]

  /// The values of a column of levels that stand far from all others, which are small whole numbers from 0 on.
  static func values(of column: ColumnProfile) -> Set<String> {
    let name = ColumnName(column.name)
    guard !name.words.contains(where: counts.contains) else { return [] }
    let said = column.counts.map(\.value).filter { !MissingCodes.saysUnknown($0) }
    let numbers = said.compactMap { value in column.mark.number(value).map { (value: value, number: $0) } }
    guard numbers.count == said.count else { return [] }
    let levels = numbers.filter { (0...6).contains($0.number) && $0.number == $0.number.rounded() }
    let codes = numbers.filter { one in !levels.contains { $0.value == one.value } }
    guard let most = levels.map(\.number).max(), levels.count > 1, !codes.isEmpty,
      codes.allSatisfy({ isCode($0.number, above: most) })
    else { return [] }
    return Set(codes.map(\.value))
  }

  private static func isCode(_ value: Double, above most: Double) -> Bool {
    if value == 9 || value == 8 { return value - most >= 3 }
    return value != -1 && MissingCodes.isCode(value)
  }
}

import Records

/// The levels of a column, where spellings of one level are one.
struct FoldedLevels: Sendable {
  /// A level by its most frequent spelling.
  struct Level: Sendable {
    let name: String
    /// Its spellings, most frequent first.
    let values: [String]
    let count: Int
  }

  /// Levels in the order of their names.
  let levels: [Level]
  /// Values that say that nothing is known.
  let unknown: [String]
  /// Whether `-` or a similar mark was taken for unknown, although it can mean negative.
  let marksAreUnknown: Bool
  /// Numbers that were taken for unknown because they stand far from all others.
  let codes: [String]

  init(_ column: ColumnProfile) {
    let marks: Set<String> = ["-", "--", "\u{2013}", "\u{2014}", "/", "."]
    let codes = UnknownCode.values(of: column)
    let said = column.counts.filter { !MissingCodes.saysUnknown($0.value) && !codes.contains($0.value) }
    self.codes = codes.sorted()
    // Beside `+` or `positive`, the mark is negative; beside other words it says nothing.
    let plain = Set(said.filter { !marks.contains($0.value) }.map { LevelName.plain($0.value) })
    let isSigned = plain.contains("positive") && plain.isSubset(of: ["positive", "negative"])
    let kept = said.filter { isSigned || !marks.contains($0.value) }
    var groups: [String: [(value: String, count: Int)]] = [:]
    for one in kept { groups[LevelName.plain(one.value), default: []].append(one) }
    levels = groups.values.map { group in
      Level(name: group[0].value, values: group.map(\.value), count: group.reduce(0) { $0 + $1.count })
    }.sorted { $0.name < $1.name }
    let known = Set(kept.map(\.value))
    unknown = column.counts.map(\.value).filter { !known.contains($0) }
    marksAreUnknown = unknown.contains(where: marks.contains)
  }

  /// The same values in other levels.
  /// - Parameter names: the level of a value; a value that is not named keeps its own, and an empty name makes it
  ///   unknown.
  func regrouped(_ names: [String: String], _ column: ColumnProfile) -> FoldedLevels {
    var own: [String: String] = [:]
    for level in levels { for value in level.values { own[value] = level.name } }
    let placed = column.counts.map { (value: $0.value, count: $0.count, level: names[$0.value] ?? own[$0.value] ?? "") }
    let groups = Dictionary(grouping: placed.filter { !$0.level.isEmpty }, by: \.level)
    return FoldedLevels(
      levels: groups.map { name, group in
        Level(name: name, values: group.map(\.value), count: group.reduce(0) { $0 + $1.count })
      }.sorted { $0.name < $1.name },
      unknown: placed.filter(\.level.isEmpty).map(\.value), marksAreUnknown: marksAreUnknown, codes: codes)
  }

  private init(levels: [Level], unknown: [String], marksAreUnknown: Bool, codes: [String]) {
    (self.levels, self.unknown, self.marksAreUnknown, self.codes) = (levels, unknown, marksAreUnknown, codes)
  }

  /// Whether a level has several spellings, or another name than its only one.
  var areFolded: Bool { levels.contains { $0.values != [$0.name] } }

  /// The position of the level of each cell.
  func positions(_ column: ColumnProfile) -> [Int?] {
    var places: [String: Int] = [:]
    for (at, level) in levels.enumerated() { for value in level.values { places[value] = at } }
    return column.cells.map { $0.flatMap { places[$0] } }
  }
}

import Records

/// Levels of a factor that are numbers and probably stand for "unknown": 99 beside 0 and 1, 9 beside grades, -7 beside
/// answers, 0 beside Gleason scores.
struct LevelCodes {
  /// The codes, each with its rows.
  private(set) var found: [(Double, [Int])] = []

  init(_ factor: ScreenedCohort.Factor) {
    let rows = Dictionary(grouping: factor.levels.indices.filter { factor.levels[$0] != nil }) {
      factor.levels[$0] ?? ""
    }
    let numbers = Set(rows.keys.compactMap(Double.init))
    let codes = Self.listed(numbers, isAllNumbers: numbers.count == rows.count)
      .union(numbers.count == rows.count ? Self.zero(rows, factor.names) : [])
    // Two other levels at least: with one, the factor may be a mark of 99 and nothing.
    guard rows.count >= codes.count + 2 else { return }
    found = rows.compactMap { level, own in Double(level).flatMap { codes.contains($0) ? ($0, own) : nil } }
      .sorted { ($0.0, $0.1[0]) < ($1.0, $1.1[0]) }
  }

  /// Numbers of which registries make codes, where all other levels are nearer to 0; among other texts only those that
  /// are always codes.
  private static func listed(_ numbers: Set<Double>, isAllNumbers: Bool) -> Set<Double> {
    let always = numbers.filter(MissingCodes.isCode)
    guard isAllNumbers else {
      return always.filter { code in numbers.subtracting(always).allSatisfy { abs($0) < abs(code) } }
    }
    let sevens = numbers.filter { isSeven($0, among: numbers.subtracting(always)) }
    let minus = numbers.filter { $0 == -7 || $0 == -8 }
    let rest = numbers.subtracting(always.union(sevens).union(minus))
    let high = always.union(sevens).filter { code in rest.allSatisfy { abs($0) < abs(code) } }
    // Beside another negative level -7 may be the next of them.
    return numbers.subtracting(minus).subtracting(high).allSatisfy { $0 >= 0 } ? high.union(minus) : high
  }

  /// Whether a level is 7, 8 or 9 and at least three above all others, which are whole numbers from 0 on.
  private static func isSeven(_ level: Double, among numbers: Set<Double>) -> Bool {
    guard (7...9).contains(level) else { return false }
    let others = numbers.filter { $0 >= 0 && !(7...9).contains($0) }
    guard let most = others.max(), most <= 6 else { return false }
    // Beside 5 or 6, a 7 or 8 is the next grade or its neighbour.
    return most <= 4 || numbers.filter { (7...9).contains($0) }.allSatisfy { $0 - most >= 3 }
  }

  /// 0 in a tenth of the patients at most and in fewer than any other level, if the others are far from it (Gleason
  /// scores from 6 to 10), or begin at 1 by the convention of what the name says (a grade, a stage, the sex).
  private static func zero(_ rows: [String: [Int]], _ names: [String]) -> Set<Double> {
    let sizes = rows.compactMap { level, own in Double(level).map { ($0, own.count) } }
    guard let own = sizes.first(where: { $0.0 == 0 })?.1 else { return [] }
    let others = sizes.filter { $0.0 != 0 }
    guard let least = others.map(\.0).min(), let most = others.map(\.0).max(), least >= 1, most <= 20,
      others.allSatisfy({ $0.1 > own }), 10 * own <= sizes.reduce(0, { $0 + $1.1 })
    else { return [] }
    let steps = zip(others.map(\.0).sorted(), others.map(\.0).sorted().dropFirst()).map { $1 - $0 }.max() ?? 0
    let isFar = least > 2 * max(steps, 1)
    return isFar || least == 1 && names.contains { ColumnName($0).countsFromOne } ? [0] : []
  }
}

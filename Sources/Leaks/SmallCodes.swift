/// Codes for "missing" that are numbers like others, and are seen only by where they stand: 7, 8 and 9 beside a yes and
/// a no, -7 and -8 among positive numbers, 0 among numbers that are all far from it.
struct SmallCodes {
  /// The codes, each with its rows.
  let found: [(Double, [Int])]

  /// - Parameters:
  ///   - numbers: the known values of a column, each with its row.
  ///   - isRecorded: whether somebody recorded the values, as a clinical factor; a calculated feature may well be 0.
  init(_ numbers: [(Int, Double)], isRecorded: Bool) {
    guard numbers.count >= 20 else {
      found = []
      return
    }
    let codes =
      Self.besideAnswers(numbers.map(\.1)) + Self.negative(numbers.map(\.1))
      + (isRecorded ? Self.zero(numbers.map(\.1)) : [])
    found = codes.map { code in (code, numbers.filter { $0.1 == code }.map(\.0)) }
  }

  /// 7, 8 and 9 where all other values are a yes and a no; or 9, in two patients or more, where all others are whole
  /// numbers from 0 to 4. A count goes up to 9 by way of 5 to 8.
  private static func besideAnswers(_ values: [Double]) -> [Double] {
    let rest = values.filter { !(7...9).contains($0) }
    let levels = Set(rest)
    guard levels.count >= 2, 4 * rest.count >= 3 * values.count, levels.allSatisfy({ $0 == $0.rounded() }) else {
      return []
    }
    let given = Set(values).subtracting(levels).sorted()
    if levels == [0, 1] || levels == [1, 2] {
      return levels.allSatisfy { level in rest.count { $0 == level } >= 3 } ? given : []
    }
    guard levels.allSatisfy({ (0...4).contains($0) }), given == [9] || given == [8, 9] else { return [] }
    return values.count { $0 == 9 } >= 2 ? given : []
  }

  /// -7 and -8 where nothing else is below 0: among fractions, or in two patients or more. A single -7 among whole
  /// numbers may be measured.
  private static func negative(_ values: [Double]) -> [Double] {
    let rest = values.filter { $0 != -7 && $0 != -8 }
    guard let least = rest.min(), let most = rest.max(), least >= 0, most > least, 4 * rest.count >= 3 * values.count
    else { return [] }
    let hasFractions = 3 * rest.count { $0 != $0.rounded() } >= 2 * rest.count
    return [-8, -7].filter { code in values.count { $0 == code } >= (hasFractions ? 1 : 2) }
  }

  /// 0 where all other values, eight different ones at least, are within a factor of three and hardly farther from each
  /// other than from 0, such as ages from 40 to 90.
  private static func zero(_ values: [Double]) -> [Double] {
    let rest = values.filter { $0 != 0 }
    guard let least = rest.min(), let most = rest.max(), rest.count < values.count, 4 * rest.count >= 3 * values.count,
      Set(rest).count >= 8, least > 0, most <= 3 * least
    else { return [] }
    let sorted = Set(rest).sorted()
    let step = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.max() ?? 0
    return least > 2 * step && 2 * least > most - least ? [0] : []
  }
}

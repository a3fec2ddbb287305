import Mathematics

extension LeakRules {
  /// Columns in which one number repeats although the other values hardly do, if it is the mean or median of the others
  /// and associated with the outcome. Then missing values were filled with the mean of a class, or only in one class.
  /// A repeated number that is not a mean can be a measurement, such as a feature that is 0 in every lesion of one
  /// voxel.
  static func filledGaps(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let ends = cohort.numericColumns.filter { isOfOneClass($0.values, outcomes: cohort.outcomes) }.map(\.name)
    // Features have such ends by nature, as those of lesions of one voxel.
    let recorded = Set(cohort.factors.map(\.name))
    let tests = cohort.numericColumns.flatMap { name, values in
      (repeatedValues(values) + (recorded.contains(name) ? crowdedEnds(values) : [])).map { value in
        (name: name, value: value, values: values)
      }
    }
    // The association is tested first, because a check of the mean and median sorts the column three times.
    let found = tests.filter { test in
      let p = fisher(test.values.map { $0 == test.value }, outcomes: cohort.outcomes)
      guard p * Double(tests.count) < level else { return false }
      return (isFilled(test.value, in: test.values) || isAside(test.value, in: test.values))
        && !areAlike(test.values.indices.filter { test.values[$0] == test.value }, in: cohort)
        || isCentre(test.value, of: test.values, outcomes: cohort.outcomes)
    }
    var met = Set<String>()
    let names = (found.map(\.name) + ends).filter { met.insert($0).inserted }
    return names.isEmpty ? [] : [.filledGaps(names)]
  }

  /// Whether ten patients or more of one class, and nobody of the other, have one number in a column where two in three
  /// of all other values are different. What is measured may be 0 in many patients, but then of both classes.
  private static func isOfOneClass(_ values: [Double?], outcomes: [Bool]) -> Bool {
    let rows = Dictionary(grouping: values.indices.filter { values[$0] != nil }) { values[$0] ?? 0 }
    guard let (value, own) = rows.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }), own.count >= 10,
      own.allSatisfy({ outcomes[$0] == outcomes[own[0]] })
    else { return false }
    let known = rows.values.map(\.count).reduce(0, +)
    guard known - own.count >= 10, 3 * (rows.count - 1) >= 2 * (known - own.count) else { return false }
    return fisher(values.map { $0 == value }, outcomes: outcomes) < oneClassLevel
  }

  /// The p value from which on a value or a level that only one class has is asked about, whatever the number of
  /// columns.
  static let oneClassLevel = 1e-6

  /// Whether ten patients or more share a value with decimals in a column of which no other value is of more than two:
  /// the mean or median of other patients than these, perhaps of a larger cohort.
  private static func isFilled(_ value: Double, in values: [Double?]) -> Bool {
    guard value != value.rounded() else { return false }
    let counts = Dictionary(grouping: values.compactMap(\.self)) { $0 }.mapValues(\.count)
    return counts[value] ?? 0 >= 10 && counts.allSatisfy { $0.key == value || $0.value <= 2 }
  }

  /// Whether the rows share a value in three columns or more, as lesions of one voxel do.
  private static func areAlike(_ rows: [Int], in cohort: ScreenedCohort) -> Bool {
    cohort.values.lazy.filter { column in rows.allSatisfy { column[$0] != nil && column[$0] == column[rows[0]] } }
      .prefix(3).count == 3
  }

  /// The smallest and the largest value, if ten patients or more share it.
  private static func crowdedEnds(_ values: [Double?]) -> [Double] {
    let known = values.compactMap(\.self)
    guard known.count >= 30, let low = known.min(), let high = known.max(), low < high else { return [] }
    return [low, high].filter { end in known.count { $0 == end } >= 10 }
  }

  /// Whether an end of the values lies aside of all others, which hardly repeat, by a tenth of their range: 0 for a
  /// ferritin that nobody measured. A limit of detection lies next to the others.
  ///
  /// `MissingCodes` looks for the same shape around numbers of its list alone, such as -9, and may be less strict. By
  /// its limits the zero of patients who rightly have it, such as pack-years of those who never smoked, lies aside in
  /// every second column of 120 patients; by these, in one of twenty.
  private static func isAside(_ value: Double, in values: [Double?]) -> Bool {
    let others = values.compactMap(\.self).filter { $0 != value }
    guard let low = others.min(), let high = others.max(), value < low || value > high else { return false }
    let most = Dictionary(grouping: others) { $0 }.values.map(\.count).max() ?? 0
    return most <= 3 && 10 * max(low - value, value - high) > high - low
  }

  /// Whether a value is the mean or median of all other values, or of those of one class. Because cells are rounded, it
  /// may differ by 1/500 of their standard deviation.
  private static func isCentre(_ value: Double, of values: [Double?], outcomes: [Bool]) -> Bool {
    let others = zip(values, outcomes).compactMap { cell, outcome -> (value: Double, outcome: Bool)? in
      guard let cell, cell != value else { return nil }
      return (cell, outcome)
    }
    let sides = [others, others.filter(\.outcome), others.filter { !$0.outcome }].map { $0.map(\.value).sorted() }
    return sides.contains { side in
      guard side.count > 2 else { return false }
      let moments = PlainMoments(side)
      return min(abs(value - moments.mean), abs(value - middle(ofSorted: side))) <= moments.deviation / 500
    }
  }

  /// Values that five rows or more share and that are neither the smallest nor the largest, in columns where two in
  /// three of the other values are different.
  private static func repeatedValues(_ values: [Double?]) -> [Double] {
    let sorted = values.compactMap(\.self).sorted()
    guard sorted.count >= 10 else { return [] }
    var (found, start, left, different) = ([Double](), 0, 0, 0)
    for at in 1...sorted.count where at == sorted.count || sorted[at] != sorted[start] {
      if at - start >= 5, start > 0, at < sorted.count {
        found.append(sorted[start])
      } else {
        left += at - start
        different += 1
      }
      start = at
    }
    return found.count <= 4 && left >= 10 && 3 * different >= 2 * left ? found : []
  }
}

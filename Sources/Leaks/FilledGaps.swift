import Mathematics

extension LeakRules {
  /// One number that stands again and again in a column of numbers that else hardly repeat, is the mean or median of
  /// the others, and tells the outcome: gaps that were filled with the mean of a class, or gaps of one class that were
  /// filled at all. A number that is no mean is a measurement: a feature that is 0 in every lesion of one voxel repeats
  /// too.
  static func filledGaps(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let tests = cohort.numericColumns.flatMap { name, values in
      repeatedValues(values).map { value in (name: name, value: value, values: values) }
    }
    // Whether a value is a centre takes three sorts of its column: asked only of those that tell the outcome.
    let found = tests.filter { test in
      let p = fisher(test.values.map { $0 == test.value }, cohort.outcomes)
      return p * Double(tests.count) < level && isCentre(test.value, test.values, cohort.outcomes)
    }
    var met = Set<String>()
    let names = found.map(\.name).filter { met.insert($0).inserted }
    return names.isEmpty ? [] : [.filledGaps(names)]
  }

  /// Whether a value is the mean or median of all others, or of those of a class, to 1/500 of their deviation: cells
  /// are rounded.
  private static func isCentre(_ value: Double, _ values: [Double?], _ outcomes: [Bool]) -> Bool {
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

  /// Values inside the range of a column that five rows or more share, where two in three of all others have a value of
  /// their own.
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

extension LeakRules {
  /// One number that stands again and again in a column of numbers that else hardly repeat, inside its range, and tells the outcome: gaps that
  /// were filled with the mean of a class, or gaps of one class that were filled at all.
  static func filledGaps(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let tests = cohort.numericColumns.flatMap { name, values in
      repeatedValues(values).map { value in
        let marks = values.map { $0 == value }
        let owners = Set(zip(marks, cohort.outcomes).filter(\.0).map(\.1))
        // Nothing changed, or nothing there, is a measurement.
        return (name: name, p: value == 0 && owners.count > 1 ? 1 : fisher(marks, cohort.outcomes))
      }
    }
    let found = tests.filter { $0.p * Double(tests.count) < level }.map(\.name)
    var met = Set<String>()
    let names = found.filter { met.insert($0).inserted }
    return names.isEmpty ? [] : [.filledGaps(names)]
  }

  /// Values inside the range of a column that five rows or more share, where two in three of all others have a value of their own.
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

import Foundation
import Records

extension LeakRules {
  /// Columns and factors whose names say that they are known only after treatment, or that they are a result.
  static func namesOfAfterwards(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let names = (cohort.isTable ? cohort.columns : []) + cohort.factors.map(\.name)
    let found = names.filter { ColumnName($0).isOfAfterwards }
    let results = names.filter { !ColumnName($0).isOfAfterwards && ColumnName($0).isOfResult }
    return (found.isEmpty ? [] : [.knownAfterwards(found)]) + (results.isEmpty ? [] : [.namedAsResult(results)])
  }

  /// Numbers of rows, patients or days among the columns that models learn from.
  static func runningNumbers(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.numericColumns.compactMap { name, values -> LeakFinding? in
      let known = values.compactMap(\.self)
      guard known.count >= 10, known.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e15 }) else { return nil }
      let unique = Set(known).count == known.count
      if unique, ColumnName.isRowIndex(name) { return .rowIndex(name) }
      let isStamp = known.allSatisfy { (19_000_101...21_001_231).contains($0) && isDay($0) }
      let isDate =
        ColumnName(name).words.contains { $0 == "date" || $0 == "datum" } && 2 * Set(known).count >= known.count
      if isStamp || isDate || isSerialDay(known)
        || ColumnName(name).isNumbering && 10 * Set(known).count >= 9 * known.count
      {
        return .runningNumber(name)
      }
      // A number of voxels may have six digits too, so columns named like features are not tested further.
      guard unique, known.count == values.count, !ColumnName(name).isOfFeature else { return nil }
      return isMonotone(known) || isDense(known) || isRecordNumber(known) ? .runningNumber(name) : nil
    }
  }

  /// Factors in which nearly every patient has a level of their own: ids, dates, names.
  static func levelsOfPatients(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.factors.compactMap { factor -> LeakFinding? in
      let known = factor.levels.compactMap(\.self)
      let different = Set(known).count
      guard known.count >= 10, 10 * different >= 8 * known.count else { return nil }
      return .namesPatients(factor: factor.name, levels: different)
    }
  }

  private static func isDay(_ value: Double) -> Bool {
    let number = Int(value)
    return (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
  }

  /// Whether the values are days as spreadsheets count them, from 2000 to 2035, within 25 years and mostly different.
  /// No measurement lies only between 36,526 and 49,674.
  private static func isSerialDay(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), low >= 36_526, high <= 49_674, high - low <= 9132 else {
      return false
    }
    return values.count >= 20 && 2 * Set(values).count >= values.count && high - low >= 28
  }

  private static func isMonotone(_ values: [Double]) -> Bool {
    let pairs = zip(values, values.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
  }

  /// Whether whole numbers without repeats fill their range, as ranks and running numbers do.
  private static func isDense(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), values.count >= 20 else { return false }
    return high - low + 1 <= 1.25 * Double(values.count)
  }

  /// Whether the numbers have six digits or more, all the same count.
  private static func isRecordNumber(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), low >= 100_000, values.count >= 20 else { return false }
    return "\(Int(low))".count == "\(Int(high))".count && high <= 10 * low
  }
}

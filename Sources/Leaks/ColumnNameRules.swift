import Execution
import Comparison
import Foundation
import Records

extension LeakRules {
  /// Columns and factors whose names say that they are known only after treatment, or that they are a result.
  static func namesOfAfterwards(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = (cohort.isTable ? cohort.columns : []).map { [$0] } + cohort.factors.map(\.names)
    let found = columns.compactMap { named($0) { $0.isOfAfterwards } }
    let others = columns.filter { named($0) { $0.isOfAfterwards } == nil }
    let asked = others.compactMap { named($0) { $0.mayBeOfAfterwards } }
    let results = others.compactMap { named($0) { $0.isOfResult } }
    return (found.isEmpty ? [] : [.knownAfterwards(found)]) + (asked.isEmpty ? [] : [.mayBeKnownAfterwards(asked)])
      + (results.isEmpty ? [] : [.namedAsResult(results)])
  }

  /// The first name, with the one that tells in brackets if that is another; `nil` if none tells.
  private static func named(_ names: [String], _ tells: (ColumnName) -> Bool) -> String? {
    guard let telling = names.first(where: { tells(ColumnName($0)) }), let first = names.first else { return nil }
    return telling == first ? first : "\(first) (\(telling))"
  }

  /// Numbers of rows, patients or days among the columns that models learn from.
  static func runningNumbers(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.numericColumns.compactMap { name, values -> LeakFinding? in
      let known = values.compactMap(\.self)
      guard known.count >= 10, known.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e15 }) else { return nil }
      let unique = Set(known).count == known.count
      let names = cohort.names(of: name)
      if unique, names.contains(where: ColumnName.isRowIndex) { return .rowIndex(name) }
      let isStamp = known.allSatisfy { (19_000_101...21_001_231).contains($0) && isDay($0) }
      let isDate =
        names.contains(where: { ColumnName($0).isOfDay })
        && 2 * Set(known).count >= known.count
      if isStamp || isDate || isSerialDay(known) || isWeekOrMonth(known)
        || names.contains(where: { ColumnName($0).isNumbering }) && 10 * Set(known).count >= 9 * known.count
      {
        return .runningNumber(name)
      }
      // A number of voxels may have six digits too, so columns named like features are not tested further.
      guard unique, known.count == values.count, !names.contains(where: { ColumnName($0).isOfFeature }) else {
        return nil
      }
      let isNumber =
        known.count >= 20 && known.allSatisfy { $0 >= 100 } && names.contains { ColumnName($0).mayBeNumbering }
      return isMonotone(known) || isDense(known) || isRecordNumber(known) || isNumber ? .runningNumber(name) : nil
    }
  }

  /// Years, and times from the start of a study, that are associated with the outcome: the order of recruitment.
  static func periods(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.numericColumns.compactMap { name, values -> LeakFinding? in
      let (names, known) = (cohort.names(of: name), values.compactMap(\.self))
      let areYears = known.allSatisfy { $0 == $0.rounded() && (1990...2040).contains($0) } && Set(known).count >= 3
      let isPeriod = areYears || names.contains { ColumnName($0).isTimeOfRecruitment }
      guard known.count >= 20, isPeriod, !names.contains(where: { ColumnName($0).isOfBirth }),
        let test = OutcomeTests.area(values, outcomes: cohort.outcomes), test.p < level
      else { return nil }
      return .factorTellsOutcome(factor: name)
    }
  }

  /// Factors in which nearly every patient has a level of their own: ids, dates, names.
  static func levelsOfPatients(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.factors.compactMap { factor -> LeakFinding? in
      let known = factor.levels.compactMap(\.self)
      let different = Set(known).count
      guard known.count >= 10 else { return nil }
      if 10 * different >= 8 * known.count { return .namesPatients(factor: factor.name, levels: different) }
      guard different >= 4, 10 * known.count(where: isWrittenDay) >= 9 * known.count else { return nil }
      return .daysAsLevels(factor: factor.name, levels: different)
    }
  }

  /// Whether a cell is a day, a week or a month as texts write it: `2019-03-28`, `28.03.2019`, perhaps with a time, the
  /// ISO week `2021-W07`, the German `KW 7/2021`, `2021-02`, `02/2021`, `Feb 2021`.
  private static func isWrittenDay(_ cell: String) -> Bool {
    // Whatever is a day, a week or a month here has a digit; most levels have none.
    guard cell.utf8.contains(where: { (48...57).contains($0) }) else { return false }
    return days.contains { $0.begins(cell) } || isWrittenWeek(cell) || isWrittenMonth(cell) || isWrittenQuarter(cell)
  }
  private static let days = [
    Pattern(/(19|20)[0-9]{2}[-\/.][0-9]{1,2}[-\/.][0-9]{1,2}([T ]|$)/),
    Pattern(/[0-9]{1,2}[-\/.][0-9]{1,2}[-\/.](19|20)[0-9]{2}([T ]|$)/),
  ]

  private static func isWrittenWeek(_ cell: String) -> Bool {
    let text = cell.uppercased()
    return weekOfYear.isWhole(text) || weekBeforeYear.isWhole(text)
  }
  private static let weekOfYear = Pattern(/(19|20)[0-9]{2}[-\/. _]?(W|WK|KW|CW)[-\/. _]?[0-9]{1,2}([-\/.]?[1-7])?/)
  private static let weekBeforeYear = Pattern(/(W|WK|KW|CW|WEEK)[-\/. _]?[0-9]{1,2}[-\/. _]+(19|20)[0-9]{2}/)

  /// `2018-Q4`, `2018Q4`, `Q2/2017`, `3. Quartal 2018`, `T1 2019`; a `T` of a tumour has no year.
  private static func isWrittenQuarter(_ cell: String) -> Bool {
    let text = cell.uppercased()
    return quarters.contains { $0.isWhole(text) }
  }
  private static let quarters = [
    Pattern(/(19|20)[0-9]{2}[-\/. _]*[QT][1-4]/), Pattern(/[QT][1-4][-\/. _]+(19|20)[0-9]{2}/),
    Pattern(/[1-4][.]? ?QUARTAL[-\/. _]+(19|20)[0-9]{2}/),
  ]

  private static func isWrittenMonth(_ cell: String) -> Bool {
    monthOfYear.isWhole(cell) || monthBeforeYear.isWhole(cell)
      || namedMonth.isWhole(cell) && months.contains(cell.prefix { $0.isLetter }.lowercased().prefix(3).description)
  }
  private static let monthOfYear = Pattern(/(19|20)[0-9]{2}[-\/.](0?[1-9]|1[0-2])/)
  private static let monthBeforeYear = Pattern(/(0?[1-9]|1[0-2])[-\/.](19|20)[0-9]{2}/)
  private static let namedMonth = Pattern(/[A-Za-zäéû]{3,9}[.]?[-\/. ](19|20)?[0-9]{2}/)

  /// Beginnings of the months in English, German and French.
  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez",
    "fév",
    "avr", "jui", "aoû", "déc", "fev", "aou",
  ]

  private static func isDay(_ value: Double) -> Bool {
    let number = Int(value)
    return (1...12).contains(number / 100 % 100) && (1...31).contains(number % 100)
  }

  /// Whether whole numbers are a year from 1990 to 2040 followed by a week or a month: `202107`. Of numbers of six
  /// digits by chance about half would end so.
  private static func isWeekOrMonth(_ values: [Double]) -> Bool {
    values.count >= 20 && Set(values).count >= 10
      && values.allSatisfy { value in
        let number = Int(value)
        return (1990...2040).contains(number / 100) && (1...53).contains(number % 100)
      }
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

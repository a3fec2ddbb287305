import Comparison
import Records
import Statistics

extension LeakRules {
  /// Columns whose missing values are associated with the outcome (Fisher's exact test).
  static func missingness(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let gaps = gaps(cohort)
    // Columns with the same missing patients are one test.
    let patterns = Dictionary(grouping: gaps.filter { $0.1.contains(true) && $0.1.contains(false) }) { $0.1 }
    let found = patterns.filter { gaps, _ in
      let p = fisher(gaps, outcomes: cohort.outcomes)
      return p * Double(patterns.count) < level
    }
    let names = found.values.flatMap { $0.map(\.0) }.sorted()
    let told = Set(names)
    return (names.isEmpty ? [] : [.missingnessTellsOutcome(names)])
      + missingCounts(cohort, gaps: gaps.filter { !told.contains($0.0) }.map(\.1))
  }

  /// Columns without any value.
  static func neverKnown(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let empty = gaps(cohort).filter { !$0.1.contains(false) }.map(\.0)
    return empty.isEmpty ? [] : [.neverKnown(empty)]
  }

  /// The features of a table and the factors, each with who lacks it.
  private static func gaps(_ cohort: ScreenedCohort) -> [(String, [Bool])] {
    let features = cohort.isTable ? zip(cohort.columns, cohort.values).map { ($0, $1.map { $0 == nil }) } : []
    return features + cohort.factors.map { ($0.name, $0.isMissing) }
      + cohort.factors.compactMap { factor in
        let words = Set(factor.levels.compactMap(\.self)).filter(MissingCodes.saysUnknown)
        guard !words.isEmpty else { return nil }
        let shown = words.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        return ("\(factor.name) (\(shown))", factor.levels.map { $0.map(words.contains) ?? true })
      }
  }

  /// Whether the number of cells that a patient lacks is associated with the outcome (rank sums), over the columns that
  /// do not show it alone. Values may be missing because of a measurement that predicts the outcome, which makes a weak
  /// association; so an AUC of .65 is asked for.
  private static func missingCounts(_ cohort: ScreenedCohort, gaps: [[Bool]]) -> [LeakFinding] {
    let different = Set(gaps.filter { $0.contains(true) && $0.contains(false) })
    guard different.count > 1 else { return [] }
    var counts = [Double](repeating: 0, count: cohort.ids.count)
    for gap in different { for row in gap.indices where gap[row] { counts[row] += 1 } }
    guard let test = OutcomeTests.area(counts, outcomes: cohort.outcomes), test.p < level,
      max(test.auc, 1 - test.auc) >= leastCountArea
    else { return [] }
    return [.missingCountTellsOutcome(auc: max(test.auc, 1 - test.auc), isClear: test.p < clearCountLevel)]
  }

  private static let (leastCountArea, clearCountLevel) = (0.65, 1e-6)

  /// Fisher's exact p value of a binary mark against the outcome.
  static func fisher(_ marks: [Bool], outcomes: [Bool]) -> Double {
    let count = { (mark: Bool, outcome: Bool) in zip(marks, outcomes).count { $0 == mark && $1 == outcome } }
    return fisherExactTest([[count(true, true), count(true, false)], [count(false, true), count(false, false)]]).value
      ?? 1
  }

  /// Levels that differ only in spelling.
  static func lookAlikes(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.factors.compactMap { factor -> LeakFinding? in
      let levels = Set(factor.levels.compactMap(\.self)).sorted()
      let groups = Dictionary(grouping: levels, by: LevelName.plain).values.filter { $0.count > 1 }
      guard !groups.isEmpty else { return nil }
      return .lookAlikes(
        factor: factor.name, groups: groups.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) })
    }
  }

  /// Merges findings of one code in four columns or more, so that a wide table gives one sentence and not thousands.
  private static func gathered(_ findings: [LeakFinding]) -> [LeakFinding] {
    let codes = Dictionary(grouping: findings) { finding -> Double in
      if case .missingCode(_, let code, _) = finding { return code }
      return 0
    }
    return codes.sorted { $0.key < $1.key }.flatMap { code, own -> [LeakFinding] in
      guard own.count > 3 else { return own }
      let all = own.compactMap { finding -> (String, [String])? in
        if case .missingCode(let column, _, let patients) = finding { (column, patients) } else { nil }
      }
      let names = all.prefix(3).map(\.0).joined(separator: ", ") + " and \(all.count - 3) more columns"
      return [.missingCode(column: names, code: code, patients: Set(all.flatMap(\.1)).sorted().prefix(5).map { $0 })]
    }
  }

  /// Values such as 99 or -999 that databases write for "missing", where they lie far from all other values of a column
  /// of numbers, or where they are levels of a factor.
  static func missingCodes(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let recorded = Set(cohort.factors.map(\.name))
    let numbers = cohort.numericColumns.flatMap { name, values -> [LeakFinding] in
      let known = values.enumerated().compactMap { row, value in value.map { (row, $0) } }
      let far = MissingCodes.outlying(known)
      let small = SmallCodes(
        known.filter { one in !far.contains { $0.0 == one.1 } }, isRecorded: recorded.contains(name))
      return (far + small.found).map { code, rows in
        .missingCode(column: name, code: code, patients: rows.prefix(5).map { cohort.ids[$0] })
      }
    }
    return gathered(numbers)
      + cohort.factors.flatMap { factor in
        LevelCodes(factor).found.map { code, rows in
          .missingCode(column: factor.name, code: code, patients: rows.prefix(5).map { cohort.ids[$0] })
        }
      }
  }
}

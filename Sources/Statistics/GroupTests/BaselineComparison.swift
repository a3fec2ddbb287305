/// Which test compares a baseline characteristic between two groups, and its p-value.
///
/// The rule for numbers: Welch's t test (or Student's, if asked for) when neither group departs from normality by
/// Shapiro-Wilk at
/// 0.05, else Mann-Whitney as R does it by default. A group that Shapiro-Wilk cannot judge (below 3 or above 5000
/// values, or constant) counts as not normal.
/// The rule for categories: chi-square, with Yates' correction on 2 × 2 tables as the study's Table 1, when every
/// expected count is at least 5; else Fisher's exact test, or plain chi-square with a note when its tables are too
/// many.
public struct BaselineComparison: Hashable, Codable, Sendable {
  /// The tests to choose from.
  public enum Test: String, Hashable, Codable, Sendable {
    /// Student's t test.
    case student = "Student t"
    /// Welch's t test.
    case welch = "Welch t"
    /// The Mann-Whitney test.
    case mannWhitney = "Mann-Whitney"
    /// Pearson's chi-square test.
    case chiSquare = "chi-square"
    /// Pearson's chi-square test with Yates' correction.
    case chiSquareYates = "chi-square (Yates)"
    /// Fisher's exact test.
    case fisher = "Fisher exact"
  }

  /// The test that was used.
  public let test: Test
  /// Its two-sided p-value.
  public let pValue: Statistic
  /// Why this test.
  public let reason: String

  /// The same without its p-value where there is a reason against one.
  package func withheld(for reason: UndefinedReason?) -> BaselineComparison {
    guard let why = reason.map({ pValue.reason ?? $0 }) else { return self }
    return BaselineComparison(test: test, pValue: .undefined(why), reason: self.reason)
  }

  /// Compares numbers of two groups.
  public static func ofNumbers(
    _ first: [Double], _ second: [Double], assumesEqualVariances: Bool = false
  ) -> BaselineComparison {
    if let reason = [first, second].lazy.compactMap(reasonAgainstNormality).first {
      return BaselineComparison(
        test: .mannWhitney, pValue: mannWhitneyTest(first, second).pValue, reason: reason)
    }
    let result = assumesEqualVariances ? studentTest(first, second) : welchTest(first, second)
    return BaselineComparison(
      test: assumesEqualVariances ? .student : .welch, pValue: result.pValue,
      reason: "neither group departs from normality (Shapiro-Wilk p >= 0.05)")
  }

  /// Compares the categories of two or more groups; `counts` has a row per group or per level, empty ones are left out.
  public static func ofCategories(_ counts: [[Int]]) -> BaselineComparison {
    let table = withoutEmptyMargins(counts)
    let isTwoByTwo = table.count == 2 && table.first?.count == 2
    let plain = isTwoByTwo ? Test.chiSquareYates : .chiSquare
    let smallest = expectedCounts(table).joined().min() ?? 0
    let chiSquare = chiSquareTest(table, isCorrected: true).pValue
    guard smallest < 5 else {
      return BaselineComparison(test: plain, pValue: chiSquare, reason: "every expected count is at least 5")
    }
    let fisher = fisherExactTest(table)
    guard fisher != .undefined(.tooManyTables) else {
      return BaselineComparison(
        test: plain, pValue: chiSquare, reason: "an expected count is below 5, but the tables are too many to enumerate"
      )
    }
    return BaselineComparison(test: .fisher, pValue: fisher, reason: "an expected count is below 5")
  }

  private static func reasonAgainstNormality(_ values: [Double]) -> String? {
    switch shapiroWilkTest(values).pValue {
    case .defined(let p): p >= 0.05 ? nil : "a group is not normal (Shapiro-Wilk p < 0.05)"
    case .undefined(let reason): "Shapiro-Wilk cannot judge a group: \(reason.explanation)"
    }
  }

  private static func withoutEmptyMargins(_ counts: [[Int]]) -> [[Int]] {
    requireTable(counts)
    let rows = counts.filter { $0.contains { $0 > 0 } }
    let columns = (rows.first ?? []).indices.filter { column in rows.contains { $0[column] > 0 } }
    return rows.map { row in columns.map { row[$0] } }
  }
}

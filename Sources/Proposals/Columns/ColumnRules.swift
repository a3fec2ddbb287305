import Foundation
import Leaks
import Records

/// Decides what is proposed for each column of a clinical table, without its outcome.
enum ColumnRules {
  /// What a column is, apart from id and outcome.
  static func use(_ profile: ColumnProfile, lines: [Int]) -> ProposedUse {
    let name = ColumnName(profile.name)
    if profile.counts.isEmpty { return .leftOut(.empty) }
    if let sides = sides(profile) { return sides }
    if isExclusion(profile.name) { return .exclusion }
    if profile.counts.count == 1 { return .leftOut(.constant(profile.counts[0].value)) }
    if let example = thousands(profile) { return .leftOut(.thousands(example: example)) }
    if let reason = leak(name, profile) { return .leftOut(reason) }
    if name.isSite { return .site }
    if 2 * profile.missing > profile.cells.count {
      return .leftOut(.mostlyMissing(profile.missing, of: profile.cells.count))
    }
    switch FactorProposal.make(profile, lines: lines) {
    case .success(let factor): return .factor(factor)
    case .failure(let refusal): return .leftOut(refusal.reason)
    }
  }

  /// Why no model may learn from a column; `nil` if nothing speaks against it.
  static func leak(_ name: ColumnName, _ profile: ColumnProfile) -> LeftOutReason? {
    if name.isPatient || PersonName.isName(of: name) || profile.isUnique && ColumnName.isRowIndex(profile.name) {
      return .identifies
    }
    if name.isOfDay { return .dates }
    if name.isOfAfterwards || isResection(profile) { return .knownAfterwards }
    // A histology is no result, although it may stand under the name of one.
    if name.isOfResult, !name.isOfDiagnosis || OutcomeStanding(profile) == .event { return .namedAsResult }
    if name.mayBeOfAfterwards || FactorWords.isMetastasis(name) { return .mayBeKnownAfterwards }
    if name.isOfAcquisition { return .acquisition }
    if name.isOfFeature, !name.isClinical { return .feature }
    if let found = LeakScreen.findings(ofColumn: profile.name, numbers: profile.numbers).first {
      if case .rowIndex = found { return .identifies }
      return .runningNumber
    }
    if !profile.isContinuous, let found = LeakScreen.findings(ofColumn: profile.name, levels: profile.cells).first {
      if case .daysAsLevels = found { return .dates }
      return profile.counts.allSatisfy({ isWrittenDay($0.value) }) ? .dates : .identifies
    }
    // A few dates are no levels either.
    return profile.counts.allSatisfy { isWrittenDay($0.value) } ? .dates : nil
  }

  /// A cell such as `210,123`, if most cells are so and no number is read from them.
  private static func thousands(_ profile: ColumnProfile) -> String? {
    let grouped = zip(profile.cells, profile.numbers).compactMap { cell, number in
      number == nil && cell?.wholeMatch(of: /\s*[1-9][0-9]{0,2}([.,'\u{2019} \u{A0}][0-9]{3})+\s*/) != nil ? cell : nil
    }
    return 2 * grouped.count > profile.given ? grouped.first : nil
  }

  /// Whether the values are margins of a resection, which no one knows before it: R0, R1, RX.
  private static func isResection(_ profile: ColumnProfile) -> Bool {
    profile.counts.count > 1
      && profile.counts.allSatisfy {
        $0.value.contains(/^\s*[Rr]\s?[0-2OoXx]\s*$/) || MissingCodes.saysUnknown($0.value)
      }
      && profile.counts.contains { $0.value.lowercased().contains("r1") }
  }

  private static func isWrittenDay(_ cell: String) -> Bool {
    cell.wholeMatch(of: /(19|20)\d\d-\d\d-\d\d(T.*)?/) != nil
  }

  private static func isExclusion(_ column: String) -> Bool {
    let words = ColumnName(column).words
    return words.contains { $0.hasPrefix("exclu") || $0.hasPrefix("ausschl") || $0.hasPrefix("제외") }
  }

  /// The sides of a split, if the values of a column are those.
  private static func sides(_ profile: ColumnProfile) -> ProposedUse? {
    let training: Set<String> = ["train", "training", "development", "derivation", "discovery"]
    let test: Set<String> = ["test", "testing", "validation", "hold-out", "holdout"]
    let values = profile.counts.map(\.value)
    let (first, second) = (
      values.filter { training.contains($0.lowercased()) }, values.filter { test.contains($0.lowercased()) }
    )
    guard !first.isEmpty, !second.isEmpty, first.count + second.count == values.count else { return nil }
    return .split(training: first, test: second)
  }
}

import Cohorts
import Results
import Statistics
import StudyFiles

/// Table 1: every recorded factor, for all patients, by split and by outcome.
package struct BaselineTable {
  package let cohort: AnalysisCohort
  package let split: StudySplit
  /// Positions of the columns of the table.
  private let groups: Groups

  /// The table of a cohort, with columns for the sides of its split.
  package init(cohort: AnalysisCohort, split: StudySplit) {
    (self.cohort, self.split) = (cohort, split)
    let (all, outcomes, pair) = (Array(cohort.patients.indices), cohort.outcomes.events, split.testPair)
    groups = Groups(
      all: all, training: pair?.training, test: pair?.test, events: all.filter { outcomes[$0] },
      nonEvents: all.filter { !outcomes[$0] })
  }

  /// One block per factor, and the lesion volume where it is known.
  package var summaries: [FactorSummary] {
    let volume = cohort.volumes.map { volumes in volumes.map { $0.map(FactorValue.number) ?? .unknown } }
    let lesion = StudyFile.Factor(
      name: "lesion_volume", label: cohort.study.volumeLabel, column: "", unit: "ml", kind: .continuous(cut: nil))
    return cohort.study.factors.indices.map { at in
      summary(cohort.study.factors[at], values: cohort.patients.map { $0.factors[at] })
    } + (volume.map { [summary(lesion, values: $0)] } ?? [])
  }

  private struct Groups {
    let all: [Int]
    let training: [Int]?
    let test: [Int]?
    let events: [Int]
    let nonEvents: [Int]
  }

  private func summary(_ factor: StudyFile.Factor, values: [FactorValue]) -> FactorSummary {
    let name = factor.unit.map { "\(factor.label) (\($0))" } ?? factor.label
    let isInModels = cohort.study.models.factors.contains(factor.name)
    switch factor.kind {
    case .continuous: return numeric(name, values: values.map(\.number), isInModels: isInModels)
    case .categorical(let levels, _):
      return categorical(name, levels: levels.map(\.name), values: values, isInModels: isInModels)
    }
  }
}

// Numbers.
extension BaselineTable {
  private func numeric(_ name: String, values: [Double?], isInModels: Bool) -> FactorSummary {
    let groups = groups
    let known = { (positions: [Int]) in positions.compactMap { values[$0] } }
    let outcome = BaselineComparison.ofNumbers(known(groups.events), known(groups.nonEvents))
    let isNormal = [.welch, .student].contains(outcome.test)
    let cell = { (positions: [Int]) in isNormal ? meanAndSD(known(positions)) : medianAndQuartiles(known(positions)) }
    let missing = { (positions: [Int]) in "\(positions.count - known(positions).count)" }
    var rows = [row(isNormal ? "mean ± SD" : "median (quartiles)", cell: cell)]
    if known(groups.all).count < values.count { rows.append(row("missing", cell: missing)) }
    return FactorSummary(
      name: name, rows: rows, splitTest: splitSides.map { test(BaselineComparison.ofNumbers(known($0), known($1))) },
      outcomeTest: test(outcome), isInModels: isInModels)
  }

  private func meanAndSD(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "none" }
    let spread = sampleStandardDeviation(values).value.map { " ± \($0.oneDecimal)" } ?? ""
    return mean(values).oneDecimal + spread
  }

  private func medianAndQuartiles(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "none" }
    return "\(median(values).oneDecimal) (\(quantile(values, 0.25).oneDecimal) to \(quantile(values, 0.75).oneDecimal))"
  }
}

// Levels.
extension BaselineTable {
  private func categorical(
    _ name: String, levels given: [String], values: [FactorValue], isInModels: Bool
  ) -> FactorSummary {
    let known = given.isEmpty ? Set(values.compactMap(\.level)).sorted() : given
    let levels = known + (values.contains(.unknown) ? [FactorValue.unknownName] : [])
    let level = { (position: Int) in values[position].level ?? FactorValue.unknownName }
    let count = { (name: String, positions: [Int]) in positions.count { level($0) == name } }
    let rows = levels.map { name in
      row(name) { positions in share(count(name, positions), of: positions.count) }
    }
    let compare = { (first: [Int], second: [Int]) in
      test(BaselineComparison.ofCategories(levels.map { [count($0, first), count($0, second)] }))
    }
    return FactorSummary(
      name: name, rows: rows, splitTest: splitSides.map(compare), outcomeTest: compare(groups.events, groups.nonEvents),
      isInModels: isInModels)
  }

  private func share(_ count: Int, of total: Int) -> String {
    total == 0 ? "0" : "\(count) (\((100 * Double(count) / Double(total)).oneDecimal) %)"
  }
}

// What both share.
extension BaselineTable {
  private var splitSides: (training: [Int], test: [Int])? {
    guard let training = groups.training, let test = groups.test else { return nil }
    return (training, test)
  }

  private func row(_ label: String, cell: ([Int]) -> String) -> FactorSummary.Row {
    let groups = groups
    return FactorSummary.Row(
      label: label, all: cell(groups.all), training: groups.training.map(cell), test: groups.test.map(cell),
      events: cell(groups.events), nonEvents: cell(groups.nonEvents))
  }

  private func test(_ comparison: BaselineComparison) -> FactorSummary.TestResult {
    FactorSummary.TestResult(
      method: comparison.test.rawValue, p: comparison.withheld(for: withheld).pValue.quantity)
  }

  /// Why the table has no p-value. Every test of it takes rows as independent, which rows of one patient are not; and
  /// none stands in a report that says that nothing can be concluded (``SmallClasses``), also where the test is exact.
  private var withheld: UndefinedReason? {
    split.owners != nil ? .rowsOfPatients : SmallClasses.reason(cohort.outcomes.events)
  }
}

extension Double {
  /// Rounded to one decimal, which is always shown, with the minus sign of the report.
  fileprivate var oneDecimal: String {
    let tenths = (abs(self) * 10).rounded()
    guard tenths < 1e15 else { return "\(self)" }
    return "\(self < 0 && tenths > 0 ? "\u{2212}" : "")\(Int(tenths) / 10).\(Int(tenths) % 10)"
  }
}

extension StudyFile {
  /// Name of the lesion volume in Table 1, by its source.
  fileprivate var volumeLabel: String {
    if case .table = features { "Lesion volume" } else { "Lesion volume by contour" }
  }
}

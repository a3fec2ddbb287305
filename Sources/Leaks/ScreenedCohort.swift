import Cohorts
import Comparison

/// The data that the leak rules examine, independent of where they came from.
package struct ScreenedCohort: Sendable {
  /// A recorded factor: one number or one level per patient, `nil` where unknown.
  package struct Factor: Sendable {
    package let name: String
    /// Every name it has: that of the study file, its column in the table and its label, where they differ.
    package var names: [String]
    package var numbers: [Double?]
    package var levels: [String?]

    /// A factor of numbers or of levels; the other list is filled with `nil`.
    package init(_ name: String, numbers: [Double?] = [], levels: [String?] = [], also others: [String] = []) {
      let count = max(numbers.count, levels.count)
      self.name = name
      names = others.reduce(into: [name]) { if !$0.contains($1) { $0.append($1) } }
      self.numbers = numbers.isEmpty ? Array(repeating: nil, count: count) : numbers
      self.levels = levels.isEmpty ? Array(repeating: nil, count: count) : levels
    }

    /// Whether the factor has levels rather than numbers.
    var isCategorical: Bool { levels.contains { $0 != nil } }
    /// For each patient, whether the value is missing.
    var isMissing: [Bool] { zip(numbers, levels).map { $0 == nil && $1 == nil } }
  }

  /// Study ids, in the order of the clinical table.
  package var ids: [String]
  /// The patient of each row, if the study keeps the rows of one patient together; `nil` if every row is a patient.
  package var owners: [String]?
  package var outcomes: [Bool]
  /// Names of the features.
  package var columns: [String] = []
  /// Features by column, then patient; `nil` where undefined.
  package var values: [[Double?]] = []
  /// The same for all rows of the feature table, if it also has patients who are not analysed; otherwise empty.
  package var wholeValues: [[Double?]] = []
  /// Whether the features come from a table, which may contain any column.
  package var isTable = true
  package var factors: [Factor] = []
  /// Levels of the sites and scanners in the clinical table, whether a model uses them or not.
  package var sites: [Factor] = []
  /// Numeric factors over all rows of the clinical table, by name, if some rows are not analysed; otherwise empty.
  package var wholeFactors: [(String, [Double?])] = []
  /// Levels of the columns of the clinical table that no model uses and whose values repeat.
  package var repeating: [Factor] = []
  /// Levels of the other columns of the clinical table that no model uses: words or whole numbers of a few values,
  /// whose names say neither that they are sites nor what else they are.
  package var unused: [Factor] = []
  /// How images were acquired: scanner, field strength, voxel size, echo time.
  package var acquisitions: [Factor] = []

  /// A cohort of ids and outcomes, one of each per patient.
  package init(ids: [String], outcomes: [Bool]) { (self.ids, self.outcomes) = (ids, outcomes) }

  /// Every name of a column of ``numericColumns`` or of a factor.
  func names(of column: String) -> [String] { factors.first { $0.name == column }?.names ?? [column] }

  /// Every numeric column that a model may learn from, by name: features of a table and factors.
  var numericColumns: [(name: String, values: [Double?])] {
    (isTable ? Array(zip(columns, values)).map { (name: $0, values: $1) } : [])
      + factors.filter { !$0.isCategorical }.map { (name: $0.name, values: $0.numbers) }
  }
}

/// A numeric column with its association with the outcome.
package struct ColumnArea {
  package let name: String
  package let values: [Double?]
  /// `nil` where a class has fewer than five patients with a value.
  package let test: (auc: Double, p: Double, z: Double)?
}

extension ScreenedCohort {
  /// The columns of ``numericColumns``, each tested once for all rules.
  package var areas: [ColumnArea] {
    numericColumns.map {
      ColumnArea(name: $0.name, values: $0.values, test: OutcomeTests.area($0.values, outcomes: outcomes))
    }
  }

  /// - Parameters:
  ///   - clinical: the clinical table as it was read.
  ///   - table: the feature table; `nil` if the features come from images.
  package init(_ cohort: AnalysisCohort, clinical: ClinicalCohort, table: FeatureTableSource?) {
    self.init(ids: cohort.ids, outcomes: cohort.outcomes.events)
    owners = cohort.study.cohort.group == nil ? nil : cohort.patients.map(\.unit)
    columns = cohort.columns
    values = cohort.columns.indices.map { at in cohort.features.map { $0.values[at].number } }
    if case .table = cohort.study.features { isTable = true } else { isTable = false }
    for (at, factor) in cohort.study.factors.enumerated() where cohort.study.models.factors.contains(factor.name) {
      let own = cohort.patients.map { $0.factors[at] }
      factors.append(
        Factor(
          factor.name, numbers: own.map(\.number), levels: own.map(\.level), also: [factor.column, factor.label]))
    }
    let asked = cohort.patients.map { $0.site ?? $0.batch }
    if asked.contains(where: { $0 != nil }) {
      sites.append(Factor(cohort.siteColumn ?? "site", levels: asked))
    }
    for column in clinical.sites {
      let levels = cohort.ids.map { column.levels[$0] }
      // A column is added once, and not at all if a factor of the models or the split already has its levels.
      guard !(factors + sites).contains(where: { $0.levels == levels }) else { continue }
      sites.append(Factor(column.name, levels: levels))
    }
    repeating = clinical.repeating.map { column in Factor(column.name, levels: cohort.ids.map { column.levels[$0] }) }
    unused = clinical.unused.map { column in Factor(column.name, levels: cohort.ids.map { column.levels[$0] }) }
    wholeValues = table?.columns(beyond: cohort.ids) ?? []
    wholeFactors =
      clinical.screened == cohort.ids.count
      ? []
      : clinical.numbers
        .filter { cohort.study.models.factors.contains($0.name) }.map { ($0.name, $0.values) }
    acquisitions = Acquisitions(cohort.features.map(\.acquisitions)).factors
  }
}

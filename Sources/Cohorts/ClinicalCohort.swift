import Execution
import Exports
import Records
import Results
import Statistics
import StudyFiles

/// The patients of a study according to the clinical table, before any image is opened.
package struct ClinicalCohort: Sendable {
  /// The ids of all rows of the clinical table.
  package let ids: [String]
  /// Number of rows in the clinical table.
  package var screened: Int { ids.count }
  /// Patients to be analysed, in the order of the table.
  package private(set) var patients: [Patient]
  /// Patients excluded because of the clinical table, by cause.
  package let exclusions: [InclusionFlow.Exclusion]
  /// Findings about the table for the report.
  package let findings: [CohortFinding]
  /// The errors for a table that does not fit the study file: no row has the event or non-event, a value has another
  /// spelling, it is unclear who is excluded, or most cells of a numeric factor are no numbers. A run stops at the
  /// first; empty if the table fits, or has no rows.
  package let misfits: [StudyRunError]
  /// The column with the text by which images are found in an export.
  package let keyColumn: String
  /// Every row with the text by which its images are found in an export.
  package let rows: [PatientJoin.Row]
  /// What happened, by id, for every row whose outcome is understood, including excluded patients.
  package let outcomes: [String: SubjectOutcome]
  /// Columns that name sites or machines, each with its cells by id; empty cells are left out.
  package let sites: [(name: String, levels: [String: String])]

  /// Columns that the study does not use and whose values repeat, each with its cells by id.
  package let repeating: [(name: String, levels: [String: String])]
  /// Columns of a few levels that the study does not use and whose names are neither those of sites nor clinical, each
  /// with its cells by id.
  package let unused: [(name: String, levels: [String: String])]
  /// Numeric factors over all rows; `nil` for a cell that is not a number.
  package let numbers: [(name: String, values: [Double?])]

  /// Reads the clinical table of a study. A missing column or a repeated id stops the study; an invalid cell excludes
  /// only its patient.
  /// - Parameter decisions: those of a review; patients whom they exclude are left out.
  package init(of study: StudyFile, honouring decisions: ReviewDecisions = .none) throws(TableError) {
    let path = study.path(of: study.cohort.table)
    let table = try CSVTable(reading: path)
    try self.init(of: study, table: table, file: path, honouring: decisions)
  }

  package init(
    of study: StudyFile, table: CSVTable, file: String, honouring decisions: ReviewDecisions = .none
  ) throws(TableError) {
    for (_, column) in study.namedColumns where table.position(of: column) == nil {
      throw TableError(file: file, problem: .noColumn(column, columns: table.columns))
    }
    let ids =
      try table.position(of: study.cohort.id).map { at throws(TableError) in try table.ids(at: at, file: file) } ?? []
    var intake = CohortIntake(study: study, table: table, decisions: decisions)
    for row in table.rows.indices { intake.take(row, id: ids[row]) }
    self.ids = ids
    keyColumn = study.cohort.patientID ?? study.cohort.id
    let keys = table[keyColumn] ?? ids
    let regions = study.regionCells(table)
    rows = zip(ids, keys).enumerated().map { at, row in
      PatientJoin.Row(id: row.0, key: row.1.trimmed, regions: regions.compactMapValues { $0[at] })
    }
    patients = intake.patients
    exclusions = intake.exclusions.filter { $0.kind != .reviewed } + intake.exclusions.filter { $0.kind == .reviewed }
    misfits = [
      intake.absentOutcome(file: file), intake.otherSpellings(file: file), intake.otherSpellingsOfRules(file: file),
      intake.unclearExclusion(file: file), intake.unreadableFactor(file: file),
    ].compactMap(\.self)
    let patientColumn = PatientColumn.finding(study, table)
    let footers = TableFooter.all(of: table, ids: ids)
    findings =
      table.notes.map { .reading(table: study.cohort.table, $0) } + intake.findings
      + [
        footers.isEmpty ? nil : .footers(footers, table: study.cohort.table), patientColumn, CohortIntake.alikeIDs(ids),
      ].compactMap(\.self)
    outcomes = intake.outcomes
    let own = Set([study.cohort.id, study.outcome.column] + study.factors.map(\.column))
    sites = table.columns.enumerated().filter { !own.contains($1) && ColumnName($1).isSite }.map { at, name in
      let cells = zip(ids, table.rows).map { ($0, $1[at]) }.filter { !MissingCodes.isEmpty($1, asText: true) }
      return (name, Dictionary(cells) { first, _ in first })
    }
    // If a patient column was already found, the finding need not be repeated.
    repeating =
      patientColumn == nil && study.cohort.group == nil
      ? PatientColumn.repeating(table, ids, except: own.union(study.namedColumns.map(\.column))) : []
    unused = table.columns.indices.compactMap { at in
      Self.unused(table, column: at, of: ids, except: own.union(study.namedColumns.map(\.column)))
    }
    numbers = study.factors.compactMap { factor in
      guard case .continuous = factor.kind else { return nil }
      return (factor.name, (table[factor.column] ?? []).map { table.number($0) })
    }
  }

  /// Patients whom a review excluded.
  package var reviewed: [InclusionFlow.Subject] { exclusions.filter { $0.kind == .reviewed }.flatMap(\.subjects) }

  /// The same cohort with some of its patients.
  package func keeping(_ isKept: (Patient) -> Bool) -> ClinicalCohort {
    var own = self
    own.patients = patients.filter(isKept)
    return own
  }

  /// A column of two to twelve levels, each of eight patients on average, that may be anything; `nil` for the columns
  /// of the study and those whose names say what they are. Settings of the scanner, such as 1.5 T, may have fractions.
  private static func unused(
    _ table: CSVTable, column at: Int, of ids: [String], except own: Set<String>
  ) -> (name: String, levels: [String: String])? {
    let name = ColumnName(table.columns[at])
    guard !own.contains(table.columns[at]), !name.isSite, !name.isClinical, !name.isOfAfterwards, !name.isOfResult,
      !name.mayBeOfAfterwards
    else { return nil }
    let cells = zip(ids, table.rows).map { ($0, $1[at]) }.filter { !MissingCodes.isEmpty($1, asText: true) }
    let different = Set(cells.map(\.1)).count
    guard (2...12).contains(different), cells.count >= 8 * different,
      name.isOfAcquisition || cells.allSatisfy({ table.number($0.1).map { $0 == $0.rounded() } ?? true })
    else { return nil }
    return (table.columns[at], Dictionary(cells) { first, _ in first })
  }
}

/// One patient of the clinical table.
package struct Patient: Sendable, Hashable {
  /// Study id.
  package let id: String
  /// What happened to the patient.
  package let outcome: SubjectOutcome
  /// One value per factor of the study file, in its order.
  package let factors: [FactorValue]
  /// The side that the clinical table assigns.
  package let side: SplitSide
  /// The site by which the split holds patients out; `nil` if it does not use sites.
  package var site: String?
  /// The batch (site, scanner) by which features are harmonised; `nil` without harmonisation.
  package var batch: String?
  /// The group whose rows belong to one patient; `nil` if every row is a patient.
  package var group: String?
  /// The patient whose row this is: the group, or the id where every row is a patient.
  package var unit: String { group ?? id }

  /// Takes every part as given.
  package init(
    id: String, outcome: SubjectOutcome, factors: [FactorValue], side: SplitSide, site: String? = nil,
    batch: String? = nil, group: String? = nil
  ) {
    self.id = id
    self.outcome = outcome
    self.factors = factors
    self.side = side
    self.site = site
    self.batch = batch
    self.group = group
  }
}

/// The side of the split that the clinical table assigns to a patient.
package enum SplitSide: Sendable, Hashable {
  case training, test
  /// The split does not come from a column of the table.
  case notGiven
}

/// The value of one factor for one patient in the clinical table.
package enum FactorValue: Sendable, Hashable {
  /// A number in the factor's unit.
  case number(Double)
  /// A level, by name.
  case level(String)
  /// Not recorded.
  case unknown

  /// The name of the level "not recorded" in tables and in columns of models.
  package static let unknownName = StudyFile.Factor.unknownName
}

extension StudyFile {
  /// The cells of the columns that name regions, by column; `nil` for a cell without a name.
  fileprivate func regionCells(_ table: CSVTable) -> [String: [String?]] {
    let columns = Set(series.compactMap(\.roiColumn))
    return Dictionary(uniqueKeysWithValues: columns.map { ($0, table[$0] ?? []) }).mapValues { cells in
      cells.map { MissingCodes.isEmpty($0, asText: true) ? nil : $0.trimmed }
    }
  }

  /// The absolute path for a path of the study file.
  package func path(of path: String) -> String { StudyFile.path(of: path, from: root) }

  /// The absolute path for a path that may be relative to a folder.
  static func path(of path: String, from root: String) -> String { path.hasPrefix("/") ? path : "\(root)/\(path)" }
}

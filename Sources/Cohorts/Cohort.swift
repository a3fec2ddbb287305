import Records
import Results
import StudyFiles

/// The patients of a study as the clinical table gives them, before any image is opened.
package struct Cohort: Sendable {
  /// Rows of the clinical table.
  package let screened: Int
  /// Patients whose images are wanted, in the order of the table.
  package let patients: [Patient]
  /// Patients left out on the table's word, by cause.
  package let exclusions: [InclusionFlow.Exclusion]
  /// What the table holds that the reader of the report should know.
  package let findings: [Finding]
  /// The event, or the non-event, that no row has, or another spelling of the event, as the error of a run; `nil` where
  /// all is well, or there is no row at all.
  package let absentOutcome: StudyRunError?
  /// Whether the event occurred, of every row whose outcome is understood, by id; also of those left out.
  package let outcomes: [String: Bool]
  /// Columns that name places or machines, by name, with their cells by id; empty cells are left out.
  package let sites: [(name: String, levels: [String: String])]

  /// Columns that no part of the study reads, whose values come back, by name with their cells by id.
  package let repeating: [(name: String, levels: [String: String])]
  /// Factors of numbers by name, over all rows; `nil` where a cell is none.
  package let numbers: [(name: String, values: [Double?])]

  /// Reads the clinical table of a study; a missing column or a repeated id stops the study, a bad cell only its
  /// patient.
  package init(of study: StudyFile) throws(TableError) {
    let path = study.path(of: study.cohort.table)
    let table = try CSVTable(reading: path)
    try self.init(of: study, table: table, file: path)
  }

  package init(of study: StudyFile, table: CSVTable, file: String) throws(TableError) {
    for column in study.columnsNeeded where table.position(of: column) == nil {
      throw TableError(file: file, problem: .noColumn(column, columns: table.columns))
    }
    let ids =
      try table.position(of: study.cohort.id).map { at throws(TableError) in try table.ids(at: at, file: file) } ?? []
    var intake = CohortIntake(study: study, table: table)
    for row in table.rows.indices { intake.take(row, id: ids[row]) }
    screened = ids.count
    patients = intake.patients
    exclusions = intake.exclusions
    absentOutcome =
      intake.absentOutcome(file: file) ?? intake.otherSpellings(file: file) ?? intake.unreadableFactor(file: file)
    let patientColumn = PatientColumn.finding(study, table)
    findings = intake.findings + [patientColumn, CohortIntake.alikeIDs(ids)].compactMap(\.self)
    outcomes = intake.outcomes
    let own = Set([study.cohort.id, study.outcome.column] + study.factors.map(\.column))
    sites = table.columns.enumerated().filter { !own.contains($1) && ColumnName($1).isSite }.map { at, name in
      let cells = zip(ids, table.rows).map { ($0, $1[at]) }.filter { !MissingCodes.isEmpty($1, asText: true) }
      return (name, Dictionary(cells) { first, _ in first })
    }
    // One finding on who is a patient is enough.
    repeating =
      patientColumn == nil && study.cohort.group == nil
      ? PatientColumn.repeating(table, ids, except: own.union(study.columnsNeeded)) : []
    numbers = study.factors.compactMap { factor in
      guard case .continuous = factor.kind else { return nil }
      return (factor.name, (table[factor.column] ?? []).map { table.number($0) })
    }
  }
}

/// One patient of the clinical table.
package struct Patient: Sendable, Hashable {
  /// Study id.
  package let id: String
  /// Whether the event occurred.
  package let outcome: Bool
  /// One value per factor of the study file, in its order.
  package let factors: [FactorValue]
  /// The side that the clinical table puts the patient on.
  package let side: SplitSide
  /// Site by which the split holds out; `nil` where it does not.
  package var site: String?
  /// Batch (site, scanner) by which features are harmonised; `nil` where they are not.
  package var batch: String?
  /// What keeps rows of one patient together; `nil` where every row is a patient.
  package var group: String?

  /// All parts, as they are.
  package init(
    id: String, outcome: Bool, factors: [FactorValue], side: SplitSide, site: String? = nil, batch: String? = nil,
    group: String? = nil
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

/// The side of the split that the clinical table puts a patient on.
package enum SplitSide: Sendable, Hashable {
  case training, test
  /// The split is not a column of the table.
  case notGiven
}

/// What the clinical table says of one factor of one patient.
package enum FactorValue: Sendable, Hashable {
  /// A number in the factor's unit.
  case number(Double)
  /// A level, by name.
  case level(String)
  /// Not recorded.
  case unknown

  /// Name of the level for what is not recorded, in tables and in columns of models.
  package static let unknownName = StudyFile.Factor.unknownName
}

extension StudyFile {
  /// Absolute path of a path of this file.
  package func path(of path: String) -> String { StudyFile.path(of: path, from: root) }

  /// Absolute path of a path that may start from a folder.
  static func path(of path: String, from root: String) -> String { path.hasPrefix("/") ? path : "\(root)/\(path)" }

  fileprivate var columnsNeeded: [String] {
    var columns = [cohort.id, outcome.column] + cohort.exclusions.map(\.column) + factors.map(\.column)
    switch split {
    case .column(let column, _, _), .site(let column): columns.append(column)
    default: break
    }
    if let group = cohort.group { columns.append(group) }
    return columns + (learning?.harmonise.map { [$0.batch] } ?? [])
  }
}

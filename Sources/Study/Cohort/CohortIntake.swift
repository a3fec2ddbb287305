/// Sorts the rows of a clinical table into patients and exclusions.
struct CohortIntake {
  let study: StudyFile
  let table: CSVTable
  private(set) var patients: [Patient] = []
  private(set) var exclusions: [InclusionFlow.Exclusion] = []
  /// Outcomes that are understood, by id; also of those left out.
  private(set) var outcomes: [String: Bool] = [:]
  private var oddValues: [String: [String]] = [:]

  init(study: StudyFile, table: CSVTable) {
    self.study = study
    self.table = table
  }

  /// One row: the first cause that applies excludes it.
  mutating func take(_ row: Int, id: String) {
    let cell = { [table] (column: String) in table.position(of: column).map { table.rows[row][$0] } ?? "" }
    outcomes[id] = outcome(cell(study.outcome.column))
    if let cause = plannedExclusion(cell) { return exclude(id, cause: cause, isFailure: false) }
    guard !id.contains("/"), id != "..", id != "." else {
      return exclude(id, cause: "id cannot stand in a path", isFailure: true, "Ids may not be \"..\" or hold \"/\".")
    }
    guard let outcome = outcome(cell(study.outcome.column)) else {
      return excludeForOutcome(id, cell(study.outcome.column))
    }
    guard let side = side(cell) else {
      return exclude(id, cause: "neither training nor test", isFailure: false, splitDetail(cell))
    }
    var factors: [FactorValue] = []
    for factor in study.factors {
      guard let value = value(of: factor, cell(factor.column), id: id) else {
        return exclude(
          id, cause: "clinical value not understood", isFailure: true,
          "\(factor.name) is \"\(cell(factor.column))\". \(factor.expectation)")
      }
      factors.append(value)
    }
    var patient = Patient(id: id, outcome: outcome, factors: factors, side: side)
    for (column, path) in groups {
      guard !cell(column).isMissing else {
        return exclude(
          id, cause: "\(column) missing", isFailure: true,
          "The study file needs it to know the patient's group; complete the column, or exclude the patient.")
      }
      patient[keyPath: path] = cell(column)
    }
    patients.append(patient)
  }

  /// The event or non-event of the study file that no row of the table has: a mistake in a name that would cost an extraction.
  func absentOutcome(file: String) -> StudyRunError? {
    guard let at = table.position(of: study.outcome.column) else { return nil }
    let cells = table.rows.map { $0[at] }.filter { !$0.isMissing }
    guard !cells.isEmpty else { return nil }
    var seen = Set<String>()
    let found = cells.filter { seen.insert($0).inserted }
    let isThere = { (names: [String]) in names.contains { name in found.contains { table.sameValue(name, $0) } } }
    for (names, isEvent) in [(study.outcome.event, true), (study.outcome.nonEvent ?? [], false)]
    where !names.isEmpty && !isThere(names) {
      return .outcomeAbsent(column: study.outcome.column, wanted: names, found: found, isEvent: isEvent, file: file)
    }
    return nil
  }

  /// Columns that say of which site or scanner a patient is.
  private var groups: [(column: String, path: WritableKeyPath<Patient, String?>)] {
    var groups: [(column: String, path: WritableKeyPath<Patient, String?>)] = []
    if case .site(let column) = study.split { groups.append((column, \.site)) }
    if let harmonise = study.learning?.harmonise { groups.append((harmonise.batch, \.batch)) }
    if let group = study.cohort.group { groups.append((group, \.group)) }
    return groups
  }

  /// Values that were taken as unknown because no model needs them.
  var findings: [Finding] {
    study.factors.compactMap { factor in
      guard let ids = oddValues[factor.name] else { return nil }
      return Finding(
        .note, "\(factor.name): \(ids.count) values not understood, taken as unknown.",
        detail: "Patients \(ids.joined(separator: ", ")). \(factor.expectation)")
    }
  }

  private mutating func exclude(_ id: String, cause: String, isFailure: Bool, _ detail: String = "") {
    let subject = InclusionFlow.Subject(id: id, detail: detail)
    exclusions.add(subject, cause: cause, isFailure: isFailure)
  }

  private func plannedExclusion(_ cell: (String) -> String) -> String? {
    for rule in study.cohort.exclusions {
      let value = cell(rule.column)
      let applies = rule.equals.map { $0.contains(value) } ?? !value.isEmpty
      if applies { return rule.cause ?? value }
    }
    return nil
  }

  private func outcome(_ value: String) -> Bool? {
    if study.outcome.event.contains(where: { table.sameValue($0, value) }) { return true }
    guard let nonEvent = study.outcome.nonEvent else { return value.isMissing ? nil : false }
    return nonEvent.contains { table.sameValue($0, value) } ? false : nil
  }

  /// A missing outcome is the cohort's; one that nobody understands is a mistake in a file.
  private mutating func excludeForOutcome(_ id: String, _ value: String) {
    if value.isMissing { return exclude(id, cause: "outcome missing", isFailure: false) }
    let expected = (study.outcome.event + (study.outcome.nonEvent ?? [])).joined(separator: ", ")
    exclude(
      id, cause: "outcome not understood", isFailure: true,
      "\(study.outcome.column) is \"\(value)\". Expected one of \(expected); correct the table or the study file.")
  }

  /// `nil`: a value that means neither side.
  private func side(_ cell: (String) -> String) -> SplitSide? {
    guard case .column(let column, let training, let test) = study.split else { return .notGiven }
    let value = cell(column)
    if training.contains(value) { return .training }
    return test.contains(value) ? .test : nil
  }

  private func splitDetail(_ cell: (String) -> String) -> String {
    guard case .column(let column, let training, let test) = study.split else { return "" }
    return "\(column) is \"\(cell(column))\"; training is \(training.joined(separator: ", ")), "
      + "test is \(test.joined(separator: ", "))."
  }

  /// `nil` when a model needs the factor and the value is not understood.
  private mutating func value(of factor: StudyFile.Factor, _ cell: String, id: String) -> FactorValue? {
    if let value = factor.value(of: cell, in: table) { return value }
    guard !study.models.factors.contains(factor.name) else { return nil }
    oddValues[factor.name, default: []].append(id)
    return .unknown
  }
}

extension StudyFile.Factor {
  /// The meaning of a cell; `nil` when it has none.
  func value(of cell: String, in table: CSVTable) -> FactorValue? {
    switch kind {
    case .continuous:
      if cell.isMissing { return .unknown }
      return table.number(cell).flatMap { abs($0) <= AnalysisCohort.largestFeature ? .number($0) : nil }
    case .categorical(let levels, let unknown):
      if unknown.contains(where: { table.sameValue($0, cell) }) { return .unknown }
      if levels.isEmpty { return cell.isMissing || StudyFile.Factor.isUnknown(cell) ? .unknown : .level(cell) }
      let level = levels.first { level in level.values.contains { table.sameValue($0, cell) } }
      return level.map { .level($0.name) } ?? (cell.isMissing ? .unknown : nil)
    }
  }

  /// What a cell may hold, for error messages.
  var expectation: String {
    switch kind {
    case .continuous: return "Expected a number. Its size may be 1e100 at most."
    case .categorical(let levels, let unknown):
      let values = levels.flatMap(\.values) + unknown
      return "Expected one of \(values.joined(separator: ", ")); add it to the study file or correct the table."
    }
  }
}

extension CSVTable {
  /// Equal as text, or as numbers, so that `1` in the study file meets `1.0` in a spreadsheet's export.
  fileprivate func sameValue(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    guard let first = Double(a), let second = number(b) else { return false }
    return first == second
  }
}

extension String {
  /// Empty, or one of the marks that exports write for a missing value.
  fileprivate var isMissing: Bool { ["", "na", "n/a", "nan", "null"].contains(lowercased()) }
}

extension [InclusionFlow.Exclusion] {
  /// Counts a subject under a cause, in the order in which causes first occur.
  mutating func add(_ subject: InclusionFlow.Subject, cause: String, isFailure: Bool) {
    if let position = firstIndex(where: { $0.cause == cause && $0.isFailure == isFailure }) {
      self[position].subjects.append(subject)
    } else {
      append(InclusionFlow.Exclusion(cause: cause, isFailure: isFailure, subjects: [subject]))
    }
  }
}

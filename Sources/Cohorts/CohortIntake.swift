import Records
import Results
import Statistics
import StudyFiles

/// Sorts the rows of a clinical table into patients and exclusions.
struct CohortIntake {
  let study: StudyFile
  let table: CSVTable
  private let decisions: ReviewDecisions
  private(set) var patients: [Patient] = []
  private(set) var exclusions: [InclusionFlow.Exclusion] = []
  /// Outcomes that are understood, by id, including those of excluded patients.
  private(set) var outcomes: [String: SubjectOutcome] = [:]
  private var oddValues: [String: [String]] = [:]
  /// Numeric factors in which only a few cells are unreadable. These cells count as unknown, and their patients stay.
  private let tolerant: Set<String>
  private var spoiltCells: [String: [PlacedCell]] = [:]
  /// Names in columns of sites, batches and groups, by column.
  private var spellings: [String: OneSpelling] = [:]
  /// How columns of exclusions are read for which the study file names no values.
  let exclusionColumns: [String: ExclusionColumn]
  /// The id of the first row of each group whose column has PatientIDs, which no output may have; `nil` for another
  /// column.
  private let groupIDs: [String: String]?

  init(study: StudyFile, table: CSVTable, decisions: ReviewDecisions) {
    self.study = study
    self.table = table
    self.decisions = decisions
    tolerant = Set(study.factors.filter { CohortIntake.isSpoiltByFew($0, table) }.map(\.name))
    let unnamed = study.cohort.exclusions.filter { $0.equals == nil }.map(\.column)
    exclusionColumns = Dictionary(
      unnamed.map { ($0, ExclusionColumn($0, cells: table[$0] ?? [], table.decimalMark)) }
    ) { first, _ in first }
    let namesPatients = study.cohort.group == study.cohort.patientID && study.cohort.group != study.cohort.id
    groupIDs = namesPatients ? study.firstIDs(of: table) : nil
    for (column, _) in groups { spellings[column] = OneSpelling(table[column] ?? [], table.decimalMark) }
  }

  /// Whether a single cell, or at most a tenth of the cells, is an unreadable number.
  private static func isSpoiltByFew(_ factor: StudyFile.Factor, _ table: CSVTable) -> Bool {
    guard case .continuous = factor.kind, let at = table.position(of: factor.column) else { return false }
    let given = table.rows.map { $0[at] }.filter { !MissingCodes.isEmpty($0) }
    let spoilt = given.count { table.number($0) == nil && MissingCodes.isSpoiltNumber($0) }
    return spoilt > 0 && (spoilt == 1 || 10 * spoilt <= given.count)
  }

  /// Takes one row. The first cause that applies excludes it.
  mutating func take(_ row: Int, id: String) {
    let cell = { [table] (column: String) in table.position(of: column).map { table.rows[row][$0] } ?? "" }
    outcomes[id] = outcome(cell(study.outcome.column))
    if let cause = plannedExclusion(cell) { return exclude(id, cause: cause, isFailure: false) }
    // The id matters only where it becomes part of an image's path.
    guard !study.hasPathsOfPatients || !id.contains("/") && id != ".." && id != "." else {
      return exclude(
        id, cause: "id cannot be used in a path", isFailure: true,
        detail: "An id must not be \"..\" and must "
          + "not contain \"/\". Correct the id in the clinical table.")
    }
    guard let outcome = outcome(cell(study.outcome.column)) else {
      return excludeForOutcome(id, value: cell(study.outcome.column))
    }
    guard let side = side(cell) else {
      return exclude(id, cause: "neither training nor test", isFailure: false, detail: splitDetail(cell))
    }
    let factors = study.factors.map { value(of: $0, cell($0.column), id: id, line: table.lines[row]) }
    let unread = zip(study.factors, factors).filter { $1 == nil }.map(\.0)
    guard unread.isEmpty else {
      return exclude(
        id, cause: "clinical value not understood", isFailure: true,
        detail: unread.map { "\($0.name) is \"\(cell($0.column))\". \($0.expectation)" }.joined(separator: " "))
    }
    var patient = Patient(id: id, outcome: outcome, factors: factors.compactMap(\.self), side: side)
    for (column, path) in groups {
      guard !MissingCodes.isEmpty(cell(column), asText: true) else {
        return exclude(
          id, cause: "\(column) missing", isFailure: true,
          detail:
            "The study file needs this value to know the patient's group. Complete the column, or exclude the patient.")
      }
      let name = spellings[column]?(cell(column)) ?? cell(column)
      patient[keyPath: path] = path == \.group ? groupIDs.map { $0[cell(column)] ?? id } ?? name : name
    }
    // Last, so that a decision counts only for a patient who would have been analysed.
    if let decision = decisions.exclusion(of: id) {
      return exclusions.add(decision.subject, cause: decision.reason, isFailure: false)
    }
    patients.append(patient)
  }

  /// An error if no row of the table has the event or the non-event of the study file. Such a mistake in a name would
  /// otherwise be found only after the extraction.
  func absentOutcome(file: String) -> StudyRunError? {
    guard let at = table.position(of: study.outcome.column) else { return nil }
    let cells = table.rows.map { $0[at] }.filter { !MissingCodes.isEmpty($0, asText: true) }
    guard !cells.isEmpty else { return nil }
    var seen = Set<String>()
    let found = cells.filter { seen.insert($0).inserted }
    let isThere = { (names: [String]) in
      names.contains { name in found.contains { table.decimalMark.isValue(name, in: $0) } }
    }
    for (names, isEvent) in [(study.outcome.event, true), (study.outcome.nonEvent ?? [], false)]
    where !names.isEmpty && !isThere(names) {
      return .outcomeAbsent(column: study.outcome.column, wanted: names, found: found, isEvent: isEvent, file: file)
    }
    return nil
  }

  /// An error if values are the event in another spelling while all values but the event count as non-events: patients
  /// with the event would be counted as patients without it.
  func otherSpellings(file: String) -> StudyRunError? {
    guard study.outcome.nonEvent == nil else { return nil }
    let events = Set(study.outcome.event.map(LevelName.plain))
    let others = Set((table[study.outcome.column] ?? []).filter { outcome($0)?.hadEvent == false })
    let found = others.filter { events.contains(LevelName.plain($0)) }.sorted()
    guard !found.isEmpty else { return nil }
    return .outcomeAlike(column: study.outcome.column, event: study.outcome.event, found: found, file: file)
  }

  /// An error if cells of a column are other spellings of values that the study file names for it: `IVb` where `IVB` is
  /// excluded, or `Train` where `train` is the training set. Otherwise such patients would be kept or lost without a
  /// message.
  func otherSpellingsOfRules(file: String) -> StudyRunError? {
    var rules = study.cohort.exclusions.map { (column: $0.column, values: $0.equals ?? []) }
    if case .column(let column, let training, let test) = study.split { rules.append((column, training + test)) }
    for (column, values) in rules {
      let named = Set(values.map(PatientID.plain))
      let others = Set(table[column] ?? []).filter { cell in
        !cell.isEmpty && named.contains(PatientID.plain(cell))
          && !values.contains { table.decimalMark.isValue($0, in: cell) }
      }
      if !others.isEmpty { return .valueAlike(column: column, named: values, found: others.sorted(), file: file) }
    }
    return nil
  }

  /// Findings about values of exclusion rules that no row has.
  private var absentExclusions: [CohortFinding] {
    study.cohort.exclusions.compactMap { rule in
      let cells = table[rule.column] ?? []
      let absent = (rule.equals ?? []).filter { value in
        !cells.contains { table.decimalMark.isValue(value, in: $0) }
      }
      let known = Set(cells).filter { $0.count > 2 }.sorted()
      return absent.isEmpty ? nil : .absentExclusion(column: rule.column, values: absent, known: known)
    }
  }

  /// An error if most cells of a numeric factor in a model are unreadable numbers, because this mistake in the table
  /// would exclude most patients.
  func unreadableFactor(file: String) -> StudyRunError? {
    for factor in study.factors where study.models.factors.contains(factor.name) {
      guard case .continuous = factor.kind, let at = table.position(of: factor.column) else { continue }
      let given = table.rows.indices.filter { !MissingCodes.isEmpty(table.rows[$0][at]) }
      let spoilt = given.filter {
        table.number(table.rows[$0][at]) == nil && MissingCodes.isSpoiltNumber(table.rows[$0][at])
      }
      guard let first = spoilt.first, 2 * spoilt.count > given.count else { continue }
      return .unreadableNumbers(
        column: factor.column, spoilt.count, of: given.count, example: table.rows[first][at], line: table.lines[first],
        file: file)
    }
    return nil
  }

  /// A finding about ids that differ only by case, spaces or leading zeros.
  static func alikeIDs(_ ids: [String]) -> CohortFinding? {
    let groups = Dictionary(grouping: ids, by: PatientID.plain).values.filter { $0.count > 1 }.map { $0.sorted() }
      .sorted { $0[0] < $1[0] }
    return groups.isEmpty ? nil : .alikeIDs(groups)
  }

  /// Columns that assign a patient to a site, batch or group.
  private var groups: [(column: String, path: WritableKeyPath<Patient, String?>)] {
    var groups: [(column: String, path: WritableKeyPath<Patient, String?>)] = []
    if case .site(let column) = study.split { groups.append((column, \.site)) }
    if let harmonise = study.learning?.harmonise { groups.append((harmonise.batch, \.batch)) }
    if let group = study.cohort.group { groups.append((group, \.group)) }
    return groups
  }

  /// Findings about values that were treated as unknown and similar questions about the table.
  var findings: [CohortFinding] {
    spoiltFindings + otherOutcomes + groupedNumbers + absentExclusions
      + ExclusionMarks.findings(study, table, read: exclusionColumns)
      + spellings.sorted { $0.key < $1.key }.compactMap { $1.finding($0) }
      + study.factors.compactMap { factor in
        oddValues[factor.name].map { .oddValues(factor, patients: $0) }
      }
  }

  /// A finding if several values count as non-events because the study file names no non-event.
  private var otherOutcomes: [CohortFinding] {
    guard study.outcome.nonEvent == nil else { return [] }
    var counts: [String: Int] = [:]
    for cell in table[study.outcome.column] ?? [] where outcome(cell)?.hadEvent == false {
      counts[cell, default: 0] += 1
    }
    guard counts.count > 1 else { return [] }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return [
      .severalNonEvents(
        column: study.outcome.column, name: study.outcome.nonEventName,
        sorted.map { ValueCount(value: $0.key, count: $0.value) },
        hasNumbers: counts.keys.contains { table.number($0) != nil })
    ]
  }

  /// Findings about cells of numeric factors that may have thousands separators.
  private var groupedNumbers: [CohortFinding] {
    let numeric = study.factors.filter { if case .continuous = $0.kind { true } else { false } }
    return MissingCodes.grouped(in: table, columns: numeric.compactMap { table.position(of: $0.column) })
      .map { .thousands($0) }
  }

  private var spoiltFindings: [CohortFinding] {
    study.factors.compactMap { factor in
      spoiltCells[factor.name].map { .spoiltCells(factor: factor.name, table: study.cohort.table, $0) }
    }
  }

  private mutating func exclude(_ id: String, cause: String, isFailure: Bool, detail: String = "") {
    let subject = InclusionFlow.Subject(id: id, detail: detail)
    exclusions.add(subject, cause: cause, isFailure: isFailure)
  }

  private func plannedExclusion(_ cell: (String) -> String) -> String? {
    for rule in study.cohort.exclusions {
      let value = cell(rule.column)
      guard let equals = rule.equals else {
        let reading = exclusionColumns[rule.column] ?? .reasons
        guard reading.excludes(value, table.decimalMark) else { continue }
        return rule.cause ?? (reading == .reasons ? value : rule.column)
      }
      if equals.contains(where: { table.decimalMark.isValue($0, in: value) }) { return rule.cause ?? value }
    }
    return nil
  }

  private func outcome(_ value: String) -> SubjectOutcome? {
    switch study.outcome.kind {
    case .binary: isEvent(value).map { .binary($0) }
    }
  }

  private func isEvent(_ value: String) -> Bool? {
    if study.outcome.event.contains(where: { table.decimalMark.isValue($0, in: value) }) { return true }
    guard let nonEvent = study.outcome.nonEvent else { return MissingCodes.isEmpty(value, asText: true) ? nil : false }
    return nonEvent.contains { table.decimalMark.isValue($0, in: value) } ? false : nil
  }

  /// A missing outcome is a planned exclusion; an outcome that is not understood is a mistake in a file.
  private mutating func excludeForOutcome(_ id: String, value: String) {
    if MissingCodes.isEmpty(value, asText: true) { return exclude(id, cause: "outcome missing", isFailure: false) }
    let expected = (study.outcome.event + (study.outcome.nonEvent ?? [])).joined(separator: ", ")
    exclude(
      id, cause: "outcome not understood", isFailure: true,
      detail:
        "\(study.outcome.column) is \"\(value)\". Expected one of \(expected); correct the table or the study file.")
  }

  /// `nil` for a value that belongs to neither side.
  private func side(_ cell: (String) -> String) -> SplitSide? {
    guard case .column(let column, let training, let test) = study.split else { return .notGiven }
    let value = cell(column)
    if training.contains(where: { table.decimalMark.isValue($0, in: value) }) { return .training }
    return test.contains { table.decimalMark.isValue($0, in: value) } ? .test : nil
  }

  private func splitDetail(_ cell: (String) -> String) -> String {
    guard case .column(let column, let training, let test) = study.split else { return "" }
    return "\(column) is \"\(cell(column))\"; training is \(training.joined(separator: ", ")), "
      + "test is \(test.joined(separator: ", "))."
  }

  /// `nil` if a model needs the factor and the value is not understood.
  private mutating func value(
    of factor: StudyFile.Factor, _ cell: String, id: String, line: Int
  ) -> FactorValue? {
    if let value = factor.value(of: cell, table.decimalMark) { return value }
    if tolerant.contains(factor.name), MissingCodes.isSpoiltNumber(cell) {
      spoiltCells[factor.name, default: []].append(PlacedCell(column: factor.column, text: cell, id: id, line: line))
      return .unknown
    }
    guard !study.models.factors.contains(factor.name) else { return nil }
    oddValues[factor.name, default: []].append(id)
    return .unknown
  }
}

extension StudyFile.Factor {
  /// The meaning of a cell; `nil` if it has none.
  package func value(of cell: String, _ mark: DecimalMark) -> FactorValue? {
    switch kind {
    case .continuous:
      if MissingCodes.isEmpty(cell) { return .unknown }
      return mark.number(cell).flatMap { abs($0) <= AnalysisCohort.largestFeature ? .number($0) : nil }
    case .categorical(let levels, let unknown):
      if unknown.contains(where: { mark.isValue($0, in: cell) }) { return .unknown }
      if levels.isEmpty {
        return MissingCodes.isEmpty(cell, asText: true) || StudyFile.Factor.isUnknown(cell) ? .unknown : .level(cell)
      }
      let level = levels.first { level in level.values.contains { mark.isValue($0, in: cell) } }
      return level.map { .level($0.name) } ?? (MissingCodes.isEmpty(cell, asText: true) ? .unknown : nil)
    }
  }

  /// The values that a cell may hold, for error messages.
  var expectation: String {
    switch kind {
    case .continuous: return "Expected a number. Its absolute value can be at most 1e100."
    case .categorical(let levels, let unknown):
      let values = levels.flatMap(\.values) + unknown
      return "Expected one of \(values.joined(separator: ", ")); add it to the study file or correct the table."
    }
  }
}

extension [InclusionFlow.Exclusion] {
  /// Adds a subject under a cause; causes stay in the order in which they first occur.
  package mutating func add(_ subject: InclusionFlow.Subject, cause: String, isFailure: Bool) {
    let added = InclusionFlow.Exclusion(cause: cause, isFailure: isFailure, subjects: [subject])
    if let position = firstIndex(where: { $0.cause == cause && $0.kind == added.kind }) {
      self[position].subjects.append(subject)
    } else {
      append(added)
    }
  }
}

extension StudyFile {
  /// The id of the first row of each value of the column of groups.
  fileprivate func firstIDs(of table: CSVTable) -> [String: String] {
    guard let group = cohort.group, let cells = table[group], let ids = table[cohort.id] else { return [:] }
    let spelling = OneSpelling(cells, table.decimalMark)
    let first = Dictionary(zip(cells.map { spelling($0) }, ids)) { first, _ in first }
    return Dictionary(cells.compactMap { cell in first[spelling(cell)].map { (cell, $0) } }) { first, _ in first }
  }
}

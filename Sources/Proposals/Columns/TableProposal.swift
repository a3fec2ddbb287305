import Cohorts
import Records

/// What is proposed for a clinical table: the column of ids, the outcome, factors, and what is left out.
struct TableProposal: Sendable {
  let table: CSVTable
  let profiles: [ColumnProfile]
  /// The column of the ids that outputs have.
  let id: ColumnProfile
  /// The column that names the patients of the images.
  let key: ColumnProfile
  let uses: [(column: String, use: ProposedUse)]
  /// The outcome that the study file gets, and others that could be it.
  let outcome: OutcomeProposal
  let otherOutcomes: [OutcomeProposal]
  /// How many patients of the images the values of each column name that can be the id.
  let ids: [(column: String, joined: Int)]
  /// Every column that can be the outcome.
  private let candidates: [OutcomeProposal]
  private let prefixes: [String]
  /// The column in which each row names its region.
  private let regions: String?

  /// - Parameters:
  ///   - asks: whether somebody is asked for the outcome, so that a table in which nothing looks like one is no error.
  ///   - id: the column of ids; `nil` for the one that joins best.
  ///   - hidesKey: whether the images can be joined by another column than that of the ids. Outputs then have the other
  ///     one: a PatientID is the identity of a patient.
  ///   - joined: how many patients of the images the values of a column name.
  ///   - wanted: the column that a user named as the outcome.
  ///   - event: the values of it that the user named as the event; empty for those that words tell.
  /// - Throws: ``ProposalError``.
  init(
    _ table: CSVTable, file: String, id own: String? = nil, wanted: String?, event: [String] = [],
    asks: Bool = false, hidesKey: Bool = false, joined look: ([String]) -> Int
  ) throws(ProposalError) {
    let profiles = table.columns.map { ColumnProfile($0, in: table) }
    // A look goes through all images, and several rules ask for the same column.
    var seen: [[String]: Int] = [:]
    func joined(_ cells: [String]) -> Int {
      if let known = seen[cells] { return known }
      let count = look(cells)
      seen[cells] = count
      return count
    }
    let unique = profiles.filter { $0.isUnique && !$0.cells.isEmpty && !Self.isFraction($0) }
    guard let found = Self.ids(profiles, hidesKey: hidesKey, joined) else { throw .noID(table: file) }
    let chosen = profiles.first { $0.name == own && $0.missing == 0 && !$0.cells.isEmpty }
    if let own, chosen == nil { throw .noIDs(in: own, table: file, columns: table.columns) }
    let isKey = chosen.map { joined($0.cells.compactMap(\.self)) > 0 } ?? false
    let key = hidesKey && !isKey ? found.key : chosen ?? found.key
    let id = chosen.flatMap { $0.isUnique ? $0 : nil } ?? found.id
    if own == nil, !asks {
      let rivals = Self.rivals(of: key, among: profiles, joined)
      guard rivals.isEmpty else { throw .severalKeys(table: file, columns: [key.name] + rivals) }
    }
    var candidates = profiles.filter { ![id.name, key.name].contains($0.name) }.compactMap { OutcomeProposal($0) }
    if let wanted, !event.isEmpty, let profile = profiles.first(where: { $0.name == wanted }) {
      let levels = FoldedLevels(profile).levels
      let names = event.compactMap { value in levels.first { $0.values.contains(value) }?.name }
      guard names.count == event.count, let told = OutcomeProposal(profile, event: Set(names)) else {
        throw .noEvent(wanted, table: file, values: levels.flatMap(\.values))
      }
      candidates = [told] + candidates.filter { $0.column != wanted }
    }
    var outcomes = try Self.ordered(candidates, wanted: wanted, table, file)
    // Somebody chooses among these, and the text says that nothing speaks for them.
    if outcomes.isEmpty, asks { outcomes = candidates.filter { $0.smaller > 0 } }
    guard !outcomes.isEmpty else {
      let several = profiles.filter { profile in
        ![id.name, key.name].contains(profile.name) && (3...6).contains(FoldedLevels(profile).levels.count)
          && !candidates.contains { $0.column == profile.name }
      }
      throw .noOutcome(
        table: file, columns: table.columns, factors: candidates.map(\.column), several: several.map(\.name))
    }
    self.init(
      table, profiles, id: id, key: key, outcomes: outcomes, candidates: candidates,
      ids: unique.map { ($0.name, joined($0.cells.compactMap(\.self))) }, prefixes: [], regions: nil,
      answers: [:])
  }

  /// The same with keys of factors that do not begin as columns of features do.
  /// - Parameter regions: the column in which each row names its region, which is no factor.
  func avoiding(_ prefixes: [String], regions: String? = nil) -> TableProposal {
    TableProposal(
      table, profiles, id: id, key: key, outcomes: [outcome] + otherOutcomes, candidates: candidates, ids: ids,
      prefixes: prefixes, regions: regions, answers: [:])
  }

  /// The same with answers about its columns.
  func answering(_ answers: StudyAnswers) throws(AnswerError) -> TableProposal {
    var outcomes = [outcome] + otherOutcomes
    if let column = answers.outcome {
      guard let chosen = candidates.first(where: { $0.column == column }) else { throw .noOutcome(column) }
      outcomes = [chosen] + outcomes.filter { $0.column != column }
    }
    if let event = answers.event {
      let (first, wanted) = (outcomes[0], Set(event))
      let profile = profiles.first { $0.name == first.column }
      if wanted != Set(first.levels.filter(\.isEvent).map(\.level.name)) {
        guard let other = profile.flatMap({ OutcomeProposal($0, event: wanted) }) else {
          throw .noEvent(first.column, levels: first.levels.map(\.level.name))
        }
        outcomes[0] = other
      }
    }
    for (column, answer) in answers.factors.sorted(by: { $0.key < $1.key }) {
      guard let profile = profiles.first(where: { $0.name == column }) else { throw .noColumn(column) }
      try answer.check(profile, lines: table.lines)
    }
    return TableProposal(
      table, profiles, id: id, key: key, outcomes: outcomes, candidates: candidates, ids: ids, prefixes: prefixes,
      regions: regions, answers: answers.factors)
  }

  private init(
    _ table: CSVTable, _ profiles: [ColumnProfile], id: ColumnProfile, key: ColumnProfile, outcomes: [OutcomeProposal],
    candidates: [OutcomeProposal], ids: [(column: String, joined: Int)], prefixes: [String],
    regions: String?, answers: [String: FactorAnswer]
  ) {
    let outcome = outcomes[0]
    (self.table, self.profiles, self.id, self.key, self.outcome) = (table, profiles, id, key, outcome)
    (self.ids, self.candidates, self.prefixes, self.regions) = (ids, candidates, prefixes, regions)
    otherOutcomes = Array(outcomes.dropFirst())
    let named = Set(otherOutcomes.filter(\.isTold).map(\.column))
    // Where no name tells, every column of two values could be the outcome, and each is itself.
    let told = outcomes.filter { $0.isTold || $0.column == outcome.column }
    var keys = Set<String>()
    uses = profiles.map { profile in
      if profile.name == id.name { return (profile.name, .id) }
      if profile.name == key.name { return (profile.name, .key) }
      if profile.name == outcome.column { return (profile.name, .outcome) }
      if profile.name == regions { return (profile.name, .leftOut(.region)) }
      if named.contains(profile.name) { return (profile.name, .leftOut(.otherOutcome)) }
      if Self.isGroup(profile) { return (profile.name, .group) }
      let use = Self.use(profile, lines: table.lines, answers[profile.name])
      guard case .factor(var factor) = use else { return (profile.name, use) }
      if told.contains(where: { Self.tells(factor, profile, $0) }) {
        return (profile.name, .leftOut(.tellsOutcome))
      }
      factor.key = Self.free(factor.key, &keys, prefixes)
      return (profile.name, .factor(factor))
    }
  }

  /// Every column that can be the outcome, those that are likely first.
  var outcomes: [OutcomeProposal] {
    let likely = [outcome] + otherOutcomes
    return likely + candidates.filter { one in !likely.contains { $0.column == one.column } }
  }

  private static func use(_ profile: ColumnProfile, lines: [Int], _ answer: FactorAnswer?) -> ProposedUse {
    let use = ColumnRules.use(profile, lines: lines)
    guard let answer else { return use }
    switch use {
    case .factor where answer.role == .leftOut: return .leftOut(.answer)
    case .factor: break
    case .leftOut(let reason) where reason.isDoubt && (answer.role ?? .leftOut) != .leftOut: break
    default: return use
    }
    switch answer.factor(profile, lines: lines) {
    case .success(let factor): return .factor(factor)
    case .failure(let refusal): return .leftOut(refusal.reason)
    }
  }

  /// The column whose value the rows of one patient share: one that says so, else that of the PatientIDs if they
  /// repeat.
  var groupColumn: String? {
    let named = uses.first { if case .group = $0.use { true } else { false } }?.column
    return named ?? (key.name != id.name && !key.isUnique ? key.name : nil)
  }

  /// Patients of the smaller class. Rows of one patient are one, with the event if one of them has it: no split tests a
  /// lesion of a patient who trained.
  var smallerClass: Int {
    guard let groupColumn, let group = profiles.first(where: { $0.name == groupColumn }) else { return outcome.smaller }
    let known = zip(group.cells, outcome.outcomes).compactMap { unit, event in event.map { (unit ?? "", $0) } }
    let events = Set(known.filter(\.1).map(\.0))
    return min(events.count, Set(known.map(\.0)).count - events.count)
  }

  /// The proposed factors in the order of the table.
  var factors: [FactorProposal] {
    uses.compactMap { if case .factor(let factor) = $0.use { factor } else { nil } }
  }

  /// Columns that no model learns from, with the reason.
  var leftOut: [(column: String, reason: LeftOutReason)] {
    uses.compactMap { if case .leftOut(let reason) = $0.use { ($0.column, reason) } else { nil } }
  }

  /// The column of ids, and that which names the patients of the images.
  private static func ids(
    _ profiles: [ColumnProfile], hidesKey: Bool, _ joined: ([String]) -> Int
  ) -> (id: ColumnProfile, key: ColumnProfile)? {
    let whole = profiles.filter { $0.missing == 0 && !$0.cells.isEmpty && !isFraction($0) }
    let unique = whole.filter(\.isUnique)
    // Rows of one patient share a PatientID, so the key may repeat.
    guard let key = best(hidesKey ? whole : unique, joined) else { return nil }
    guard hidesKey else { return (key, key) }
    let others = unique.filter { $0.name != key.name && joined($0.cells.compactMap(\.self)) == 0 }
    let named = others.first { isNamed($0) && !ColumnName.isRowIndex($0.name) }
    if let other = named ?? others.first(where: hasCodes) { return (other, key) }
    return key.isUnique ? (key, key) : unique.first.map { ($0, key) }
  }

  /// Columns that name as many patients of the images as the key does, and other patients in the same rows.
  private static func rivals(
    of key: ColumnProfile, among profiles: [ColumnProfile], _ joined: ([String]) -> Int
  ) -> [String] {
    let own = key.cells.map { PatientID.plain($0 ?? "") }
    let count = joined(key.cells.compactMap(\.self))
    guard count > 0 else { return [] }
    return profiles.filter { other in
      other.name != key.name && other.missing == 0 && !isFraction(other) && other.counts.count == key.counts.count
        && other.cells.map { PatientID.plain($0 ?? "") } != own && joined(other.cells.compactMap(\.self)) == count
        // Two columns of which each names half of the patients contradict each other nowhere.
        && joined((key.cells + other.cells).compactMap(\.self)) < 2 * count
    }.map(\.name)
  }

  /// Whether the key only numbers the rows: 1, 2, 3 and so on.
  var keyNumbersRows: Bool {
    key.numbers.count > 2 && zip(key.numbers, 1...).allSatisfy { $0 == Double($1) }
  }

  /// Rows at the end that look like sums and remarks.
  var footers: [TableFooter] { TableFooter.all(of: table, ids: id.cells.map { $0 ?? "" }) }

  /// Columns that name patients of the images whom the key does not name, with their number.
  func complements(_ joined: ([String]) -> Int) -> [(column: String, more: Int)] {
    let own = key.cells.compactMap(\.self)
    let count = joined(own)
    return profiles.compactMap { other in
      guard other.name != key.name, !Self.isFraction(other), joined(other.cells.compactMap(\.self)) > 0 else {
        return nil
      }
      let more = joined(own + other.cells.compactMap(\.self)) - count
      return more > 0 ? (other.name, more) : nil
    }
  }

  /// The column that names most of those with images, then the one with the name of an id, then the first.
  private static func best(_ profiles: [ColumnProfile], _ joined: ([String]) -> Int) -> ColumnProfile? {
    let ranked = profiles.enumerated().map { at, profile in
      (profile: profile, count: joined(profile.cells.compactMap(\.self)), isNamed: isNamed(profile) ? 1 : 0, at: at)
    }
    return ranked.max { ($0.count, $0.isNamed, $1.at) < ($1.count, $1.isNamed, $0.at) }?.profile
  }

  /// Whether the cells are codes such as `P001`, which name patients under any header; names of people have no digits.
  private static func hasCodes(_ profile: ColumnProfile) -> Bool {
    profile.cells.allSatisfy { cell in
      cell?.wholeMatch(of: /\p{L}{1,12}[-_ ]?[0-9]{1,8}/) != nil
    }
  }

  private static func isNamed(_ profile: ColumnProfile) -> Bool {
    let name = ColumnName(profile.name)
    return name.isPatient || name.isNumbering || name.mayBeNumbering
  }

  /// Measurements may differ in every patient, and are no ids.
  private static func isFraction(_ profile: ColumnProfile) -> Bool {
    profile.numbers.contains { $0.map { $0 != $0.rounded() } ?? false }
  }

  /// The column that the user named first, then those of which most speaks for an outcome, of these the ones with more
  /// patients in the smaller class. A factor is no outcome unless it is named.
  private static func ordered(
    _ candidates: [OutcomeProposal], wanted: String?, _ table: CSVTable, _ file: String
  ) throws(ProposalError) -> [OutcomeProposal] {
    if let wanted, !candidates.contains(where: { $0.column == wanted }) {
      throw .notAnOutcome(wanted, table: file, columns: table.columns, candidates: candidates.map(\.column))
    }
    let best = candidates.filter(isPossible).map(\.standing).max() ?? .untold
    // Where something is an event, a finding is a factor.
    let possible = candidates.filter { $0.column == wanted || isPossible($0) && (best < .event || $0.isTold) }
    return possible.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      return (a.column == wanted ? 1 : 0, a.standing.rawValue, min(a.smaller, 10), -first.offset)
        > (b.column == wanted ? 1 : 0, b.standing.rawValue, min(b.smaller, 10), -second.offset)
    }.map(\.element)
  }

  private static func isPossible(_ one: OutcomeProposal) -> Bool {
    let name = ColumnName(one.column)
    return !name.isSite && !name.isPatient && !name.isOfAcquisition && one.smaller > 0 && one.standing > .factor
  }

  private static func isGroup(_ profile: ColumnProfile) -> Bool {
    let values = profile.given
    return ColumnName(profile.name).isPatient && profile.missing == 0 && profile.counts.count < values
      && (profile.counts.count >= 5 || 3 * profile.counts.count >= values)
  }

  /// Whether a factor is the outcome under another name, so that the run would stop.
  private static func tells(_ factor: FactorProposal, _ profile: ColumnProfile, _ outcome: OutcomeProposal) -> Bool {
    let values: [Double?]
    switch factor.kind {
    case .continuous: values = profile.numbers
    case .categorical(let folded):
      guard folded.levels.count == 2 else { return false }
      values = folded.positions(profile).map { $0.map(Double.init) }
    }
    let known = zip(values, outcome.outcomes).compactMap { value, event in event.map { (value, $0) } }
    return FactorResemblance.isCopy(known.map(\.0), outcomes: known.map(\.1))
  }

  private static func free(_ key: String, _ keys: inout Set<String>, _ prefixes: [String]) -> String {
    let isTaken = prefixes.contains { key.lowercased().hasPrefix("\($0.lowercased())_") }
    let base = isTaken ? "clinical_\(key)" : key
    var name = base
    var number = 2
    while !keys.insert(name).inserted {
      name = "\(base)_\(number)"
      number += 1
    }
    return name
  }
}

import Records

/// What is proposed for a clinical table: the column of ids, the outcome, factors, and what is left out.
struct TableProposal {
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

  /// - Parameters:
  ///   - hidesKey: whether the images can be joined by another column than that of the ids. Outputs then have the other
  ///     one: a PatientID is the identity of a patient.
  ///   - joined: how many patients of the images the values of a column name.
  ///   - wanted: the column that a user named as the outcome.
  ///   - prefixes: beginnings that no factor's key may have, since columns of features have them.
  /// - Throws: ``ProposalError``.
  init(
    _ table: CSVTable, file: String, prefixes: [String], wanted: String?, hidesKey: Bool = false,
    joined: ([String]) -> Int
  ) throws(ProposalError) {
    let profiles = table.columns.map { ColumnProfile($0, in: table) }
    guard let (id, key) = Self.ids(profiles, hidesKey: hidesKey, joined) else { throw .noID(table: file) }
    let rivals = Self.rivals(of: key, among: profiles, joined)
    guard rivals.isEmpty else { throw .severalKeys(table: file, columns: [key.name] + rivals) }
    let candidates = profiles.filter { ![id.name, key.name].contains($0.name) }.compactMap { OutcomeProposal($0) }
    let outcomes = try Self.ordered(candidates, wanted: wanted, table, file)
    guard let outcome = outcomes.first else {
      throw .noOutcome(table: file, columns: table.columns, factors: candidates.map(\.column))
    }
    (self.table, self.profiles, self.id, self.key, self.outcome) = (table, profiles, id, key, outcome)
    otherOutcomes = Array(outcomes.dropFirst())
    let named = Set(otherOutcomes.filter(\.isTold).map(\.column))
    // Where no name tells, every column of two values could be the outcome, and each is itself.
    let told = outcomes.filter { $0.isTold || $0.column == outcome.column }
    var keys = Set<String>()
    uses = profiles.map { profile in
      if profile.name == id.name { return (profile.name, .id) }
      if profile.name == key.name { return (profile.name, .key) }
      if profile.name == outcome.column { return (profile.name, .outcome) }
      if named.contains(profile.name) { return (profile.name, .leftOut(.otherOutcome)) }
      if Self.isGroup(profile) { return (profile.name, .group) }
      let use = ColumnRules.use(profile, lines: table.lines)
      guard case .factor(var factor) = use else { return (profile.name, use) }
      if told.contains(where: { Self.tells(factor, profile, $0) }) {
        return (profile.name, .leftOut(.tellsOutcome))
      }
      factor.key = Self.free(factor.key, &keys, prefixes)
      return (profile.name, .factor(factor))
    }
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
    if let other = others.first(where: { isNamed($0) && !ColumnName.isRowIndex($0.name) }) { return (other, key) }
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
    }.map(\.name)
  }

  /// Whether the key only numbers the rows: 1, 2, 3 and so on.
  var keyNumbersRows: Bool {
    key.numbers.count > 2 && zip(key.numbers, 1...).allSatisfy { $0 == Double($1) }
  }

  /// The column that names most of those with images, then the one with the name of an id, then the first.
  private static func best(_ profiles: [ColumnProfile], _ joined: ([String]) -> Int) -> ColumnProfile? {
    let ranked = profiles.enumerated().map { at, profile in
      (profile: profile, count: joined(profile.cells.compactMap(\.self)), isNamed: isNamed(profile) ? 1 : 0, at: at)
    }
    return ranked.max { ($0.count, $0.isNamed, $1.at) < ($1.count, $1.isNamed, $0.at) }?.profile
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

import Records

extension LeakRules {
  /// Ids that are equal except for one part, whatever that part is called, if their rows are more alike than chance
  /// would make them.
  ///
  /// The ids alone cannot tell two lesions (`P001_GTVp`, `P001_GTVn`) from two sites (`MUC-001`, `BER-001`), but
  /// outcomes and features can. So each way of leaving out one part is tested for equal outcomes and for similar
  /// features. The level of the rule is divided by the number of tests.
  static func alikeStems(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let ids = cohort.ids.map(IDParts.init)
    var met = Set<[[Int]]>()
    let ways = IDParts.Cut.allCases.map { StemGroups(ids, $0) }
      .filter {
        ($0.small.count >= leastStems || $0.large.count >= leastStems) && met.insert($0.small + $0.large).inserted
      }
      .sorted { $0.small.count > $1.small.count }
    guard !ways.isEmpty else { return [] }
    let test = PartnerTest(cohort)
    let limit = level / Double(2 * ways.count)
    for way in ways {
      if way.small.count >= leastStems, let words = likeness(test.evidence(way.small), limit: limit, nearest: 0.25) {
        return [.alikeStems(examples: examples(way.small, cohort: cohort), patients: way.small.count, words)]
      }
      // Large groups may be the slices of a patient. Five sites with one outcome each and features of their own would
      // be just as bad, so they may be reported as well.
      guard way.small.isEmpty, way.large.count >= leastStems + 1 else { continue }
      let found = test.evidence(way.large)
      if found.sameOutcome < limit, found.nearness < limit, found.nearer <= 0.25,
        way.large.allSatisfy({ group in group.allSatisfy { cohort.outcomes[$0] == cohort.outcomes[group[0]] } })
      {
        return [
          .alikeStems(
            examples: examples(way.large, cohort: cohort), patients: way.large.count, "outcomes and features are")
        ]
      }
    }
    return []
  }

  /// How many stems must repeat before anything is tested.
  private static let leastStems = 4

  /// The start of a sentence that says what is alike; `nil` where nothing is.
  private static func likeness(_ found: PartnerTest.Evidence, limit: Double, nearest: Double) -> String? {
    let (outcome, features) = (found.sameOutcome < limit, found.nearness < limit && found.nearer <= nearest)
    return outcome && features
      ? "outcomes and features are" : outcome ? "outcomes are" : features ? "features are" : nil
  }

  private static func examples(_ groups: [[Int]], cohort: ScreenedCohort) -> [String] {
    groups.prefix(3).map { group in
      group.prefix(3).map { cohort.ids[$0] }.joined(separator: " and ")
        + (group.count > 3 ? " and \(group.count - 3) more" : "")
    }
  }

  /// Columns of the clinical table whose values repeat in a few rows each, and so may be the patient, whatever their
  /// name. Either every value occurs equally often, as with two lesions of each patient but not with measurements, and
  /// the rows that share one have one outcome, or mostly so, or similar features. Blocks and trays have neither. Or the
  /// values are words and the rows that share one have similar features. Or the rows that share one have similar
  /// features and outcomes, however often each value occurs.
  static func repeatedColumns(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = cohort.repeating.filter { !ColumnName($0.name).isOfDesign }
    guard !columns.isEmpty else { return [] }
    lazy var test = PartnerTest(cohort)
    for column in columns {
      // Rows without a value belong to no group.
      let known = column.levels.indices.filter { column.levels[$0] != nil }
      let groups = StemGroups.groups(known.map { column.levels[$0] ?? "" }).map { $0.map { known[$0] } }
        .filter { $0.count <= StemGroups.most }
      guard groups.count >= leastStems else { continue }
      let found = test.evidence(groups)
      guard found.otherOutcome >= level else { continue }
      let finding = LeakFinding.repeatedColumn(
        column.name, values: Set(column.levels.compactMap(\.self)).count, rows: known.count)
      let limit = level / Double(2 * columns.count)
      let isAlike =
        found.sameOutcome < limit || found.nearness < limit && found.nearer <= 0.25
        || groups.allSatisfy { group in group.allSatisfy { cohort.outcomes[$0] == cohort.outcomes[group[0]] } }
      if isAlike, isRegular(groups, rows: known.count) { return [finding] }
      let isOfWords = known.allSatisfy { column.levels[$0].flatMap(Double.init) == nil }
      if isOfWords, found.nearness < limit, found.nearer <= 0.1 { return [finding] }
      // Families and households are of any size; their rows have both in common.
      if found.sameOutcome < limit, found.nearness < limit, found.nearer <= 0.15 { return [finding] }
    }
    return []
  }

  /// Whether there are ten values or more, nine of ten occur equally often, and these cover nine of ten rows.
  private static func isRegular(_ groups: [[Int]], rows: Int) -> Bool {
    let sizes = Dictionary(grouping: groups.map(\.count)) { $0 }.mapValues(\.count)
    guard let usual = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return false }
    return groups.count >= 10 && 10 * usual.value >= 9 * groups.count
      && 10 * usual.value * usual.key >= 9 * rows
  }
}

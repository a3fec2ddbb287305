import Foundation
import Records

/// A column that may be the outcome, with what would be the event.
struct OutcomeProposal: Sendable {
  let column: String
  /// Spellings of the values of the event and of its absence.
  let event: [String]
  let nonEvent: [String]
  /// Values that say that the outcome is not known.
  let unknown: [String]
  /// Numbers among them that stand far from all others, which need not mean that.
  let codes: [String]
  /// The levels of the column, each with whether it is the event.
  let levels: [(level: FoldedLevels.Level, isEvent: Bool)]
  /// For each row whether the event occurred; `nil` where that is not known.
  let outcomes: [Bool?]
  /// How much speaks for the column being the outcome.
  let standing: OutcomeStanding
  /// How the event was told from its absence.
  let evidence: Evidence

  /// Why a value is the event.
  enum Evidence: Sendable {
    /// By the words or by 0 and 1.
    case words
    /// It is the rarer one, which need not be right.
    case rarer
    /// Somebody said which.
    case answer
    /// By the words, but for these levels, which were set against the complete response like the others.
    case wordsBut([String])
  }

  var events: Int { outcomes.count { $0 == true } }
  var nonEvents: Int { outcomes.count { $0 == false } }
  var unknowns: Int { outcomes.count { $0 == nil } }
  var smaller: Int { min(events, nonEvents) }
  /// Whether the name or the values say that the column is an outcome.
  var isTold: Bool { standing == .event }

  /// - Returns: `nil` unless the column has two levels, or up to six of which some are a complete response.
  init?(_ profile: ColumnProfile) {
    let folded = FoldedLevels(profile)
    // Who could not be evaluated has no outcome.
    let levels = folded.levels.filter { !OutcomeWords.isNotEvaluable($0.name) }
    guard (2...6).contains(levels.count), 3 * profile.given >= profile.cells.count else { return nil }
    let split: (event: [FoldedLevels.Level], other: [FoldedLevels.Level], evidence: Evidence)
    if levels.count == 2 {
      let (first, second) = (levels[0], levels[1])
      switch Self.eventIsFirst(first, second) {
      case true?: split = ([first], [second], .words)
      case false?: split = ([second], [first], .words)
      case nil: split = first.count <= second.count ? ([first], [second], .rarer) : ([second], [first], .rarer)
      }
    } else {
      let good = levels.filter { level in level.values.contains { OutcomeWords.isGood($0) } }
      let others = levels.filter { level in !good.contains { $0.name == level.name } }
      guard !good.isEmpty, !others.isEmpty else { return nil }
      let unclear = others.filter { level in !level.values.contains { OutcomeWords.isBad($0) } }.map(\.name)
      split = (others, good, unclear.isEmpty ? .words : .wordsBut(unclear))
    }
    self.init(profile, folded, event: split.event, other: split.other, split.evidence)
  }

  /// The same column with other levels as the event.
  /// - Returns: `nil` unless there are levels of both kinds, and all are known.
  init?(_ profile: ColumnProfile, event: Set<String>) {
    let folded = FoldedLevels(profile)
    let (chosen, other) = (
      folded.levels.filter { event.contains($0.name) },
      folded.levels.filter { !event.contains($0.name) && !OutcomeWords.isNotEvaluable($0.name) }
    )
    guard !chosen.isEmpty, !other.isEmpty, chosen.count == event.count else { return nil }
    self.init(profile, folded, event: chosen, other: other, .answer)
  }

  private init(
    _ profile: ColumnProfile, _ folded: FoldedLevels, event yes: [FoldedLevels.Level], other: [FoldedLevels.Level],
    _ evidence: Evidence
  ) {
    column = profile.name
    (event, nonEvent) = (yes.flatMap(\.values), other.flatMap(\.values))
    let without = folded.levels.filter { OutcomeWords.isNotEvaluable($0.name) }.flatMap(\.values)
    codes = folded.codes
    (unknown, self.evidence) = (folded.unknown + without, evidence)
    let names = Set(yes.map(\.name))
    levels = folded.levels.map { (level: $0, isEvent: names.contains($0.name)) }
    let (events, others) = (Set(event), Set(nonEvent))
    outcomes = profile.cells.map { cell in
      cell.flatMap { events.contains($0) ? true : others.contains($0) ? false : nil }
    }
    standing = OutcomeStanding(profile.name, levels: folded.levels.map(\.values))
  }

  /// Whether the first of two levels is the event; `nil` if the words do not tell.
  private static func eventIsFirst(_ first: FoldedLevels.Level, _ second: FoldedLevels.Level) -> Bool? {
    let plain = [first, second].map { LevelName.plain($0.name) }
    if plain == ["positive", "negative"] { return true }
    if plain == ["negative", "positive"] { return false }
    let (good, bad) = (
      [first, second].map { level in level.values.contains(where: OutcomeWords.isGood) },
      [first, second].map { level in level.values.contains(where: OutcomeWords.isBad) }
    )
    if good[0] != good[1] { return good[1] }
    return bad[0] == bad[1] ? nil : bad[0]
  }
}

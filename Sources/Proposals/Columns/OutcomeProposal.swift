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
  /// The levels of the column, each with whether it is the event.
  let levels: [(level: FoldedLevels.Level, isEvent: Bool)]
  /// For each row whether the event occurred; `nil` where that is not known.
  let outcomes: [Bool?]
  /// Whether the name of the column is that of an outcome.
  let isNamed: Bool
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
  }

  var events: Int { outcomes.count { $0 == true } }
  var nonEvents: Int { outcomes.count { $0 == false } }
  var unknowns: Int { outcomes.count { $0 == nil } }
  var smaller: Int { min(events, nonEvents) }

  /// - Returns: `nil` unless the column has two levels, or up to six of which one is a complete response or nothing.
  init?(_ profile: ColumnProfile) {
    let folded = FoldedLevels(profile)
    guard (2...6).contains(folded.levels.count), 3 * profile.given >= profile.cells.count else { return nil }
    let split: (event: [FoldedLevels.Level], other: [FoldedLevels.Level], evidence: Evidence)
    if folded.levels.count == 2 {
      let (first, second) = (folded.levels[0], folded.levels[1])
      switch Self.eventIsFirst(first, second) {
      case true?: split = ([first], [second], .words)
      case false?: split = ([second], [first], .words)
      case nil: split = first.count <= second.count ? ([first], [second], .rarer) : ([second], [first], .rarer)
      }
    } else {
      let good = folded.levels.filter { level in level.values.contains { OutcomeWords.isGood($0) } }
      guard good.count == 1 else { return nil }
      split = (folded.levels.filter { $0.name != good[0].name }, good, .words)
    }
    self.init(profile, folded, event: split.event, other: split.other, split.evidence)
  }

  /// The same column with other levels as the event.
  /// - Returns: `nil` unless there are levels of both kinds, and all are known.
  init?(_ profile: ColumnProfile, event: Set<String>) {
    let folded = FoldedLevels(profile)
    let (chosen, other) = (
      folded.levels.filter { event.contains($0.name) }, folded.levels.filter { !event.contains($0.name) }
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
    (unknown, self.evidence) = (folded.unknown, evidence)
    let names = Set(yes.map(\.name))
    levels = folded.levels.map { (level: $0, isEvent: names.contains($0.name)) }
    let (events, others) = (Set(event), Set(nonEvent))
    outcomes = profile.cells.map { cell in
      cell.flatMap { events.contains($0) ? true : others.contains($0) ? false : nil }
    }
    let words = ColumnName(profile.name)
    isNamed = words.isOfAfterwards || words.isOfResult
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

/// Words of outcomes: what studies of prognosis call an event, and what they call its absence.
enum OutcomeWords {
  private static let bad: Set<String> = [
    "dead", "died", "death", "deceased", "dod", "recurrence", "recurred", "relapse", "relapsed", "progression",
    "progressed", "pd", "event", "failure", "metastasis", "malignant", "poor", "nonresponder", "residual",
    "tod", "verstorben", "rezidiv", "décédé", "récidive", "사망", "재발", "진행", "전이", "불량",
  ]
  private static let good: Set<String> = [
    "alive", "censored", "cr", "pcr", "mpr", "responder", "good", "benign", "none", "ned", "controlled", "remission",
    "lebend", "vivant", "생존", "무재발", "완전관해", "양호",
  ]

  /// Whether a value says that the event did not occur. A negation turns the word that follows it.
  static func isGood(_ value: String) -> Bool { meaning(value) == false }

  /// Whether a value says that the event occurred.
  static func isBad(_ value: String) -> Bool { meaning(value) == true }

  private static func meaning(_ value: String) -> Bool? {
    var words = ColumnName(value).words
    var isNegated = false
    if let first = words.first, ["non", "no", "not", "kein", "keine", "without", "incomplete"].contains(first) {
      isNegated = true
      words.removeFirst()
    }
    if words.starts(with: ["complete"]) { words = ["cr"] }
    // "pCR" is taken apart before its capitals.
    if words == ["p", "cr"] { words = ["pcr"] }
    guard let word = words.first, words.count <= 2 else { return nil }
    let isBad = bad.contains(word) ? true : good.contains(word) ? false : nil
    return isBad.map { isNegated ? !$0 : $0 }
  }
}

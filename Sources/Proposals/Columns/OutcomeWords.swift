import Records

/// Words of outcomes: what studies of prognosis call an event, and what they call its absence.
enum OutcomeWords {
  private static let bad: Set<String> = [
    "dead", "died", "death", "deceased", "dod", "recurrence", "recurred", "relapse", "relapsed", "progression",
    "progressed", "pd", "event", "failure", "metastasis", "malignant", "poor", "nonresponder", "residual",
    "pr", "sd", "nr", "ir", "partial", "stable", "progressive", "tod", "tot", "verstorben", "rezidiv", "décédé",
    "récidive", "사망", "재발", "진행", "전이", "불량", "unvollständig",
    "ja", "oui", "예", "네", "유", "있음",
  ]
  private static let good: Set<String> = [
    "alive", "censored", "cr", "pcr", "ccr", "ypcr", "mcr", "rcr", "icr", "mpr", "responder", "good", "benign", "none",
    "ned", "controlled", "remission",
    "lebend", "vivant", "생존", "무재발", "완전관해", "양호", "ansprechend", "vollständig",
    "nein", "아니오", "아니요", "무", "없음",
  ]
  /// Words that say something else in other columns: no smoking, poor differentiation, controlled hypertension.
  private static let vague: Set<String> = [
    "none", "good", "poor", "controlled", "residual", "event", "stable", "partial", "pr", "sd", "nr", "ir", "pd", "양호",
    "불량", "전이", "ja", "oui", "예", "네", "유", "있음", "nein", "아니오", "아니요", "무", "없음", "vollständig", "unvollständig",
  ]

  /// Whether a value says that the event did not occur. A negation turns the word that follows it.
  static func isGood(_ value: String) -> Bool { meaning(value)?.isBad == false }

  /// Whether a value says that the event occurred.
  static func isBad(_ value: String) -> Bool { meaning(value)?.isBad == true }

  /// Whether a value says that nobody could tell.
  static func isNotEvaluable(_ value: String) -> Bool {
    [["ne"], ["n", "e"], ["not", "evaluable"], ["not", "assessable"], ["nicht", "beurteilbar"], ["평가불가"]]
      .contains(ColumnName(value).words)
  }

  /// Whether levels say a result of treatment or an event after it: both have a meaning, or the one against which
  /// several others stand is a complete response. `primary` beside `recurrence` is a kind of disease.
  static func sayResult(_ levels: [[String]]) -> Bool {
    let meanings = levels.map { $0.compactMap(meaning).first }
    guard meanings.contains(where: { $0?.isPlain == true }) else { return false }
    if levels.count == 2 {
      return meanings[0].map { first in meanings[1].map { $0.isBad != first.isBad } ?? false } ?? false
    }
    return meanings.contains { $0?.isBad == false && $0?.isPlain == true } && meanings.contains { $0?.isBad == true }
  }

  /// Whether levels are only marks of yes and no: `0` and `1`, `yes` and `no`, `+` and `-`.
  static func areMarks(_ levels: [[String]]) -> Bool {
    Set(levels.compactMap { $0.first.map(LevelName.plain) }) == ["positive", "negative"]
  }

  /// What a value says, and whether it can mean nothing but an outcome.
  private static func meaning(_ value: String) -> (isBad: Bool, isPlain: Bool)? {
    var words = ColumnName(value).words
    var isNegated = false
    if let first = words.first, ["non", "no", "not", "nicht", "kein", "keine", "without"].contains(first) {
      isNegated = true
      words.removeFirst()
    }
    if words.starts(with: ["complete"]) { words = ["cr"] }
    if words.starts(with: ["incomplete"]) { words = ["nonresponder"] }
    // "pCR" and "cCR" are taken apart before their capitals.
    if words.count == 2, words[1] == "cr", words[0].count == 1 { words = [words[0] + "cr"] }
    guard let word = words.first, words.count <= 2 else { return nil }
    let isBad = bad.contains(word) ? true : good.contains(word) ? false : nil
    return isBad.map { (isNegated ? !$0 : $0, !vague.contains(word)) }
  }
}

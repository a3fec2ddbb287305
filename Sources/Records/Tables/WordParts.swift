/// Takes words apart that were written without a space, if known words fill them.
enum WordParts {
  private static let known: Set<String> = {
    LateWords.unmistakable.union(LateWords.recorded.filter { $0.utf8.count > 1 }).union([
      "os", "pfs", "dfs", "rfs", "efs", "dss", "lrfs", "dmfs", "lrc", "ttp", "survival", "recurrence", "relapse",
      "progression",
      "death", "recur", "followup", "fu", "vital", "last", "contact", "visit", "seen", "post", "after", "adj",
      "adjuvant",
      "best", "clinical", "overall", "response", "resp", "completed", "delivered", "received", "cycles", "fractions",
      "dose",
      "complication", "to", "2", "of", "at", "dt", "surv", "stat", "final", "adc", "suv", "suvmax", "vol", "volume",
      "cause", "margin", "mri", "path", "tumor", "tumour", "regression", "grade", "viable",
      "local", "distant", "failure", "control",
    ])
  }()

  /// The known words that fill a word, two at least; `nil` where none do.
  static func of(_ word: String) -> [String]? {
    guard (5...26).contains(word.utf8.count), !known.contains(word) else { return nil }
    return fill(word[...]).flatMap { $0.count > 1 ? $0 : nil }
  }

  /// The longest words first, so that "months" is not "month" and a rest.
  private static func fill(_ rest: Substring) -> [String]? {
    if rest.isEmpty { return [] }
    for length in stride(from: min(rest.count, 14), through: 1, by: -1) {
      let start = String(rest.prefix(length))
      if known.contains(start), let others = fill(rest.dropFirst(length)) { return [start] + others }
    }
    return nil
  }
}

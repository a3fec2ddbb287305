/// The session in a path: `ses-02`, `visit3`, `follow-up`.
struct SessionName: Hashable {
  /// The path without it, which is the same for all sessions of a series.
  let rest: String
  /// Sorts after the sessions before it.
  let order: String

  /// - Returns: `nil` for a path without one. `pre` and `post` are none: contrast medium has them too.
  init?(_ path: String) {
    let sign = /(^|[^A-Za-z0-9])(ses|session|visit|timepoint|baseline|follow[-_]?up|fu)[-_]?([0-9]*)(?=$|[^A-Za-z0-9])/
      .ignoresCase()
    guard let first = path.firstMatch(of: sign) else { return nil }
    let (word, number) = (String(first.output.2).lowercased(), String(first.output.3))
    let isLater = word.hasPrefix("f")
    order =
      "\(word == "baseline" ? 0 : isLater ? 2 : 1)" + String(repeating: "0", count: max(0, 6 - number.count)) + number
    rest = path.replacing(sign) { "\($0.output.1)*" }
  }
}

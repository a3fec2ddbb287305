/// The session in a path: `ses-02`, `visit3`, `follow-up`, or a date such as `20240110` or `2024-01-10`.
struct SessionName: Hashable {
  /// The path without it, which is the same for all sessions of a series.
  let rest: String
  /// Sorts after the sessions before it.
  let order: String

  /// - Returns: `nil` for a path without one. `pre` and `post` are none: contrast medium has them too.
  init?(_ path: String) {
    let sign = /(^|[^A-Za-z0-9])(ses|session|visit|timepoint|baseline|follow[-_]?up|fu)[-_]?([0-9]*)(?=$|[^A-Za-z0-9])/
      .ignoresCase()
    guard let first = path.firstMatch(of: sign) else {
      self.init(dated: path)
      return
    }
    let (word, number) = (String(first.output.2).lowercased(), String(first.output.3))
    let isLater = word.hasPrefix("f")
    self.init(
      rest: path.replacing(sign) { "\($0.output.1)*" },
      order: "\(word == "baseline" ? 0 : isLater ? 2 : 1)" + String(repeating: "0", count: max(0, 6 - number.count))
        + number)
  }

  /// Days have no words, and a later one is a later session.
  private init?(dated path: String) {
    let day = /(^|[^A-Za-z0-9])((?:19|20)[0-9]{2}-?[01][0-9]-?[0-3][0-9])(?=$|[^A-Za-z0-9])/
    guard let first = path.firstMatch(of: day) else { return nil }
    self.init(
      rest: path.replacing(day) { "\($0.output.1)*" }, order: "1" + first.output.2.replacing("-", with: ""))
  }

  private init(rest: String, order: String) { (self.rest, self.order) = (rest, order) }
}

import Extraction

/// The choice of a name or a pattern for the region of every patient.
struct RegionNames: Sendable {
  /// The name or pattern; `nil` if no file has names.
  let roi: String?
  /// Patients in whose files it names one region, none and several.
  let matched: Set<String>
  let absent: Set<String>
  let several: Set<String>
  /// The names in the files, most frequent first.
  let names: [(name: String, count: Int)]

  /// - Parameters:
  ///   - found: the names in the files of each patient.
  ///   - own: the name or pattern to take; `nil` for the best.
  init(_ found: [String: [String]], roi own: String? = nil) {
    var counts: [String: Int] = [:]
    for names in found.values { for name in Set(names) { counts[name, default: 0] += 1 } }
    names = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    let all = names.map(\.name)
    // A name that patterns could take for wildcards is not proposed as a pattern.
    let patterns = Self.lesions.flatMap { ["\($0)*", "*\($0)*"] }
    let named = all.map { roi in (roi, RegionKind(roi), found.values.count { Self.matches(roi, $0) == 1 }) }
    // A pattern must not find an earlier version or a ring where there is no other name.
    let patterned = patterns.map { roi in
      (roi, RegionKind.lesion, found.values.count { Self.matches(roi, $0) == 1 && Self.isLesion(roi, $0) })
    }
    // Names of lesions come before those of organs, which every patient may have too.
    let best = (named + patterned).filter { $0.2 > 0 }.enumerated().max { first, second in
      let (a, b) = (first.element, second.element)
      return (a.1.rawValue, a.2, second.offset) < (b.1.rawValue, b.2, first.offset)
    }
    roi = own ?? best?.element.0 ?? all.first
    guard let roi else {
      (matched, absent, several) = ([], Set(found.keys), [])
      return
    }
    let grouped = Dictionary(grouping: found.keys) { min(Self.matches(roi, found[$0] ?? []), 2) }
    (absent, matched, several) = (Set(grouped[0] ?? []), Set(grouped[1] ?? []), Set(grouped[2] ?? []))
  }

  /// How many regions a name or pattern names: itself if there is such a region.
  static func matches(_ roi: String, _ names: [String]) -> Int {
    names.contains(roi) ? 1 : names.count { FilePattern.matches($0, pattern: roi) }
  }

  /// Whether the names that a pattern finds are those of lesions.
  private static func isLesion(_ roi: String, _ names: [String]) -> Bool {
    names.allSatisfy { !FilePattern.matches($0, pattern: roi) || RegionKind($0) == .lesion }
  }

  private static let lesions = ["gtv", "tumor", "tumour", "lesion", "mass", "primary", "종양"]
}

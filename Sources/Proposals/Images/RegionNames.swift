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
    let ranked = (all + patterns).enumerated().map { at, roi in
      (roi, found.values.count { Self.matches(roi, $0) == 1 }, at)
    }
    // Names of lesions come before those of organs, which every patient may have too.
    let best = ranked.max { first, second in
      (Self.isOfLesion(first.0) ? 1 : 0, first.1, second.2) < (Self.isOfLesion(second.0) ? 1 : 0, second.1, first.2)
    }
    roi = own ?? best.flatMap { $0.1 > 0 ? $0.0 : nil } ?? all.first
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

  /// Whether a name is that of a lesion.
  static func isOfLesion(_ roi: String) -> Bool { lesions.contains { roi.lowercased().contains($0) } }

  private static let lesions = ["gtv", "tumor", "tumour", "lesion", "mass", "primary", "종양"]
}

import Learning

/// The fit log by purpose, so that an audit of many pairs and folds reads it once.
///
/// A final class for its memo: which of a set of people a list of subjects holds is asked of the same lists again and again.
final class FitIndex {
  private let log: FitLog
  private let fits: [String: [FitLog.Entry]]
  private let own: [String: [FitLog.Entry]]
  private let held: [String: [FitLog.HeldOut]]
  private let parts: [String: [FitLog.HeldOut]]

  init(_ log: FitLog) {
    self.log = log
    own = Dictionary(grouping: log.entries, by: \.purpose)
    held = Dictionary(grouping: log.heldOut, by: \.purpose)
    var fits: [String: [FitLog.Entry]] = [:]
    let order = Dictionary(log.entries.enumerated().map { ($1.purpose, $0) }) { first, _ in first }
    for (purpose, entries) in own.sorted(by: { order[$0.key, default: 0] < order[$1.key, default: 0] }) {
      for name in FitIndex.wholes(of: purpose) { fits[name, default: []] += entries }
    }
    self.fits = fits
    var parts: [String: [FitLog.HeldOut]] = [:]
    for fold in log.heldOut {
      for name in FitIndex.wholes(of: fold.purpose).dropLast() { parts[name, default: []].append(fold) }
    }
    self.parts = parts
  }

  /// `a`, `a / b`, `a / b / c` of the last.
  static func wholes(of purpose: String) -> [String] {
    let names = purpose.split(separator: " / ").map(String.init)
    return names.indices.map { names[...$0].joined(separator: " / ") }
  }

  /// Fits for a purpose and for its parts.
  func entries(for purpose: String) -> [FitLog.Entry] { fits[purpose] ?? [] }

  /// Kinds of the fits for a purpose itself.
  func kinds(of purpose: String) -> Set<FitKind> { Set((own[purpose] ?? []).map(\.kind)) }

  /// Who is held out of a purpose itself.
  func heldOut(of purpose: String) -> [[String]] { (held[purpose] ?? []).map(log.subjects) }

  /// What the parts of a purpose hold out.
  func folds(of purpose: String) -> [FitLog.HeldOut] { parts[purpose] ?? [] }

  /// Whom of `people` each of `entries` saw; entries that saw none are left out.
  func sightings(_ people: Set<String>, _ entries: [FitLog.Entry]) -> [(fit: FitLog.Entry, seen: [String])] {
    var known: [Int: [String]] = [:]
    return entries.compactMap { entry in
      let seen = known[entry.cohort] ?? log.subjects(of: entry).filter(people.contains)
      known[entry.cohort] = seen
      return seen.isEmpty ? nil : (entry, seen)
    }
  }
}

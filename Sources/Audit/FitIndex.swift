import Learning

/// The fit log by purpose, so that an audit of many training sets and folds reads it only once.
///
/// Lists of subjects are kept as bit sets: leave-one-out has as many lists as patients, each as long as the cohort,
/// and each is searched for test patients.
package final class FitIndex {
  private let log: FitLog
  private let fits: [FitPurpose: [FitLog.Entry]]
  private let ownKinds: [FitPurpose: Set<FitKind>]
  private let allKinds: [FitPurpose: Set<FitKind>]
  private let held: [FitPurpose: [FitLog.HeldOut]]
  private let parts: [FitPurpose: [FitLog.HeldOut]]
  private let people: People
  private let sets: [[UInt64]]
  private let study: [UInt64]
  /// Every purpose in the log, once each, in the order of the log.
  let purposes: [FitPurpose]

  /// - Parameter ids: all patients of the study, since the log may lack some.
  init(_ log: FitLog, ids: [String]) {
    self.log = log
    let own = Dictionary(grouping: log.entries, by: \.purpose)
    held = Dictionary(grouping: log.heldOut, by: \.purpose)
    let order = Dictionary(log.entries.enumerated().map { ($1.purpose, $0) }) { first, _ in first }
    purposes = own.keys.sorted { order[$0, default: 0] < order[$1, default: 0] }
    var fits: [FitPurpose: [FitLog.Entry]] = [:]
    for purpose in purposes {
      for whole in purpose.enclosing { fits[whole, default: []] += own[purpose] ?? [] }
    }
    self.fits = fits
    ownKinds = own.mapValues { Set($0.map(\.kind)) }
    allKinds = fits.mapValues { Set($0.map(\.kind)) }
    var parts: [FitPurpose: [FitLog.HeldOut]] = [:]
    for fold in log.heldOut {
      for whole in fold.purpose.enclosing.dropLast() { parts[whole, default: []].append(fold) }
    }
    self.parts = parts
    let people = People(log.cohorts + [ids])
    self.people = people
    sets = log.cohorts.map(people.bits)
    study = people.bits(ids)
  }

  /// Fits for a purpose or any of its parts.
  package func entries(for purpose: FitPurpose) -> [FitLog.Entry] { fits[purpose] ?? [] }

  /// Kinds of the fits for exactly this purpose.
  package func kinds(of purpose: FitPurpose) -> Set<FitKind> { ownKinds[purpose] ?? [] }

  /// Kinds of the fits for a purpose or any of its parts.
  package func kinds(within purpose: FitPurpose) -> Set<FitKind> { allKinds[purpose] ?? [] }

  /// The patients held out for exactly this purpose.
  package func heldOut(of purpose: FitPurpose) -> [[String]] { (held[purpose] ?? []).map(log.subjects) }

  /// The folds within a purpose, each with the patients that it holds out.
  package func folds(of purpose: FitPurpose) -> [FitLog.HeldOut] { parts[purpose] ?? [] }

  /// The `entries` that saw any of `people`, each with those it saw.
  func sightings(of people: Set<String>, in entries: [FitLog.Entry]) -> [(fit: FitLog.Entry, seen: [String])] {
    let wanted = self.people.bits(people)
    var known: [Int: [String]] = [:]
    return entries.compactMap { entry in
      guard zip(sets[entry.cohort], wanted).contains(where: { $0 & $1 != 0 }) else { return nil }
      let seen = known[entry.cohort] ?? log.subjects(of: entry).filter(people.contains)
      known[entry.cohort] = seen
      return (entry, seen)
    }
  }

  /// The `entries` that did not see all of `people`, each with the number it saw.
  func fewer(than people: Set<String>, among entries: [FitLog.Entry]) -> [(fit: FitLog.Entry, seen: Int)] {
    let wanted = self.people.bits(people)
    return entries.compactMap { entry in
      let own = sets[entry.cohort]
      guard zip(own, wanted).contains(where: { $1 & ~$0 != 0 }) else { return nil }
      return (entry, zip(own, wanted).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount })
    }
  }

  /// Subjects that an entry saw but the study does not have.
  func strangers(_ entry: FitLog.Entry) -> [String] {
    guard zip(sets[entry.cohort], study).contains(where: { $0 & ~$1 != 0 }) else { return [] }
    return log.subjects(of: entry).filter { name in
      let own = people.bits([name])
      return zip(own, study).contains { $0 & ~$1 != 0 }
    }
  }
}

/// Numbers the names in a log, so that a list of names becomes a bit set.
private struct People {
  private var numbers: [String: Int] = [:]
  private var words: Int { (numbers.count + 63) / 64 }

  init(_ cohorts: [[String]]) {
    for cohort in cohorts { for name in cohort where numbers[name] == nil { numbers[name] = numbers.count } }
  }

  /// One bit for each name of the log; other names are ignored.
  func bits(_ names: some Sequence<String>) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: words)
    for name in names {
      if let at = numbers[name] { result[at / 64] |= 1 << UInt64(at % 64) }
    }
    return result
  }
}

extension FitLog.Entry {
  /// Whether location and scale of a batch outside training were taken from patients who are scored. The fact says so
  /// of a harmonisation only.
  var isOfUnseenBatch: Bool {
    guard kind == .harmonisation, case .unseenBatch? = fact else { return false }
    return true
  }
}

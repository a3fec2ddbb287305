/// A patient's id cut into parts. Some parts name the patient, others a lesion, visit or copy; the rules test which.
///
/// Parts are separated by signs (`P001` and `GTVp` in `P001_GTVp`). A part consists of runs of letters or digits
/// (`P`, `001`).
struct IDParts {
  /// The runs of each part, in lower case.
  private let parts: [[Substring]]

  init(_ id: String) {
    let lower = id.lowercased()
    parts = lower.split { !($0.isLetter || $0.isNumber) }.map(IDParts.runs)
  }

  private static func runs(_ part: Substring) -> [Substring] {
    var (found, start) = ([Substring](), part.startIndex)
    for at in part.indices where at > start && part[at].isNumber != part[part.index(before: at)].isNumber {
      found.append(part[start..<at])
      start = at
    }
    return found + [part[start...]]
  }

  /// The part that is left out of an id to get from a row to its patient.
  enum Cut: Hashable, CaseIterable {
    case lastPart, partBeforeLast, thirdPartFromTheEnd, firstPart, secondPart, lastRun, lastTwoRuns, firstRun,
      lastTwoParts
  }

  /// The whole id, spelled in the same way as the stems.
  var whole: String { IDParts.spelled(parts) }

  /// The first part; empty where it is the only one.
  var beginning: String { parts.count > 1 ? parts[0].joined() : "" }
  /// The letters that the id begins with.
  var letters: String { parts.first?.first.flatMap { $0.first?.isLetter == true ? String($0) : nil } ?? "" }

  /// The id without the part; the whole id where it has no such part.
  func stem(_ cut: Cut) -> String {
    switch cut {
    case .lastPart: without(parts.count - 1)
    case .partBeforeLast: without(parts.count - 2)
    case .thirdPartFromTheEnd: without(parts.count - 3)
    case .firstPart: without(0)
    case .secondPart: parts.count > 2 ? without(1) : whole
    case .lastTwoParts: parts.count > 2 ? IDParts.spelled(Array(parts.dropLast(2))) : whole
    case .lastRun: withoutRuns(1)
    case .lastTwoRuns: withoutRuns(2)
    case .firstRun: withoutFirstRun
    }
  }

  private func without(_ at: Int) -> String {
    guard parts.count > 1, parts.indices.contains(at) else { return whole }
    return IDParts.spelled(Array(parts[..<at]) + Array(parts[(at + 1)...]))
  }

  private func withoutRuns(_ count: Int) -> String {
    var left = parts
    for _ in 0..<count {
      guard let last = left.popLast() else { return whole }
      if last.count > 1 { left.append(last.dropLast()) }
    }
    return left.isEmpty ? whole : IDParts.spelled(left)
  }

  private var withoutFirstRun: String {
    guard let first = parts.first else { return whole }
    let left = (first.count > 1 ? [Array(first.dropFirst())] : []) + parts.dropFirst()
    return left.isEmpty ? whole : IDParts.spelled(left)
  }

  private static func spelled(_ parts: [[Substring]]) -> String {
    parts.map { $0.joined() }.joined(separator: "_")
  }
}

/// Rows that have the same id once a part is left out.
struct StemGroups {
  /// Positions of the rows of each stem with two to nine rows, ascending.
  let small: [[Int]]
  /// The same for stems with more rows.
  let large: [[Int]]

  /// Largest number of rows of a stem that may be one patient without further evidence.
  static let most = 9

  init(_ ids: [IDParts], _ cut: IDParts.Cut) {
    var stems = ids.map { $0.stem(cut) }
    large = StemGroups.groups(stems).filter { $0.count > StemGroups.most }
    // Without its last run, `P001` becomes `P` and joins one large group. It keeps its whole id instead, so that
    // `P001_flip`, which becomes `P001`, is grouped with it.
    for row in large.joined() { stems[row] = ids[row].whole }
    small = StemGroups.groups(stems).filter { $0.count <= StemGroups.most }
  }

  /// The positions of each label that occurs at least twice.
  static func groups(_ labels: [String]) -> [[Int]] {
    Dictionary(grouping: labels.indices) { labels[$0] }.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}

/// The name most like `name`, if one is like it at all: equal but for case and punctuation, one holding the other, or
/// at most a third of its letters away.
package func nearest(to name: String, among names: [String]) -> String? {
  let wanted = name.comparable
  if let same = names.first(where: { $0.comparable == wanted }) { return same }
  if wanted.count >= 3, let part = names.first(where: { $0.comparable.contains(wanted) }) { return part }
  let ranked = names.map { ($0, editDistance(wanted, $0.comparable)) }.min { $0.1 < $1.1 }
  guard let (best, distance) = ranked, distance * 3 <= max(wanted.count, 3) else { return nil }
  return best
}

/// Levenshtein distance: fewest insertions, deletions and replacements between two sequences.
func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var row = Array(0...second.count)
  for (i, a) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in second.enumerated() {
      let replaced = diagonal + (a == b ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[second.count]
}

extension String {
  /// Letters and digits in lower case: what is left of a name when spelling habits are set aside.
  fileprivate var comparable: [Character] { lowercased().filter { $0.isLetter || $0.isNumber }.map(\.self) }
}

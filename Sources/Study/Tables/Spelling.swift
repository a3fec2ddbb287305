/// The word of `choices` that `word` was probably meant to be, as `(did you mean "…"?)`; empty when none is close.
package func suggestion(for word: String, among choices: [String]) -> String {
  let ranked = choices.map { ($0, editDistance(word.lowercased(), $0.lowercased())) }
  guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, word.count / 3) else { return "" }
  return " (did you mean \"\(best.0)\"?)"
}

/// Levenshtein's distance: insertions, deletions and substitutions between two words.
private func editDistance(_ a: String, _ b: String) -> Int {
  let target = Array(b)
  var row = Array(0...target.count)
  for (i, character) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in target.indices {
      let substitution = diagonal + (character == target[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[target.count]
}

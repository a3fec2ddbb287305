import Execution

/// The word of `choices` that `word` was probably meant to be, as ` (did you mean "…"?)`; empty when none is close.
package func suggestion(for word: String, among choices: [String]) -> String {
  nearest(to: word, among: choices).map { " (did you mean \"\($0)\"?)" } ?? ""
}

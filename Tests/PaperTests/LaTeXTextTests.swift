import Execution
import Paper
import Testing

/// What LaTeX and Word are given.
@Suite struct PaperTextTests {
  /// A DOI is cited once by its number, and a longer DOI that begins alike is another one.
  @Test func sourcesAreCitedWhereTheyFirstStand() {
    var cited = CitedText()
    let text = cited.text(
      "AUC (doi 10.2307/2531595), by Wilson's interval; Wilson's interval again (doi 10.2307/25315951).")
    #expect(text.references == [.delong1988, .wilson1927])
    #expect(text.plain == "AUC, by Wilson's interval; Wilson's interval again (doi 10.2307/25315951).")
    let named = cited.text("Jeong et al. 2024 (doi 10.1038/s41598-024-51742-z), and")
    #expect(named.spans == [.plain("Jeong et al. 2024"), .cited([.jeong2024]), .plain(", and")])
    #expect(cited.text("Wilson's interval, doi 10.2307/2531595").references == [.delong1988])
  }

  /// Every command character is escaped, so that no id or label can be a command.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func noTextIsACommand(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "latex")
    let alphabet = Array("\\{}$&#_%~^<>|\"`' aZ9é한\u{2212}\u{2264}\n")
    let text = String((0..<40).map { _ in alphabet[Int(stream.next() % UInt64(alphabet.count))] })
    let escaped = LaTeXText.escaped(text)
    // Without the commands that are written, no special character is left.
    var rest = escaped
    for command in [
      "\\unicodepoint", "\\textbackslash", "\\textasciitilde", "\\textasciicircum", "\\textless",
      "\\textgreater", "\\textbar", "\\textquotedbl", "\\textasciigrave", "\\textquotesingle", "$-$", "$\\leq$", "\\{",
      "\\}", "\\$", "\\&", "\\#", "\\_", "\\%",
    ] {
      rest = rest.replacing(command, with: "")
    }
    #expect(!rest.contains { "\\$&#_%~^<>|\"".contains($0) })
    #expect(rest.count { $0 == "{" } == rest.count { $0 == "}" })
  }

  @Test func everySourceHasALineAndAnEntry() {
    for reference in CitedWork.allCases {
      let entry = reference.entry
      #expect(!entry.authors.isEmpty && !entry.line.contains("  ") && !entry.line.contains(".."), "\(entry.line)")
    }
    let file = Bibliography.bibTeX(CitedWork.allCases)
    #expect(file.count { $0 == "@" } == CitedWork.allCases.count)
    #expect(file.contains("author = {van Griethuysen, J.J.M. and Fedorov, A. and Parmar, C. and others}"))
    #expect(file.contains("D\\textquotesingle{}Agostino, Sr, R.B."))
  }
}

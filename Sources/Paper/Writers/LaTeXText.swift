/// Text for LaTeX, which must compile whatever an id or a label contains.
package enum LaTeXText {
  /// The text with every character that LaTeX reads as a command written as one.
  package static func escaped(_ text: String) -> String { text.unicodeScalars.map(escaped).joined() }

  /// Text of a table: names of columns may break behind an underscore, as they have no blank.
  static func inCell(_ text: String) -> String { escaped(text).replacing("\\_", with: "\\_\\allowbreak{}") }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if let known = commands[scalar] { return known }
    switch scalar {
    case "\n", "\r", "\t": return " "
    case "\u{20}"..."\u{7E}": return String(scalar)
    // The letters that `inputenc` knows in both font encodings.
    case "\u{C0}"..."\u{FF}": return String(scalar)
    // No font of pdfLaTeX has these. LuaLaTeX and XeLaTeX set them, pdfLaTeX prints the number of the character.
    default: return "\\unicodepoint{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  private static let commands: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_", "%": "\\%",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "\"": "\\textquotedbl{}", "`": "\\textasciigrave{}", "'": "\\textquotesingle{}",
    "\u{A0}": "~", "\u{2009}": "\\,", "\u{202F}": "\\,", "\u{2010}": "-", "\u{2011}": "-", "\u{2013}": "--",
    "\u{2014}": "---", "\u{2212}": "$-$", "\u{2018}": "`", "\u{2019}": "'", "\u{201C}": "``", "\u{201D}": "''",
    "\u{2026}": "\\ldots{}", "\u{B1}": "$\\pm$", "\u{D7}": "$\\times$", "\u{F7}": "$\\div$", "\u{B7}": "$\\cdot$",
    "\u{B5}": "$\\mu$", "\u{3BC}": "$\\mu$", "\u{B0}": "$^{\\circ}$", "\u{B2}": "$^2$", "\u{B3}": "$^3$",
    "\u{2264}": "$\\leq$", "\u{2265}": "$\\geq$", "\u{2248}": "$\\approx$", "\u{2192}": "$\\rightarrow$",
    "\u{3B1}": "$\\alpha$", "\u{3B2}": "$\\beta$", "\u{3B3}": "$\\gamma$", "\u{3B4}": "$\\delta$",
    "\u{3BB}": "$\\lambda$", "\u{3C1}": "$\\rho$", "\u{3C3}": "$\\sigma$", "\u{2020}": "\\dag{}", "\u{A7}": "\\S{}",
    "\u{AB}": "``", "\u{BB}": "''", "\u{A9}": "\\copyright{}", "\u{2022}": "\\textbullet{}",
  ]
}

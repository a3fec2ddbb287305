// Text from files, names and options may hold characters that a terminal obeys or nobody sees. Which these are is said
// here only; whoever shows text decides whether they are left out or written out.

extension Unicode.Scalar {
  /// Whether it is a tabulator or a break between lines or paragraphs.
  package var isLineBreak: Bool {
    switch value {
    case 0x09, 0x0a, 0x0d, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether a terminal obeys it (category Cc; escape sequences begin with one), or it turns the direction of the text
  /// after it: bidirectional embeddings, overrides and isolates (Unicode Standard Annex 9). Line breaks are none.
  package var isControl: Bool {
    switch value {
    case 0x202a...0x202e, 0x2066...0x2069: true
    case 0x20...0x7e: false
    default: properties.generalCategory == .control && !isLineBreak
    }
  }

  /// Whether nobody sees it: byte order mark, zero-width space, soft hyphen, marks of direction. Joiners shape letters,
  /// so they are none.
  package var isUnseen: Bool {
    switch value {
    case 0x00ad, 0x061c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2060...0x2064, 0xfeff: true
    default: false
    }
  }

  /// How the character is written out: `\u{1b}`.
  fileprivate var code: String { "\\u{\(String(value, radix: 16))}" }
}

extension String {
  /// Text for a cell of a table: as it is, without control characters.
  package var withoutControls: String {
    // Nearly all text has none, and long tables pass here.
    guard !isPlain else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isControl }))
  }

  /// Text for a terminal: control characters are written out, but for tabulators and line feeds. A name of a file, a
  /// key or an option may hold any, and no terminal must obey them.
  package var controlsWrittenOut: String {
    guard !isPlain || utf8.contains(0x0d) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar.isControl || scalar.value == 0x0d ? scalar.code : String(scalar)
    }
  }

  /// A name from a file, within a sentence: at most 80 characters, and all that nobody sees is written out.
  package var printable: String {
    let shown = unicodeScalars.prefix(80).map { scalar in
      scalar.isControl || scalar.isLineBreak || scalar.isUnseen ? scalar.code : String(scalar)
    }
    return shown.joined() + (unicodeScalars.count > 80 ? "…" : "")
  }

  /// Whether it has visible characters of ASCII, tabulators and line breaks alone.
  private var isPlain: Bool {
    utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f || $0 == 0x0a || $0 == 0x09 || $0 == 0x0d }
  }
}

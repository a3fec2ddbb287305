/// Text from a file as it may be shown: no control character, no padding.
///
/// Tabs and line breaks become spaces; other control characters (Unicode category Cc, escape sequences of a terminal
/// begin with one), marks that turn the direction of what follows them and characters that nobody sees (byte order
/// mark, zero-width space, soft hyphen) are left out, so that two names that look alike are one. A space that does not
/// break is a space. Spaces and NULs at both ends are padding (PS3.5, 6.2).
package func fileText(_ text: String) -> String {
  let shown = shownScalars(text, lineBreaks: false).compactMap(\.seen)
  guard let first = shown.firstIndex(where: { $0 != " " }), let last = shown.lastIndex(where: { $0 != " " }) else {
    return ""
  }
  return String(String.UnicodeScalarView(shown[first...last]))
}

extension StringProtocol {
  /// The text without white space at its ends.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}

/// Text for a terminal or a table cell: as it is, without control characters but for tabs and line breaks.
package func withoutControls(_ text: String) -> String {
  // Nearly all text has none, and long tables pass here.
  let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f || $0 == 0x0a || $0 == 0x09 || $0 == 0x0d }
  return isClean ? text : String(String.UnicodeScalarView(shownScalars(text, lineBreaks: true)))
}

private func shownScalars(_ text: String, lineBreaks: Bool) -> [Unicode.Scalar] {
  text.unicodeScalars.compactMap { scalar in
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x2028, 0x2029: lineBreaks ? scalar : " "
    // Bidirectional embeddings, overrides and isolates (Unicode Standard Annex 9).
    case 0x202a...0x202e, 0x2066...0x2069: nil
    default: scalar.properties.generalCategory == .control ? nil : scalar
    }
  }
}

extension Unicode.Scalar {
  /// The character as it looks: `nil` for one that nobody sees, a space for one that looks like it. Joiners shape
  /// letters, so they stay.
  fileprivate var seen: Unicode.Scalar? {
    switch value {
    case 0x00ad, 0x061c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2060...0x2064, 0xfeff: nil
    case 0x00a0, 0x2007, 0x202f: " "
    default: self
    }
  }

  fileprivate var isJoiner: Bool { value == 0x200c || value == 0x200d }
}

/// The names that mean the same as `name` to a reader: equal but for composition of accents (NFC, NFD), for characters
/// that nobody sees and for how many spaces of which width stand between words. A name that is equal as it stands is
/// the only one meant.
package func names(like name: String, among known: [String]) -> [String] {
  if known.contains(name) { return known.filter { $0 == name } }
  let key = spaced(name)
  return known.filter { spaced($0) == key }
}

/// Swift compares strings by canonical equivalence, so composition needs nothing more.
private func spaced(_ name: String) -> String {
  let seen = fileText(name).unicodeScalars.filter { !$0.isJoiner }
  return String(String.UnicodeScalarView(seen)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

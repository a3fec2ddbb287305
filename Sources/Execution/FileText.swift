/// Text from a file as it may be shown: no control character, no padding.
///
/// Tabs and line breaks become spaces; other control characters (Unicode category Cc, escape sequences of a terminal
/// begin with one), marks that turn the direction of what follows them and characters that nobody sees (byte order
/// mark, zero-width space, soft hyphen) are left out, so that two names that look alike are one. A space that does not
/// break is a space. Spaces and NULs at both ends are padding (PS3.5, 6.2).
package func fileText(_ text: String) -> String {
  let shown = text.unicodeScalars.compactMap(\.seen)
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

extension Unicode.Scalar {
  /// The character as it looks: `nil` for one that is left out, a space for a line break and for spaces of other kinds.
  fileprivate var seen: Unicode.Scalar? {
    if isControl || isUnseen { return nil }
    return isLineBreak || [0x00a0, 0x2007, 0x202f].contains(value) ? " " : self
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

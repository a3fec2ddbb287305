/// A piece of XHTML or SVG: text, an element, or several of them in a row.
///
/// Text is escaped where it is written, and nothing else writes text, so no patient id or factor name can become
/// markup, whatever characters it has. The output is well-formed XML as well as HTML, so that a test can parse it.
package indirect enum Markup: Sendable {
  /// Characters that are shown as they are; they are escaped on output.
  case text(String)
  /// An element with its attributes and its content.
  case element(Tag, [Attribute], Markup)
  /// Pieces in order.
  case group([Markup])

  /// Nothing at all.
  package static let nothing = Markup.group([])

  /// Whether there is anything to write.
  package var isEmpty: Bool {
    switch self {
    case .text(let text): text.isEmpty
    case .element: false
    case .group(let parts): parts.allSatisfy(\.isEmpty)
    }
  }

  /// The markup as text.
  package var rendered: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .text(let text): output += text.escapedForText
    case .group(let parts): for part in parts { part.write(to: &output) }
    case .element(let tag, let attributes, let content):
      output += "<" + tag.name
      for attribute in attributes { output += " \(attribute.name)=\"\(attribute.value.escapedForAttribute)\"" }
      // HTML reads `<td/>` as an opening tag; only tags that never have content may close themselves.
      if tag.isVoid {
        output += "/>"
      } else {
        output += ">"
        content.write(to: &output)
        output += "</\(tag.name)>"
      }
      if tag.endsLine { output += "\n" }
    }
  }
}

/// A name and a value inside a tag.
package struct Attribute: Sendable {
  let name: String
  let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
  static func id(_ value: String) -> Attribute { Attribute("id", value) }
  static func href(_ value: String) -> Attribute { Attribute("href", value) }
  static func scope(_ value: HeaderScope) -> Attribute { Attribute("scope", value.rawValue) }
  static func columnSpan(_ count: Int) -> Attribute { Attribute("colspan", String(count)) }
  static func rowSpan(_ count: Int) -> Attribute { Attribute("rowspan", String(count)) }

  /// The cells that a header cell describes.
  enum HeaderScope: String {
    case column = "col"
    case columns = "colgroup"
    case row = "row"
    case rows = "rowgroup"
  }
}

extension String {
  /// The text as the value of an attribute in double quotes.
  package var escapedForAttribute: String {
    let text = escapedForText
    guard text.utf8.contains(UInt8(ascii: "\"")) else { return text }
    return text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "&quot;")
  }

  /// The text as content of an element.
  ///
  /// Quotes are kept: between tags they have no meaning, and HTML does not resolve entities in a style sheet. XML
  /// allows control characters not even as entities, so they become U+FFFD and stay visible.
  package var escapedForText: String {
    guard !utf8.allSatisfy(\.isPlain) else { return self }
    var output = ""
    output.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\t", "\n", "\r": output.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}

extension UInt8 {
  /// Whether a byte of UTF-8 cannot be part of a character that is escaped. Most texts have only such bytes, and
  /// testing bytes is faster than testing scalars.
  fileprivate var isPlain: Bool {
    switch self {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0x7f: false
    case 9, 10, 13: true
    // The first bytes of C1 controls and of U+FFFE and U+FFFF.
    case 0xc2, 0xef: false
    default: self >= 0x20
    }
  }
}

/// Collects the pieces in a closure into one `Markup`; a string becomes text.
@resultBuilder
package enum MarkupBuilder {
  package static func buildExpression(_ text: String) -> Markup { .text(text) }
  package static func buildExpression(_ markup: Markup) -> Markup { markup }
  package static func buildBlock(_ parts: Markup...) -> Markup { .group(parts) }
  package static func buildOptional(_ part: Markup?) -> Markup { part ?? .nothing }
  package static func buildEither(first part: Markup) -> Markup { part }
  package static func buildEither(second part: Markup) -> Markup { part }
  package static func buildArray(_ parts: [Markup]) -> Markup { .group(parts) }
}

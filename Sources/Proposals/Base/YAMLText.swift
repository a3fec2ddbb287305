/// Texts as they stand in a study file.
enum YAMLText {
  /// Plain where no reader of YAML could take it for something else, and in quotes otherwise.
  static func of(_ text: String) -> String {
    let isPlain = text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.\/-]*(\{id\}[A-Za-z0-9_.\/-]*)*/) != nil
    return isPlain && !reserved.contains(text.lowercased()) ? text : quoted(text)
  }

  /// In double quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      // YAML allows no control character in a text, but its number.
      case _ where scalar.properties.generalCategory == .control:
        result += "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst())
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A list on one line. Values are in quotes within it: `{id}` and commas would mean something else.
  static func list(_ texts: [String]) -> String { "[" + texts.map(listed).joined(separator: ", ") + "]" }

  /// A key or a value within brackets or braces.
  static func listed(_ text: String) -> String { text.contains("{") ? quoted(text) : of(text) }

  /// A comment: text of a file may hold line breaks, and none may begin a line that is no comment.
  static func comment(_ text: String) -> String {
    "# "
      + String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  private static let reserved: Set<String> = [
    "yes", "no", "true", "false", "null", "on", "off", "y", "n", "nan", "inf",
  ]
}

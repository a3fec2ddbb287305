/// Text in the parts of a workbook: shared strings and strings within a cell.
enum SheetText {
  /// The largest number of characters of a cell.
  private static let longest = 32_767

  /// The strings that cells refer to by number: `xl/sharedStrings.xml`.
  static func shared(_ part: [UInt8]) throws(WorkbookFault) -> [String] {
    let name = "the shared strings"
    let strings: [String]
    do throws(XMLFault) { strings = try all(part) } catch { throw .xml(part: name, error) }
    if let long = strings.firstIndex(where: isTooLong) {
      throw .malformed(part: name, detail: "string \(long) has more than \(longest) characters")
    }
    return strings
  }

  private static func all(_ part: [UInt8]) throws(XMLFault) -> [String] {
    var scanner = try XMLScanner(part)
    var strings: [String] = []
    while true {
      let event = try scanner.next()
      if event == .finish { return strings }
      if event == .start, scanner.name == "si" { strings.append(try string(&scanner, endingWith: "si")) }
    }
  }

  /// Whether no cell may have the text.
  static func isTooLong(_ text: String) -> Bool { text.utf8.count > longest && text.utf16.count > longest }

  /// The text of an element that has just started: its runs, without the readings that East Asian texts may have.
  static func string(_ scanner: inout XMLScanner, endingWith name: String) throws(XMLFault) -> String {
    var (text, isInText, isReading) = ("", false, false)
    while true {
      switch try scanner.next() {
      case .finish: throw .truncated
      case .text: if isInText, !isReading { text += try scanner.text() }
      case .start:
        if scanner.name == "rPh" { isReading = true }
        if scanner.name == "t" { isInText = true }
      case .end:
        if scanner.name == name { return unescaped(text) }
        if scanner.name == "rPh" { isReading = false }
        if scanner.name == "t" { isInText = false }
      }
    }
  }

  /// Characters that XML does not hold are written as `_x000D_` (ECMA-376, part 1, 22.4.2.4).
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
    return text.replacing(/_x([0-9A-Fa-f]{4})_/) { match in
      UInt32(match.output.1, radix: 16).flatMap { Unicode.Scalar($0) }.map { String($0) } ?? String(match.output.0)
    }
  }
}

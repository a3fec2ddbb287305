import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a strict XML parser makes of a page: proof that it is well-formed, and its parts for tests to look at.
final class PageReader: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var words = ""
  /// The words in bold, which are those of labels among others.
  private(set) var labels: [String] = []
  private var isBold = false
  private var hiddenDepth = 0

  /// `nil` when the page is not well-formed.
  init?(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  /// Elements of a name.
  func all(_ name: String) -> [[String: String]] { elements.filter { $0.name == name }.map(\.attributes) }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    if ["style", "head"].contains(name) { hiddenDepth += 1 }
    isBold = name == "b"
    if isBold { labels.append("") }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if ["style", "head"].contains(name) { hiddenDepth -= 1 }
    isBold = false
    words += " "
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if hiddenDepth == 0 { words += text }
    if isBold { labels[labels.count - 1] += text }
  }
}

import Foundation
import Report

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The texts of a figure with the boxes that they cover, and its size, as a strict XML parser reads them.
final class FigureReader: NSObject, XMLParserDelegate {
  /// A text, its box in units of the drawing, and the size of its letters.
  struct Text {
    var words = ""
    var size = 0.0
    var anchor = "start"
    var x = 0.0
    var y = 0.0
    var isVertical = false

    /// Left, right, top and bottom edge. Letters reach 0.75 em above the base line, few of them 0.2 em below it.
    var box: (left: Double, right: Double, top: Double, bottom: Double) {
      let long = TextLines.width(words, size: size)
      let start = anchor == "middle" ? -long / 2 : anchor == "end" ? -long : 0
      return isVertical
        ? (x - 0.75 * size, x + 0.2 * size, y - start - long, y - start)
        : (x + start, x + start + long, y - 0.75 * size, y + 0.2 * size)
    }

    func covers(_ other: Text) -> Bool {
      let (a, b) = (box, other.box)
      return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    }
  }

  private(set) var texts: [Text] = []
  private(set) var size = (width: 0.0, height: 0.0)
  private(set) var millimetres = (width: 0.0, height: 0.0)
  private var offsets: [(x: Double, y: Double)] = [(0, 0)]
  private var isText = false

  /// `nil` when the file is not well-formed.
  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let number = { (key: String) in Double(attributes[key] ?? "") ?? 0 }
    let last = offsets[offsets.count - 1]
    let moves = attributes["transform"].map(Self.numbers) ?? []
    switch name {
    case "svg":
      let box = Self.numbers(attributes["viewBox"] ?? "")
      if box.count == 4 { size = (box[2], box[3]) }
      millimetres = (
        Double((attributes["width"] ?? "").dropLast(2)) ?? 0, Double((attributes["height"] ?? "").dropLast(2)) ?? 0
      )
    case "g": offsets.append(moves.count == 2 ? (last.x + moves[0], last.y + moves[1]) : last)
    case "text":
      isText = true
      texts.append(
        Text(
          size: number("font-size"), anchor: attributes["text-anchor"] ?? "start", x: last.x + number("x"),
          y: last.y + number("y"), isVertical: attributes["transform"]?.hasPrefix("rotate") == true))
    default: break
    }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "g" { offsets.removeLast() }
    if name == "text" { isText = false }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isText { texts[texts.count - 1].words += text }
  }

  private static func numbers(_ text: String) -> [Double] {
    text.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
  }

  /// Pairs of texts of which one covers the other.
  var collisions: [(String, String)] {
    texts.indices.flatMap { first in
      texts.indices.dropFirst(first + 1).filter { texts[first].covers(texts[$0]) }
        .map { (texts[first].words, texts[$0].words) }
    }
  }

  /// Texts that leave the drawing.
  var outside: [String] {
    texts.filter { text in
      let box = text.box
      return box.left < -0.5 || box.right > size.width + 0.5 || box.top < -0.5 || box.bottom > size.height + 0.5
    }.map(\.words)
  }

  /// The smallest letters in points on paper.
  var smallestPoints: Double {
    (texts.map(\.size).min() ?? 0) / size.width * millimetres.width / 25.4 * 72
  }
}

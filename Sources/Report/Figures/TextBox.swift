/// A box of a diagram: a head and lines of text, broken to its width.
struct TextBox {
  let width: Double
  private let lines: [(words: String, isBold: Bool, indent: Double)]
  private static let size = 12.0
  private static let lineHeight = 15.5
  private static let padding = 9.0

  init(_ head: String, _ items: [String], width: Double) {
    self.width = width
    let room = width - 2 * Self.padding
    let strong = TextLines.wrap(head, width: room * 0.93, size: Self.size).map { ($0, true, 0.0) }
    lines =
      strong
      + items.flatMap { item in
        TextLines.wrap(item, width: room - 8, size: Self.size).enumerated().map { ($1, false, $0 == 0 ? 0.0 : 8) }
      }
  }

  var height: Double { Double(lines.count) * Self.lineHeight + 2 * Self.padding - 2 }

  /// The box with its upper left corner at a point, as high as the text or as a neighbour.
  func markup(at corner: SVG.Point, height: Double? = nil, fill: String = Ink.panel) -> Markup {
    let frame = SVG.Frame(x: corner.x, y: corner.y, width: width, height: height ?? self.height)
    return .group(
      [SVG.rect(frame, fill: fill, stroke: .init(colour: Ink.text, width: 1.1), radius: 3)]
        + lines.enumerated().map { row, line in
          SVG.text(
            line.words,
            at: SVG.Point(
              corner.x + Self.padding + line.indent, corner.y + Self.padding + 10 + Double(row) * Self.lineHeight),
            lettering: .init(size: Self.size, isBold: line.isBold))
        })
  }
}

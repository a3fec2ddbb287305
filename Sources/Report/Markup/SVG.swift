import Foundation

/// The SVG shapes of the figures, in user units that equal CSS pixels at natural size.
package enum SVG {
  static let root = Tag("svg", endsLine: true)
  static let title = Tag("title", endsLine: true)
  static let desc = Tag("desc", endsLine: true)
  static let g = Tag("g", endsLine: true)
  private static let lineTag = Tag("line", isVoid: true, endsLine: true)
  private static let rectTag = Tag("rect", isVoid: true, endsLine: true)
  private static let circleTag = Tag("circle", isVoid: true, endsLine: true)
  private static let polygonTag = Tag("polygon", isVoid: true, endsLine: true)
  private static let polylineTag = Tag("polyline", isVoid: true, endsLine: true)
  private static let imageTag = Tag("image", isVoid: true, endsLine: true)
  private static let textTag = Tag("text", endsLine: true)

  /// A place in a figure; y grows downwards.
  struct Point: Sendable, Hashable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A box in a figure.
  struct Frame: Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var midX: Double { x + width / 2 }
    var midY: Double { y + height / 2 }
    var maxX: Double { x + width }
    var maxY: Double { y + height }
  }

  /// How an outline is drawn.
  struct Stroke: Sendable {
    var colour: String
    var width = 1.0
    /// Lengths of dashes and gaps; solid when empty.
    var dashes = ""

    var attributes: [Attribute] {
      var list = [Attribute("stroke", colour), Attribute("stroke-width", number(width))]
      if !dashes.isEmpty { list.append(Attribute("stroke-dasharray", dashes)) }
      return list
    }
  }

  /// Which end of the text is at its position.
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// How text is drawn.
  struct Lettering: Sendable {
    var size = 12.0
    var isBold = false
    var colour = Ink.text
    var anchor = Anchor.start
    /// Counter-clockwise quarter turn, for the name of a vertical axis.
    var isVertical = false
  }

  static func line(from start: Point, to end: Point, stroke: Stroke) -> Markup {
    let ends = [
      Attribute("x1", number(start.x)), Attribute("y1", number(start.y)), Attribute("x2", number(end.x)),
      Attribute("y2", number(end.y)),
    ]
    return .element(lineTag, ends + stroke.attributes, .nothing)
  }

  static func rect(_ frame: Frame, fill: String, opacity: Double = 1, stroke: Stroke? = nil, radius: Double = 0)
    -> Markup
  {
    var list = [
      Attribute("x", number(frame.x)), Attribute("y", number(frame.y)), Attribute("width", number(frame.width)),
      Attribute("height", number(frame.height)), Attribute("fill", fill),
    ]
    if opacity < 1 { list.append(Attribute("fill-opacity", Numbers.fixed(opacity, decimals: 3))) }
    if radius > 0 { list.append(Attribute("rx", number(radius))) }
    return .element(rectTag, list + (stroke?.attributes ?? []), .nothing)
  }

  static func circle(_ centre: Point, radius: Double, fill: String, stroke: Stroke) -> Markup {
    let list = [
      Attribute("cx", number(centre.x)), Attribute("cy", number(centre.y)), Attribute("r", number(radius)),
      Attribute("fill", fill),
    ]
    return .element(circleTag, list + stroke.attributes, .nothing)
  }

  /// A picture inside the file.
  static func picture(png: [UInt8], in frame: Frame) -> Markup {
    let list = [
      Attribute("x", number(frame.x)), Attribute("y", number(frame.y)), Attribute("width", number(frame.width)),
      Attribute("height", number(frame.height)), Attribute("style", "image-rendering:pixelated"),
      Attribute("href", "data:image/png;base64," + Data(png).base64EncodedString()),
    ]
    return .element(imageTag, list, .nothing)
  }

  static func polyline(_ points: [Point], stroke: Stroke) -> Markup {
    let places = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    let list = [Attribute("points", places), Attribute("fill", "none"), Attribute("stroke-linejoin", "round")]
    return .element(polylineTag, list + stroke.attributes, .nothing)
  }

  /// A filled shape without an outline.
  static func polygon(_ points: [Point], fill: String, opacity: Double) -> Markup {
    let places = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    let list = [
      Attribute("points", places), Attribute("fill", fill),
      Attribute("fill-opacity", Numbers.fixed(opacity, decimals: 3)),
    ]
    return .element(polygonTag, list, .nothing)
  }

  /// Words whose baseline starts, centres or ends at `point`.
  static func text(_ words: String, at point: Point, lettering: Lettering = Lettering()) -> Markup {
    var list = [
      Attribute("x", number(point.x)), Attribute("y", number(point.y)),
      Attribute("font-size", number(lettering.size)), Attribute("fill", lettering.colour),
    ]
    if lettering.anchor != .start { list.append(Attribute("text-anchor", lettering.anchor.rawValue)) }
    if lettering.isBold { list.append(Attribute("font-weight", "600")) }
    if lettering.isVertical {
      list.append(Attribute("transform", "rotate(-90 \(number(point.x)) \(number(point.y)))"))
    }
    return .element(textTag, list, .text(words))
  }

  /// Lines of text, their middle where a single base line would be at `point`.
  static func lines(_ lines: [String], around point: Point, lettering: Lettering = Lettering()) -> Markup {
    let height = lettering.size * 1.2
    let first = point.y - height * Double(lines.count - 1) / 2
    return .group(
      lines.enumerated().map { row, line in
        text(line, at: Point(point.x, first + height * Double(row)), lettering: lettering)
      })
  }

  /// A line with a filled head at its end; the head points down or to the right.
  static func arrow(from start: Point, to end: Point, stroke: Stroke) -> Markup {
    let isDown = start.x == end.x
    let (back, side) = (7.0, 3.5)
    let wings =
      isDown
      ? [Point(end.x - side, end.y - back), end, Point(end.x + side, end.y - back)]
      : [Point(end.x - back, end.y - side), end, Point(end.x - back, end.y + side)]
    return .group([
      line(from: start, to: end, stroke: stroke),
      polyline(wings, stroke: Stroke(colour: stroke.colour, width: stroke.width)),
    ])
  }

  /// A coordinate with at most two decimals, the same text on every machine.
  static func number(_ value: Double) -> String {
    var text = Numbers.fixed(value, decimals: 2, minus: "-")
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}

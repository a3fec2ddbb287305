/// The key of a figure with a curve for each model: letter, colour and dashes, the whole name, and a number.
struct ModelKey {
  /// One line of the key.
  struct Entry {
    let style: ModelStyle
    let name: String
    /// Words at the right end; empty for none.
    var value = ""
  }

  let left: Double
  let width: Double
  private static let size = 12.5
  private static let line = 15.5
  private static let words = 58.0

  /// The entries from `top`, which is the first base line, and the base line that would follow.
  func drawn(_ entries: [Entry], further: [(String, SVG.Stroke)] = [], from top: Double) -> (Markup, bottom: Double) {
    var (y, parts) = (top, [Markup]())
    for entry in entries {
      parts += [sample(entry.style.stroke(width: 2.4), y), entry.style.badge(at: SVG.Point(left + 43, y - 4.5))]
      y = add(entry.name, entry.value, at: y, to: &parts)
    }
    for (name, stroke) in further {
      parts.append(sample(stroke, y))
      y = add(name, "", at: y, to: &parts)
    }
    return (.group(parts), y)
  }

  private func sample(_ stroke: SVG.Stroke, _ y: Double) -> Markup {
    SVG.line(from: SVG.Point(left, y - 4.5), to: SVG.Point(left + 32, y - 4.5), stroke: stroke)
  }

  /// Name on the left, value on the right; below the name where both do not fit in a line.
  private func add(_ name: String, _ value: String, at top: Double, to parts: inout [Markup]) -> Double {
    let own = TextLines.width(value, size: Self.size)
    let room = width - Self.words
    let isBeside = value.isEmpty || TextLines.width(name, size: Self.size) + own + 14 <= room
    let lines = TextLines.wrap(name, width: isBeside ? room - (value.isEmpty ? 0 : own + 14) : room, size: Self.size)
    var y = top
    for line in lines {
      parts.append(SVG.text(line, at: SVG.Point(left + Self.words, y), lettering: .init(size: Self.size)))
      y += Self.line
    }
    guard !value.isEmpty else { return y + 4 }
    if isBeside { y -= Self.line }
    parts.append(SVG.text(value, at: SVG.Point(left + width, y), lettering: .init(size: Self.size, anchor: .end)))
    return y + Self.line + 4
  }
}

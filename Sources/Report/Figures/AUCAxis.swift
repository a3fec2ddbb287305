/// An axis of AUCs from 0 to 1, with the lines and numbers of its quarters.
struct AUCAxis {
  let left = 14.0
  let width: Double

  init(_ figure: FigureWidth) { width = figure.units - 28 }

  /// Where an AUC lies; one outside 0 to 1 at the end of the axis.
  func x(_ value: Double) -> Double { left + min(1, max(0, value)) * width }

  /// Lines from the top of the figure down to `bottom`, dashed at chance, with numbers and name below.
  func scale(_ bottom: Double) -> Markup {
    let muted = SVG.Lettering(size: 12, colour: Ink.muted, anchor: .middle)
    let ticks = (0...4).map { Double($0) / 4 }
    let lines = ticks.map { tick in
      SVG.line(
        from: SVG.Point(x(tick), 4), to: SVG.Point(x(tick), bottom),
        stroke: tick == 0.5 ? .init(colour: Ink.muted, width: 1, dashes: "1.5 4") : .init(colour: Ink.rule, width: 0.75)
      )
    }
    let labels = ticks.map {
      SVG.text(Numbers.fixed($0, decimals: 2), at: SVG.Point(x($0), bottom + 17), lettering: muted)
    }
    let name = SVG.text(
      "AUC (0.5: chance)", at: SVG.Point(x(0.5), bottom + 34), lettering: .init(size: 12.5, anchor: .middle))
    return .group(lines + labels + [name])
  }
}

/// The words above a row of an axis: the whole name on the left and a value on the right, over the lines of the axis.
struct AxisRowHead {
  let name: String
  let value: String
  let badge: ModelStyle?
  let axis: AUCAxis
  private static let size = 12.5

  /// The words from `top`, and the height at which the marks of the row lie.
  func markup(from top: Double) -> (Markup, marks: Double) {
    let indent = badge == nil ? 0.0 : 20
    let own = TextLines.width(value, size: Self.size)
    let lines = TextLines.wrap(name, width: axis.width - indent - own - 14, size: Self.size)
    let height = 16 * Double(lines.count)
    let words = lines.enumerated().map { row, line in
      SVG.text(
        line, at: SVG.Point(axis.left + indent, top + 19 + 16 * Double(row)),
        lettering: .init(size: Self.size, isBold: true))
    }
    return (
      .group(
        [
          // The words are drawn over the grid, so they get a background of their own.
          SVG.rect(
            SVG.Frame(x: axis.left - 12, y: top + 6, width: axis.width + 16, height: height + 1), fill: Ink.ground),
          badge?.badge(at: SVG.Point(axis.left + 6, top + 14.5)) ?? .nothing,
        ] + words + [
          SVG.text(
            value, at: SVG.Point(axis.left + axis.width, top + 19), lettering: .init(size: Self.size, anchor: .end))
        ]), top + height + 18
    )
  }
}

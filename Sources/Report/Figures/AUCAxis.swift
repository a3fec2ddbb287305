/// An axis of AUCs from 0 to 1, with the lines and numbers of its quarters.
struct AUCAxis {
  let left = 14.0
  let width = 412.0

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

/// Axes of a plot with a grid, and the place of a value in them.
struct PlotFrame {
  let frame: SVG.Frame
  let horizontal: ClosedRange<Double>
  let vertical: ClosedRange<Double>
  let names: (horizontal: String, vertical: String)
  /// Distance of grid lines.
  let steps: (horizontal: Double, vertical: Double)

  /// Where a pair of values lies; values outside lie on the edge.
  func place(_ x: Double, _ y: Double) -> SVG.Point {
    let share = { (value: Double, range: ClosedRange<Double>) in
      (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    return SVG.Point(frame.x + share(x, horizontal) * frame.width, frame.maxY - share(y, vertical) * frame.height)
  }

  /// Frame, grid, ticks and names.
  var markup: Markup {
    let grid = SVG.Stroke(colour: Ink.rule, width: 0.75)
    let below = SVG.Lettering(size: 12, colour: Ink.muted, anchor: .middle)
    let beside = SVG.Lettering(size: 12, colour: Ink.muted, anchor: .end)
    let columns = ticks(horizontal, step: steps.horizontal).flatMap { x in
      let foot = place(x, vertical.lowerBound)
      return [
        SVG.line(from: foot, to: place(x, vertical.upperBound), stroke: grid),
        SVG.text(
          Numbers.fixed(x, decimals: Self.decimals(steps.horizontal)), at: SVG.Point(foot.x, frame.maxY + 18),
          lettering: below),
      ]
    }
    let rows = ticks(vertical, step: steps.vertical).flatMap { y in
      let foot = place(horizontal.lowerBound, y)
      return [
        SVG.line(from: foot, to: place(horizontal.upperBound, y), stroke: grid),
        SVG.text(
          Numbers.fixed(y, decimals: Self.decimals(steps.vertical)), at: SVG.Point(frame.x - 7, foot.y + 4),
          lettering: beside),
      ]
    }
    return .group(
      columns + rows + [
        SVG.rect(frame, fill: "none", stroke: .init(colour: Ink.muted, width: 1)),
        SVG.text(
          names.horizontal, at: SVG.Point(frame.midX, frame.maxY + 37), lettering: .init(size: 13, anchor: .middle)),
        SVG.text(
          names.vertical, at: SVG.Point(13, frame.midY), lettering: .init(size: 13, anchor: .middle, isVertical: true)),
      ])
  }

  /// The fewest decimals with which the ticks are distinct and exact, at most three.
  private static func decimals(_ step: Double) -> Int {
    let scales = [1.0, 10, 100]
    return scales.firstIndex { abs((step * $0).rounded() - step * $0) < 1e-9 } ?? 3
  }

  private func ticks(_ range: ClosedRange<Double>, step: Double) -> [Double] {
    let first = Int((range.lowerBound / step).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }
}

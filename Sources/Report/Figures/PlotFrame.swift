/// Axes of a plot with a grid, and the place of a value in them.
struct PlotFrame {
  let frame: SVG.Frame
  let horizontal: ClosedRange<Double>
  let vertical: ClosedRange<Double>
  let names: (horizontal: String, vertical: String)
  /// Distance of grid lines.
  let steps: (horizontal: Double, vertical: Double)
  /// Size of the numbers at the ticks; the names are a unit larger.
  var letters = 12.0
  /// Room for the numbers between the frame and the name of the vertical axis.
  var numbers = 24.0

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
    let below = SVG.Lettering(size: letters, colour: Ink.muted, anchor: .middle)
    let beside = SVG.Lettering(size: letters, colour: Ink.muted, anchor: .end)
    let columns = ticks(horizontal, step: steps.horizontal).flatMap { x in
      let foot = place(x, vertical.lowerBound)
      return [
        SVG.line(from: foot, to: place(x, vertical.upperBound), stroke: grid),
        SVG.text(
          Numbers.fixed(x, decimals: Self.decimals(steps.horizontal)),
          at: SVG.Point(foot.x, frame.maxY + letters + 5), lettering: below),
      ]
    }
    let rows = ticks(vertical, step: steps.vertical).flatMap { y in
      let foot = place(horizontal.lowerBound, y)
      return [
        SVG.line(from: foot, to: place(horizontal.upperBound, y), stroke: grid),
        SVG.text(
          Numbers.fixed(y, decimals: Self.decimals(steps.vertical)), at: SVG.Point(frame.x - 6, foot.y + 4),
          lettering: beside),
      ]
    }
    return .group(columns + rows + [SVG.rect(frame, fill: "none", stroke: .init(colour: Ink.muted, width: 1))] + words)
  }

  private var words: [Markup] {
    let (size, gap) = (letters + 1, 2 * letters + 12)
    return [
      SVG.text(
        names.horizontal, at: SVG.Point(frame.midX, frame.maxY + gap), lettering: .init(size: size, anchor: .middle)),
      SVG.text(
        names.vertical, at: SVG.Point(frame.x - numbers - letters - 1, frame.midY),
        lettering: .init(size: size, anchor: .middle, isVertical: true)),
    ].filter { !$0.isWithoutWords }
  }

  /// The fewest decimals with which the ticks are distinct and exact, at most three.
  private static func decimals(_ step: Double) -> Int {
    let scales = [1.0, 10, 100]
    return scales.firstIndex { abs((step * $0).rounded() - step * $0) < 1e-9 } ?? 3
  }

  private func ticks(_ range: ClosedRange<Double>, step: Double) -> [Double] {
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }
}

extension PlotFrame {
  /// The region between two lines over the same places; nothing with fewer than two places.
  func band(_ places: [(x: Double, lower: Double, upper: Double)], colour: String) -> Markup {
    guard places.count > 1 else { return .nothing }
    let outline = places.map { place($0.x, $0.lower) } + places.reversed().map { place($0.x, $0.upper) }
    return SVG.polygon(outline, fill: colour, opacity: 0.16)
  }
}

extension Markup {
  /// Whether an element has no content.
  fileprivate var isWithoutWords: Bool {
    if case .element(_, _, .text(let words)) = self { words.isEmpty } else { false }
  }
}

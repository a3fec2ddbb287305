import Results

/// Net benefit of acting on each model's probability, compared with treating everybody and treating nobody; with the
/// 95 % interval of one or two models, or in a small plot for each of more.
package struct DecisionFigure {
  let results: StudyResults
  let width: FigureWidth

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  /// Models with probabilities and their position among all models, so that their style is the same everywhere.
  private var models: [(index: Int, name: String, points: [ProbabilityPerformance.Benefit])] {
    results.models.enumerated().compactMap { index, model in
      let points = (model.test.probabilities?.netBenefit ?? []).filter { $0.model.isFinite && $0.everybody.isFinite }
      return points.count > 1 ? (index, model.name, points) : nil
    }
  }

  /// Whether no row has probabilities.
  var isEmpty: Bool { models.isEmpty }

  private var everybody: [ProbabilityPerformance.Benefit] { models.first?.points ?? [] }

  private var hasIntervals: Bool { models.contains { $0.points.contains { $0.lower != nil } } }
  private var hasPanels: Bool { models.count > 2 && hasIntervals }

  private static let last = 0.8

  private func plot(_ frame: SVG.Frame, names: (String, String), letters: Double, step: Double) -> PlotFrame {
    let best = models.flatMap { $0.points.map(\.model) }.max() ?? 0
    let top = max(0.1, (10 * max(best, everybody.first?.everybody ?? 0)).rounded(.up) / 10)
    return PlotFrame(
      frame: frame, horizontal: 0...Self.last, vertical: (-top / 4)...top, names: names,
      steps: (step, top > 0.3 ? 0.1 : 0.05),
      letters: letters, numbers: 31)
  }

  var drawing: Drawing {
    let plot = plot(
      SVG.Frame(x: 64, y: 10, width: 364, height: 280), names: ("Threshold probability", "Net benefit"), letters: 12,
      step: 0.1)
    let (key, bottom) = ModelKey(left: plot.frame.x, width: plot.frame.width).drawn(
      models.map { ModelKey.Entry(style: ModelStyle(index: $0.index), name: $0.name) },
      further: [("Treat everybody", Self.all)], from: plot.frame.maxY + 58)
    let corner = width == .page ? SVG.Point(462, 0) : SVG.Point(0, bottom)
    let panels = hasPanels ? models.enumerated().map { panel($1, at: place($0, from: corner)) } : []
    let rows = Double((panels.count + 2) / 3)
    return Drawing(
      id: "decision", title: "Decision curves", description: description, width: width,
      height: max(bottom, panels.isEmpty ? 0 : corner.y + rows * ROCPanel.height) - 6,
      isSynthetic: results.study.synthetic, notes: notes,
      content: .group(
        [plot.markup] + (hasPanels ? [] : models.map { band($0.points, in: plot, index: $0.index) })
          + [line(everybody.map { ($0.threshold, $0.everybody) }, in: plot, stroke: Self.all), nobody(plot)]
          + models.reversed().map { curve($0, in: plot) } + letters(plot) + [key] + panels))
  }

  private static let all = SVG.Stroke(colour: Ink.muted, width: 1.2, dashes: "1.5 4")

  private func nobody(_ plot: PlotFrame) -> Markup {
    SVG.line(from: plot.place(0, 0), to: plot.place(Self.last, 0), stroke: .init(colour: Ink.muted, width: 1))
  }

  private func place(_ number: Int, from corner: SVG.Point) -> SVG.Point {
    SVG.Point(corner.x + Double(number % 3) * ROCPanel.width, corner.y + Double(number / 3) * ROCPanel.height)
  }

  private func panel(
    _ model: (index: Int, name: String, points: [ProbabilityPerformance.Benefit]), at corner: SVG.Point
  ) -> Markup {
    let plot = plot(
      SVG.Frame(x: corner.x + 40, y: corner.y + 40, width: 98, height: 106), names: ("", ""),
      letters: FigureWidth.smallestLetters, step: 0.4)
    let names = TextLines.wrap(model.name, width: ROCPanel.width - 28, size: 11.5).shortened(to: 2)
    return .group(
      [
        ModelStyle(index: model.index).badge(at: SVG.Point(corner.x + 12, corner.y + 23)), plot.markup,
        band(model.points, in: plot, index: model.index),
        line(model.points.map { ($0.threshold, $0.everybody) }, in: plot, stroke: Self.all), nobody(plot),
        curve(model, in: plot),
      ]
        + names.enumerated().map { line, name in
          SVG.text(
            name, at: SVG.Point(corner.x + 24, corner.y + (names.count == 1 ? 27 : 17) + 13.5 * Double(line)),
            lettering: .init(size: 11.5))
        })
  }

  private func band(_ points: [ProbabilityPerformance.Benefit], in plot: PlotFrame, index: Int) -> Markup {
    let ends = points.compactMap { point in
      point.lower.flatMap { lower in point.upper.map { (x: point.threshold, lower: lower, upper: $0) } }
    }
    // Below the plot there is nothing to see of an interval.
    return plot.band(
      ends.filter { $0.upper > plot.vertical.lowerBound }, colour: ModelStyle(index: index).colour)
  }

  private func curve(
    _ model: (index: Int, name: String, points: [ProbabilityPerformance.Benefit]), in plot: PlotFrame
  ) -> Markup {
    line(model.points.map { ($0.threshold, $0.model) }, in: plot, stroke: ModelStyle(index: model.index).stroke())
  }

  /// The letter of each model on its curve.
  private func letters(_ plot: PlotFrame) -> [Markup] {
    var places = LabelPlaces(inside: plot.frame)
    return models.map { model in
      // From the middle outwards, beginning at another threshold for each model.
      let shown = model.points.filter { $0.model >= plot.vertical.lowerBound }.map {
        plot.place($0.threshold, $0.model)
      }
      let start = shown.isEmpty ? 0 : (3 + 5 * model.index) % shown.count
      let order = Array(shown[start...]) + Array(shown[..<start])
      return places.place(on: order).map { ModelStyle(index: model.index).badge(at: $0) } ?? .nothing
    }
  }

  private var notes: [String] {
    let undrawn = results.models.enumerated().filter { index, _ in !models.contains { $0.index == index } }
    return undrawn.isEmpty
      ? [] : ["Without probabilities, and not drawn: \(undrawn.map(\.element.name).joined(separator: ", "))."]
  }

  private var description: String {
    let words = models.compactMap { model in
      model.points.first { $0.threshold >= 0.2 }.map { "\(model.name): \(Quantity.value($0.model).text(.fraction))" }
    }
    return "Net benefit per patient over threshold probabilities up to 0.8; at 0.2: \(words.joined(separator: "; ")). "
      + "Treating nobody is the line at 0."
  }

  /// A line leaves the plot where it crosses the lower edge, since net benefit falls without limit; what comes back
  /// begins a new line.
  private func line(_ points: [(Double, Double)], in plot: PlotFrame, stroke: SVG.Stroke) -> Markup {
    let lines = Self.parts(points.filter { $0.1.isFinite }, above: plot.vertical.lowerBound)
    return .group(lines.map { part in SVG.polyline(part.map { plot.place($0.0, $0.1) }, stroke: stroke) })
  }

  /// The parts of a line above a level, with their ends on it where the line crosses it.
  package static func parts(_ points: [(Double, Double)], above level: Double) -> [[(Double, Double)]] {
    var (parts, part) = ([[(Double, Double)]](), [(Double, Double)]())
    for (at, point) in points.enumerated() {
      let isAbove = point.1 >= level
      if at > 0, isAbove != (points[at - 1].1 >= level) {
        let (from, to) = (points[at - 1], point)
        part.append((from.0 + (to.0 - from.0) * (level - from.1) / (to.1 - from.1), level))
      }
      if isAbove { part.append(point) }
      if !isAbove, !part.isEmpty {
        parts.append(part)
        part = []
      }
    }
    return (parts + [part]).filter { $0.count > 1 }
  }

  /// Net benefit of every model at every threshold.
  var data: FigureData {
    var data = FigureData(["letter", "model", "threshold", "net_benefit", "lower", "upper", "treat_everybody"])
    for model in models {
      for point in model.points {
        data.add(
          .words(ModelStyle(index: model.index).letter), .words(model.name), .number(point.threshold),
          .number(point.model), .number(point.lower), .number(point.upper), .number(point.everybody))
      }
    }
    return data
  }
}

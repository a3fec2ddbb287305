import Results

/// Net benefit of acting on each model's probability, compared with treating everybody and treating nobody.
package struct DecisionFigure {
  let results: StudyResults

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  /// Whether any row has probabilities.
  var isEmpty: Bool { !results.models.contains { $0.test.probabilities != nil } }

  private var everybody: [ProbabilityPerformance.Benefit] {
    results.models.compactMap(\.test.probabilities).first?.netBenefit ?? []
  }

  private var plot: PlotFrame {
    let best =
      results.models.compactMap { $0.test.probabilities?.netBenefit.map(\.model).filter(\.isFinite).max() }.max() ?? 0
    let top = max(0.1, (10 * max(best, everybody.first?.everybody ?? 0)).rounded(.up) / 10)
    return PlotFrame(
      frame: SVG.Frame(x: 58, y: 10, width: 370, height: 280), horizontal: 0...0.8, vertical: (-top / 4)...top,
      names: ("Threshold probability", "Net benefit"), steps: (0.1, top / 4))
  }

  var drawing: Drawing {
    let (legend, bottom) = legend(from: plot.frame.maxY + 56)
    let all = SVG.Stroke(colour: Ink.muted, width: 1.2, dashes: "1.5 4")
    let lines = results.models.indices.reversed().map { index in
      curve(
        (results.models[index].test.probabilities?.netBenefit ?? []).map { ($0.threshold, $0.model) },
        stroke: ModelStyle(index: index).stroke())
    }
    return Drawing(
      id: "decision", title: "Decision curves", description: description, width: 440, height: bottom + 4,
      isSynthetic: results.study.synthetic,
      content: .group(
        [
          plot.markup, curve(everybody.map { ($0.threshold, $0.everybody) }, stroke: all),
          SVG.line(from: plot.place(0, 0), to: plot.place(0.8, 0), stroke: .init(colour: Ink.muted, width: 1)),
        ] + lines + [legend]))
  }

  private var description: String {
    let words = results.models.compactMap { model in
      model.test.probabilities?.netBenefit.first { $0.threshold >= 0.2 }.map {
        "\(model.name): \(Quantity.value($0.model).text(.fraction))"
      }
    }
    return "Net benefit per patient over threshold probabilities up to 0.8; at 0.2: \(words.joined(separator: "; ")). "
      + "Treating nobody is the line at 0."
  }

  /// Points below the plot are left out, because the curve for treating everybody falls without limit.
  private func curve(_ points: [(Double, Double)], stroke: SVG.Stroke) -> Markup {
    let shown = points.filter { $0.1.isFinite && $0.1 >= plot.vertical.lowerBound }.map { plot.place($0.0, $0.1) }
    return shown.count > 1 ? SVG.polyline(shown, stroke: stroke) : .nothing
  }

  private func legend(from top: Double) -> (Markup, bottom: Double) {
    var y = top
    var parts: [Markup] = []
    let all = SVG.Stroke(colour: Ink.muted, width: 1.2, dashes: "1.5 4")
    let entries = results.models.enumerated().map { ($1.name, ModelStyle(index: $0).stroke(width: 2.6)) }
    for (name, stroke) in entries + [("Treat everybody", all)] {
      parts.append(
        SVG.line(from: SVG.Point(plot.frame.x, y - 4), to: SVG.Point(plot.frame.x + 36, y - 4), stroke: stroke))
      parts.append(
        SVG.text(
          TextLines.wrap(name, width: 300, size: 12.5).first ?? "", at: SVG.Point(plot.frame.x + 44, y),
          lettering: .init(size: 12.5)))
      y += 20
    }
    return (.group(parts), y - 12)
  }
}

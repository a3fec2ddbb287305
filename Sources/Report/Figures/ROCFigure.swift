import Results

/// ROC curves of all models on patients they have not seen, in one plot.
package struct ROCFigure {
  let results: StudyResults
  private let plot = SVG.Frame(x: 52, y: 10, width: 376, height: 376)

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  var drawing: Drawing {
    let (legend, bottom) = legend(from: plot.maxY + 56)
    return Drawing(
      id: "roc", title: "ROC curves", description: description, width: 440, height: bottom + 4,
      isSynthetic: results.study.synthetic,
      content: .group([axes, diagonal] + results.models.indices.reversed().map(curve) + [legend]))
  }

  private var description: String {
    let areas = results.models.map { "\($0.name): AUC \($0.test.auc.text(.fraction))" }
    return "Sensitivity against 1 minus specificity, with the diagonal of chance. " + areas.joined(separator: "; ")
      + "."
  }

  private var axes: Markup {
    let grid = SVG.Stroke(colour: Ink.rule, width: 0.75)
    let ticks = (0...5).map { Double($0) / 5 }
    let lines = ticks.flatMap { tick in
      [
        SVG.line(from: place(tick, 0), to: place(tick, 1), stroke: grid),
        SVG.line(from: place(0, tick), to: place(1, tick), stroke: grid),
        SVG.text(
          Numbers.fixed(tick, decimals: 1), at: SVG.Point(place(tick, 0).x, plot.maxY + 18),
          lettering: .init(size: 12, colour: Ink.muted, anchor: .middle)),
        SVG.text(
          Numbers.fixed(tick, decimals: 1), at: SVG.Point(plot.x - 7, place(0, tick).y + 4),
          lettering: .init(size: 12, colour: Ink.muted, anchor: .end)),
      ]
    }
    return .group(lines + [SVG.rect(plot, fill: "none", stroke: .init(colour: Ink.muted, width: 1))] + axisNames)
  }

  private var axisNames: [Markup] {
    [
      SVG.text(
        "1 \u{2212} "
          + "specificity", at: SVG.Point(plot.midX, plot.maxY + 37), lettering: .init(size: 13, anchor: .middle)),
      SVG.text(
        "Sensitivity", at: SVG.Point(15, plot.midY), lettering: .init(size: 13, anchor: .middle, isVertical: true)),
    ]
  }

  private var diagonal: Markup {
    SVG.line(from: place(0, 0), to: place(1, 1), stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4"))
  }

  private func curve(_ index: Int) -> Markup {
    let corners = results.models[index].test.curve
      .filter { $0.falsePositiveRate.isFinite && $0.truePositiveRate.isFinite }
      .map { place($0.falsePositiveRate, $0.truePositiveRate) }
    return corners.isEmpty ? .nothing : SVG.polyline(corners, stroke: ModelStyle(index: index).stroke())
  }

  private func place(_ falsePositiveRate: Double, _ truePositiveRate: Double) -> SVG.Point {
    SVG.Point(plot.x + falsePositiveRate * plot.width, plot.maxY - truePositiveRate * plot.height)
  }

  /// A key below the plot, so that it covers no curve and the figure stays readable on a narrow screen.
  private func legend(from top: Double) -> (Markup, bottom: Double) {
    var y = top
    var parts: [Markup] = []
    for (index, model) in results.models.enumerated() {
      let names = TextLines.wrap(model.name, width: 190, size: 12.5)
      parts.append(
        SVG.line(
          from: SVG.Point(plot.x, y - 4), to: SVG.Point(plot.x + 36, y - 4),
          stroke: ModelStyle(index: index).stroke(width: 2.6)))
      let auc = "AUC " + (model.test.auc.printableValue == nil ? "undefined" : model.test.auc.text(.fraction))
      parts.append(SVG.text(auc, at: SVG.Point(plot.maxX, y), lettering: .init(size: 12.5, anchor: .end)))
      for name in names {
        parts.append(SVG.text(name, at: SVG.Point(plot.x + 44, y), lettering: .init(size: 12.5)))
        y += 16
      }
      y += 6
    }
    return (.group(parts), y - 14)
  }
}

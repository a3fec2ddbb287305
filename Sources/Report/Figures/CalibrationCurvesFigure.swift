import Results
import SavedModels

/// Observed share of events over predicted probability, one panel per model; with few events a confidence band is
/// drawn.
package struct CalibrationCurvesFigure {
  let results: StudyResults
  private let panel = (width: 220.0, height: 226.0)
  private let side = 156.0

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  /// Models with a curve and their position among all models, so that colours agree with those of the other figures.
  private var models: [(index: Int, model: ModelResult, curve: [ProbabilityPerformance.CurvePoint])] {
    results.models.enumerated().compactMap { index, model in
      let curve = model.test.probabilities?.curve ?? []
      return curve.count > 1 ? (index, model, curve) : nil
    }
  }

  /// Whether no model has a curve.
  var isEmpty: Bool { models.isEmpty }

  /// Upper end of both axes. It may be below 1, because probabilities of rare events fill only a corner of the unit
  /// square.
  private var limit: Double {
    let highest = models.flatMap { $0.curve.flatMap { [$0.predicted, $0.observed] } }.filter(\.isFinite).max() ?? 1
    return min(1, max(0.4, (highest * 5).rounded(.up) / 5))
  }

  var drawing: Drawing {
    let rows = (models.count + 1) / 2
    let panels = models.enumerated().map { place, entry in
      panel(
        entry.index, model: entry.model, curve: entry.curve,
        at: SVG.Point(Double(place % 2) * panel.width, Double(place / 2) * panel.height))
    }
    return Drawing(
      id: "calibration", title: "Calibration curves", description: description, width: 2 * panel.width,
      height: Double(max(1, rows)) * panel.height, isSynthetic: results.study.synthetic, content: .group(panels))
  }

  private var description: String {
    let words = models.map { entry in
      """
      \(entry.model.name): mean distance \
      \(entry.model.test.probabilities?.calibrationIndex.text(.fraction) ?? "undefined")
      """
    }
    return "Smoothed share of events against predicted probability, with the diagonal of perfect calibration. "
      + words.joined(separator: "; ") + "."
  }

  private func panel(
    _ index: Int, model: ModelResult, curve: [ProbabilityPerformance.CurvePoint], at corner: SVG.Point
  ) -> Markup {
    let plot = PlotFrame(
      frame: SVG.Frame(x: corner.x + 46, y: corner.y + 26, width: side, height: side), horizontal: 0...limit,
      vertical: 0...limit, names: ("Predicted probability", index == models.first?.index ? "Observed share" : ""),
      steps: (limit / 4, limit / 4))
    let name = TextLines.wrap(model.name, width: panel.width - 40, size: 13).first ?? ""
    return .group([
      plot.markup, band(curve, in: plot, colour: ModelStyle(index: index).colour),
      SVG.line(
        from: plot.place(0, 0), to: plot.place(limit, limit),
        stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4")),
      SVG.polyline(curve.map { plot.place($0.predicted, $0.observed) }, stroke: ModelStyle(index: index).stroke()),
      patients(of: model, in: plot),
      SVG.text(
        name, at: SVG.Point(plot.frame.midX, corner.y + 18), lettering: .init(size: 13, isBold: true, anchor: .middle)),
    ])
  }

  private func band(_ curve: [ProbabilityPerformance.CurvePoint], in plot: PlotFrame, colour: String) -> Markup {
    let ends = curve.compactMap { place in
      place.lower.flatMap { lower in place.upper.map { (place.predicted, lower, $0) } }
    }
    guard ends.count > 1 else { return .nothing }
    let outline = ends.map { plot.place($0.0, $0.1) } + ends.reversed().map { plot.place($0.0, $0.2) }
    return SVG.polygon(outline, fill: colour, opacity: 0.16)
  }

  /// A mark on the axis for every patient. Where there are no marks, the curve is extrapolated.
  private func patients(of model: ModelResult, in plot: PlotFrame) -> Markup {
    let stroke = SVG.Stroke(colour: Ink.muted, width: 0.75)
    return .group(
      model.predictions.compactMap(\.probability).filter(\.isFinite).map { value in
        let foot = plot.place(value, 0)
        return SVG.line(from: foot, to: SVG.Point(foot.x, foot.y - 5), stroke: stroke)
      })
  }
}

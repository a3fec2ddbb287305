import Results

/// Observed share of events over predicted probability, one panel per model, with the histogram of the predictions
/// below it; with few events a confidence band is drawn.
package struct CalibrationCurvesFigure {
  let results: StudyResults
  let width: FigureWidth
  /// A single curve has the whole column, as half of it would be empty.
  private var side: Double { models.count == 1 && width == .column ? 330 : 156 }
  private var panel: (width: Double, height: Double) { (side + 64, side + 134) }

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  /// Models with a curve and their position among all models, so that their style is the same everywhere.
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

  private var across: Int { width == .page ? 4 : 2 }

  var drawing: Drawing {
    let rows = (models.count + across - 1) / across
    let panels = models.enumerated().map { place, entry in
      panel(
        entry.index, model: entry.model, curve: entry.curve, isFirst: place % across == 0,
        at: SVG.Point(Double(place % across) * panel.width, Double(place / across) * panel.height))
    }
    return Drawing(
      id: "calibration", title: "Calibration curves", description: description, width: width,
      height: Double(max(1, rows)) * panel.height, isSynthetic: results.study.synthetic, notes: notes,
      content: .group(panels))
  }

  private var notes: [String] {
    let undrawn = results.models.enumerated().filter { index, _ in !models.contains { $0.index == index } }
    return undrawn.isEmpty
      ? [] : ["Without a calibration curve, and not drawn: \(undrawn.map(\.element.name).joined(separator: ", "))."]
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
    _ index: Int, model: ModelResult, curve: [ProbabilityPerformance.CurvePoint], isFirst: Bool, at corner: SVG.Point
  ) -> Markup {
    let style = ModelStyle(index: index)
    let plot = PlotFrame(
      frame: SVG.Frame(x: corner.x + 50, y: corner.y + 40, width: side, height: side), horizontal: 0...limit,
      vertical: 0...limit, names: ("", isFirst ? "Observed share" : ""), steps: (limit / 4, limit / 4),
      letters: 11.5)
    let names = TextLines.wrap(model.name, width: panel.width - 40, size: 12.5).shortened(to: 2)
    return .group(
      [
        style.badge(at: SVG.Point(corner.x + 24, corner.y + 22)), plot.markup, band(curve, in: plot, style.colour),
        SVG.line(
          from: plot.place(0, 0), to: plot.place(limit, limit),
          stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4")),
        SVG.polyline(curve.map { plot.place($0.predicted, $0.observed) }, stroke: style.stroke()),
        histogram(of: model, below: plot),
      ]
        + names.enumerated().map { line, name in
          SVG.text(
            name, at: SVG.Point(corner.x + 37, corner.y + (names.count == 1 ? 26 : 12) + 15 * Double(line)),
            lettering: .init(size: 12.5, isBold: true))
        })
  }

  private func band(_ curve: [ProbabilityPerformance.CurvePoint], in plot: PlotFrame, _ colour: String) -> Markup {
    plot.band(
      curve.compactMap { place in
        place.lower.flatMap { lower in place.upper.map { (x: place.predicted, lower: lower, upper: $0) } }
      }, colour: colour)
  }

  // MARK: - Predictions

  private static let bins = 20
  private static let reach = 22.0

  /// Patients in each twentieth of the axis: with the event upwards, without it downwards. Probabilities beyond the
  /// axis count in its last part. Where there are no bars, the curve is extrapolated.
  private func histogram(of model: ModelResult, below plot: PlotFrame) -> Markup {
    let counts = histogram(model)
    let most = Double(max(1, counts.map { max($0.events, $0.nonEvents) }.max() ?? 1))
    let middle = plot.frame.maxY + 20 + Self.reach
    let bar = plot.frame.width / Double(Self.bins)
    let bars = counts.enumerated().flatMap { bin, count in
      [(count.events, -1.0, Ink.event), (count.nonEvents, 1.0, Ink.nonEvent)].filter { $0.0 > 0 }.map {
        number, way, ink in
        let height = Double(number) / most * Self.reach
        return SVG.rect(
          SVG.Frame(
            x: plot.frame.x + Double(bin) * bar + 0.6, y: way < 0 ? middle - height : middle, width: bar - 1.2,
            height: height), fill: ink)
      }
    }
    let small = SVG.Lettering(size: FigureWidth.smallestLetters, colour: Ink.muted, anchor: .end)
    return .group(
      bars + [
        SVG.line(
          from: SVG.Point(plot.frame.x, middle), to: SVG.Point(plot.frame.maxX, middle),
          stroke: .init(colour: Ink.muted, width: 0.75)),
        SVG.text("event", at: SVG.Point(plot.frame.x - 4, middle - 5), lettering: small),
        SVG.text("none", at: SVG.Point(plot.frame.x - 4, middle + 14), lettering: small),
        SVG.text(
          "Predicted probability", at: SVG.Point(plot.frame.midX, middle + Self.reach + 16),
          lettering: .init(size: 12, anchor: .middle)),
      ])
  }

  private func histogram(_ model: ModelResult) -> [(events: Int, nonEvents: Int)] {
    model.predictions.reduce(into: [(events: Int, nonEvents: Int)](repeating: (0, 0), count: Self.bins)) { bins, one in
      guard let value = one.probability, value.isFinite else { return }
      let bin = min(Self.bins - 1, max(0, Int(value / limit * Double(Self.bins))))
      if one.outcome.hadEvent { bins[bin].events += 1 } else { bins[bin].nonEvents += 1 }
    }
  }

  /// The curves, then the predictions behind them.
  var data: FigureData {
    var data = FigureData(["letter", "model", "kind", "predicted", "observed", "lower", "upper"])
    for entry in models {
      let letter = ModelStyle(index: entry.index).letter
      for point in entry.curve {
        data.add(
          .words(letter), .words(entry.model.name), .words("curve"), .number(point.predicted), .number(point.observed),
          .number(point.lower), .number(point.upper))
      }
      for one in entry.model.predictions where one.probability?.isFinite == true {
        data.add(
          .words(letter), .words(entry.model.name), .words("patient"), .number(one.probability),
          .count(one.outcome.hadEvent ? 1 : 0), .number(nil), .number(nil))
      }
    }
    return data
  }
}

import SavedModels

/// The probabilities of a few patients on one axis.
struct PredictionFigure {
  let report: PredictionReport
  private static let limit = 40
  private static let rowHeight = 22.0

  private var shown: [CasePrediction] { report.cases.filter { $0.probability?.isFinite == true } }

  /// Nothing if no patient has a probability, or if there are too many patients to give each a row.
  var markup: Markup {
    guard !shown.isEmpty, shown.count <= Self.limit else { return .nothing }
    return HTML.figure(.id("probabilities")) {
      drawing.markup
      HTML.figcaption(
        "Calibrated probability of \(report.model.event). Dotted: share with \(report.model.event) among training "
          + "patients (\(share))."
          + (shown.contains { $0.status == .flagged }
            ? " Open marks: outside the training range, accepted by --accept." : ""))
    }
  }

  private var prevalence: Double {
    Double(report.model.trainingEvents) / Double(max(1, report.model.trainingPatients))
  }

  private var share: String { NumberStyle.percentage.text(prevalence) + " %" }

  private var plot: PlotFrame {
    PlotFrame(
      frame: SVG.Frame(x: 130, y: 8, width: 300, height: Self.rowHeight * Double(shown.count)), horizontal: 0...1,
      vertical: 0.5...(Double(shown.count) + 0.5), names: ("Probability", ""),
      // Rows are labelled by name, so the step is chosen so large that no tick falls into the range.
      steps: (0.2, Double(shown.count) + 1))
  }

  private var drawing: Drawing {
    let plot = plot
    let rows = shown.enumerated().map { row, patient in line(row, of: patient, in: plot) }
    let dotted = SVG.line(
      from: plot.place(prevalence, plot.vertical.lowerBound), to: plot.place(prevalence, plot.vertical.upperBound),
      stroke: .init(colour: Ink.muted, width: 1.2, dashes: "1.5 4"))
    return Drawing(
      id: "probability-plot", title: "Probabilities",
      description: "Calibrated probability of each patient; the table has the numbers.",
      height: plot.frame.maxY + 46, isSynthetic: report.model.synthetic,
      content: .group([plot.markup, dotted] + rows))
  }

  private func line(_ row: Int, of patient: CasePrediction, in plot: PlotFrame) -> Markup {
    let y = Double(shown.count - row)
    let place = plot.place(patient.probability ?? 0, y)
    let name = TextLines.wrap(patient.id, width: 108, size: 12).first ?? ""
    let colour = ModelStyle(index: 0).colour
    return .group([
      SVG.line(from: plot.place(0, y), to: place, stroke: .init(colour: colour, width: 2)),
      SVG.circle(
        place, radius: 4.5, fill: patient.status == .flagged ? Ink.ground : colour,
        stroke: .init(colour: colour, width: 2)),
      SVG.text(
        name == patient.id ? name : name + "\u{2026}", at: SVG.Point(plot.frame.x - 16, place.y + 4),
        lettering: .init(size: 12, anchor: .end)),
    ])
  }
}

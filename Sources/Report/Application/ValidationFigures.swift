import Comparison
import Results
import SavedModels
import Statistics

/// The ROC curve of the frozen model's scores, with a mark at the frozen cutoff.
struct ValidationROCFigure {
  let validation: ExternalValidation

  private let plot = PlotFrame(
    frame: SVG.Frame(x: 52, y: 10, width: 376, height: 376), horizontal: 0...1, vertical: 0...1,
    names: ("1 \u{2212} specificity", "Sensitivity"), steps: (0.2, 0.2))

  /// Nothing if no curve is defined.
  var markup: Markup {
    guard validation.auc.auc.value != nil else { return .nothing }
    return HTML.figure(.id("roc")) {
      drawing.markup
      HTML.figcaption(
        "ROC curve of the frozen model on this cohort. Dotted: chance."
          + (mark == nil ? "" : " Circle: the frozen cutoff."))
    }
  }

  private var drawing: Drawing {
    let curve = ROCCurve(
      scores: validation.rows.compactMap(\.prediction.score), outcomes: validation.rows.map(\.outcome))
    let corners = curve.points.compactMap { point -> SVG.Point? in
      guard let x = point.specificity.value, let y = point.sensitivity.value else { return nil }
      return plot.place(1 - x, y)
    }
    let style = ModelStyle(index: 0)
    let circle = mark.map {
      SVG.circle($0, radius: 5.5, fill: Ink.ground, stroke: .init(colour: style.colour, width: 2.2))
    }
    return Drawing(
      id: "roc-plot", title: "ROC curve",
      description: "Sensitivity against 1 minus specificity; AUC \(validation.auc.auc.quantity.text(.fraction)).",
      height: plot.frame.maxY + 46, isSynthetic: validation.model.synthetic,
      content: .group([
        plot.markup,
        SVG.line(
          from: plot.place(0, 0), to: plot.place(1, 1), stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4")),
        SVG.polyline(corners.thinned, stroke: style.stroke()), circle ?? .nothing,
      ]))
  }

  /// Where the frozen cutoff lies on the curve.
  private var mark: SVG.Point? {
    guard let table = validation.cutoff?.table, let x = table.specificity.estimate.value,
      let y = table.sensitivity.estimate.value
    else { return nil }
    return plot.place(1 - x, y)
  }
}

/// Smoothed share of events over the frozen model's probabilities, with a confidence band; the caption gives intercept
/// and slope of the recalibration line.
struct ValidationCalibrationFigure {
  let validation: ExternalValidation
  /// The most patients for whom marks are drawn on the axis.
  private static let marks = 2000

  private var result: ProbabilityResult? { validation.probabilities }

  /// Nothing where no curve is defined.
  var markup: Markup {
    guard let result, let curve = result.curve, curve.points.count > 1 else { return .nothing }
    return HTML.figure(.id("calibration")) {
      drawing(result, curve: curve).markup
      HTML.figcaption(caption(curve))
    }
  }

  private func caption(_ curve: CalibrationCurve) -> String {
    let band =
      curve.points.contains { $0.band != nil }
      ? " Shaded: pointwise 95 % band from \(curve.resamples) bootstrap samples of the patients." : ""
    let imprecise = result?.isImprecise == true ? " Imprecise: fewer than 100 events." : ""
    let fit = validation.probabilities?.calibration
    let line = fit.map {
      " Recalibration line: intercept \(text($0.intercept, error: $0.interceptStandardError)), slope "
        + "\(text($0.slope, error: $0.slopeStandardError))."
    }
    return
      "Observed share of \(validation.model.event) over predicted probability (loess). Dotted: perfect calibration. "
      + "Each stroke on the axis is a patient.\(band)\(line ?? "")\(imprecise)"
  }

  private func drawing(_ result: ProbabilityResult, curve: CalibrationCurve) -> Drawing {
    let values = curve.points.flatMap { [$0.predicted, $0.observed, $0.band?.upper ?? 0] }.filter(\.isFinite)
    let limit = min(1, max(0.4, ((values.max() ?? 1) * 5).rounded(.up) / 5))
    let plot = PlotFrame(
      frame: SVG.Frame(x: 52, y: 10, width: 376, height: 376), horizontal: 0...limit, vertical: 0...limit,
      names: ("Predicted probability", "Observed share"), steps: (limit / 4, limit / 4))
    let style = ModelStyle(index: 0)
    return Drawing(
      id: "calibration-plot", title: "Calibration curve",
      description: "Observed share of events against predicted probability; mean distance from the diagonal "
        + "\(Quantity.value(curve.error.ici).text(.fraction)).", height: plot.frame.maxY + 46,
      isSynthetic: validation.model.synthetic,
      content: .group([
        plot.markup, band(curve, in: plot, colour: style.colour),
        SVG.line(
          from: plot.place(0, 0), to: plot.place(limit, limit),
          stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4")),
        SVG.polyline(curve.points.map { plot.place($0.predicted, $0.observed) }, stroke: style.stroke()),
        patients(plot),
      ]))
  }

  private func band(_ curve: CalibrationCurve, in plot: PlotFrame, colour: String) -> Markup {
    let ends = curve.points.compactMap { point in point.band.map { (point.predicted, $0.lower, $0.upper) } }
    guard ends.count > 1 else { return .nothing }
    let outline = ends.map { plot.place($0.0, $0.1) } + ends.reversed().map { plot.place($0.0, $0.2) }
    return SVG.polygon(outline, fill: colour, opacity: 0.16)
  }

  private func patients(_ plot: PlotFrame) -> Markup {
    let values = validation.rows.compactMap(\.prediction.probability).filter(\.isFinite)
    guard values.count <= Self.marks else { return .nothing }
    let stroke = SVG.Stroke(colour: Ink.muted, width: 0.75)
    return .group(
      values.map { value in
        let foot = plot.place(value, 0)
        return SVG.line(from: foot, to: SVG.Point(foot.x, foot.y - 6), stroke: stroke)
      })
  }

  private func text(_ value: Statistic, error: Statistic) -> String {
    var interval: ConfidenceInterval?
    if let centre = value.value, let error = error.value, error.isFinite {
      interval = ConfidenceInterval(centre: centre, standardError: error)
    }
    return Estimate(value.quantity, lower: interval?.lower, upper: interval?.upper, intervalNote: nil).text(.fraction)
  }
}

/// Net benefit of the frozen model, before and after a recalibration.
struct ValidationDecisionFigure {
  let validation: ExternalValidation

  /// Nothing where the model gives no probabilities.
  var markup: Markup {
    guard let points = validation.probabilities?.decisionCurve.points, !points.isEmpty else { return .nothing }
    return HTML.figure(.id("decision")) {
      drawing(points).markup
      HTML.figcaption(
        "Net benefit per patient of treating those whose probability by the frozen model is at or above the "
          + "threshold. Dotted: treating everybody. Zero: treating nobody.")
    }
  }

  private func drawing(_ points: [DecisionCurve.Point]) -> Drawing {
    let best = max(points.map(\.netBenefit).max() ?? 0, points.first?.netBenefitOfAll ?? 0)
    let top = max(0.1, (10 * best).rounded(.up) / 10)
    let plot = PlotFrame(
      frame: SVG.Frame(x: 58, y: 10, width: 370, height: 280), horizontal: 0...1, vertical: (-top / 4)...top,
      names: ("Threshold probability", "Net benefit"), steps: (0.2, top / 4))
    let all = SVG.Stroke(colour: Ink.muted, width: 1.2, dashes: "1.5 4")
    return Drawing(
      id: "decision-plot", title: "Decision curve", description: "Net benefit over threshold probabilities.",
      height: plot.frame.maxY + 46, isSynthetic: validation.model.synthetic,
      content: .group([
        plot.markup, line(points.map { ($0.threshold, $0.netBenefitOfAll) }, in: plot, stroke: all),
        SVG.line(from: plot.place(0, 0), to: plot.place(1, 0), stroke: .init(colour: Ink.muted, width: 1)),
        line(points.map { ($0.threshold, $0.netBenefit) }, in: plot, stroke: ModelStyle(index: 0).stroke()),
      ]))
  }

  /// Points below the plot are left out, because the curve for treating everybody falls without limit.
  private func line(_ points: [(Double, Double)], in plot: PlotFrame, stroke: SVG.Stroke) -> Markup {
    let shown = points.filter { $0.1.isFinite && $0.1 >= plot.vertical.lowerBound }.map { plot.place($0.0, $0.1) }
    return shown.count > 1 ? SVG.polyline(shown, stroke: stroke) : .nothing
  }
}

extension [SVG.Point] {
  /// The points without those that coincide with the one before. The curve of many patients has more corners than a
  /// screen has pixels.
  fileprivate var thinned: [SVG.Point] {
    guard count > 2000 else { return self }
    var kept: [SVG.Point] = []
    for point in self {
      if let last = kept.last, abs(last.x - point.x) + abs(last.y - point.y) < 0.25 { continue }
      kept.append(point)
    }
    if let last { kept.append(last) }
    return kept
  }
}

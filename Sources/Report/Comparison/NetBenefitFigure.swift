import Comparison
import Statistics

/// Net benefit of every compared model that gives probabilities, in one plot.
struct NetBenefitFigure {
  let comparison: PredictionComparison

  private var curves: [(index: Int, name: String, points: [DecisionCurve.Point])] {
    comparison.models.enumerated().compactMap { index, model in
      model.probabilities.map { (index, model.name, $0.decisionCurve.points) }
    }
  }

  /// The figure, or nothing if no model gives probabilities.
  var markup: Markup {
    curves.isEmpty
      ? .nothing
      : HTML.section(.id("decision-curves")) {
        HTML.h2("Decision curves")
        HTML.figure {
          drawing.markup
          HTML.figcaption(
            "Net benefit per subject of treating those whose probability is at or above the threshold. Dotted: "
              + "treating everybody. Zero: treating nobody."
          )
        }
      }
  }

  private var plot: PlotFrame {
    let best = curves.flatMap { $0.points.map(\.netBenefit) }.max() ?? 0
    let all = curves.first?.points.first?.netBenefitOfAll ?? 0
    let top = max(0.1, (10 * max(best, all)).rounded(.up) / 10)
    return PlotFrame(
      frame: SVG.Frame(x: 58, y: 10, width: 370, height: 280), horizontal: 0...1, vertical: (-top / 4)...top,
      names: ("Threshold probability", "Net benefit"), steps: (0.2, top / 4))
  }

  private var drawing: Drawing {
    let all = SVG.Stroke(colour: Ink.muted, width: 1.2, dashes: "1.5 4")
    let everybody = (curves.first?.points ?? []).map { ($0.threshold, $0.netBenefitOfAll) }
    let lines = curves.reversed().map { curve in
      line(curve.points.map { ($0.threshold, $0.netBenefit) }, stroke: ModelStyle(index: curve.index).stroke())
    }
    let entries = curves.map { ($0.name, ModelStyle(index: $0.index).stroke(width: 2.6)) } + [("Treat everybody", all)]
    let top = plot.frame.maxY + 56
    let key = entries.enumerated().map { row, entry in
      let y = top + 20 * Double(row)
      return Markup.group([
        SVG.line(from: SVG.Point(plot.frame.x, y - 4), to: SVG.Point(plot.frame.x + 36, y - 4), stroke: entry.1),
        SVG.text(
          TextLines.wrap(entry.0, width: 300, size: 12.5).first ?? "", at: SVG.Point(plot.frame.x + 44, y),
          lettering: .init(size: 12.5)),
      ])
    }
    return Drawing(
      id: "net-benefit", title: "Decision curves", description: "Net benefit over threshold probabilities.",
      height: top + 20 * Double(entries.count) - 8, isSynthetic: false,
      content: .group(
        [
          plot.markup, line(everybody, stroke: all),
          SVG.line(from: plot.place(0, 0), to: plot.place(1, 0), stroke: .init(colour: Ink.muted, width: 1)),
        ] + lines + key))
  }

  /// Points below the plot are left out, because the curve for treating everybody falls without limit.
  private func line(_ points: [(Double, Double)], stroke: SVG.Stroke) -> Markup {
    let shown = points.filter { $0.1 >= plot.vertical.lowerBound }.map { plot.place($0.0, $0.1) }
    return shown.count > 1 ? SVG.polyline(shown, stroke: stroke) : .nothing
  }
}

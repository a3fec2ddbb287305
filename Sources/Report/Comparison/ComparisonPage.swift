import Comparison
import Statistics

/// A comparison of predictions as one page that opens offline.
package struct ComparisonPage {
  let comparison: PredictionComparison

  /// The page of these results.
  package init(_ comparison: PredictionComparison) {
    self.comparison = comparison
  }

  /// The page, well-formed as XML as well as HTML.
  package var html: String { "<!DOCTYPE html>\n" + page.rendered }

  private var page: Markup {
    HTML.html(Attribute("lang", "en"), Attribute("xmlns", "http://www.w3.org/1999/xhtml")) {
      HTML.head {
        HTML.meta(Attribute("charset", "utf-8"))
        HTML.meta(Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        HTML.title("Comparison of models")
        HTML.style(Stylesheet.text(isSynthetic: false))
      }
      HTML.body {
        HTML.header {
          HTML.h1("Comparison of models")
          HTML.p("\(comparison.file): \(comparison.subjects) subjects, \(comparison.events) events.", .class("line"))
        }
        HTML.main {
          HTML.section(.id("notes")) {
            HTML.h2("Read this first")
            HTML.ul { for caveat in comparison.caveats { HTML.li(caveat) } }
          }
          NetBenefitFigure(comparison: comparison).markup
          for model in comparison.models { section(model.name, rows: model.rows, figure: figure(model)) }
          for pair in comparison.pairs {
            section("\(pair.first) \u{2192} \(pair.second)", rows: pair.rows, figure: .nothing)
          }
          if let subgroups = comparison.subgroups { section("Subgroups", rows: subgroups.rows, isNamed: true) }
        }
      }
    }
  }

  private func figure(_ model: PredictionModelResult) -> Markup {
    guard let curve = model.probabilities?.curve else { return .nothing }
    return CalibrationFigure(curve: curve, id: "calibration-\(comparison.models.firstIndex(of: model) ?? 0)").markup
  }

  private func section(
    _ title: String, rows: [ResultRow], figure: Markup = .nothing, isNamed: Bool = false
  ) -> Markup {
    HTML.section {
      HTML.h2(title)
      figure
      CaptionedTable(
        label: nil, caption: title, isSynthetic: false,
        head: HTML.tr { for name in ["Statistic", "Value (95 % CI)", "Note"] { HTML.th(name, .scope(.column)) } },
        bodies: HTML.tbody { for row in rows { line(row, isNamed: isNamed) } }
      ).markup
    }
  }

  private func line(_ row: ResultRow, isNamed: Bool) -> Markup {
    HTML.tr {
      HTML.th(isNamed ? "\(row.subject) \(row.statistic)" : row.statistic, .scope(.row))
      for cell in [row.number, row.note] { HTML.td(cell) }
    }
  }
}

/// A calibration curve with its band.
private struct CalibrationFigure {
  let curve: CalibrationCurve
  let id: String
  private let plot = SVG.Frame(x: 52, y: 10, width: 300, height: 300)

  var markup: Markup {
    HTML.figure {
      drawing.markup
      HTML.figcaption("Loess calibration curve. Dashed: 95 % bootstrap band. Dotted: perfect calibration.")
    }
  }

  private var drawing: Drawing {
    Drawing(
      id: id, title: "Calibration curve", description: "Observed share of events against predicted probability.",
      height: 356, isSynthetic: false,
      content: .group([
        SVG.rect(plot, fill: "none", stroke: .init(colour: Ink.muted)), diagonal, band(\.lower), band(\.upper),
        SVG.polyline(curve.points.map { place($0.predicted, $0.observed) }, stroke: ModelStyle(index: 0).stroke()),
        SVG.text(
          "Predicted probability", at: SVG.Point(plot.midX, plot.maxY + 30), lettering: .init(size: 13, anchor: .middle)
        ),
        SVG.text(
          "Observed "
            + "share", at: SVG.Point(20, plot.midY), lettering: .init(size: 13, anchor: .middle, isVertical: true)),
      ]))
  }

  private var diagonal: Markup {
    SVG.line(from: place(0, 0), to: place(1, 1), stroke: .init(colour: Ink.muted, dashes: "1.5 4"))
  }

  private func band(_ end: KeyPath<ConfidenceInterval, Double>) -> Markup {
    let ends = curve.points.compactMap { point in point.band.map { place(point.predicted, $0[keyPath: end]) } }
    return ends.isEmpty
      ? .nothing : SVG.polyline(ends, stroke: .init(colour: ModelStyle(index: 0).colour, dashes: "5 4"))
  }

  /// The smoothed curve may leave the range 0 to 1; the drawing keeps it inside.
  private func place(_ predicted: Double, _ observed: Double) -> SVG.Point {
    SVG.Point(plot.x + predicted * plot.width, plot.maxY - min(1, max(0, observed)) * plot.height)
  }
}

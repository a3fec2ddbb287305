import Results

/// The kept features in patients with and without the event: quartiles as boxes, extremes as lines, in standard
/// deviations from the mean of all patients, so that features of all units share an axis.
package struct FeatureValuesFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let all: SelectedFeatures

  /// The figure of a row; `nil` for a row without image features.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let features = model.features, !features.columns.isEmpty else { return nil }
    (self.model, self.isSynthetic, self.width, all) = (model, isSynthetic, width, features)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private struct Row {
    let name: String
    let mean: Double
    let deviation: Double
    let column: SelectedFeatures.Column
  }

  private var drawable: [Row] {
    all.columns.compactMap { column in
      guard let mean = column.mean.printable.number, let deviation = column.standardDeviation.printable.number,
        deviation > 0
      else { return nil }
      return Row(name: column.name, mean: mean, deviation: deviation, column: column)
    }
  }

  private var shown: [Row] { Array(drawable.prefix(SelectedFeatures.shown)) }

  /// Ends of the axis; extremes beyond it end at its edge.
  private static let limit = 4.0

  var drawing: Drawing {
    let rows = FeatureRows(names: shown.map(\.name), width: width)
    let plot = PlotFrame(
      frame: SVG.Frame(
        x: rows.left, y: 4, width: width.units - rows.left - 12, height: max(1, rows.bottom - 4)),
      horizontal: -Self.limit...Self.limit, vertical: 0.25...1, names: ("", ""),
      steps: (2, 2))
    let boxes = shown.enumerated().flatMap { row, one -> [Markup] in
      let y = rows.top(row)
      return [
        box(one.column.events, of: one, at: y + 4, in: plot, colour: Ink.event),
        box(one.column.nonEvents, of: one, at: y + 16, in: plot, colour: Ink.nonEvent),
      ]
    }
    let y = plot.frame.maxY + 58
    return Drawing(
      id: "values-\(model.id)", title: "Kept features by outcome, \(model.name)", description: description,
      width: width,
      height: y + 8, isSynthetic: isSynthetic, notes: notes,
      content: .group(
        [rows.markup, plot.markup] + boxes + [
          // Wider than the plot of a column, so it ends where the figure does and not in the middle of the plot.
          SVG.text(
            "Standard deviations from the mean", at: SVG.Point(width.units - 6, plot.frame.maxY + 36),
            lettering: .init(size: 13, anchor: .end)),
          swatch(Ink.event, "event", SVG.Point(rows.left, y)),
          swatch(Ink.nonEvent, "no event", SVG.Point(rows.left + 90, y)),
        ]))
  }

  private func swatch(_ colour: String, _ words: String, _ at: SVG.Point) -> Markup {
    .group([
      SVG.rect(SVG.Frame(x: at.x, y: at.y - 10, width: 16, height: 10), fill: colour),
      SVG.text(words, at: SVG.Point(at.x + 22, at.y), lettering: .init(size: 12)),
    ])
  }

  private func box(
    _ five: SelectedFeatures.FiveNumbers?, of row: Row, at y: Double, in plot: PlotFrame, colour: String
  ) -> Markup {
    guard let five else { return .nothing }
    let x = { (value: Double) in plot.place((value - row.mean) / row.deviation, 0).x }
    let middle = y + 5
    let (low, high) = (x(five.lowerQuartile), x(five.upperQuartile))
    let centre = x(five.median)
    return .group([
      SVG.line(
        from: SVG.Point(x(five.minimum), middle), to: SVG.Point(x(five.maximum), middle),
        stroke: .init(colour: colour, width: 1.2)),
      SVG.rect(SVG.Frame(x: low, y: y, width: max(1, high - low), height: 10), fill: colour),
      SVG.line(
        from: SVG.Point(centre, y - 1), to: SVG.Point(centre, y + 11), stroke: .init(colour: Ink.ground, width: 3.4)),
      SVG.line(
        from: SVG.Point(centre, y - 1), to: SVG.Point(centre, y + 11), stroke: .init(colour: Ink.text, width: 1.6)),
    ])
  }

  private var notes: [String] {
    let constant = all.columns.filter { column in !drawable.contains { $0.name == column.name } }.map(\.name)
    let more = drawable.count - shown.count
    return (constant.isEmpty ? [] : ["Without variation, and not drawn: \(constant.joined(separator: ", "))."])
      + (more > 0 ? ["\(Numbers.count(more, "further kept feature")) are not drawn; the table has them."] : [])
  }

  private var description: String {
    "Quartiles and extremes of \(Numbers.count(shown.count, "feature")) in patients with and without the event. "
      + shown.map { row in
        let of = { (five: SelectedFeatures.FiveNumbers?) in
          five.map { Numbers.fixed(($0.median - row.mean) / row.deviation, decimals: 2) } ?? "none"
        }
        return "\(row.name): median \(of(row.column.events)) with, \(of(row.column.nonEvents)) without"
      }.joined(separator: "; ") + "."
  }

  /// Five numbers of every kept feature in its own unit.
  var data: FigureData {
    var data = FigureData([
      "model", "feature", "outcome", "patients", "minimum", "lower_quartile", "median", "upper_quartile", "maximum",
      "mean_of_all", "standard_deviation_of_all",
    ])
    for column in all.columns {
      for (outcome, five) in [("event", column.events), ("no event", column.nonEvents)] {
        data.add(
          .words(model.name), .words(column.name), .words(outcome), .count(five?.count ?? 0), .number(five?.minimum),
          .number(five?.lowerQuartile), .number(five?.median), .number(five?.upperQuartile), .number(five?.maximum),
          .quantity(column.mean), .quantity(column.standardDeviation))
      }
    }
    return data
  }
}

import Results

/// ROC curves of all models on patients they have not seen, in one plot, with the operating point of each; and a small
/// plot for each model with the region in which its curve lies with confidence.
package struct ROCFigure {
  let results: StudyResults
  let width: FigureWidth

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private let plot = PlotFrame(
    frame: SVG.Frame(x: 52, y: 10, width: 376, height: 376), horizontal: 0...1, vertical: 0...1,
    names: ("1 \u{2212} specificity", "Sensitivity"), steps: (0.2, 0.2))

  private var models: [ModelResult] { results.models }

  private var withRegions: [Int] { models.indices.filter { models[$0].test.regions?.isEmpty == false } }

  /// Two regions can be told apart in one plot; more get plots of their own.
  private var hasPanels: Bool { models.count > 2 && !withRegions.isEmpty }

  var drawing: Drawing {
    let (key, bottom) = ModelKey(left: plot.frame.x, width: plot.frame.width).drawn(
      entries, from: plot.frame.maxY + 58)
    let corner = width == .page ? SVG.Point(462, 0) : SVG.Point(0, bottom)
    let panels = hasPanels ? withRegions.enumerated().map { panel($1, at: place($0, from: corner)) } : []
    let rows = Double((panels.count + 2) / 3)
    return Drawing(
      id: "roc", title: "ROC curves", description: description, width: width,
      height: max(bottom, panels.isEmpty ? 0 : corner.y + rows * ROCPanel.height) - 6,
      isSynthetic: results.study.synthetic, notes: notes,
      content: .group([plot.markup, bands, diagonal] + curves + letters + [key] + panels))
  }

  private func place(_ number: Int, from corner: SVG.Point) -> SVG.Point {
    SVG.Point(
      corner.x + Double(number % 3) * ROCPanel.width, corner.y + Double(number / 3) * ROCPanel.height)
  }

  private func panel(_ index: Int, at corner: SVG.Point) -> Markup {
    ROCPanel(model: models[index], style: ModelStyle(index: index)).markup(at: corner)
  }

  private var entries: [ModelKey.Entry] {
    models.enumerated().map { index, model in
      let auc = "AUC " + (model.test.auc.printableValue == nil ? "undefined" : model.test.auc.text(.fraction))
      return ModelKey.Entry(style: ModelStyle(index: index), name: model.name, value: auc)
    }
  }

  private var description: String {
    let areas = models.map { "\($0.name): AUC \($0.test.auc.text(.fraction))" }
    return "Sensitivity against 1 minus specificity, with the diagonal of chance. " + areas.joined(separator: "; ")
      + "."
  }

  /// Models of which something is not drawn.
  private var notes: [String] {
    let bare = models.filter { $0.operatingPoint == nil }.map(\.name)
    let undrawn = models.filter { !$0.hasCurve }.map(\.name)
    let open = models.indices.filter { !withRegions.contains($0) && models[$0].hasCurve }.map { models[$0].name }
    return [
      ("No curve, because a class is missing", undrawn),
      ("No operating point, because there is no cutoff", bare),
      (
        "No confidence region, because the scores do not come from one model on independent patients",
        withRegions.isEmpty ? [] : open
      ),
    ].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))." }
  }

  private var diagonal: Markup {
    SVG.line(
      from: plot.place(0, 0), to: plot.place(1, 1), stroke: .init(colour: Ink.muted, width: 1, dashes: "1.5 4"))
  }

  private var bands: Markup {
    hasPanels
      ? .nothing : .group(withRegions.map { models[$0].test.region(in: plot, colour: ModelStyle(index: $0).colour) })
  }

  private var curves: [Markup] {
    models.indices.reversed().map { index in
      let corners = models[index].test.corners(in: plot)
      return corners.isEmpty ? .nothing : SVG.polyline(corners, stroke: ModelStyle(index: index).stroke())
    }
  }

  /// A dot at each operating point with the letter of the model beside it; on the curve where there is no such point.
  private var letters: [Markup] {
    var places = LabelPlaces(inside: plot.frame)
    let points = models.map { model in model.operatingPoint.map { plot.place($0.x, $0.y) } }
    for point in points.compactMap(\.self) { places.keep(point) }
    return models.indices.map { index in
      let style = ModelStyle(index: index)
      guard let point = points[index] else {
        let corners = models[index].test.corners(in: plot)
        return places.place(on: Array(corners.dropFirst(corners.count / 2))).map { style.badge(at: $0) } ?? .nothing
      }
      guard let place = places.place(beside: point) else { return .nothing }
      return .group([
        SVG.line(from: point, to: place, stroke: .init(colour: style.colour, width: 1)),
        SVG.circle(point, radius: 3.4, fill: style.colour, stroke: .init(colour: Ink.ground, width: 1)),
        style.badge(at: place),
      ])
    }
  }

  /// Every corner of every curve, with its region, and the operating points.
  var data: FigureData {
    var data = FigureData([
      "letter", "model", "point", "one_minus_specificity", "sensitivity", "one_minus_specificity_lower",
      "one_minus_specificity_upper", "sensitivity_lower", "sensitivity_upper",
    ])
    for (index, model) in models.enumerated() {
      let (letter, regions) = (ModelStyle(index: index).letter, model.test.regions ?? [])
      for (at, corner) in model.test.curve.enumerated() {
        let region = regions.count == model.test.curve.count ? regions[at] : nil
        data.add(
          .words(letter), .words(model.name), .words("curve"), .number(corner.falsePositiveRate),
          .number(corner.truePositiveRate), .number(region?.falsePositiveRate.lower),
          .number(region?.falsePositiveRate.upper), .number(region?.truePositiveRate.lower),
          .number(region?.truePositiveRate.upper))
      }
      if let point = model.operatingPoint, let table = model.test.confusion {
        data.add(
          .words(letter), .words(model.name), .words("operating point"), .number(point.x), .number(point.y),
          .number(table.specificity.interval.map { 1 - $0.upper }),
          .number(table.specificity.interval.map { 1 - $0.lower }), .number(table.sensitivity.interval?.lower),
          .number(table.sensitivity.interval?.upper))
      }
    }
    return data
  }
}

/// The ROC curve of one model with its region.
struct ROCPanel {
  static let (width, height) = (146.0, 172.0)
  let model: ModelResult
  let style: ModelStyle

  func markup(at corner: SVG.Point) -> Markup {
    let plot = PlotFrame(
      frame: SVG.Frame(x: corner.x + 30, y: corner.y + 40, width: 106, height: 106), horizontal: 0...1, vertical: 0...1,
      names: ("", ""), steps: (0.5, 0.5), letters: FigureWidth.smallestLetters)
    let names = TextLines.wrap(model.name, width: Self.width - 28, size: 11.5).shortened(to: 2)
    let point = model.operatingPoint.map { point in
      SVG.circle(
        plot.place(point.x, point.y), radius: 3.4, fill: style.colour, stroke: .init(colour: Ink.ground, width: 1))
    }
    return .group(
      [
        style.badge(at: SVG.Point(corner.x + 12, corner.y + 23)), plot.markup,
        model.test.region(in: plot, colour: style.colour),
        SVG.line(
          from: plot.place(0, 0), to: plot.place(1, 1), stroke: .init(colour: Ink.muted, width: 0.8, dashes: "1.5 4")),
        SVG.polyline(model.test.corners(in: plot), stroke: style.stroke(width: 1.8)), point ?? .nothing,
      ]
        + names.enumerated().map { line, name in
          SVG.text(
            name, at: SVG.Point(corner.x + 24, corner.y + (names.count == 1 ? 27 : 17) + 13.5 * Double(line)),
            lettering: .init(size: 11.5))
        })
  }
}

extension ModelResult {
  /// Whether there is a curve to draw.
  var hasCurve: Bool { test.curve.count > 1 }

  /// 1 − specificity and sensitivity at the cutoff; `nil` without one, or without a class.
  var operatingPoint: SVG.Point? {
    guard let table = test.confusion else { return nil }
    let (events, others) = (table.truePositives + table.falseNegatives, table.falsePositives + table.trueNegatives)
    guard events > 0, others > 0 else { return nil }
    return SVG.Point(Double(table.falsePositives) / Double(others), Double(table.truePositives) / Double(events))
  }
}

extension Performance {
  /// The corners of the curve in a plot.
  func corners(in plot: PlotFrame) -> [SVG.Point] {
    curve.filter { $0.falsePositiveRate.isFinite && $0.truePositiveRate.isFinite }
      .map { plot.place($0.falsePositiveRate, $0.truePositiveRate) }
  }

  /// The union of the rectangles in which the corners lie with confidence, as the shape between its upper left and its
  /// lower right corners.
  func region(in plot: PlotFrame, colour: String) -> Markup {
    guard let regions, regions.count > 1 else { return .nothing }
    let upper = regions.map { plot.place($0.falsePositiveRate.lower, $0.truePositiveRate.upper) }
    let lower = regions.map { plot.place($0.falsePositiveRate.upper, $0.truePositiveRate.lower) }
    // The rectangles of both ends of the curve reach into the corners of the plot.
    let outline = [plot.place(0, 0)] + upper + [plot.place(1, 1)] + lower.reversed()
    return SVG.polygon(outline, fill: colour, opacity: 0.16)
  }
}

extension [String] {
  /// The first lines; the last one ends in an ellipsis if more follow.
  func shortened(to count: Int) -> [String] {
    guard self.count > count, count > 0 else { return self }
    let cut = self[count - 1]
    return prefix(count - 1) + [(cut.count > 3 ? String(cut.dropLast()) : cut) + "\u{2026}"]
  }
}

import Results

/// One 2 x 2 table for each model at its cutoff, side by side.
package struct ConfusionFigure {
  let results: StudyResults
  let width: FigureWidth

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  /// Few tables are large; of many, as many as fit stand in a row.
  private var across: Int { (width == .page ? 2 : 1) * (results.models.count > 4 ? 3 : 2) }

  private var layout: ConfusionPanel.Layout {
    results.models.count > 4 ? .small : .large
  }

  var drawing: Drawing {
    let rows = (results.models.count + across - 1) / across
    let size = layout.panel
    let panels = results.models.enumerated().map { index, model in
      ConfusionPanel(
        model: model, style: ModelStyle(index: index), cutoff: model.cutoffWords(results.evaluation), layout: layout
      ).markup(
        at: SVG.Point(Double(index % across) * size.width, Double(index / across) * size.height))
    }
    return Drawing(
      id: "confusion", title: "Confusion matrices", description: description, width: width,
      height: Double(max(1, rows)) * size.height, isSynthetic: results.study.synthetic, content: .group(panels))
  }

  private var description: String {
    let tables = results.models.map { model in
      guard let c = model.test.confusion else { return "\(model.name): no cutoff" }
      return "\(model.name): \(c.truePositives) of \(c.truePositives + c.falseNegatives) events classified as events, "
        + "\(c.trueNegatives) of \(c.trueNegatives + c.falsePositives) non-events classified as non-events"
    }
    return "Observed against predicted class for each model. " + tables.joined(separator: "; ") + "."
  }

  /// The counts of every model.
  var data: FigureData {
    var data = FigureData([
      "letter", "model", "cutoff", "true_positives", "false_negatives", "false_positives", "true_negatives",
    ])
    for (index, model) in results.models.enumerated() {
      let table = model.test.confusion
      data.add(
        .words(ModelStyle(index: index).letter), .words(model.name), .number(model.cutoff),
        .count(table?.truePositives), .count(table?.falseNegatives), .count(table?.falsePositives),
        .count(table?.trueNegatives))
    }
    return data
  }
}

/// The 2 x 2 table of one model.
struct ConfusionPanel {
  /// Sizes of a panel.
  struct Layout {
    let panel: (width: Double, height: Double)
    let cell: (width: Double, height: Double)
    /// Room left of the cells for the observed class.
    let margin: Double
    let count: Double
    /// Whether the classes have their whole names.
    let isRoomy: Bool

    static let large = Layout(
      panel: (220, 214), cell: (67, 52), margin: 80, count: 18, isRoomy: true)
    static let small = Layout(
      panel: (146, 194), cell: (54, 44), margin: 34, count: 15, isRoomy: false)
  }

  let model: ModelResult
  let style: ModelStyle
  let cutoff: String
  let layout: Layout

  func markup(at corner: SVG.Point) -> Markup {
    let names = TextLines.wrap(model.name, width: layout.panel.width - 32, size: 12).shortened(to: 2)
    let words = TextLines.wrap(cutoff, width: layout.panel.width - 30, size: FigureWidth.smallestLetters)
      .shortened(to: layout.isRoomy ? 1 : 2)
    let top = SVG.Point(corner.x + layout.margin, corner.y + (layout.isRoomy ? 86 : 100))
    return .group(
      [style.badge(at: SVG.Point(corner.x + 13, corner.y + 22))]
        + names.enumerated().map { line, name in
          SVG.text(
            name, at: SVG.Point(corner.x + 27, corner.y + (names.count == 1 ? 26 : 18) + 15 * Double(line)),
            lettering: .init(size: 12, isBold: true))
        } + [
          SVG.lines(
            words, around: SVG.Point(corner.x + 27, corner.y + 50 + 6.6 * Double(words.count - 1)),
            lettering: .init(size: FigureWidth.smallestLetters, colour: Ink.muted))
        ] + header(at: top) + (model.test.confusion.map { cells($0, at: top) } ?? [blank(at: top)]))
  }

  private func header(at top: SVG.Point) -> [Markup] {
    let (cell, size) = (layout.cell, FigureWidth.smallestLetters)
    let small = SVG.Lettering(size: size, colour: Ink.muted, anchor: .middle)
    let end = SVG.Lettering(size: size, colour: Ink.muted, anchor: .end)
    let other = layout.isRoomy ? "non-event" : "none"
    let classes = layout.isRoomy ? ("event", other) : ("+", "\u{2212}")
    return [
      SVG.text("predicted", at: SVG.Point(top.x + cell.width, top.y - 19), lettering: small),
      SVG.text("event", at: SVG.Point(top.x + cell.width / 2, top.y - 6), lettering: small),
      SVG.text(other, at: SVG.Point(top.x + cell.width * 1.5, top.y - 6), lettering: small),
      SVG.text(
        "observed", at: SVG.Point(top.x - layout.margin + (layout.isRoomy ? 14 : 10), top.y + cell.height),
        lettering: .init(size: size, colour: Ink.muted, anchor: .middle, isVertical: true)),
      SVG.text(classes.0, at: SVG.Point(top.x - 5, top.y + cell.height / 2 + 4), lettering: end),
      SVG.text(classes.1, at: SVG.Point(top.x - 5, top.y + cell.height * 1.5 + 4), lettering: end),
    ]
  }

  private func cells(_ c: Confusion, at top: SVG.Point) -> [Markup] {
    let events = c.truePositives + c.falseNegatives
    let others = c.falsePositives + c.trueNegatives
    return [
      box(c.truePositives, of: events, isRight: true, column: 0, row: 0, top: top),
      box(c.falseNegatives, of: events, isRight: false, column: 1, row: 0, top: top),
      box(c.falsePositives, of: others, isRight: false, column: 0, row: 1, top: top),
      box(c.trueNegatives, of: others, isRight: true, column: 1, row: 1, top: top),
    ]
  }

  /// A cell, tinted by its share of the observed class; tints stay light enough for dark figures on them.
  private func box(
    _ count: Int, of total: Int, isRight: Bool, column: Double, row: Double, top: SVG.Point
  ) -> Markup {
    let cell = layout.cell
    let frame = SVG.Frame(
      x: top.x + column * cell.width, y: top.y + row * cell.height, width: cell.width, height: cell.height)
    let share = total > 0 ? Double(count) / Double(total) : 0
    let percent = total > 0 ? NumberStyle.percentage.text(share) + " %" : "\u{2013}"
    return .group([
      SVG.rect(
        frame, fill: isRight ? Ink.right : Ink.wrong, opacity: 0.04 + 0.42 * share,
        stroke: .init(colour: Ink.muted, width: 0.75)),
      SVG.text(
        String(count), at: SVG.Point(frame.midX, frame.midY + 1),
        lettering: .init(size: layout.count, isBold: true, anchor: .middle)),
      SVG.text(
        percent, at: SVG.Point(frame.midX, frame.midY + 16),
        lettering: .init(size: FigureWidth.smallestLetters, anchor: .middle)),
    ])
  }

  private func blank(at top: SVG.Point) -> Markup {
    let cell = layout.cell
    let frame = SVG.Frame(x: top.x, y: top.y, width: 2 * cell.width, height: 2 * cell.height)
    return .group([
      SVG.rect(frame, fill: Ink.panel, stroke: .init(colour: Ink.muted, width: 0.75)),
      SVG.text("undefined", at: SVG.Point(frame.midX, frame.midY + 4), lettering: .init(size: 12, anchor: .middle)),
    ])
  }
}

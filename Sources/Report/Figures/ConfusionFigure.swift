import Results

/// One 2 x 2 table for each model at its cutoff, side by side.
package struct ConfusionFigure {
  let results: StudyResults
  private let panelWidth = 220.0
  private let panelHeight = 208.0
  private let cell = (width: 67.0, height: 52.0)
  /// Room left of the cells for the observed class.
  private let margin = 80.0

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  var drawing: Drawing {
    let rows = (results.models.count + 1) / 2
    let panels = results.models.indices.map { index in
      panel(
        results.models[index],
        at: SVG.Point(Double(index % 2) * panelWidth, Double(index / 2) * panelHeight))
    }
    return Drawing(
      id: "confusion", title: "Confusion matrices", description: description, width: 2 * panelWidth,
      height: Double(max(1, rows)) * panelHeight, isSynthetic: results.study.synthetic, content: .group(panels))
  }

  private var description: String {
    let tables = results.models.map { model in
      guard let c = model.test.confusion else { return "\(model.name): no cutoff" }
      return "\(model.name): \(c.truePositives) of \(c.truePositives + c.falseNegatives) events classified as events, "
        + "\(c.trueNegatives) of \(c.trueNegatives + c.falsePositives) non-events classified as non-events"
    }
    return "Observed against predicted class for each model. " + tables.joined(separator: "; ") + "."
  }

  private func panel(_ model: ModelResult, at corner: SVG.Point) -> Markup {
    let centre = corner.x + margin + cell.width
    // Centred over the cells, so the nearer edge of the panel bounds it.
    let names = TextLines.wrap(model.name, width: 2 * (panelWidth - margin - cell.width), size: 13).prefix(2)
    var parts = names.enumerated().map { line, name in
      SVG.text(
        name, at: SVG.Point(centre, corner.y + 29 - 15 * Double(names.count - 1 - line)),
        lettering: .init(size: 13, isBold: true, anchor: .middle))
    }
    let top = SVG.Point(corner.x + margin, corner.y + 82)
    parts.append(
      SVG.text(
        model.cutoffWords(results.evaluation),
        at: SVG.Point(centre, corner.y + 45), lettering: .init(size: 11, colour: Ink.muted, anchor: .middle)))
    parts += [header(at: top)] + (model.test.confusion.map { cells($0, at: top) } ?? [blank(at: top)])
    return .group(parts)
  }

  private func header(at top: SVG.Point) -> Markup {
    let small = SVG.Lettering(size: 11, colour: Ink.muted, anchor: .middle)
    let end = SVG.Lettering(size: 11, colour: Ink.muted, anchor: .end)
    return .group([
      SVG.text("called", at: SVG.Point(top.x + cell.width, top.y - 19), lettering: small),
      SVG.text("event", at: SVG.Point(top.x + cell.width / 2, top.y - 6), lettering: small),
      SVG.text("non-event", at: SVG.Point(top.x + cell.width * 1.5, top.y - 6), lettering: small),
      SVG.text(
        "observed", at: SVG.Point(top.x - margin + 14, top.y + cell.height),
        lettering: .init(size: 11, colour: Ink.muted, anchor: .middle, isVertical: true)),
      SVG.text("event", at: SVG.Point(top.x - 6, top.y + cell.height / 2 + 4), lettering: end),
      SVG.text("non-event", at: SVG.Point(top.x - 6, top.y + cell.height * 1.5 + 4), lettering: end),
    ])
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
  private func box(_ count: Int, of total: Int, isRight: Bool, column: Double, row: Double, top: SVG.Point)
    -> Markup
  {
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
        lettering: .init(size: 18, isBold: true, anchor: .middle)),
      SVG.text(percent, at: SVG.Point(frame.midX, frame.midY + 18), lettering: .init(size: 11, anchor: .middle)),
    ])
  }

  private func blank(at top: SVG.Point) -> Markup {
    let frame = SVG.Frame(x: top.x, y: top.y, width: 2 * cell.width, height: 2 * cell.height)
    return .group([
      SVG.rect(frame, fill: Ink.panel, stroke: .init(colour: Ink.muted, width: 0.75)),
      SVG.text("undefined", at: SVG.Point(frame.midX, frame.midY + 4), lettering: .init(size: 12, anchor: .middle)),
    ])
  }
}

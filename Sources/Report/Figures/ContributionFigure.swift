import Results

/// Mean absolute Shapley value of each clinical factor as bars, with the spread over the heads, and the direction.
package struct ContributionFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let left = 150.0
  private var length: Double { width.units - 255 }
  private let rowHeight = 46.0

  /// The figure of a row; `nil` for a row without clinical factors in a head.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let deep = model.deep, !deep.contributions.isEmpty else { return nil }
    (self.model, self.isSynthetic, self.width) = (model, isSynthetic, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [DeepResult.Contribution] { model.deep?.contributions ?? [] }

  var drawing: Drawing {
    let largest = max(rows.map { finite($0.meanAbsolute) + finite($0.deviation) }.max() ?? 0, 1e-6)
    let bottom = Double(rows.count) * rowHeight + 6
    return Drawing(
      id: "contributions-\(model.id)", title: "Contribution of clinical factors, \(model.name)",
      description: description, width: width, height: bottom + 30, isSynthetic: isSynthetic,
      content: .group(
        rows.indices.map { bar($0, largest: largest) } + [
          SVG.text(
            "Mean absolute contribution to the probability", at: SVG.Point(left + length / 2, bottom + 20),
            lettering: .init(size: 12.5, anchor: .middle))
        ]))
  }

  private func bar(_ index: Int, largest: Double) -> Markup {
    let (row, y) = (rows[index], Double(index) * rowHeight + 6)
    let scale = self.length / largest
    let (length, spread) = (finite(row.meanAbsolute) * scale, finite(row.deviation) * scale)
    let names = TextLines.wrap(row.factor, width: left - 12, size: 12.5).shortened(to: 2)
    let whisker = SVG.Stroke(colour: Ink.text, width: 1.4)
    let (low, high, middle) = (left + max(length - spread, 0), left + length + spread, y + 10)
    let ends = [low, high].map { x in
      SVG.line(from: SVG.Point(x, middle - 4), to: SVG.Point(x, middle + 4), stroke: whisker)
    }
    return .group([
      SVG.lines(names, around: SVG.Point(left - 8, y + 15), lettering: .init(size: 12.5, anchor: .end)),
      SVG.rect(SVG.Frame(x: left, y: y, width: max(length, 1), height: 20), fill: row.barColour),
      spread > 0
        ? .group([SVG.line(from: SVG.Point(low, middle), to: SVG.Point(high, middle), stroke: whisker)] + ends)
        : .nothing,
      SVG.text(row.text, at: SVG.Point(left + length + spread + 7, y + 15), lettering: .init(size: 12.5)),
      SVG.text(row.directionWords, at: SVG.Point(left, y + 34), lettering: .init(size: 11.5, colour: Ink.muted)),
    ])
  }

  private func finite(_ value: Double?) -> Double { value.flatMap { $0.isFinite ? $0 : nil } ?? 0 }

  private var description: String {
    "Mean absolute Shapley value: "
      + rows.map { "\($0.factor) \($0.text), \($0.directionWords)" }.joined(separator: "; ") + "."
  }

  /// Size, spread and direction of every factor.
  var data: FigureData {
    var data = FigureData(["model", "factor", "mean_absolute", "deviation_over_heads", "direction_r"])
    for row in rows {
      data.add(
        .words(model.name), .words(row.factor), .number(row.meanAbsolute), .number(row.deviation),
        .number(row.direction))
    }
    return data
  }
}

extension DeepResult.Contribution {
  /// The size with its spread over the heads.
  fileprivate var text: String {
    guard meanAbsolute.isFinite else { return "undefined" }
    let spread = deviation.flatMap { $0.isFinite ? " ± \(Numbers.fixed($0, decimals: 3))" : nil } ?? ""
    return Numbers.fixed(meanAbsolute, decimals: 3) + spread
  }

  /// Orange where higher values raise the probability, blue where they lower it, grey without a clear direction.
  fileprivate var barColour: String {
    guard let direction, direction.isFinite, abs(direction) >= 0.3 else { return Ink.muted }
    return direction > 0 ? Ink.wrong : Ink.right
  }

  /// Whether higher values raise the probability.
  var directionWords: String {
    guard let direction, direction.isFinite else { return "no direction" }
    guard abs(direction) >= 0.3 else { return "no clear direction (r = \(Numbers.fixed(direction, decimals: 2)))" }
    return "higher values \(direction > 0 ? "raise" : "lower") it (r = \(Numbers.fixed(direction, decimals: 2)))"
  }
}

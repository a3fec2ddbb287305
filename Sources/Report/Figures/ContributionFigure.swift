import Results

/// Mean absolute Shapley value of each clinical factor, as bars.
package struct ContributionFigure {
  let model: ModelResult
  let isSynthetic: Bool
  private let left = 150.0
  private let width = 230.0
  private let rowHeight = 30.0

  /// The figure of a row; `nil` for a row without clinical factors in a head.
  package init?(_ model: ModelResult, isSynthetic: Bool) {
    guard let deep = model.deep, !deep.contributions.isEmpty else { return nil }
    (self.model, self.isSynthetic) = (model, isSynthetic)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [DeepResult.Contribution] { model.deep?.contributions ?? [] }

  var drawing: Drawing {
    let largest = max(rows.map(\.meanAbsolute).max() ?? 0, 1e-6)
    let bottom = Double(rows.count) * rowHeight + 10
    return Drawing(
      id: "contributions-\(model.id)", title: "Contribution of clinical factors", description: description, width: 440,
      height: bottom + 30, isSynthetic: isSynthetic,
      content: .group(
        rows.indices.map { bar($0, largest) } + [
          SVG.text(
            "Mean absolute contribution to the probability", at: SVG.Point(left + width / 2, bottom + 20),
            .init(size: 12.5, anchor: .middle))
        ]))
  }

  private func bar(_ index: Int, _ largest: Double) -> Markup {
    let (row, y) = (rows[index], Double(index) * rowHeight + 8)
    let length = width * row.meanAbsolute / largest
    let name = TextLines.wrap(row.factor, width: left - 12, size: 12.5).first ?? ""
    return .group([
      SVG.text(name, at: SVG.Point(left - 8, y + 15), .init(size: 12.5, anchor: .end)),
      SVG.rect(SVG.Frame(x: left, y: y, width: max(length, 1), height: 20), fill: ModelStyle(index: 0).colour),
      SVG.text(Numbers.fixed(row.meanAbsolute, 3), at: SVG.Point(left + length + 6, y + 15), .init(size: 12.5)),
    ])
  }

  private var description: String {
    "Mean absolute Shapley value: "
      + rows.map { "\($0.factor) \(Numbers.fixed($0.meanAbsolute, 3))" }.joined(separator: "; ") + "."
  }
}

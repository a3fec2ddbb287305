import Results

/// Spearman's correlation of the kept features with each other: discs as large as its size, filled where it is positive
/// and open where it is negative, so that the sign can be seen in grey.
package struct CorrelationFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let all: SelectedFeatures

  /// The figure of a row; `nil` for a row with fewer than two image features.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let features = model.features, features.columns.count > 1,
      features.correlations.count == features.columns.count
    else { return nil }
    (self.model, self.isSynthetic, self.width, all) = (model, isSynthetic, width, features)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var count: Int { min(SelectedFeatures.shown, all.columns.count) }
  private var cell: Double { min(40, (FigureWidth.column.units - 40) / Double(count)) }
  private var left: Double { 28 }

  var drawing: Drawing {
    let side = cell * Double(count)
    let grid = (0..<count).flatMap { row in (0...row).map { column in cellMarkup(row, column) } }
    let numbers = (0..<count).flatMap { at -> [Markup] in
      let middle = (Double(at) + 0.5) * cell
      return [
        SVG.text(
          "\(at + 1)", at: SVG.Point(left - 5, 6 + middle + 4),
          lettering: .init(size: FigureWidth.smallestLetters, anchor: .end)),
        SVG.text(
          "\(at + 1)", at: SVG.Point(left + middle, 6 + side + 14),
          lettering: .init(size: FigureWidth.smallestLetters, anchor: .middle)),
      ]
    }
    let (names, bottom) = list(from: width == .page ? SVG.Point(470, 16) : SVG.Point(4, side + 76))
    return Drawing(
      id: "correlation-\(model.id)", title: "Correlation of the kept features, \(model.name)", description: description,
      width: width, height: max(bottom, side + 62), isSynthetic: isSynthetic, notes: notes,
      content: .group(grid + numbers + [key(side + 46)] + names))
  }

  private func cellMarkup(_ row: Int, _ column: Int) -> Markup {
    let frame = SVG.Frame(
      x: left + Double(column) * cell, y: 6 + Double(row) * cell, width: cell, height: cell)
    let box = SVG.rect(frame, fill: Ink.ground, stroke: .init(colour: Ink.rule, width: 0.75))
    guard row != column else { return .group([box, disc(1, in: frame)]) }
    guard let value = all.correlations[row][column].printable.number else {
      return .group([
        box,
        SVG.text(
          "?", at: SVG.Point(frame.midX, frame.midY + 4),
          lettering: .init(size: FigureWidth.smallestLetters, colour: Ink.muted, anchor: .middle)),
      ])
    }
    return .group([box, disc(value, in: frame)])
  }

  private func disc(_ value: Double, in frame: SVG.Frame) -> Markup {
    let radius = max(0.6, (frame.width / 2 - 1.6) * min(1, abs(value)).squareRoot())
    let centre = SVG.Point(frame.midX, frame.midY)
    return value >= 0
      ? SVG.circle(centre, radius: radius, fill: Ink.wrong, stroke: .init(colour: Ink.wrong, width: 1.2))
      : SVG.circle(centre, radius: radius, fill: Ink.ground, stroke: .init(colour: Ink.right, width: 1.8))
  }

  private func key(_ y: Double) -> Markup {
    let entries: [(Double, String, Double)] = [
      (1, "1", 0), (0.5, "0.5", 60), (-0.5, "\u{2212}0.5", 130), (-1, "\u{2212}1", 210),
    ]
    return .group(
      entries.map { value, words, x in
        .group([
          disc(value, in: SVG.Frame(x: left + x, y: y - 12, width: 18, height: 18)),
          SVG.text(words, at: SVG.Point(left + x + 23, y + 1), lettering: .init(size: 12)),
        ])
      } + [SVG.text("Spearman's correlation", at: SVG.Point(left + 268, y + 1), lettering: .init(size: 12))])
  }

  private func list(from corner: SVG.Point) -> ([Markup], bottom: Double) {
    var (y, parts) = (corner.y, [Markup]())
    for at in 0..<count {
      let room = FigureWidth.column.units - 40
      parts.append(
        SVG.text("\(at + 1)", at: SVG.Point(corner.x + 18, y), lettering: .init(size: 11.5, anchor: .end)))
      for line in TextLines.wrap(FeatureRows.readable(all.columns[at].name), width: room, size: 11.5) {
        parts.append(SVG.text(line, at: SVG.Point(corner.x + 25, y), lettering: .init(size: 11.5)))
        y += 14.5
      }
    }
    return (parts, y - 6)
  }

  private var notes: [String] {
    let more = all.columns.count - count
    let unknown = all.correlations.prefix(count).flatMap(\.self).contains { $0.printable.number == nil }
    return (more > 0 ? ["\(Numbers.count(more, "further kept feature")) are not drawn; the table has them."] : [])
      + (unknown ? ["?: undefined, because one of the two features does not vary."] : [])
  }

  private var description: String {
    let values = all.correlations.flatMap(\.self).compactMap { $0.printable.number }.map(abs)
    let close = values.count { $0 >= 0.9 }
    return
      "Spearman's correlation of \(all.columns.count) features: \(values.count) pairs, of which \(close) reach 0.9 in "
      + "absolute value."
  }

  /// Every pair.
  var data: FigureData {
    var data = FigureData(["model", "feature", "other_feature", "spearman"])
    for (row, values) in all.correlations.enumerated() {
      for (column, value) in values.enumerated() {
        data.add(
          .words(model.name), .words(all.columns[row].name), .words(all.columns[column].name), .quantity(value))
      }
    }
    return data
  }
}

import Results

/// AUC of every model with its interval, and beside it the out-of-fold and training AUC that expose overfitting.
package struct DiscriminationFigure {
  let results: StudyResults
  private let axis = AUCAxis()
  private let rowHeight = 46.0

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  var drawing: Drawing {
    let bottom = Double(results.models.count) * rowHeight + 6
    return Drawing(
      id: "discrimination", title: "AUC of every model", description: description, width: 440, height: bottom + 66,
      isSynthetic: results.study.synthetic,
      content: .group([axis.scale(bottom)] + results.models.indices.map(row) + [key(bottom + 56)]))
  }

  private var description: String {
    let rows = results.models.map { model in
      "\(model.name): \(model.test.auc.text(.fraction))"
        + (model.outOfFold.map { ", out-of-fold \($0.auc.value.text(.fraction))" } ?? "")
        + (model.training.map { ", training \($0.auc.value.text(.fraction))" } ?? "")
    }
    let interval = results.hasAUCIntervals ? " with 95 % interval" : ""
    return "AUC\(interval) on an axis from 0 to 1. " + rows.joined(separator: "; ") + "."
  }

  private func row(_ index: Int) -> Markup {
    let model = results.models[index]
    let top = Double(index) * rowHeight
    let y = top + 33
    let colour = ModelStyle(index: index).colour
    let name = TextLines.wrap(model.name, width: 250, size: 13).first ?? ""
    return .group([
      // The words are drawn over the grid, so they get a background of their own.
      SVG.rect(SVG.Frame(x: axis.left - 2, y: top + 6, width: axis.width + 4, height: 17), fill: Ink.ground),
      SVG.text(name, at: SVG.Point(axis.left, top + 19), lettering: .init(size: 13, isBold: true)),
      SVG.text(
        model.test.auc.printableValue == nil ? "undefined" : model.test.auc.text(.fraction),
        at: SVG.Point(axis.left + axis.width, top + 19), lettering: .init(size: 13, anchor: .end)),
      whisker(model.test.auc, at: y, colour: colour), mark(model.training?.auc, at: y, kind: .training),
      mark(model.outOfFold?.auc, at: y, kind: .outOfFold), mark(model.test.auc, at: y, kind: .test(colour)),
    ])
  }

  private func whisker(_ auc: Estimate, at y: Double, colour: String) -> Markup {
    guard let ends = auc.interval else { return .nothing }
    let stroke = SVG.Stroke(colour: colour, width: 2.4)
    return .group([
      SVG.line(from: SVG.Point(axis.x(ends.lower), y), to: SVG.Point(axis.x(ends.upper), y), stroke: stroke),
      SVG.line(from: SVG.Point(axis.x(ends.lower), y - 5), to: SVG.Point(axis.x(ends.lower), y + 5), stroke: stroke),
      SVG.line(from: SVG.Point(axis.x(ends.upper), y - 5), to: SVG.Point(axis.x(ends.upper), y + 5), stroke: stroke),
    ])
  }

  private enum Mark {
    case test(String)
    case outOfFold
    case training
  }

  private func mark(_ auc: Estimate?, at y: Double, kind: Mark) -> Markup {
    guard let value = auc?.printableValue else { return .nothing }
    let place = SVG.Point(axis.x(value), y)
    let outline = SVG.Stroke(colour: Ink.text, width: 1.5)
    switch kind {
    case .test(let colour):
      return SVG.circle(place, radius: 5.5, fill: colour, stroke: .init(colour: Ink.ground, width: 1.2))
    case .outOfFold:
      return SVG.circle(place, radius: 4.5, fill: Ink.ground, stroke: outline)
    case .training:
      let arms = [(-4.0, -4.0, 4.0, 4.0), (-4.0, 4.0, 4.0, -4.0)]
      return .group(
        arms.map {
          SVG.line(from: SVG.Point(place.x + $0.0, y + $0.1), to: SVG.Point(place.x + $0.2, y + $0.3), stroke: outline)
        })
    }
  }

  private func key(_ y: Double) -> Markup {
    let interval = results.hasAUCIntervals ? " (95 % CI)" : ""
    var entries: [(Mark, String)] = [(.test(Ink.text), results.evaluation.unseenHeading + interval)]
    if results.models.contains(where: { $0.outOfFold != nil }) { entries.append((.outOfFold, "out-of-fold")) }
    if results.models.contains(where: { $0.training != nil }) { entries.append((.training, "training")) }
    var left = axis.left + 6
    var parts: [Markup] = []
    for (kind, words) in entries {
      parts.append(mark(Estimate(.value((left - axis.left) / axis.width)), at: y - 4, kind: kind))
      parts.append(SVG.text(words, at: SVG.Point(left + 11, y), lettering: .init(size: 12)))
      left += 34 + TextLines.width(words, size: 12)
    }
    return .group(parts)
  }
}

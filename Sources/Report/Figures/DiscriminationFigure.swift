import Results

/// AUC of every model with its interval, and beside it the out-of-fold and training AUC that expose overfitting.
package struct DiscriminationFigure {
  let results: StudyResults
  let width: FigureWidth
  private let axis: AUCAxis

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width, axis) = (results, width, AUCAxis(width))
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  var drawing: Drawing {
    var (top, rows) = (0.0, [Markup]())
    for index in results.models.indices {
      let (markup, bottom) = row(index, from: top)
      rows.append(markup)
      top = bottom
    }
    return Drawing(
      id: "discrimination", title: "AUC of every model", description: description, width: width, height: top + 72,
      isSynthetic: results.study.synthetic, notes: notes,
      content: .group([axis.scale(top + 6)] + rows + [key(top + 62)]))
  }

  private var notes: [String] {
    let undefined = results.models.filter { $0.test.auc.printableValue == nil }.map(\.name)
    return undefined.isEmpty ? [] : ["The AUC is undefined: \(undefined.joined(separator: ", "))."]
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

  private func row(_ index: Int, from top: Double) -> (Markup, bottom: Double) {
    let (model, style) = (results.models[index], ModelStyle(index: index))
    let value = model.test.auc.printableValue == nil ? "undefined" : model.test.auc.text(.fraction)
    let head = AxisRowHead(name: model.name, value: value, badge: style, axis: axis)
    let (words, y) = head.markup(from: top)
    return (
      .group([
        words, whisker(model.test.auc, at: y, colour: style.colour), mark(model.training?.auc, at: y, kind: .training),
        mark(model.outOfFold?.auc, at: y, kind: .outOfFold), mark(model.test.auc, at: y, kind: .test(style.colour)),
      ]), y + 12
    )
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
      left += 30 + TextLines.width(words, size: 12)
    }
    return .group(parts)
  }

  /// AUCs with intervals on unseen, left-out and training patients.
  var data: FigureData {
    var data = FigureData(["letter", "model", "patients", "auc", "lower", "upper"])
    for (index, model) in results.models.enumerated() {
      let unseen = results.evaluation.unseenPatients
      let all = [(unseen, model.test.auc), ("out-of-fold", model.outOfFold?.auc), ("training", model.training?.auc)]
      for (patients, auc) in all {
        guard let auc else { continue }
        data.add(
          .words(ModelStyle(index: index).letter), .words(model.name), .words(patients), .quantity(auc.value),
          .number(auc.interval?.lower), .number(auc.interval?.upper))
      }
    }
    return data
  }
}

import Results

/// Loss by epoch of every head of a deep model, for training patients and for the patients used for early stopping,
/// with the epochs that were kept.
///
/// It is the training loss, the function that training minimised. The published figure shows 1 − AUC under that name.
package struct LearningCurveFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth

  /// The figure of a row; `nil` for a row without a head.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    let curves = (model.deep?.curves ?? []).filter { $0.training.count > 1 }
    guard !curves.isEmpty else { return nil }
    (self.model, self.curves, self.isSynthetic, self.width) = (model, curves, isSynthetic, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private let curves: [DeepResult.Curve]

  private var plot: PlotFrame {
    let highest = max(0.1, curves.flatMap { $0.training + $0.stopping }.filter(\.isFinite).max() ?? 1)
    let step = AxisStep(atLeast: highest / 5)
    let last = Double(max(1, (curves.map(\.training.count).max() ?? 1) - 1))
    return PlotFrame(
      frame: SVG.Frame(x: 58, y: 10, width: width.units - 70, height: 240), horizontal: 0...last,
      vertical: 0...step.end(of: highest),
      names: ("Epoch", "Loss"), steps: (max(1, AxisStep(atLeast: last / 6).distance), step.distance))
  }

  private enum Role { case training, stopping }

  /// Not the styles of models: all lines are of one.
  private func stroke(_ role: Role) -> SVG.Stroke {
    SVG.Stroke(
      colour: role == .training ? Ink.right : Ink.wrong, width: curves.count > 1 ? 1.3 : 2.2,
      dashes: role == .training ? "" : "6 2.5")
  }

  var drawing: Drawing {
    let (stopping, training) = (stroke(.stopping), stroke(.training))
    let y = plot.frame.maxY + 58
    return Drawing(
      id: "learning-\(model.id)", title: "Learning curves of \(model.name)", description: description, width: width,
      height: y + 14, isSynthetic: isSynthetic,
      content: .group(
        [plot.markup] + curves.map { line($0.training, stroke: training) }
          + curves.map { line($0.stopping, stroke: stopping) }
          + curves.map(mark) + [
            entry("Training", stroke: training, x: 58, y: y), entry("Early stopping", stroke: stopping, x: 178, y: y),
            dot(SVG.Point(334, y - 4)), SVG.text("Kept epoch", at: SVG.Point(344, y), lettering: .init(size: 12.5)),
          ]))
  }

  /// The kept epoch on the loss by which it was chosen.
  private func mark(_ curve: DeepResult.Curve) -> Markup {
    guard curve.stopping.indices.contains(curve.kept), curve.stopping[curve.kept].isFinite else { return .nothing }
    return dot(plot.place(Double(curve.kept), curve.stopping[curve.kept]))
  }

  private func dot(_ place: SVG.Point) -> Markup {
    SVG.circle(place, radius: 4, fill: Ink.ground, stroke: .init(colour: Ink.wrong, width: 2))
  }

  private var description: String {
    curves.enumerated().map { number, curve in
      let head = curves.count > 1 ? "Head \(number + 1): training" : "Training"
      return "\(head) loss from \(text(curve.training.first)) to \(text(curve.training.last)) in "
        + "\(curve.training.count) epochs; early-stopping patients: minimum \(text(curve.stopping.min())); epoch "
        + "\(curve.kept) was kept."
    }.joined(separator: " ")
  }

  private func text(_ value: Double?) -> String {
    value.flatMap { $0.isFinite ? Numbers.fixed($0, decimals: 3) : nil } ?? "undefined"
  }

  private func line(_ losses: [Double], stroke: SVG.Stroke) -> Markup {
    let points = losses.enumerated().filter { $0.element.isFinite }.map { plot.place(Double($0.offset), $0.element) }
    return points.count > 1 ? SVG.polyline(points, stroke: stroke) : .nothing
  }

  private func entry(_ name: String, stroke: SVG.Stroke, x: Double, y: Double) -> Markup {
    .group([
      SVG.line(from: SVG.Point(x, y - 4), to: SVG.Point(x + 30, y - 4), stroke: stroke),
      SVG.text(name, at: SVG.Point(x + 37, y), lettering: .init(size: 12.5)),
    ])
  }

  /// The losses of every head.
  var data: FigureData {
    var data = FigureData(["model", "head", "epoch", "training_loss", "early_stopping_loss", "kept"])
    for (head, curve) in curves.enumerated() {
      for epoch in curve.training.indices {
        data.add(
          .words(model.name), .count(head + 1), .count(epoch), .number(curve.training[epoch]),
          .number(curve.stopping.indices.contains(epoch) ? curve.stopping[epoch] : nil),
          .count(epoch == curve.kept ? 1 : 0))
      }
    }
    return data
  }
}

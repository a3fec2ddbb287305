import Results

/// Loss by epoch of a deep model's first head, for training patients and for the patients used for early stopping.
///
/// It is the training loss, the function that training minimised. The published figure shows 1 − AUC under that name.
package struct LearningCurveFigure {
  let model: ModelResult
  let isSynthetic: Bool

  /// The figure of a row; `nil` for a row without a head.
  package init?(_ model: ModelResult, isSynthetic: Bool) {
    guard let curve = model.deep?.curves.first, curve.training.count > 1 else { return nil }
    (self.model, self.curve, self.isSynthetic) = (model, curve, isSynthetic)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private let curve: DeepResult.Curve

  private var plot: PlotFrame {
    let highest = (curve.training + curve.stopping).filter(\.isFinite).max() ?? 1
    let top = max(0.1, (highest * 10).rounded(.up) / 10)
    let last = Double(max(1, curve.training.count - 1))
    return PlotFrame(
      frame: SVG.Frame(x: 58, y: 10, width: 370, height: 240), horizontal: 0...last, vertical: 0...top,
      names: ("Epoch", "Loss"), steps: (max(1, (last / 6).rounded()), top / 5))
  }

  var drawing: Drawing {
    let (stopping, training) = (ModelStyle(index: 1).stroke(), ModelStyle(index: 0).stroke())
    let kept = Double(curve.kept)
    let y = plot.frame.maxY + 56
    return Drawing(
      id: "learning-\(model.id)", title: "Learning curve of \(model.name)", description: description, width: 440,
      height: y + 26, isSynthetic: isSynthetic,
      content: .group([
        plot.markup,
        SVG.line(
          plot.place(kept, plot.vertical.lowerBound), plot.place(kept, plot.vertical.upperBound),
          .init(colour: Ink.muted, width: 1, dashes: "1.5 4")),
        line(curve.training, training), line(curve.stopping, stopping), entry("Training", training, 58, y),
        entry("Early stopping", stopping, 190, y),
        entry("Kept epoch", .init(colour: Ink.muted, width: 1, dashes: "1.5 4"), 330, y),
      ]))
  }

  private var description: String {
    "Loss over \(curve.training.count) epochs. Training from \(number(curve.training.first)) to "
      + "\(number(curve.training.last)); early-stopping patients: minimum \(number(curve.stopping.min())) in "
      + "epoch \(curve.kept), which was kept."
  }

  private func number(_ value: Double?) -> String {
    value.flatMap { $0.isFinite ? Numbers.fixed($0, 3) : nil } ?? "undefined"
  }

  private func line(_ losses: [Double], _ stroke: SVG.Stroke) -> Markup {
    let points = losses.enumerated().filter { $0.element.isFinite }.map { plot.place(Double($0.offset), $0.element) }
    return points.count > 1 ? SVG.polyline(points, stroke) : .nothing
  }

  private func entry(_ name: String, _ stroke: SVG.Stroke, _ x: Double, _ y: Double) -> Markup {
    .group([
      SVG.line(SVG.Point(x, y - 4), SVG.Point(x + 30, y - 4), stroke),
      SVG.text(name, at: SVG.Point(x + 37, y), .init(size: 12.5)),
    ])
  }
}

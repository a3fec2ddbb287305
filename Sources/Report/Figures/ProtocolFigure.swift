import Results

/// AUC of every model in both protocols, joined by a line that shows how much the published choices change it.
package struct ProtocolFigure {
  let results: StudyResults
  let width: FigureWidth
  private let axis: AUCAxis

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width, axis) = (results, width, AUCAxis(width))
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [(test: ProtocolDifference, tuning: ProtocolDifference?)] {
    results.differences.filter { $0.measure == .auc }.map { test in
      (test, results.differences.first { $0.model == test.model && $0.measure == .tuningAUC })
    }
  }

  var drawing: Drawing {
    var (top, parts) = (0.0, [Markup]())
    for row in rows {
      let (markup, bottom) = markup(row, from: top)
      parts.append(markup)
      top = bottom
    }
    return Drawing(
      id: "protocols-auc", title: "AUC in both protocols", description: description, width: width, height: top + 72,
      isSynthetic: results.study.synthetic, notes: notes,
      content: .group([axis.scale(top + 6)] + parts + [key(top + 62)]))
  }

  private var notes: [String] {
    let lost = rows.filter { $0.test.sound.printable.number == nil || $0.test.published.printable.number == nil }
    return lost.isEmpty
      ? [] : ["Undefined in one of the protocols, and not drawn: \(lost.map(\.test.model).joined(separator: ", "))."]
  }

  private var description: String {
    let words = rows.map { row in
      "\(row.test.model): sound \(row.test.sound.text(.fraction)), as published \(row.test.published.text(.fraction))"
        + (row.tuning.map {
          ", cross-validated in tuning \($0.sound.text(.fraction)) and \($0.published.text(.fraction))"
        } ?? "")
    }
    return "AUC on an axis from 0 to 1. " + words.joined(separator: "; ") + "."
  }

  private func markup(
    _ row: (test: ProtocolDifference, tuning: ProtocolDifference?), from top: Double
  ) -> (Markup, bottom: Double) {
    let words = "\(row.test.sound.text(.fraction)) \u{2192} \(row.test.published.text(.fraction))"
    let (head, y) = AxisRowHead(name: row.test.model, value: words, badge: nil, axis: axis).markup(from: top)
    return (
      .group([
        head, pair(row.test, at: y - 3, isTuning: false),
        row.tuning.map { pair($0, at: y + 7, isTuning: true) } ?? .nothing,
      ]), y + 16
    )
  }

  /// Open marks: cross-validated AUC in tuning. Filled marks: AUC of unseen patients.
  private func pair(_ values: ProtocolDifference, at y: Double, isTuning: Bool) -> Markup {
    guard let a = values.sound.printable.number, let b = values.published.printable.number else { return .nothing }
    return .group([
      SVG.line(
        from: SVG.Point(axis.x(a), y), to: SVG.Point(axis.x(b), y), stroke: .init(colour: Ink.muted, width: 1.4)),
      dot(a, at: y, of: .sound, isOpen: isTuning), dot(b, at: y, of: .published, isOpen: isTuning),
    ])
  }

  private enum Side { case sound, published }

  /// A disc for the sound protocol and a square for the published one, so that they differ in grey too.
  private func dot(_ value: Double, at y: Double, of side: Side, isOpen: Bool) -> Markup {
    let (place, colour) = (SVG.Point(axis.x(value), y), side == .sound ? Ink.right : Ink.wrong)
    let stroke = SVG.Stroke(colour: colour, width: 1.6)
    let fill = isOpen ? Ink.ground : colour
    return side == .sound
      ? SVG.circle(place, radius: 4.2, fill: fill, stroke: stroke)
      : SVG.rect(SVG.Frame(x: place.x - 3.8, y: y - 3.8, width: 7.6, height: 7.6), fill: fill, stroke: stroke)
  }

  private func key(_ y: Double) -> Markup {
    let entries: [(Side, Bool, String)] = [
      (.sound, false, "sound"), (.published, false, "as published"), (.sound, true, "open: cross-validated"),
    ]
    var left = axis.left + 6
    var parts: [Markup] = []
    for (side, isOpen, words) in entries {
      parts.append(dot((left - axis.left) / axis.width, at: y - 4, of: side, isOpen: isOpen))
      parts.append(SVG.text(words, at: SVG.Point(left + 11, y), lettering: .init(size: 12)))
      left += 34 + TextLines.width(words, size: 12)
    }
    return .group(parts)
  }

  /// What the protocols differ in.
  var data: FigureData {
    var data = FigureData(["model", "measure", "sound", "as_published", "difference"])
    for row in results.differences {
      data.add(
        .words(row.model), .words(row.measure.rawValue), .quantity(row.sound), .quantity(row.published),
        .quantity(row.difference))
    }
    return data
  }
}

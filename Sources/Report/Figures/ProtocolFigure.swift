import Results

/// AUC of every model in both protocols, joined by a line that shows how much the published choices change it.
package struct ProtocolFigure {
  let results: StudyResults
  private let axis = AUCAxis()
  private let rowHeight = 46.0

  /// The figure of these results.
  package init(_ results: StudyResults) {
    self.results = results
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var rows: [(test: ProtocolDifference, tuning: ProtocolDifference?)] {
    results.differences.filter { $0.measure == .auc }.map { test in
      (test, results.differences.first { $0.model == test.model && $0.measure == .tuningAUC })
    }
  }

  var drawing: Drawing {
    let bottom = Double(rows.count) * rowHeight + 6
    return Drawing(
      id: "protocols-auc", title: "AUC in both protocols", description: description, width: 440, height: bottom + 66,
      isSynthetic: results.study.synthetic,
      content: .group([axis.scale(bottom)] + rows.indices.map(row) + [key(bottom + 56)]))
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

  private func row(_ index: Int) -> Markup {
    let (test, tuning) = rows[index]
    let top = Double(index) * rowHeight
    let words = "\(test.sound.text(.fraction)) \u{2192} \(test.published.text(.fraction))"
    return .group([
      SVG.rect(SVG.Frame(x: axis.left - 2, y: top + 6, width: axis.width + 4, height: 17), fill: Ink.ground),
      SVG.text(
        TextLines.wrap(test.model, width: 250, size: 13).first ?? "", at: SVG.Point(axis.left, top + 19),
        lettering: .init(size: 13, isBold: true)),
      SVG.text(words, at: SVG.Point(axis.left + axis.width, top + 19), lettering: .init(size: 13, anchor: .end)),
      pair(test, at: top + 30, isTuning: false), tuning.map { pair($0, at: top + 39, isTuning: true) } ?? .nothing,
    ])
  }

  /// Open marks: cross-validated AUC in tuning. Filled marks: AUC of unseen patients.
  private func pair(_ values: ProtocolDifference, at y: Double, isTuning: Bool) -> Markup {
    guard let a = values.sound.printable.number, let b = values.published.printable.number else { return .nothing }
    return .group([
      SVG.line(
        from: SVG.Point(axis.x(a), y), to: SVG.Point(axis.x(b), y), stroke: .init(colour: Ink.muted, width: 1.4)),
      dot(a, at: y, colour: Ink.right, isOpen: isTuning), dot(b, at: y, colour: Ink.wrong, isOpen: isTuning),
    ])
  }

  private func dot(_ value: Double, at y: Double, colour: String, isOpen: Bool) -> Markup {
    SVG.circle(
      SVG.Point(axis.x(value), y), radius: 4.2, fill: isOpen ? Ink.ground : colour,
      stroke: .init(colour: colour, width: 1.6)
    )
  }

  private func key(_ y: Double) -> Markup {
    let entries: [(String, Bool, String)] = [
      (Ink.right, false, "sound"), (Ink.wrong, false, "as published"), (Ink.muted, true, "open: cross-validated"),
    ]
    var left = axis.left + 6
    var parts: [Markup] = []
    for (colour, isOpen, words) in entries {
      parts.append(dot((left - axis.left) / axis.width, at: y - 4, colour: colour, isOpen: isOpen))
      parts.append(SVG.text(words, at: SVG.Point(left + 11, y), lettering: .init(size: 12)))
      left += 34 + TextLines.width(words, size: 12)
    }
    return .group(parts)
  }
}

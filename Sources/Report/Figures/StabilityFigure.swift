import Results

/// How often the fits of several training sets kept each image feature.
package struct StabilityFigure {
  let model: ModelResult
  let isSynthetic: Bool
  let width: FigureWidth
  private let stability: SelectedFeatures.Stability

  /// The figure of a row; `nil` for a row that was fitted once or keeps no image feature.
  package init?(_ model: ModelResult, isSynthetic: Bool, width: FigureWidth = .column) {
    guard let stability = model.features?.stability, stability.fits > 1, !stability.columns.isEmpty else { return nil }
    (self.model, self.isSynthetic, self.width, self.stability) = (model, isSynthetic, width, stability)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private static let name = "Training sets in which the feature was kept"

  private var shown: [SelectedFeatures.Stability.Share] { Array(stability.columns.prefix(SelectedFeatures.shown)) }

  private var rows: FeatureRows { FeatureRows(names: shown.map(\.name), width: width) }

  /// Room for the count behind the longest bar.
  private var length: Double {
    let most = shown.map { share($0) + " *" }.map { TextLines.width($0, size: 12) }.max() ?? 0
    return width.units - rows.left - most - 12
  }

  private func share(_ one: SelectedFeatures.Stability.Share) -> String { "\(one.fits)/\(stability.fits)" }

  var drawing: Drawing {
    let rows = rows
    let kept = Set(model.selectedColumns)
    let bars = shown.enumerated().map { row, one in
      let long = length * Double(one.fits) / Double(stability.fits)
      let y = rows.top(row)
      return Markup.group([
        SVG.rect(
          SVG.Frame(x: rows.left, y: y + 7, width: max(1, long), height: FeatureRows.height - 14), fill: Ink.right),
        SVG.text(
          share(one) + (kept.contains(one.name) ? " *" : ""),
          at: SVG.Point(rows.left + long + 5, y + FeatureRows.height / 2 + 4), lettering: .init(size: 12)),
      ])
    }
    return Drawing(
      id: "stability-\(model.id)", title: "Stability of the selection, \(model.name)", description: description,
      width: width, height: rows.bottom + 24, isSynthetic: isSynthetic, notes: notes,
      content: .group(
        [rows.markup] + bars + [
          // Wider than the bars of a column, so it ends where the figure does and not in their middle.
          SVG.text(
            Self.name, at: SVG.Point(width.units - 6, rows.bottom + 17), lettering: .init(size: 12.5, anchor: .end))
        ]))
  }

  private var notes: [String] {
    let more = stability.columns.dropFirst(shown.count)
    return
      (model.selectedColumns.contains { name in shown.contains { $0.name == name } }
      ? ["* kept by the last fit on all patients."] : [])
      + (more.first.map {
        [
          "\(Numbers.count(more.count, "further feature")) kept in at most \($0.fits) of \(stability.fits) are not drawn."
        ]
      } ?? [])
  }

  private var description: String {
    let always = stability.columns.count { $0.fits == stability.fits }
    return
      "\(Numbers.count(stability.columns.count, "feature")) kept in at least one of \(stability.fits) training sets, "
      + "\(always) of them in all. " + shown.map { "\($0.name): \(share($0))" }.joined(separator: "; ") + "."
  }

  /// Every feature that a fit kept.
  var data: FigureData {
    var data = FigureData(["model", "feature", "kept_in", "training_sets"])
    for one in stability.columns {
      data.add(.words(model.name), .words(one.name), .count(one.fits), .count(stability.fits))
    }
    return data
  }
}

import Results

/// The slices of one patient that a network gets, with the contour, and what the network makes of them: first-layer
/// maps and Grad-CAM at the superior, middle and inferior level.
package struct SlicesFigure {
  let model: ModelResult
  let patient: ExplainedPatient
  let isSynthetic: Bool
  let width: FigureWidth
  private let left = 26.0

  /// The figure of one of the explained patients of a row; `nil` without a picture.
  package init?(
    _ model: ModelResult, patient: ExplainedPatient, isSynthetic: Bool, width: FigureWidth = .column
  ) {
    guard patient.series.contains(where: { !$0.levels.isEmpty }) else { return nil }
    (self.model, self.patient, self.isSynthetic, self.width) = (model, patient, isSynthetic, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private enum Row: CaseIterable {
    case input, firstLayer, activation

    var name: String {
      switch self {
      case .input: "Input"
      case .firstLayer: "First layer"
      case .activation: "Grad-CAM"
      }
    }

    func picture(_ level: ExplainedPatient.Level) -> MapPicture? {
      switch self {
      case .input: level.input
      case .firstLayer: level.firstLayer
      case .activation: level.activation
      }
    }
  }

  private func rows(_ series: ExplainedPatient.Series) -> [Row] {
    Row.allCases.filter { row in series.levels.contains { row.picture($0) != nil } }
  }

  var drawing: Drawing {
    var (y, parts) = (0.0, [Markup]())
    for series in patient.series where !series.levels.isEmpty {
      let (markup, bottom) = block(series, from: y)
      parts.append(markup)
      y = bottom + 12
    }
    return Drawing(
      id: "slices-\(model.id)", title: "Input slices and maps, \(model.name)", description: description, width: width,
      height: y - 6, isSynthetic: isSynthetic, notes: notes, content: .group(parts))
  }

  private func block(_ series: ExplainedPatient.Series, from top: Double) -> (Markup, bottom: Double) {
    let count = Double(series.levels.count)
    let side = min(260, (width.units - left - 6 * count) / count)
    var (y, parts) = (top + 14, [Markup]())
    parts.append(SVG.text(series.name, at: SVG.Point(left, y), lettering: .init(size: 12.5, isBold: true)))
    y += 18
    for (column, level) in series.levels.enumerated() {
      parts.append(
        SVG.text(
          "\(level.name), slice \(level.slice)", at: SVG.Point(left + (side + 6) * Double(column) + side / 2, y),
          lettering: .init(size: 12, anchor: .middle)))
    }
    y += 6
    for row in rows(series) {
      let height = side * (series.levels.compactMap { row.picture($0).map(Self.proportion) }.max() ?? 1)
      parts.append(
        SVG.text(
          row.name, at: SVG.Point(left - 10, y + height / 2),
          lettering: .init(size: 12, anchor: .middle, isVertical: true)))
      for (column, level) in series.levels.enumerated() {
        let corner = SVG.Point(left + (side + 6) * Double(column), y)
        parts.append(
          picture(row.picture(level), in: SVG.Frame(x: corner.x, y: corner.y, width: side, height: height), row: row))
      }
      y += height + 6
    }
    return (.group(parts), y)
  }

  /// Height of a picture over its width; a picture that is higher than wide is drawn as high as a square.
  private static func proportion(_ picture: MapPicture) -> Double {
    guard picture.width > 0 else { return 1 }
    return min(1, max(0.25, Double(picture.pixels.count / picture.width) / Double(picture.width)))
  }

  private func picture(_ picture: MapPicture?, in frame: SVG.Frame, row: Row) -> Markup {
    guard let picture, let file = PNGImage(picture) else {
      let words = row == .activation ? ["does not", "reach the score"] : ["no picture"]
      return .group([
        SVG.rect(frame, fill: Ink.panel, stroke: .init(colour: Ink.rule, width: 1)),
        SVG.lines(
          words, around: SVG.Point(frame.midX, frame.midY + 4),
          lettering: .init(size: 11.5, colour: Ink.muted, anchor: .middle)),
      ])
    }
    // As large as fits, in the middle.
    let own = Double(picture.pixels.count / picture.width) / Double(picture.width)
    let across = min(frame.width, frame.height / own)
    return SVG.picture(
      png: file.deflatedBytes,
      in: SVG.Frame(
        x: frame.midX - across / 2, y: frame.midY - across * own / 2, width: across, height: across * own))
  }

  private var notes: [String] {
    let absent = patient.series.filter { $0.absence != nil }.map(\.name)
    let more = (model.deep?.patients?.count ?? 1) - 1
    return
      (absent.isEmpty
      ? [] : ["No Grad-CAM of \(absent.joined(separator: ", ")): the features of this network are no means of maps."])
      + (more > 0 ? ["One of \(more + 1) patients of \(model.name) with maps."] : [])
  }

  private var description: String {
    let levels = patient.series.map { series in
      "\(series.name): " + series.levels.map { "\($0.name) level, slice \($0.slice)" }.joined(separator: "; ")
    }
    let rows = Set(patient.series.flatMap(rows).map(\.name)).sorted().joined(separator: ", ")
    return "Pictures of one patient (\(rows)). \(levels.joined(separator: ". "))."
  }

  /// Which slice stands where; the pictures themselves are in the file of the figure.
  var data: FigureData {
    var data = FigureData(["model", "series", "level", "slice", "has_first_layer", "has_grad_cam"])
    for series in patient.series {
      for level in series.levels {
        data.add(
          .words(model.name), .words(series.name), .words(level.name), .count(level.slice),
          .count(level.firstLayer == nil ? 0 : 1), .count(level.activation == nil ? 0 : 1))
      }
    }
    return data
  }
}

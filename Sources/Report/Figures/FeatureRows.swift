import Results

/// The names of features beside the rows of a plot.
struct FeatureRows {
  let names: [String]
  let width: FigureWidth
  static let height = 30.0

  /// Where the plot begins.
  var left: Double { width == .page ? 330 : 232 }

  /// Names without underscores can be broken into lines.
  static func readable(_ name: String) -> String {
    name.split(separator: "_").joined(separator: " ")
  }

  func top(_ row: Int) -> Double { 4 + Self.height * Double(row) }

  var bottom: Double { top(names.count) }

  /// The names, each in at most two lines, with a faint ground under every other row.
  var markup: Markup {
    .group(
      names.enumerated().map { row, name in
        let lines = TextLines.wrap(Self.readable(name), width: left - 14, size: FigureWidth.smallestLetters).shortened(
          to: 2)
        let ground = SVG.rect(
          SVG.Frame(x: 0, y: top(row), width: width.units, height: Self.height), fill: Ink.panel)
        return .group([
          row.isMultiple(of: 2) ? ground : .nothing,
          SVG.lines(
            lines, around: SVG.Point(left - 8, top(row) + Self.height / 2 + 4),
            lettering: .init(size: FigureWidth.smallestLetters, anchor: .end)),
        ])
      })
  }
}

extension SelectedFeatures {
  /// The most features of a figure.
  static let shown = 25
}

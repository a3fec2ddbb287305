import Results

/// The names of features beside the rows of a plot.
package struct FeatureRows {
  let names: [String]
  let width: FigureWidth
  static let height = 30.0

  /// Where the plot begins.
  var left: Double { width == .page ? 330 : 232 }

  /// Names without underscores can be broken into lines.
  package static func readable(_ name: String) -> String {
    name.split(separator: "_").joined(separator: " ")
  }

  /// The name in at most two lines. Only a name that is too long for that at its spaces is broken before a capital.
  package static func lines(_ name: String, width: Double) -> [String] {
    let plain = TextLines.wrap(readable(name), width: width, size: FigureWidth.smallestLetters)
    guard plain.count > 2 else { return plain }
    var lines = [""]
    for piece in pieces(readable(name)) {
      let longer = lines[lines.count - 1] + piece
      if TextLines.width(longer, size: FigureWidth.smallestLetters) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(piece)
      }
    }
    return lines.map { $0.last == " " ? String($0.dropLast()) : $0 }.shortened(to: 2)
  }

  /// What a line may end with: words with the space behind them, and their parts before a capital.
  private static func pieces(_ name: String) -> [String] {
    name.reduce(into: [""]) { pieces, character in
      let last = pieces[pieces.count - 1].last
      if last == " " || (character.isUppercase && last?.isLowercase == true) { pieces.append("") }
      pieces[pieces.count - 1].append(character)
    }
  }

  func top(_ row: Int) -> Double { 4 + Self.height * Double(row) }

  var bottom: Double { top(names.count) }

  /// The names, each in at most two lines, with a faint ground under every other row.
  var markup: Markup {
    .group(
      names.enumerated().map { row, name in
        let lines = Self.lines(name, width: left - 14)
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

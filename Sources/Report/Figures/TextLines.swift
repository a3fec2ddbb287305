/// Breaks text into lines for a figure, because SVG does not wrap text.
package enum TextLines {
  /// The mean width of sans-serif letters is about half an em. The estimate here is wider, so that a line never leaves
  /// its box.
  package static func width(_ text: String, size: Double) -> Double {
    text.reduce(0) { $0 + relativeWidth($1) } * size
  }

  /// The text in as few lines as fit the width. A word longer than a line is cut, and "n = 5" stays together.
  package static func wrap(_ text: String, width limit: Double, size: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    let bound = text.split(separator: " = ", omittingEmptySubsequences: false).joined(separator: tie)
    for word in bound.split(separator: " ").flatMap({ cut(String($0), width: limit, size: size) }) {
      let longer = line.isEmpty ? word : line + " " + word
      if width(longer, size: size) <= limit || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = word
      }
    }
    return (line.isEmpty ? lines : lines + [line]).map { $0.split(separator: tie).joined(separator: " = ") }
  }

  /// An equals sign after which no line may break.
  private static let tie = "\u{A0}=\u{A0}"

  private static func cut(_ word: String, width limit: Double, size: Double) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in word {
      if !piece.isEmpty, width(piece + String(character), size: size) > limit {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    return pieces + [piece]
  }

  private static func relativeWidth(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", " ", "-": 0.36
    case "m", "w", "M", "W", "@", "%": 0.92
    case "A"..."Z": 0.7
    case "\u{2212}", "\u{2013}": 0.6
    case _ where character.unicodeScalars.first.map { $0.value >= 0x1100 } ?? false: 1.05
    default: 0.58
    }
  }
}

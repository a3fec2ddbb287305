/// Letter, colour and dashes of one model, the same in every figure.
///
/// Twelve colours of at least 3 : 1 on white, found by a search for the largest smallest distance in CIELAB, of normal
/// vision and of vision without one of the three cones, with different lightness for print in grey. Neighbours in
/// lightness have different dashes. A letter stands on each curve and in the key, since no reader can keep twelve
/// colours apart; beyond twelve models, colours come again with other dashes.
package struct ModelStyle: Sendable, Hashable {
  /// A, B and so on.
  package let letter: String
  package let colour: String
  package let dashes: String

  package init(index: Int) {
    let (round, place) = (index / Self.colours.count, index % Self.colours.count)
    colour = Self.colours[place]
    dashes = Self.patterns[(Self.order[place] + round) % Self.patterns.count]
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ").map(String.init)
    let repeated = index / alphabet.count
    letter = alphabet[index % alphabet.count] + (repeated > 0 ? "\(repeated + 1)" : "")
  }

  package static let colours = [
    "#0072b2", "#d55e00", "#1b1f24", "#28a2b0", "#810a57", "#ba0800", "#2007ff", "#6c7b79", "#533128", "#000099",
    "#994f43", "#520375",
  ]
  private static let patterns = ["", "9 3.5", "2.5 2.5", "9 3 2.5 3", "16 4", "9 3 2.5 3 2.5 3"]
  /// The pattern of each colour: colours that differ by less than 12 in lightness have different ones.
  private static let order = [0, 1, 2, 5, 4, 3, 1, 4, 3, 0, 5, 5]

  func stroke(width: Double = 2.2) -> SVG.Stroke { SVG.Stroke(colour: colour, width: width, dashes: dashes) }

  /// The letter in a disc of the colour.
  func badge(at centre: SVG.Point, radius: Double = 7.6) -> Markup {
    .group([
      SVG.circle(centre, radius: radius, fill: Ink.ground, stroke: .init(colour: colour, width: 1.8)),
      SVG.text(
        letter, at: SVG.Point(centre.x, centre.y + 4),
        lettering: .init(size: FigureWidth.smallestLetters, isBold: true, anchor: .middle)),
    ])
  }
}

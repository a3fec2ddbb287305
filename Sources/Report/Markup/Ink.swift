/// The colours of figures and page. Every text colour has a contrast of at least 4.5 : 1 to its background.
enum Ink {
  static let text = "#1b1f24"
  static let muted = "#57606a"
  static let rule = "#d0d7de"
  static let ground = "#ffffff"
  static let panel = "#f6f8fa"
  static let grave = "#9b1c1c"
  static let synthetic = "#5b2a86"
  /// Fills of the confusion matrix; their opacity follows the share of the row.
  static let right = "#0072b2"
  static let wrong = "#d55e00"
}

/// Colour and dashes of one model, the same in every figure.
///
/// Colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/) that keep 3 : 1 on white. The dashes differ
/// too, so that the curves can be distinguished in grey. The two lists differ in length, so that pairs of colour and
/// dashes stay distinct for up to twenty models.
struct ModelStyle {
  let colour: String
  let dashes: String

  init(index: Int) {
    let colours = ["#0072b2", "#d55e00", "#007a5a", "#a6478a", "#1b1f24"]
    let dashPatterns = ["", "8 3", "2.5 2.5", "9 3 2.5 3"]
    colour = colours[index % colours.count]
    dashes = dashPatterns[index % dashPatterns.count]
  }

  func stroke(width: Double = 2.2) -> SVG.Stroke { SVG.Stroke(colour: colour, width: width, dashes: dashes) }
}

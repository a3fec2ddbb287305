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
  /// Patients with the event and without it. Dark and light, so that they differ in grey too.
  static let event = "#a13d00"
  static let nonEvent = "#5aa9e6"
}

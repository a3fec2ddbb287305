/// The two widths that journals print.
package enum FigureWidth: String, CaseIterable, Sendable {
  /// One column.
  case column
  /// Both columns.
  case page

  /// Width on paper in mm.
  package var millimetres: Double {
    switch self {
    case .column: 85
    case .page: 174
    }
  }

  /// Width in units of a drawing. A unit is the same length in both, so letters of one size are equally large.
  var units: Double {
    switch self {
    case .column: 440
    case .page: 900
    }
  }

  /// The smallest letters, in units: 6 points on paper.
  static let smallestLetters = 11.0

  /// Points on paper of a length in units.
  func points(_ units: Double) -> Double { units / self.units * millimetres / 25.4 * 72 }
}

import Glibc

/// One way to look at the same slices: mirrored, turned, or as they are.
///
/// Views of training patients are further rows to learn from. They are fixed, not drawn: features of a frozen network
/// are then computed once and kept, and no seed decides what a patient looks like.
package struct InputView: Hashable, Codable, Sendable {
  /// Whether columns run the other way.
  package let isMirrored: Bool
  /// Degrees by which the picture is turned, from rows towards columns; bilinear, and grey 0 comes in at the corners.
  package let rotation: Double

  /// A view.
  /// - Throws: ``InputError/setting(_:)`` beyond half a turn.
  package init(isMirrored: Bool = false, rotation: Double = 0) throws(InputError) {
    guard (-180...180).contains(rotation) else { throw .setting("a view is turned by -180 to 180 degrees") }
    self.init(mirrored: isMirrored, rotation)
  }

  private init(mirrored: Bool, _ rotation: Double) { (isMirrored, self.rotation) = (mirrored, rotation) }

  /// Decodes and checks.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      isMirrored: values.decode(Bool.self, forKey: .isMirrored), rotation: values.decode(Double.self, forKey: .rotation)
    )
  }

  /// The slices as they are.
  package static let original = InputView(mirrored: false, 0)
}

extension InputView {
  /// The view of a square slice.
  func applied(to slice: GreySlice) -> GreySlice {
    guard self != .original else { return slice }
    let mirrored = isMirrored ? slice.mirrored : slice
    return rotation == 0 ? mirrored : mirrored.turned(by: rotation)
  }
}

extension GreySlice {
  fileprivate var mirrored: GreySlice {
    var result = self
    for row in 0..<rows {
      for column in 0..<columns { result.values[row * columns + column] = values[(row + 1) * columns - 1 - column] }
    }
    return result
  }

  /// Each pixel looks back to where it came from, between four neighbours linearly.
  fileprivate func turned(by degrees: Double) -> GreySlice {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let middle = (row: Double(rows - 1) / 2, column: Double(columns - 1) / 2)
    var result = self
    for row in 0..<rows {
      for column in 0..<columns {
        let (y, x) = (Double(row) - middle.row, Double(column) - middle.column)
        result.values[row * columns + column] = value(
          row: middle.row + cosine * y - sine * x, column: middle.column + sine * y + cosine * x)
      }
    }
    return result
  }

  /// The grey between pixels; 0 outside.
  private func value(row: Double, column: Double) -> Float {
    let (top, left) = (row.rounded(.down), column.rounded(.down))
    let (down, right) = (Float(row - top), Float(column - left))
    func pixel(_ row: Int, _ column: Int) -> Float {
      (0..<rows).contains(row) && (0..<columns).contains(column) ? values[row * columns + column] : 0
    }
    let (i, j) = (Int(top), Int(left))
    let above = pixel(i, j) * (1 - right) + pixel(i, j + 1) * right
    let below = pixel(i + 1, j) * (1 - right) + pixel(i + 1, j + 1) * right
    return above * (1 - down) + below * down
  }
}

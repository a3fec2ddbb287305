/// The place of a cell: row and column, counted from 1, as in `B7`.
public struct CellPlace: Hashable, Sendable, CustomStringConvertible {
  /// The largest row and column that a worksheet has.
  static let last = CellPlace(row: 1_048_576, column: 16_384)

  let row: Int
  let column: Int

  init(row: Int, column: Int) { (self.row, self.column) = (row, column) }

  /// Reads `B7` or `$B$7`; `nil` for anything else, and beyond ``last``.
  init?(_ text: some StringProtocol) {
    var (column, row, hasDigits) = (0, 0, false)
    for byte in text.utf8 where byte != UInt8(ascii: "$") {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where !hasDigits: column = 26 * column + Int(byte) - 64
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        hasDigits = true
        row = 10 * row + Int(byte) - 48
      default: return nil
      }
      guard column <= Self.last.column, row <= Self.last.row else { return nil }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(row: row, column: column)
  }

  /// The letters of a column: 1 is `A`, 28 is `AB`.
  static func letters(_ column: Int) -> String {
    var (rest, letters) = (column, "")
    while rest > 0 {
      letters = String(Unicode.Scalar(UInt8(65 + (rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  /// `B7`.
  public var description: String { Self.letters(column) + "\(row)" }
}

/// A rectangle of cells, as in `B7:D9`.
public struct CellRange: Hashable, Sendable, CustomStringConvertible {
  let first: CellPlace
  let last: CellPlace

  /// Reads `B7:D9` or `B7`; `nil` for anything else.
  init?(_ text: String) {
    let corners = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = corners.first.flatMap({ CellPlace($0) }), corners.count <= 2,
      let last = corners.last.flatMap({ CellPlace($0) }), first.row <= last.row, first.column <= last.column
    else { return nil }
    (self.first, self.last) = (first, last)
  }

  var rows: ClosedRange<Int> { first.row...last.row }
  var columns: ClosedRange<Int> { first.column...last.column }

  /// `B7:D9`.
  public var description: String { "\(first):\(last)" }
}

/// How the cells of a table write numbers.
package enum NumberStyle: Sendable, Hashable {
  /// `1.5`; a comma is no part of a number, since `1,5` may be two cells gone wrong.
  case decimalPoint
  /// `1,5` as well as `1.5`: the table separates its cells by `;` or tabs.
  case decimalComma

  /// The style of a table whose cells are separated so.
  package init(separator: Character) {
    self = separator == "," ? .decimalPoint : .decimalComma
  }

  /// The number in a cell; `nil` where the whole cell is not one finite number.
  package func number(_ cell: String) -> Double? {
    let text = self == .decimalComma && cell.utf8.contains(44) ? cell.replacing(",", with: ".") : cell
    // Swift reads hexadecimal too, which no table of a clinic means.
    guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }), let value = Double(text), value.isFinite
    else {
      return nil
    }
    return value
  }

  /// Whether a value that a study file names and a cell are equal, as text or as numbers: `1` meets the `1.0` of an
  /// export.
  package func isValue(_ named: String, in cell: String) -> Bool {
    if named == cell { return true }
    guard let first = Double(named), let second = number(cell) else { return false }
    return first == second
  }
}

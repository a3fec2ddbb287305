/// What separates the whole part of a number from its decimals in the cells of a table.
package enum DecimalMark: Sendable, Hashable {
  /// `1.5`. A comma is not part of a number, because `1,5` may be two cells written as one.
  case point
  /// `1,5` as well as `1.5`, in a table that separates its cells by `;` or tabs.
  case comma

  /// The mark that goes with a separator of cells.
  package init(separator: Character) {
    self = separator == "," ? .point : .comma
  }

  /// The number in a cell; `nil` unless the whole cell is one finite number.
  package func number(_ cell: String) -> Double? {
    let text = self == .comma && cell.utf8.contains(44) ? cell.replacing(",", with: ".") : cell
    // Swift also reads hexadecimal numbers, but no clinical table means one.
    guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }), let value = Double(text), value.isFinite
    else {
      return nil
    }
    return value
  }

  /// Whether a value in a study file and a cell are equal as text or as numbers, so that `1` matches an exported `1.0`.
  package func isValue(_ named: String, in cell: String) -> Bool {
    if named == cell { return true }
    guard let first = Double(named), let second = number(cell) else { return false }
    return first == second
  }
}

import Foundation
import Records
import TestSupport

/// One row with a consensus of `ibsi1_reference_values.csv`: the tables of the IBSI reference manual
/// (doi 10.1148/radiol.2020191145; github.com/theibsi/data_sets, CC BY 4.0).
struct IBSI1Row: Sendable {
  let configuration: String
  let family: String
  let tag: String
  /// Name and code of the feature.
  let name: String
  let code: String
  let value: Double
  let tolerance: Double
  /// Significant digits the value is printed with, at least the three of the manual.
  let digits: Int

  static func all() throws -> [IBSI1Row] {
    let table = try CSVTable(reading: ReferenceData.file("ibsi/reference/ibsi1_reference_values.csv").path)
    let column = Dictionary(uniqueKeysWithValues: table.columns.enumerated().map { ($0.element, $0.offset) })
    return table.rows.compactMap { cells in
      func cell(_ name: String) -> String { column[name].map { cells[$0] } ?? "" }
      guard !cell("consensus").isEmpty, let value = Double(cell("value")) else { return nil }
      return IBSI1Row(
        configuration: cell("config"), family: cell("family"), tag: cell("tag"),
        name: cell("feature"), code: cell("ibsi_id"), value: value,
        tolerance: Double(cell("tolerance")) ?? 0, digits: max(3, significantDigits(cell("value"))))
    }
  }

  /// Within the tolerance, or, where that is 0, equal in the printed digits.
  func accepts(_ number: Double) -> Bool {
    tolerance > 0
      ? abs(number - value) <= tolerance * (1 + 1e-9)
      : String(format: "%.*e", digits - 1, number) == String(format: "%.*e", digits - 1, value)
  }

  private static func significantDigits(_ text: String) -> Int {
    let mantissa = text.lowercased().split(separator: "e").first.map(String.init) ?? text
    let digits = mantissa.filter(\.isNumber).drop { $0 == "0" }
    return digits.reversed().drop { $0 == "0" }.count
  }
}

import Records

/// The names of sites, batches or groups in a column, each in a single spelling.
///
/// `1`, `1.0` and `01`, or `a` and `A`, probably name one thing. If they counted as different, rows of one patient
/// could be separated into training and test, and models could be tested on a site that they were trained on. The
/// opposite mistake costs less: it only joins two groups. So the spellings are joined, and a finding names them.
struct OneSpelling {
  private var first: [String: String] = [:]
  private var found: [String: [String]] = [:]
  private let style: DecimalMark

  init(_ cells: [String], _ style: DecimalMark) {
    self.style = style
    for cell in cells where !MissingCodes.isEmpty(cell, asText: true) {
      let plain = plain(cell)
      if first[plain] == nil { first[plain] = cell }
      if found[plain, default: []].contains(cell) { continue }
      found[plain, default: []].append(cell)
    }
  }

  /// The spelling that occurs first in the column; the cell itself if the column does not have it.
  func callAsFunction(_ cell: String) -> String { first[plain(cell)] ?? cell }

  /// The form in which spellings of one name are equal. Only whole numbers are read as numbers, because `1.1` and
  /// `1.10` may be two patients of a centre. Those from 2^53 on stay text, because a `Double` cannot distinguish them.
  private func plain(_ cell: String) -> String {
    guard let number = style.number(cell), number == number.rounded(), abs(number) < 0x1p53 else {
      return PatientID.plain(cell)
    }
    return "\(number)"
  }

  /// A finding that names the spellings that were joined; `nil` if every name has one spelling.
  func finding(_ column: String) -> CohortFinding? {
    let alike = found.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    return alike.isEmpty ? nil : .oneSpelling(column: column, alike)
  }
}

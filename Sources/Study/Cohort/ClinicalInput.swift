import Learning

/// Clinical factors as recorded, with what turns them into columns.
struct ClinicalInput: Sendable {
  let table: ClinicalTable
  let encoder: ClinicalEncoder

  /// Levels of the patients at `positions` that the encoding has not seen, and so takes as unknown; a sentence a factor.
  func unseenLevels(_ positions: [Int], by encoding: ClinicalEncodingModel) -> [String] {
    encoding.unseenLevels(table.rows(positions)).sorted { $0.key < $1.key }.map { factor, levels in
      "\(factor): \(levels.joined(separator: ", ")) not among the training patients, taken as unknown"
    }
  }
}

extension ClinicalTable {
  /// The rows at `positions`, in that order.
  func rows(_ positions: [Int]) -> ClinicalTable {
    ClinicalTable(
      subjects: positions.map { subjects[$0] }, values: values.mapValues { column in positions.map { column[$0] } })
  }
}

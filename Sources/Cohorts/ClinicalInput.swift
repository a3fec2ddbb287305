import Learning

/// Clinical factors as recorded, with the encoder that turns them into columns.
package struct ClinicalInput: Sendable {
  package let table: ClinicalTable
  package let encoder: ClinicalEncoder

  /// Takes every part as given.
  package init(table: ClinicalTable, encoder: ClinicalEncoder) {
    self.table = table
    self.encoder = encoder
  }

  /// For each factor, the levels of patients at `positions` that are unknown to the encoding and count as unknown.
  package func unseenLevels(_ positions: [Int], by encoding: ClinicalEncodingModel) -> [UnseenLevels] {
    encoding.unseenLevels(table.rows(positions)).sorted { $0.key < $1.key }
      .map { UnseenLevels(factor: $0, levels: $1) }
  }
}

/// Levels of a clinical factor that no training patient has.
package struct UnseenLevels: Hashable, Codable, Sendable {
  package let factor: String
  package let levels: [String]

  /// Takes every part as given.
  package init(factor: String, levels: [String]) {
    self.factor = factor
    self.levels = levels
  }
}

extension ClinicalTable {
  /// The rows at `positions`, in that order.
  package func rows(_ positions: [Int]) -> ClinicalTable {
    ClinicalTable(
      subjects: positions.map { subjects[$0] }, values: values.mapValues { column in positions.map { column[$0] } })
  }
}

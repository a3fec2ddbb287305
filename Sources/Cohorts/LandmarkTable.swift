import Records

/// `landmarks.csv`: the landmarks of every patient's images. A fit on images uses nothing else of them, so that an
/// audit can repeat it.
package enum LandmarkTable {
  /// One row per patient and series, with the landmarks in their order.
  package static func text(_ landmarks: [[String: [Double]]], of ids: [String]) -> String {
    let longest = landmarks.flatMap(\.values).map(\.count).max() ?? 0
    let rows = zip(ids, landmarks).flatMap { id, own in
      own.sorted { $0.key < $1.key }.map { series, values in
        [id, series] + values.map(CSVWriter.number) + Array(repeating: "", count: longest - values.count)
      }
    }
    return CSVWriter.text(columns: ["subject", "series"] + (0..<longest).map { "landmark_\($0 + 1)" }, rows: rows)
  }

  /// Landmarks of the patients in the order of `ids`; `nil` if the table has another form.
  package static func read(_ table: CSVTable, of ids: [String]) -> [[String: [Double]]]? {
    guard let subjects = table["subject"], let series = table["series"] else { return nil }
    var found: [String: [String: [Double]]] = [:]
    for (at, row) in table.rows.enumerated() {
      let cells = row.dropFirst(2).filter { !$0.isEmpty }
      let values = cells.compactMap { table.number($0) }
      guard values.count == cells.count else { return nil }
      found[subjects[at], default: [:]][series[at]] = values
    }
    return ids.map { found[$0] ?? [:] }
  }
}

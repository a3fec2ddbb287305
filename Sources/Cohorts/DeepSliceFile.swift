import DeepRadiomics
import Records

/// The file of the features of slices, beside `deep_features.csv`, in a study whose heads may attend to slices: from it
/// the scores of such heads can be computed again.
///
/// One row per patient, pass through the network and slice: `subject`, `features` (the prefix of the network's columns
/// in `deep_features.csv`, empty for the first in `sound`), `series` and `slice` (counted from 1), `area` (of the
/// lesion, in pixels of the input), and the features from `value_0000` on.
package enum DeepSliceFile {
  private static let own = ["subject", "features", "series", "slice", "area"]

  /// The patients of one network in one protocol.
  package struct Block {
    let prefix: String
    let patients: [SliceFeatures]

    /// Takes both as given.
    package init(prefix: String, patients: [SliceFeatures]) { (self.prefix, self.patients) = (prefix, patients) }
  }

  /// The text of the file.
  package static func text(_ blocks: [Block], of ids: [String]) -> String {
    let width = blocks.flatMap(\.patients).flatMap(\.branches).map(\.width).max() ?? 0
    let names = (0..<width).map { "value_" + String(repeating: "0", count: max(0, 4 - "\($0)".count)) + "\($0)" }
    var text = CSVWriter.line(own + names)
    for block in blocks {
      for (id, patient) in zip(ids, block.patients) {
        for (series, bag) in patient.branches.enumerated() {
          for slice in 0..<bag.count {
            let cells = [id, block.prefix, "\(series + 1)", "\(slice + 1)", CSVWriter.number(bag.areas[slice])]
            // The network computes in float32, whose shortest text is read back to the last bit.
            let values = bag.slice(slice).map { "\(Float($0))" }
            text += CSVWriter.line(cells + values + names.dropFirst(bag.width).map { _ in "" })
          }
        }
      }
    }
    return text
  }

  /// The slices of every patient by the prefix of the network; `nil` where the file is not as it is written.
  package static func read(_ table: CSVTable, of ids: [String]) -> [String: [SliceFeatures]]? {
    guard Array(table.columns.prefix(own.count)) == own else { return nil }
    var found: [String: [String: [[SliceRow]]]] = [:]
    for cells in table.rows {
      guard let row = SliceRow(cells, after: own.count), row.series >= 1 else { return nil }
      var series = found[cells[1], default: [:]][cells[0], default: []]
      if series.count < row.series { series.append([]) }
      guard series.count == row.series, row.slice == series[row.series - 1].count + 1 else { return nil }
      series[row.series - 1].append(row)
      found[cells[1], default: [:]][cells[0]] = series
    }
    return found.compactMapValues { patients in
      let all = ids.compactMap { id in
        patients[id].map { series in
          SliceFeatures(series.map { SliceBag($0.map(\.values), areas: $0.map(\.area)) })
        }
      }
      return all.count == ids.count ? all : nil
    }
  }

  private struct SliceRow {
    let series: Int
    let slice: Int
    let area: Double
    let values: [Double]

    init?(_ cells: [String], after own: Int) {
      guard let series = Int(cells[2]), let slice = Int(cells[3]), let area = Double(cells[4]) else { return nil }
      let values = cells[own...].prefix { !$0.isEmpty }.map { Float($0).map { Double($0) } ?? .nan }
      guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
      (self.series, self.slice, self.area, self.values) = (series, slice, area, values)
    }
  }
}

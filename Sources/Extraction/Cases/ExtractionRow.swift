import Features
import Records

/// One row of the result.
public struct ExtractionRow: Sendable {
  /// The cells, one per column.
  public let cells: [String]
  /// Why the case has no features; `nil` where it has.
  public let error: CaseFailure?
  /// Remarks on the case that a careful reader should know.
  public let warnings: [String]

  init(cells: [String], error: CaseFailure?, warnings: [String]) {
    (self.cells, self.error, self.warnings) = (cells, error, warnings)
  }

  /// Extracts a case in this process.
  init(_ single: ExtractionCase, _ frame: RowFrame, _ biasField: BiasFieldCorrection?, workers: Int) {
    do throws(CaseFailure) {
      self = frame.row(single, try single.extract(frame.settings, biasField: biasField, workers: workers))
    } catch {
      self = frame.failed(single, error)
    }
  }
}

/// What the rows of a table have in common.
struct RowFrame: Sendable {
  let settings: ExtractionSettings
  let provenance: Provenance

  init(_ settings: ExtractionSettings, _ provenance: Provenance) {
    (self.settings, self.provenance) = (settings, provenance)
  }

  /// The row of a case with features.
  func row(_ single: ExtractionCase, _ result: ExtractedFeatures) -> ExtractionRow {
    let undefined = zip(result.columns, result.values).compactMap { column, value in
      if case .undefined(let reason) = value { "\(column):\(reason.rawValue)" } else { nil }
    }
    let notes = (result.maskNotes ?? []).map(\.description)
    let cells =
      first(single, single.labelCell(settings.label, read: result.maskLabel)) + [notes.joined(separator: "; ")]
      + result.values.map(\.cell) + [undefined.joined(separator: ";"), ""]
    return ExtractionRow(cells: cells, error: nil, warnings: notes + result.warnings)
  }

  /// The row of a case without features.
  func failed(_ single: ExtractionCase, _ error: CaseFailure) -> ExtractionRow {
    let cells =
      first(single, single.labelCell(settings.label, read: nil))
      + [String](repeating: "", count: settings.columns.count + 1) + ["", error.description.onOneLine]
    return ExtractionRow(cells: cells, error: error, warnings: [])
  }

  private func first(_ single: ExtractionCase, _ label: String) -> [String] {
    [single.image, single.mask, label] + single.passed + provenance.cells
  }
}

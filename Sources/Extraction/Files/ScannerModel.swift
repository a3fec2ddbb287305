import ImageFiles

/// What DICOM says of the scanner; nothing in it identifies a patient.
package struct ScannerModel: Hashable, Codable, Sendable {
  /// Maker, empty when absent.
  package let manufacturer: String
  /// Model, empty when absent.
  package let model: String
  /// Tesla.
  package let fieldStrength: Double?

  /// `nil` where the files say nothing.
  package init?(_ series: DICOMSeriesSummary) {
    (manufacturer, model, fieldStrength) = (series.manufacturer, series.manufacturerModel, series.fieldStrength)
    if manufacturer.isEmpty, model.isEmpty, fieldStrength == nil { return nil }
  }

  /// Such as `SIEMENS Avanto, 1.5 T`.
  package var words: String {
    let name = [manufacturer, model].filter { !$0.isEmpty }.joined(separator: " ")
    return [name, fieldStrength.map { "\($0.short) T" } ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

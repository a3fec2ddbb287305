import Features

/// What the name of a column of features says: series, kind of image, feature.
struct FeatureName: Hashable {
  /// Series of the study; `nil` in a study of one table without series.
  let series: String?
  /// `original`, `wavelet-LLH` and so on.
  let image: String
  /// The feature.
  let entry: FeatureRegistry.Entry

  private static let entries = Dictionary(
    FeatureRegistry.known.map { ($0.column, $0) }, uniquingKeysWith: { first, _ in first })

  /// Reads `SERIES_IMAGE_CLASS_NAME`; `nil` for a column that is none of the registry.
  init?(_ column: String, series names: [String]) {
    let series = names.filter { column.hasPrefix("\($0)_") }.max { $0.count < $1.count }
    let parts = column.dropFirst(series.map { $0.count + 1 } ?? 0).split(separator: "_")
    guard parts.count >= 3, let entry = Self.entries[parts.suffix(2).joined(separator: "_")] else { return nil }
    self.series = series
    image = parts.dropLast(2).joined(separator: "_")
    self.entry = entry
  }
}

import Features

/// The source of the patients' features: images or a table.
package enum FeatureSupply: Sendable {
  case images(CaseExtractor)
  case table(FeatureTableSource)

  /// The extractor; `nil` for a table.
  package var extractor: CaseExtractor? { if case .images(let extractor) = self { extractor } else { nil } }

  /// The table; `nil` for images.
  package var table: FeatureTableSource? { if case .table(let source) = self { source } else { nil } }

  /// The columns of features.
  package var columns: [String] {
    switch self {
    case .images(let extractor): extractor.columns
    case .table(let source): source.columns
    }
  }

  /// The same with series that were found in an export.
  package func with(_ series: CohortSeries) -> FeatureSupply {
    guard case .images(var extractor) = self else { return self }
    extractor.cohort = series
    return .images(extractor)
  }

  /// The features of one patient.
  package func extract(_ id: String) throws -> CaseFeatures {
    switch self {
    case .images(let extractor): try extractor.extract(id)
    case .table(let source): try source.features(id)
    }
  }

  /// The cause under which patients with failed images are counted.
  package static let imageFailure = "image or contour could not be used"

  /// The cause under which patients without features are counted.
  package var failure: String {
    switch self {
    case .images: Self.imageFailure
    case .table: "no features in the feature table"
    }
  }

  /// Findings about the source for the report.
  package func findings(_ patients: [String]) -> [CohortFinding] {
    guard case .table(let source) = self else { return [] }
    return source.findings + (source.strangers(patients).map { [$0] } ?? [])
  }
}

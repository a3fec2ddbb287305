import Features
import Results

/// Where a run takes the features of a patient from: images, or a table.
package enum FeatureSupply: Sendable {
  case images(CaseExtractor)
  case table(FeatureTableSource)

  /// What opens images; `nil` for a table.
  package var extractor: CaseExtractor? { if case .images(let extractor) = self { extractor } else { nil } }

  /// The table; `nil` for images.
  package var table: FeatureTableSource? { if case .table(let source) = self { source } else { nil } }

  /// Columns of the study.
  package var columns: [String] {
    switch self {
    case .images(let extractor): extractor.columns
    case .table(let source): source.columns
    }
  }

  /// The features of one patient.
  package func extract(_ id: String) throws -> CaseFeatures {
    switch self {
    case .images(let extractor): try extractor.extract(id)
    case .table(let source): try source.features(id)
    }
  }

  /// The cause under which patients whose images fail are counted.
  package static let imageFailure = "image or contour could not be used"

  /// The cause under which patients without features are counted.
  package var failure: String {
    switch self {
    case .images: Self.imageFailure
    case .table: "no row in the feature table"
    }
  }

  /// What the reader should know of the source.
  package func findings(_ patients: [String]) -> [Finding] {
    guard case .table(let source) = self else { return [] }
    return source.findings + (source.strangers(patients).map { [$0] } ?? [])
  }
}

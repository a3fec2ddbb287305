import Cohorts
import Extraction
import Learning
import Statistics
import StudyFiles

/// The training patients of a model, described by ranges and counts without naming anyone.
package struct TrainingRange: Hashable, Codable, Sendable {
  /// Number of training patients, and of those with the event.
  package let patients: Int
  package let events: Int
  /// One entry per series that the model needs.
  package let series: [SeriesRange]
  /// One entry per factor in the model.
  package let factors: [FactorRange]
  /// Log-odds of the training patients: held-out, and by the final model, which was fitted on them.
  package let outOfFold: Spread?
  package let resubstitution: Spread?
  /// SHA-256 of the voxels of training images, sorted, by which training patients are recognised.
  package let imageHashes: [String]
  /// Hashes of each training patient's values in the model's columns, sorted. `nil` in models saved before there were
  /// hashes, and if the values have too few digits to identify a patient. See ``RowHash``.
  package var rowHashes: [String]?
  /// Ranges of the model's features of tables or images in the training patients; `nil` in models saved before there
  /// were ranges.
  package var features: [FeatureRange]?
  /// How far beyond the range a patient may be.
  package let allowance: Allowance

  /// Lowest and highest value.
  package struct Span: Hashable, Codable, Sendable {
    package let lowest: Double
    package let highest: Double

    init?(_ values: [Double]) {
      guard let lowest = values.min(), let highest = values.max() else { return nil }
      (self.lowest, self.highest) = (lowest, highest)
    }
  }

  /// Mean and standard deviation.
  package struct Spread: Hashable, Codable, Sendable {
    package let count: Int
    package let mean: Double
    package let deviation: Double?

    package init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      (count, mean) = (values.count, Statistics.mean(values))
      deviation = sampleStandardDeviation(values).value
    }
  }

  /// How far beyond the range a patient may be.
  package struct Allowance: Hashable, Codable, Sendable {
    /// Share of a spacing, which covers the rounding in headers.
    package let spacing: Double
    /// Share of the width of a measured range. For each quantity, the next patient of the same population is outside
    /// the extremes of `n` patients with probability 2 / (`n` + 1). Half a width more on either side makes this rare,
    /// and values on another scale are still refused.
    package let measured: Double

    package static let standard = Allowance(spacing: 0.01, measured: 0.5)
  }
}

/// One series in the training patients.
package struct SeriesRange: Hashable, Codable, Sendable {
  package let series: String
  /// Spacing along columns, rows and slices in mm.
  package let spacing: [TrainingRange.Span]
  /// Scanners with their numbers of patients, the most frequent first; then the number of patients without a scanner.
  package let scanners: [ScannerCount]
  package let withoutScanner: Int
  /// Quantiles of intensities inside the lesion, as stored and after normalisation, in the order of
  /// ``IntensitySummary/probabilities``.
  package let intensities: [TrainingRange.Span]
  package let normalised: [TrainingRange.Span]?
  /// Lesion volume in mm³.
  package let lesionVolume: TrainingRange.Span

  package struct ScannerCount: Hashable, Codable, Sendable {
    package let scanner: ScannerModel
    package let patients: Int
  }

  /// `nil` without patients.
  init?(_ all: [SeriesAcquisition]) {
    guard let first = all.first, let volume = TrainingRange.Span(all.map(\.lesionVolume)) else { return nil }
    series = first.series
    spacing = (0..<3).compactMap { axis in TrainingRange.Span(all.map { $0.spacing[axis] }) }
    let counts = Dictionary(grouping: all.compactMap(\.scanner)) { $0 }.mapValues(\.count)
    scanners = counts.map { ScannerCount(scanner: $0.key, patients: $0.value) }.sorted {
      $0.patients != $1.patients ? $0.patients > $1.patients : $0.scanner.words < $1.scanner.words
    }
    withoutScanner = all.count { $0.scanner == nil }
    intensities = Self.spans(all.map(\.intensities))
    let normalised = all.compactMap(\.normalised)
    self.normalised = normalised.count == all.count ? Self.spans(normalised) : nil
    lesionVolume = volume
  }

  private static func spans(_ summaries: [IntensitySummary]) -> [TrainingRange.Span] {
    IntensitySummary.probabilities.indices.compactMap { at in TrainingRange.Span(summaries.map { $0.quantiles[at] }) }
  }
}

/// One factor in the training patients.
package struct FactorRange: Hashable, Codable, Sendable {
  package let name: String
  /// Numbers of patients by level, in the order of the study; empty for a numeric factor.
  package let levels: [LevelCount]
  /// Range and spread of a numeric factor; `nil` for levels, and if no patient has a value.
  package let span: TrainingRange.Span?
  package let spread: TrainingRange.Spread?
  /// Number of patients without a value.
  package let unknown: Int

  package struct LevelCount: Hashable, Codable, Sendable {
    package let level: String
    package let patients: Int
  }

  package init(_ factor: StudyFile.Factor, values: [FactorValue]) {
    name = factor.name
    let numbers = values.compactMap(\.number)
    (span, spread) = (TrainingRange.Span(numbers), TrainingRange.Spread(numbers))
    let found = values.compactMap(\.level)
    var declared: [String] = []
    if case .categorical(let levels, _) = factor.kind { declared = levels.map(\.name) }
    let names = declared + Set(found).subtracting(declared).sorted()
    levels = names.map { name in LevelCount(level: name, patients: found.count { $0 == name }) }
    unknown = values.count { $0 == .unknown }
  }
}

import Cohorts
import Extraction
import Learning
import Statistics
import StudyFiles

/// What the training patients of a model were like, as ranges and counts; nobody is named.
package struct TrainingRange: Hashable, Codable, Sendable {
  /// Training patients, and those with the event.
  package let patients: Int
  package let events: Int
  /// One entry per series that the model needs.
  package let series: [SeriesRange]
  /// One entry per factor in the model.
  package let factors: [FactorRange]
  /// Log-odds of training patients while held out, and by the final model, which has seen them.
  package let outOfFold: Spread?
  package let resubstitution: Spread?
  /// SHA-256 of the voxels of training images, sorted: by them a patient of the training is known again.
  package let imageHashes: [String]
  /// Hashes of what the model reads of each training patient, sorted; `nil` in models saved before there were any, and
  /// where a row has too few digits to tell patients apart. See ``RowHash``.
  package var rowHashes: [String]?
  /// Where training patients lie in the features of a table or of images that the model reads; `nil` in models saved
  /// before there were any.
  package var features: [FeatureRange]?
  /// How far beyond the range a patient may lie.
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

  /// How far beyond the range a patient may lie.
  package struct Allowance: Hashable, Codable, Sendable {
    /// Share of a spacing: what headers round away.
    package let spacing: Double
    /// Share of the width of a measured range. The next patient of the same population lies outside the extremes of `n`
    /// with a chance of 2 in `n + 1` for each quantity; half a width more on either side makes that rare without
    /// letting another scale pass.
    package let measured: Double

    package static let standard = Allowance(spacing: 0.01, measured: 0.5)
  }
}

/// What a series of the training patients was like.
package struct SeriesRange: Hashable, Codable, Sendable {
  package let series: String
  /// Spacing along columns, rows and slices, mm.
  package let spacing: [TrainingRange.Span]
  /// Scanners with the number of patients, most first; patients whose files do not name one.
  package let scanners: [ScannerCount]
  package let withoutScanner: Int
  /// Quantiles inside the lesion as stored, and after normalisation; in the order of
  /// ``IntensitySummary/probabilities``.
  package let intensities: [TrainingRange.Span]
  package let normalised: [TrainingRange.Span]?
  /// Lesion volume, mm³.
  package let lesionVolume: TrainingRange.Span

  package struct ScannerCount: Hashable, Codable, Sendable {
    package let scanner: ScannerModel
    package let patients: Int
  }

  /// `nil` without a patient.
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

/// What a factor of the training patients was like.
package struct FactorRange: Hashable, Codable, Sendable {
  package let name: String
  /// Patients by level, in the order of the study; empty for a number.
  package let levels: [LevelCount]
  /// Range and spread of a number; `nil` for levels, and where nobody has one.
  package let span: TrainingRange.Span?
  package let spread: TrainingRange.Spread?
  /// Patients of whom it is not known.
  package let unknown: Int

  package struct LevelCount: Hashable, Codable, Sendable {
    package let level: String
    package let patients: Int
  }

  package init(_ factor: StudyFile.Factor, _ values: [FactorValue]) {
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

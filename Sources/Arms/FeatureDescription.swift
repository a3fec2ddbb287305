import Comparison
import Mathematics
import Results
import Statistics

/// Describes the image features that a row keeps, from the table of all features, so that a run and its audit use the
/// same code.
package struct FeatureDescription {
  /// Names of the features.
  private let places: [String: Int]
  /// Their values, one row a patient.
  private let rows: [[Double?]]
  /// Outcomes of the patients.
  private let outcomes: [Bool]

  /// Takes the table with one row and one outcome a patient.
  package init(columns: [String], rows: [[Double?]], outcomes: [Bool]) {
    places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    (self.rows, self.outcomes) = (rows, outcomes)
  }

  /// The description of those among the selected columns that are image features; `nil` without any.
  /// - Parameter fits: the columns that the fit to each training set selected, for their stability.
  package func features(_ selected: [String], fits: [[String]]) -> SelectedFeatures? {
    let kept = selected.compactMap { name in places[name].map { (name: name, at: $0) } }
    guard !kept.isEmpty else { return nil }
    let values = kept.map { column in rows.map { $0[column.at] } }
    return SelectedFeatures(
      columns: zip(kept, values).map { column($0.name, $1) },
      correlations: values.indices.map { row in values[..<row].map { correlation(values[row], $0) } },
      stability: stability(fits))
  }

  private func column(_ name: String, _ values: [Double?]) -> SelectedFeatures.Column {
    let known = values.compactMap(\.self)
    func of(_ outcome: Bool) -> SelectedFeatures.FiveNumbers? {
      SelectedFeatures.FiveNumbers(zip(values, outcomes).compactMap { $1 == outcome ? $0 : nil })
    }
    return SelectedFeatures.Column(
      name: name, mean: known.isEmpty ? .undefined(.noValues) : .value(mean(known)),
      standardDeviation: sampleStandardDeviation(known).quantity, events: of(true), nonEvents: of(false))
  }

  /// Spearman's correlation over the patients who have both values.
  private func correlation(_ first: [Double?], _ second: [Double?]) -> Quantity {
    let pairs = zip(first, second).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    let ranks = [pairs.map(\.0), pairs.map(\.1)].map { doubledMidranks($0).map(Double.init) }
    return pearsonCorrelation(ranks[0], ranks[1]).map(Quantity.value)
      ?? .undefined(.featureIsConstant)
  }

  /// How often each image feature was kept, over the training sets.
  private func stability(_ fits: [[String]]) -> SelectedFeatures.Stability? {
    guard fits.count > 1 else { return nil }
    let counts = fits.reduce(into: [String: Int]()) { counts, fit in
      for name in Set(fit) where places[name] != nil { counts[name, default: 0] += 1 }
    }
    let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return SelectedFeatures.Stability(
      fits: fits.count, columns: ordered.map { SelectedFeatures.Stability.Share(name: $0.key, fits: $0.value) })
  }
}

extension SelectedFeatures.FiveNumbers {
  /// Those of values; `nil` without any.
  fileprivate init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let at = { (share: Double) in quantile(ofSorted: sorted, share) }
    self.init(
      count: sorted.count, minimum: sorted[0], lowerQuartile: at(0.25), median: at(0.5), upperQuartile: at(0.75),
      maximum: sorted[sorted.count - 1])
  }
}

import Foundation
import Statistics

/// Where the training patients of a model lie in one of the features that it reads.
package struct FeatureRange: Hashable, Codable, Sendable {
  package let name: String
  /// Mean and standard deviation.
  package let spread: TrainingRange.Spread
  /// Lower quartile, median and upper quartile.
  package let quartiles: [Double]

  /// `nil` with fewer than ten known values.
  package init?(_ name: String, _ values: [Double]) {
    guard values.count >= 10, let spread = TrainingRange.Spread(values) else { return nil }
    (self.name, self.spread) = (name, spread)
    quartiles = [0.25, 0.5, 0.75].map { quantile(values, $0) }
  }

  /// Distance of the quartiles.
  private var width: Double { quartiles[2] - quartiles[0] }

  /// Whether values of other patients lie where no other site puts them: eight times as wide or narrow, or four widths
  /// away.
  func isElsewhere(_ other: FeatureRange) -> Bool {
    guard width > 0, other.width > 0 else { return false }
    let ratio = other.width / width
    return ratio > 8 || ratio < 1 / 8 || abs(other.quartiles[1] - quartiles[1]) > 4 * max(width, other.width)
  }

  /// Mean 0 and deviation 1, to the difference of `n` and `n - 1`.
  var isStandardised: Bool {
    guard let deviation = spread.deviation else { return false }
    return abs(spread.mean) < 1e-3 && abs(deviation - 1) < max(1e-3, 1 / Double(spread.count))
  }
}

/// Features of another cohort beside those of a model's training patients: whether a table is in the same units.
package struct FeatureComparison {
  /// Features that lie elsewhere, with both medians.
  package private(set) var elsewhere: [(name: String, here: Double, training: Double)] = []
  /// Features that are standardised here and were not in training.
  package private(set) var standardised: [String] = []
  /// Features compared.
  package private(set) var count = 0

  /// - Parameters:
  ///   - training: of the model; `nil` in models saved before there were any.
  ///   - values: of the other patients by feature.
  package init(_ training: [FeatureRange]?, _ values: (String) -> [Double]) {
    for range in training ?? [] {
      guard let here = FeatureRange(range.name, values(range.name)) else { continue }
      count += 1
      if range.isElsewhere(here) { elsewhere.append((range.name, here.quartiles[1], range.quartiles[1])) }
      if here.isStandardised, !range.isStandardised { standardised.append(range.name) }
    }
  }

  /// What a reader should know: single features may lie elsewhere at another site, three in four do not.
  package var notes: [String] {
    guard count >= 2 else { return [] }
    if 4 * standardised.count >= 3 * count {
      return [
        "\(standardised.count) of \(count) features of the model have mean 0 and deviation 1 here (\(standardised[0])) and had not in training: "
          + "the model scales by its training patients, so give the features as they were measured"
      ]
    }
    guard 4 * elsewhere.count >= 3 * count, let first = elsewhere.first else { return [] }
    return [
      "\(elsewhere.count) of \(count) features of the model lie elsewhere than in training (\(first.name): median \(inShort(first.here)) here, "
        + "\(inShort(first.training)) in training): are units and preprocessing the same? They were scored as they are"
    ]
  }

  private func inShort(_ value: Double) -> String { String(format: "%.3g", value) }
}

import Foundation
import Records
import Statistics

/// The distribution of one of the model's features in its training patients.
package struct FeatureRange: Hashable, Codable, Sendable {
  package let name: String
  /// Mean and standard deviation.
  package let spread: TrainingRange.Spread
  /// Lower quartile, median and upper quartile.
  package let quartiles: [Double]

  /// `nil` with fewer than ten known values.
  package init?(_ name: String, values: [Double]) {
    guard values.count >= 10, let spread = TrainingRange.Spread(values) else { return nil }
    (self.name, self.spread) = (name, spread)
    quartiles = [0.25, 0.5, 0.75].map { quantile(values, $0) }
  }

  /// The interquartile range.
  private var width: Double { quartiles[2] - quartiles[0] }

  /// Whether the values of other patients differ more than between sites: an interquartile range eight times as wide or
  /// narrow, or a median four interquartile ranges away.
  func isElsewhere(_ other: FeatureRange) -> Bool {
    guard width > 0, other.width > 0 else { return false }
    let ratio = other.width / width
    return ratio > 8 || ratio < 1 / 8 || abs(other.quartiles[1] - quartiles[1]) > 4 * max(width, other.width)
  }

  /// Whether all other patients have one value although the training patients had several. If this value is a quartile
  /// of the training, it may simply be the most frequent one. Then twenty patients are needed, and a column whose
  /// quartiles differ in training.
  func isConstant(_ here: [Double]) -> Bool {
    guard let first = here.first, here.allSatisfy({ $0 == first }), (spread.deviation ?? 0) > 0 else { return false }
    return !quartiles.contains(first) || here.count >= 20 && width > 0
  }

  /// Whether the median of other patients is more than a hundred interquartile ranges away from that of training; if
  /// that range is 0, a hundred standard deviations.
  func isBeyond(_ here: [Double]) -> Bool {
    let scale = width > 0 ? width : spread.deviation ?? 0
    return scale > 0 && abs(quantile(here, 0.5) - quartiles[1]) > 100 * scale
  }

  /// Whether a single value lies more than a number of interquartile ranges outside the quartiles of the training; if
  /// the quartiles are equal, as many standard deviations from them.
  package func isOutside(_ value: Double, by ranges: Double) -> Bool {
    let scale = width > 0 ? width : spread.deviation ?? 0
    return scale > 0 && (value < quartiles[0] - ranges * scale || value > quartiles[2] + ranges * scale)
  }

  /// Whether a value is a code for "missing" (-9, 999) outside of what the training patients usually have: below 0
  /// where they are not, or three interquartile ranges away.
  func mayBeCode(_ value: Double) -> Bool {
    MissingCodes.isCode(value) && (value < 0 && quartiles[0] > 0 || isOutside(value, by: 3))
  }

  /// Whether the mean is 0 and the standard deviation 1, up to the difference between `n` and `n - 1`.
  var isStandardised: Bool {
    guard let deviation = spread.deviation else { return false }
    return abs(spread.mean) < 1e-3 && abs(deviation - 1) < max(1e-3, 1 / Double(spread.count))
  }
}

/// Compares features of another cohort with those of the model's training patients, to find tables in other units.
package struct FeatureComparison {
  /// Features with very different values, each with both medians.
  package private(set) var elsewhere: [(name: String, here: Double, training: Double)] = []
  /// Features that are standardised here but were not in training.
  package private(set) var standardised: [String] = []
  /// Features with one value in all patients here, but not in training.
  package private(set) var constant: [(name: String, value: Double)] = []
  /// Features whose median is more than a hundred interquartile ranges away from that of training.
  package private(set) var beyond: [(name: String, here: Double, training: Double)] = []
  /// Number of features compared.
  package private(set) var count = 0

  /// - Parameters:
  ///   - training: the ranges of the model; `nil` in models saved before there were ranges.
  ///   - values: values of the other patients for a feature.
  package init(_ training: [FeatureRange]?, _ values: (String) -> [Double]) {
    for range in training ?? [] {
      compareAlone(range, here: values(range.name))
      guard let here = FeatureRange(range.name, values: values(range.name)) else { continue }
      count += 1
      if range.isElsewhere(here) { elsewhere.append((range.name, here.quartiles[1], range.quartiles[1])) }
      if here.isStandardised, !range.isStandardised { standardised.append(range.name) }
    }
  }

  /// Compares one column. Even at another site a column does not differ so much, so each is reported by itself.
  private mutating func compareAlone(_ range: FeatureRange, here: [Double]) {
    guard here.count >= 5, let first = here.first else { return }
    if range.isConstant(here) {
      constant.append((range.name, first))
    } else if range.isBeyond(here) {
      beyond.append((range.name, quantile(here, 0.5), range.quartiles[1]))
    }
  }

  /// Notes on single columns and on the whole table.
  package var notes: [String] {
    let together = notesOnTable
    return noteOnConstants + (together.isEmpty ? noteOnUnits : together)
  }

  private var noteOnConstants: [String] {
    guard !constant.isEmpty else { return [] }
    let names = listed(constant.map { "\($0.name) (\(inShort($0.value)))" })
    return [
      "the same value in all patients here, though not in training: \(names). Is it a code for a missing value? It was "
        + "scored as it is"
    ]
  }

  private var noteOnUnits: [String] {
    guard !beyond.isEmpty else { return [] }
    let names = listed(
      beyond.map { "\($0.name) (median \(inShort($0.here)) here, \(inShort($0.training)) in training)" })
    return [
      "a hundred times further from the training patients than these are from each other: \(names). Is the unit the "
        + "same? The values were scored as they are"
    ]
  }

  private func listed(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }

  /// Notes for the reader. Single features may differ at another site, but not three in four.
  private var notesOnTable: [String] {
    guard count >= 2 else { return [] }
    if 4 * standardised.count >= 3 * count {
      return [
        "\(standardised.count) of \(count) features of the model have mean 0 and standard deviation 1 here "
          + "(\(standardised[0])) but had not in training. The model itself scales by its training patients, so give "
          + "the features as they were measured"
      ]
    }
    guard 4 * elsewhere.count >= 3 * count, let first = elsewhere.first else { return [] }
    return [
      "\(elsewhere.count) of \(count) features of the model have very different values than in training "
        + "(\(first.name): median \(inShort(first.here)) here, \(inShort(first.training)) in training). Are units and "
        + "preprocessing the same? The values were scored as they are"
    ]
  }

  private func inShort(_ value: Double) -> String { String(format: "%.3g", value) }
}

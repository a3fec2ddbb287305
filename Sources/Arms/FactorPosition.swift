import Mathematics

/// Where recorded values of a factor lie between the lowest and the highest, for colours and directions.
package struct FactorPosition {
  /// One place from 0 to 1 for each value; `nil` where it is unknown.
  package let places: [Double?]

  /// - Parameter levels: the levels of the factor, from low to high; `nil` for numbers, which lie between the smallest
  ///   and the largest of `values`.
  package init(_ values: [String?], levels: [String]?) {
    let numbers = values.map { text -> Double? in
      guard let levels else { return text.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
      return text.flatMap { levels.firstIndex(of: $0) }.map(Double.init)
    }
    let known = numbers.compactMap(\.self)
    let low = levels == nil ? known.min() ?? 0 : 0
    let high = levels.map { Double($0.count - 1) } ?? known.max() ?? 0
    places = numbers.map { $0.map { high > low ? ($0 - low) / (high - low) : 0.5 } }
  }

  /// Pearson's correlation of the places with `contributions`: positive if higher values raise the output. `nil` where
  /// fewer than three places are known, or one of the two does not vary.
  package func direction(of contributions: [Double]) -> Double? {
    let pairs = zip(places, contributions).compactMap { place, value in place.map { ($0, value) } }
    guard pairs.count >= 3 else { return nil }
    return pearsonCorrelation(pairs.map(\.0), pairs.map(\.1))
  }
}

import Mathematics
import Volumes

/// What separates the body from air in an MR image, where intensities have no unit and no fixed zero.
public enum BodyRule: Hashable, Sendable {
  /// Otsu's threshold (doi 10.1109/TSMC.1979.4310076) on 256 bins from the lowest to the highest intensity.
  case otsu
  /// The mean of the image: lower than Otsu's where dark tissue is much of the body.
  case mean
  /// An intensity.
  case threshold(Double)
}

extension Volume {
  /// The body: the largest component of the voxels strictly above the threshold, connected through faces.
  ///
  /// Of components of one size that with the first voxel in storage order is taken. Nothing is filled: air inside stays
  /// out.
  /// - Throws: ``NormalisationError/bodyIsEmpty(threshold:)``, ``NormalisationError/intensitiesAreNotFinite(count:)``.
  public func body(_ rule: BodyRule) throws(NormalisationError) -> Mask {
    try requireFiniteIntensities()
    let threshold = threshold(rule)
    guard let body = largestComponent(above: threshold) else { throw .bodyIsEmpty(threshold: threshold) }
    return body
  }

  /// Refuses an image with holes: a threshold, a mean or a percentile of it would mean nothing.
  func requireFiniteIntensities() throws(NormalisationError) {
    // `x - x` is 0 for finite numbers only.
    let broken = voxels.reduce(into: 0) { if $1 - $1 != 0 { $0 += 1 } }
    guard broken == 0 else { throw .intensitiesAreNotFinite(count: broken) }
  }

  private func threshold(_ rule: BodyRule) -> Double {
    switch rule {
    case .threshold(let value): return value
    case .otsu: return otsuThreshold(of: voxels)
    case .mean:
      var sum = CompensatedSum()
      for value in voxels { sum.add(value) }
      return sum.value / Double(voxels.count)
    }
  }
}

/// The centre of the bin after which two classes differ most, `argmax w₁ w₂ (μ₁ − μ₂)²`, as scikit-image counts.
///
/// The value itself where all are one.
func otsuThreshold(of values: [Double], bins: Int = 256) -> Double {
  guard let lowest = values.min(), let highest = values.max(), lowest < highest else { return values.first ?? 0 }
  let width = (highest - lowest) / Double(bins)
  let counts = EvenBins(lowest: lowest, highest: highest, count: bins).counts(of: values)
  let centres = (0..<bins).map { lowest + (Double($0) + 0.5) * width }
  let total = counts.reduce(0, +)
  let moment = zip(counts, centres).reduce(0) { $0 + $1.0 * $1.1 }
  var (weight, first, best, threshold) = (0.0, 0.0, -1.0, centres[0])
  for bin in 0..<(bins - 1) {
    weight += counts[bin]
    first += counts[bin] * centres[bin]
    guard weight > 0, weight < total else { continue }
    let difference = first / weight - (moment - first) / (total - weight)
    let variance = weight * (total - weight) * difference * difference
    if variance > best { (best, threshold) = (variance, centres[bin]) }
  }
  return threshold
}

/// Bins of one width between two values; the last has both its ends.
struct EvenBins {
  let lowest: Double
  let highest: Double
  let count: Int

  /// How many values lie in each bin; those outside in none.
  func counts(of values: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: count)
    let span = highest - lowest
    for value in values where value >= lowest && value <= highest {
      let place = (value - lowest) / span * Double(count)
      // Not below the count either where the span overflows and the place is not a number.
      counts[place < Double(count) ? Int(place) : count - 1] += 1
    }
    return counts
  }
}

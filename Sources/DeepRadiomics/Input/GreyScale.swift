import Mathematics
import Volumes

/// The line that maps one image's intensities to greys: `(x - low) / (high - low)`, held within `[0, 1]`.
struct GreyScale {
  let low: Double
  let high: Double

  /// Taken from all voxels of an image, or from those where `mask` is 1.
  init(_ scaling: IntensityScaling, of volume: Volume, within mask: Mask?) throws(InputError) {
    let values =
      mask.map { mask in zip(volume.voxels, mask.voxels).compactMap { $1 != 0 ? $0 : nil } } ?? volume.voxels
    guard values.areFinite else { throw .notFinite }
    switch scaling {
    case .minMax: (low, high) = values.extremes
    case .zScore(let limit):
      let moments = PlainMoments(values)
      (low, high) = (moments.mean - limit * moments.deviation, moments.mean + limit * moments.deviation)
    case .percentiles(let lower, let upper):
      var values = values
      low = values.percentile(lower)
      high = values.percentile(upper)
    case .window(let lower, let upper): (low, high) = (lower, upper)
    }
  }

  /// Whether every voxel gets grey 0: there is no contrast to scale.
  var isFlat: Bool { !(high > low) }

  /// Grey of an intensity.
  @inline(__always) func grey(_ intensity: Double) -> Float {
    isFlat ? 0 : Float(min(max((intensity - low) / (high - low), 0), 1))
  }
}

extension [Double] {
  /// Whether no value is NaN or infinite: `x - x` is 0 for finite x and NaN for the others, and NaN stays in a sum.
  var areFinite: Bool {
    withUnsafeBufferPointer { values in
      var sum = 0.0
      for value in values { sum += value - value }
      return sum == 0
    }
  }

  fileprivate var extremes: (Double, Double) {
    withUnsafeBufferPointer { values in
      var (low, high) = (Double.infinity, -Double.infinity)
      for value in values {
        low = Swift.min(low, value)
        high = Swift.max(high, value)
      }
      return (low, high)
    }
  }

  /// The percentile (0 to 100) between neighbours linearly; the values end in another order.
  ///
  /// By selection, since sorting the 13 million voxels of a volume would take longer than the network.
  fileprivate mutating func percentile(_ percent: Double) -> Double {
    let place = QuantilePlace(percent / 100, of: count)
    let first = select(place.below)
    // The next in order is behind a selected value and the smallest there; a share of 0 does not need it.
    guard place.share > 0 else { return first }
    return place.value(first, self[place.above...].reduce(.infinity) { Swift.min($0, $1) })
  }

  /// The value of rank `rank`, with smaller ones before and greater ones behind it (Hoare's selection, median of
  /// three).
  fileprivate mutating func select(_ rank: Int) -> Double {
    withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      while low < high {
        let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
        let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
        var (i, j) = (low, high)
        while i <= j {
          while values[i] < pivot { i += 1 }
          while values[j] > pivot { j -= 1 }
          if i <= j {
            values.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if rank <= j { high = j } else if rank >= i { low = i } else { break }
      }
      return values[rank]
    }
  }
}

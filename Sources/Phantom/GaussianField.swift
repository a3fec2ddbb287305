import Execution
import Mathematics

/// A smooth random field: white noise convolved with a Gaussian, zero mean, unit variance, periodic.
///
/// Correlation of two points at distance d is `exp(−d² / 4σ²)` with `σ` the smoothing length. One lattice in the
/// patient serves every series, so that two series of one lesion show one tissue.
package struct GaussianField {
  /// Lattice points along each axis.
  package static let count = 48
  /// Distance of lattice points in mm; the period, 96 mm, exceeds the largest lesion.
  package static let spacing = 2.0

  private let values: [Double]

  /// - Parameter smoothing: standard deviation of the Gaussian in mm.
  package init(smoothing: Double, drawnBy stream: inout RandomStream) {
    let noise = (0..<(Self.count * Self.count * Self.count)).map { _ in stream.normal() }
    let kernel = Self.kernel(smoothing / Self.spacing)
    values = [1, Self.count, Self.count * Self.count].reduce(noise) { Self.smoothed($0, along: $1, by: kernel) }
  }

  /// Trilinear value at a place in mm.
  package func value(at place: SIMD3<Double>) -> Double {
    let scaled = place / Self.spacing
    let base = scaled.rounded(.down)
    let share = scaled - base
    let (i, j, k) = (Self.wrap(base.x), Self.wrap(base.y), Self.wrap(base.z))
    func line(_ j: Int, _ k: Int) -> Double {
      let row = Self.count * (j + Self.count * k)
      return values[row + i] * (1 - share.x) + values[row + (i + 1) % Self.count] * share.x
    }
    let (nextJ, nextK) = ((j + 1) % Self.count, (k + 1) % Self.count)
    let near = line(j, k) * (1 - share.y) + line(nextJ, k) * share.y
    let far = line(j, nextK) * (1 - share.y) + line(nextJ, nextK) * share.y
    return near * (1 - share.z) + far * share.z
  }

  private static func wrap(_ coordinate: Double) -> Int {
    let remainder = Int(coordinate) % count
    return remainder < 0 ? remainder + count : remainder
  }

  /// Gaussian weights with a unit sum of squares, which keeps the variance of white noise at 1.
  private static func kernel(_ sigma: Double) -> [Double] {
    let radius = min(Int((3 * sigma).rounded(.up)), count / 2 - 1)
    let raw = gaussianWeights(sigma: sigma, reach: radius)
    let norm = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return raw.map { $0 / norm }
  }

  /// Periodic convolution along the axis whose neighbours are `stride` apart.
  ///
  /// Every line is copied with its periodic margins first, so the inner loop runs over contiguous numbers.
  private static func smoothed(_ input: [Double], along stride: Int, by kernel: [Double]) -> [Double] {
    var output = [Double](repeating: 0, count: input.count)
    let radius = kernel.count / 2
    var line = [Double](repeating: 0, count: count + 2 * radius)
    for start in 0..<input.count where (start / stride) % count == 0 {
      for position in line.indices {
        line[position] = input[start + stride * ((position - radius + count) % count)]
      }
      for position in 0..<count {
        var sum = 0.0
        for tap in kernel.indices { sum += kernel[tap] * line[position + tap] }
        output[start + stride * position] = sum
      }
    }
    return output
  }
}

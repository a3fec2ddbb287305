import Execution
import Mathematics
import Volumes

/// The z-score of intensities: `scale · clamp((x - mean) / sd, ±outlierLimit)`.
///
/// Mean and standard deviation (with n - 1) of a map made from a volume are those of the whole image, not of the
/// region, as in PyRadiomics' `normalize`.
public struct ZScoreMap: Hashable, Codable, Sendable {
  /// Mean intensity of the image.
  public let mean: Double
  /// Standard deviation of the intensities of the image, `> 0`.
  public let standardDeviation: Double
  /// Factor applied last.
  public let scale: Double
  /// Intensities further from the mean than this many standard deviations are moved there; `nil` for none.
  public let outlierLimit: Double?

  /// Statistics of `volume`, in one pass.
  /// - Throws: ``ImageProcessingError/imageIsFlat(intensity:)``,
  ///   ``ImageProcessingError/intensitiesAreNotFinite(count:)``.
  public init(of volume: Volume, scale: Double = 1, outlierLimit: Double? = nil) throws(ImageProcessingError) {
    let moments = Moments(of: volume.voxels)
    guard moments.mean.isFinite, moments.variance.isFinite else {
      throw .intensitiesAreNotFinite(count: volume.voxels.count { !$0.isFinite })
    }
    guard moments.variance > 0 else { throw .imageIsFlat(intensity: volume.voxels[0]) }
    mean = moments.mean
    standardDeviation = moments.variance.squareRoot()
    self.scale = scale
    self.outlierLimit = outlierLimit
  }

  /// The normalised image; float64 whatever the file held, as SimpleITK's filter returns.
  public func applied(to volume: Volume) -> Volume { applied(to: volume, within: volume.grid.bounds) }

  /// The normalised intensity.
  @inline(__always) public func applied(to intensity: Double) -> Double {
    let limit = outlierLimit ?? .infinity
    return min(max((intensity - mean) * (1 / standardDeviation), -limit), limit) * scale
  }

  /// The normalised part of the image in `box`, float64.
  /// - Parameters:
  ///   - box: in voxels, within the image; beyond it a call is a caller's bug.
  ///   - workers: threads at most; voxels are independent, so the result is the same for any number.
  public func applied(to volume: Volume, within box: VoxelBox, workers: Int = 1) -> Volume {
    precondition(
      (0..<3).allSatisfy {
        0 <= box.lower[$0] && box.lower[$0] <= box.upper[$0] && box.upper[$0] <= volume.grid.size[$0]
      }, "the box lies within the image")
    let rows = box.size.y * box.size.z
    let voxels = [Double](unsafeUninitializedCapacity: rows * box.size.x) { result, filled in
      volume.voxels.withUnsafeBufferPointer { voxels in
        let (target, source) = (SharedBuffer(result), SharedSource(voxels))
        parallelRanges(rows, workers: workers, grain: 1 + 50_000 / max(box.size.x, 1)) { range in
          // In range: the box lies within the image, checked above; a row of the result is written by one thread.
          for row in range {
            let (k, j) = row.quotientAndRemainder(dividingBy: box.size.y)
            let start = volume.grid.offset(box.lower.x, box.lower.y + j, box.lower.z + k)
            for i in 0..<box.size.x {
              target.elements[row &* box.size.x &+ i] = applied(to: source.elements[start &+ i])
            }
          }
        }
      }
      filled = rows * box.size.x
    }
    return Volume(grid: volume.grid.cropped(to: box), voxels: voxels, precision: .double)
  }
}

/// Mean and unbiased variance by sums about the first value, which avoids the cancellation of sums about zero.
struct Moments {
  let mean: Double
  let variance: Double

  init(of values: [Double]) {
    let pivot = values[0]
    var sum = CompensatedSum()
    var squares = CompensatedSum()
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: 1024) {
        let block = UnsafeBufferPointer(rebasing: values[start..<min(start + 1024, values.count)])
        let (first, second) = powerSums(of: block, about: pivot)
        sum.add(first)
        squares.add(second)
      }
    }
    let count = Double(values.count)
    mean = pivot + sum.value / count
    variance = count > 1 ? max(0, (squares.value - sum.value * sum.value / count) / (count - 1)) : 0
  }
}

/// Sums of differences and squared differences in eight lanes, always added in the same order.
private func powerSums(of values: UnsafeBufferPointer<Double>, about pivot: Double) -> (Double, Double) {
  var first = SIMD8<Double>.zero
  var second = SIMD8<Double>.zero
  let whole = values.count & ~7
  for start in stride(from: 0, to: whole, by: 8) {
    // In range: `start + 7 < whole <= values.count`.
    var lanes = SIMD8<Double>.zero
    for lane in 0..<8 { lanes[lane] = values[start + lane] }
    let difference = lanes - pivot
    first += difference
    second += difference * difference
  }
  var (sum, squares) = (first.sum(), second.sum())
  for position in whole..<values.count {
    let difference = values[position] - pivot
    sum += difference
    squares += difference * difference
  }
  return (sum, squares)
}

import Execution
import Volumes

/// The cubic B-spline through an image of integers, whose values are truncated to integers again.
///
/// Where a new voxel lies on an old one, or all around are equal, the spline is a whole number up to rounding, and
/// rounding decides whether 42 is stored or 41. There, and only there, the sums of
/// `itk::BSplineInterpolateImageFunction` are made in their order: coefficients along x, y and z first, then one sum
/// over 64 of them, x fastest, at the place that ITK's scan lines give. Everywhere else three passes along the axes,
/// which are faster, truncate to the same number.
struct TruncatedSpline {
  private let coefficients: [Double]
  private let box: VoxelBox
  private let grid: Grid
  /// How far a sum may be from a whole number and be one but for rounding.
  private let tolerance: Double

  /// - Parameters:
  ///   - voxels: those of the image in `box`.
  ///   - grid: that of the whole image.
  init(_ voxels: [Double], _ box: VoxelBox, in grid: Grid, workers: Int = 1) {
    var values = voxels
    for axis in 0..<3 {
      let ends = BlockEnds(
        lower: box.lower[axis] == 0, upper: box.upper[axis] == grid.size[axis], available: grid.size[axis])
      prefilter(
        &values, AxisLayout(size: box.size, axis: axis), ends: ends, sums: .asITK, workers: workers)
    }
    (coefficients, self.box, self.grid) = (values, box, grid)
    tolerance = Self.tolerance(voxels)
  }

  /// The spline at the voxels of `plan`, before it is truncated.
  func read(_ plan: ResamplingPlan, _ taps: [AxisTaps], workers: Int) -> [Double] {
    var values = coefficients
    var size = box.size
    for axis in 0..<3 {
      let layout = AxisLayout(size: size, axis: axis)
      values = interpolate(values, layout, taps[axis], offset: box.lower[axis], workers: workers)
      size[axis] = plan.target.size[axis]
    }
    settle(&values, plan, workers: workers)
    return values
  }

  /// Gives those values that are whole numbers but for rounding the rounding of ITK.
  func settle(_ values: inout [Double], _ plan: ResamplingPlan, workers: Int) {
    let lines = plan.followsScanLines ? ScanLines(of: plan.target, in: grid) : nil
    let (count, rows) = (plan.target.size.x, plan.target.size.y)
    let parallel = (0..<3).map { axis in lines == nil ? plan.sampling[axis].positions.map { taps($0, axis) } : [] }
    let isWhole = Self.isWhole(within: tolerance)
    values.withUnsafeMutableBufferPointer { buffer in
      let shared = SharedBuffer(buffer)
      parallelRanges(rows * plan.target.size.z, workers: workers, grain: 1 + 20_000 / count) { range in
        // Each row is changed by one thread, and lies within the buffer.
        for row in range {
          let (k, j) = row.quotientAndRemainder(dividingBy: rows)
          let line = lines?.row(j, k)
          for i in 0..<count where isWhole(shared.elements[row * count + i]) {
            shared.elements[row * count + i] =
              line.map { value(at: $0.start + $0.way * (Double(i) / Double(count))) }
              ?? sum(parallel[0][i], parallel[1][j], parallel[2][k])
          }
        }
      }
    }
  }

  /// Whether one of the values is a whole number but for rounding; 0 is truncated to 0 from either side.
  static func meetsWhole(_ values: [Double]) -> Bool {
    let isWhole = isWhole(within: tolerance(values))
    return values.contains { isWhole($0) }
  }

  /// Whether a sum of this image's coefficients is a whole number but for rounding.
  func isWhole(_ value: Double) -> Bool { Self.isWhole(within: tolerance)(value) }

  private static func isWhole(within tolerance: Double) -> @Sendable (Double) -> Bool {
    { value in
      // Adding 1.5 * 2^52 rounds to a whole number, without a call for each voxel; larger values are whole.
      let nearest = (value + 0x1.8p52) - 0x1.8p52
      return abs(value - nearest) < tolerance && nearest != 0
    }
  }

  private static func tolerance(_ values: [Double]) -> Double {
    var largest = 1.0
    for value in values { largest = max(largest, abs(value)) }
    return 1e-11 * largest
  }

  /// The spline at a fractional index of the image, in ITK's arithmetic. The coefficients that it reads must lie in the
  /// box.
  func value(at index: SIMD3<Double>) -> Double { sum(taps(index.x, 0), taps(index.y, 1), taps(index.z, 2)) }

  /// Weights of four coefficients along an axis, and their places in the box.
  private struct Taps {
    let places: SIMD4<Int>
    let weights: SIMD4<Double>
  }

  /// Every place lies in the box, see `taps`. A product with 0 changes no sum; the order of factors and of terms does.
  private func sum(_ x: Taps, _ y: Taps, _ z: Taps) -> Double {
    coefficients.withUnsafeBufferPointer { values in
      var sum = 0.0
      for c in 0..<4 where z.weights[c] != 0 {
        for b in 0..<4 where y.weights[b] != 0 {
          let row = (z.places[c] &* box.size.y &+ y.places[b]) &* box.size.x
          let products = x.weights * y.weights[b] * z.weights[c]
          sum += products.x * values[row &+ x.places.x]
          sum += products.y * values[row &+ x.places.y]
          sum += products.z * values[row &+ x.places.z]
          sum += products.w * values[row &+ x.places.w]
        }
      }
      return sum
    }
  }

  /// ITK rounds the index to float32 before it takes the voxel below, so that an index a little below a whole number
  /// counts from that number, with a part that is a little below 0.
  private func taps(_ index: Double, _ axis: Int) -> Taps {
    let lower = Int(Float(index).rounded(.down))
    let w = index - Double(lower)
    let far = (1.0 / 6.0) * w * w * w
    let near = (1.0 / 6.0) + 0.5 * w * (w - 1.0) - far
    let right = w + near - 2.0 * far
    let last = grid.size[axis] - 1
    func place(_ step: Int) -> Int {
      min(max(mirrored(lower + step, last: last) - box.lower[axis], 0), box.size[axis] - 1)
    }
    return Taps(
      places: [place(-1), place(0), place(1), place(2)], weights: [near, 1.0 - near - right - far, right, far])
  }
}

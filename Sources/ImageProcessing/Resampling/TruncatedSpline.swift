import Execution
import Volumes

/// The cubic B-spline through an image of integers, whose values are truncated to integers again.
///
/// Where a new voxel lies on an old one, or all around are equal, the spline is a whole number up to rounding, and rounding decides whether 42 is stored
/// or 41. There, and only there, the sums of `itk::BSplineInterpolateImageFunction` are made in their order: coefficients along x, y and z
/// first, then one sum over 64 of them, x fastest, at the place that ITK's scan lines give. Everywhere else three passes along the axes, which are
/// faster, truncate to the same number.
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
    tolerance = 1e-11 * max(1, voxels.lazy.map(abs).max() ?? 0)
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
    let lines = plan.followsScanLines ? ScanLines(of: plan.target, in: grid) : nil
    let count = plan.target.size.x
    let across = plan.sampling.map(\.positions)
    values.withUnsafeMutableBufferPointer { buffer in
      let shared = SharedBuffer(buffer)
      parallelRanges(plan.target.size.y * plan.target.size.z, workers: workers, grain: 1 + 20_000 / count) { range in
        // Each row is changed by one thread, and lies within the buffer.
        for row in range {
          let (k, j) = row.quotientAndRemainder(dividingBy: plan.target.size.y)
          let line = lines?.row(j, k)
          for i in 0..<count where isWhole(shared.elements[row * count + i]) {
            let parallel = SIMD3(across[0][i], across[1][j], across[2][k])
            let place = line.map { $0.start + $0.way * (Double(i) / Double(count)) } ?? parallel
            shared.elements[row * count + i] = value(at: place)
          }
        }
      }
    }
    return values
  }

  /// Whether a sum is a whole number but for rounding; 0 is truncated to 0 from either side.
  func isWhole(_ value: Double) -> Bool {
    let nearest = value.rounded()
    return nearest != 0 && abs(value - nearest) < tolerance
  }

  /// The spline at a fractional index of the image, in ITK's arithmetic. The coefficients that it reads must lie in the box.
  func value(at index: SIMD3<Double>) -> Double {
    let (x, y, z) = (taps(index, 0), taps(index, 1), taps(index, 2))
    var sum = 0.0
    for c in 0..<4 where z.weights[c] != 0 {
      for b in 0..<4 where y.weights[b] != 0 {
        let row = (z.places[c] * box.size.y + y.places[b]) * box.size.x
        for a in 0..<4 {
          // A product of 0 changes no sum, but the order of factors does.
          sum += x.weights[a] * y.weights[b] * z.weights[c] * coefficients[row + x.places[a]]
        }
      }
    }
    return sum
  }

  /// Weights of four coefficients along an axis, and their places in the box. ITK rounds the index to float32 before it takes the voxel below, so
  /// that an index a little below a whole number counts from that number, with a part that is a little below 0.
  private func taps(_ index: SIMD3<Double>, _ axis: Int) -> (places: SIMD4<Int>, weights: SIMD4<Double>) {
    let lower = Int(Float(index[axis]).rounded(.down))
    let w = index[axis] - Double(lower)
    let far = (1.0 / 6.0) * w * w * w
    let near = (1.0 / 6.0) + 0.5 * w * (w - 1.0) - far
    let right = w + near - 2.0 * far
    let last = grid.size[axis] - 1
    func place(_ step: Int) -> Int {
      min(max(mirrored(lower + step, last: last) - box.lower[axis], 0), box.size[axis] - 1)
    }
    return ([place(-1), place(0), place(1), place(2)], [near, 1.0 - near - right - far, right, far])
  }
}

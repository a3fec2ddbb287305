import Volumes

extension ResamplingPlan {
  /// IBSI's grid: the centre of the new grid is that of `grid`, its size is rounded up (`UMPJ`).
  ///
  /// New voxels beyond the outermost centres take the intensity there.
  /// - Parameter spacing: asked spacing in mm; 0 keeps an axis as it is.
  /// - Throws: ``ImageProcessingError/resampledImageIsTooLarge(voxels:limit:)``.
  public init(centredOn grid: Grid, spacing: SIMD3<Double>) throws(ImageProcessingError) {
    let axes = (0..<3).map { axis in
      CentredAxis(
        available: grid.size[axis], spacing: grid.spacing[axis],
        newSpacing: spacing[axis] == 0 ? grid.spacing[axis] : spacing[axis])
    }
    let voxels = axes.reduce(1) { $0 * $1.size }
    guard voxels <= Self.limit else { throw .resampledImageIsTooLarge(voxels: voxels, limit: Self.limit) }
    let target = Grid(
      size: SIMD3(axes.map { Int($0.size) }), spacing: SIMD3(axes.map(\.newSpacing)),
      origin: grid.position(of: SIMD3(axes.map(\.start))), axes: grid.axes)
    self.init(target: target, sampling: axes.map { AxisSampling(positions: $0.positions, available: $0.available) })
  }
}

/// One axis of a centre-aligned grid.
private struct CentredAxis {
  let available: Int
  let newSpacing: Double
  let size: Double
  /// Fractional source index of the first new voxel.
  let start: Double
  private let ratio: Double

  init(available: Int, spacing: Double, newSpacing: Double) {
    self.available = available
    self.newSpacing = newSpacing
    ratio = newSpacing / spacing
    // A spacing of 0.1 mm is not exact in binary: a whole number of voxels must not be rounded up to one more.
    size = max(1, (Double(available) / ratio - 1e-6).rounded(.up))
    start = (Double(available - 1) - (size - 1) * ratio) / 2
  }

  var positions: [Double] {
    (0..<Int(size)).map { min(max(start + Double($0) * ratio, 0), Double(available - 1)) }
  }
}

extension Volume {
  /// The image on the grid of `plan`, with intensities that were whole numbers rounded to whole numbers again.
  /// - Parameter roundsIntensities: IBSI rounds after interpolation where intensities are calibrated integers, as in
  ///   CT.
  public func interpolated(_ plan: ResamplingPlan, _ interpolator: Interpolator, roundsIntensities: Bool) -> Volume {
    let source = Volume(grid: grid, voxels: voxels, precision: .double)
    let result = source.resampled(plan, interpolator)
    guard roundsIntensities else { return result }
    return Volume(grid: result.grid, voxels: result.voxels.map { $0.rounded(.toNearestOrAwayFromZero) })
  }
}

extension Mask {
  /// The mask interpolated; a voxel is inside when at least `threshold` of it is, by default half.
  ///
  /// Weights such as 0.3 add up to 0.4999… where mathematics has a half, hence the tolerance.
  public func interpolated(
    _ plan: ResamplingPlan, _ interpolator: Interpolator = .linear, threshold: Double = 0.5
  ) -> Mask {
    let parts = Volume(grid: grid, voxels: voxels.map(Double.init)).resampled(plan, interpolator)
    return Mask(grid: parts.grid, voxels: parts.voxels.map { $0 >= threshold - 1e-6 ? 1 : 0 })
  }
}

import Mathematics
import Volumes

/// Where the voxels of a resampled region lie, and at which fractional voxels of the source they are read.
///
/// The grid is PyRadiomics': aligned to the corner of the source, and covering only the region's bounding box and a
/// margin, never beyond the source. Along an axis on which the region is one voxel thick, and where the asked spacing
/// is 0, the spacing stays.
public struct ResamplingPlan: Sendable {
  /// Grid of the result.
  public let target: Grid
  /// Per axis, the source position of each target index.
  let sampling: [AxisSampling]
  /// Whether voxels that are read linearly, or at the nearest, are found along ITK's scan lines: the grid is turned, so
  /// that rounding along one axis depends on the others.
  let followsScanLines: Bool

  init(target: Grid, sampling: [AxisSampling]) {
    self.target = target
    self.sampling = sampling
    followsScanLines = false
  }

  /// More voxels than this would not fit in memory beside their wavelet sub-bands.
  static let limit = 1e9

  /// A plan to resample the surroundings of `box`, the bounding box of a region on `grid`.
  /// - Parameters:
  ///   - spacing: asked spacing in mm; 0 keeps an axis as it is.
  ///   - margin: target voxels around the region.
  /// - Throws: ``ImageProcessingError/resampledImageIsTooLarge(voxels:limit:)``.
  public init(
    box: VoxelBox, on grid: Grid, spacing: SIMD3<Double>, margin: Int
  ) throws(ImageProcessingError) {
    let kept = (0..<3).map { spacing[$0] == 0 || box.size[$0] == 1 }
    let extents = (0..<3).map { axis in
      AxisExtent(
        lower: box.lower[axis], count: box.size[axis], available: grid.size[axis], spacing: grid.spacing[axis],
        newSpacing: kept[axis] ? grid.spacing[axis] : spacing[axis], margin: margin)
    }
    let voxels = extents.reduce(1) { $0 * $1.size }
    guard voxels <= Self.limit else { throw .resampledImageIsTooLarge(voxels: voxels, limit: Self.limit) }
    let start = SIMD3(extents[0].start, extents[1].start, extents[2].start)
    followsScanLines = !grid.isParallelToSpace
    target = Grid(
      size: SIMD3(Int(extents[0].size), Int(extents[1].size), Int(extents[2].size)),
      spacing: SIMD3(extents[0].newSpacing, extents[1].newSpacing, extents[2].newSpacing),
      origin: followsScanLines ? grid.worldPosition(of: start) : grid.position(of: start), axes: grid.axes)
    let frames = grid.frames
    sampling = (0..<3).map { axis in
      AxisSampling(extent: extents[axis], frame: frames[axis], isScanline: axis == 0)
    }
  }

  /// Whether `spacing` is that of `grid` to NumPy's `allclose`: PyRadiomics then crops and does not interpolate.
  public static func keeps(_ grid: Grid, spacing: SIMD3<Double>, box: VoxelBox) -> Bool {
    (0..<3).allSatisfy { axis in
      let asked = spacing[axis] == 0 || box.size[axis] == 1 ? grid.spacing[axis] : spacing[axis]
      return isClose(grid.spacing[axis], to: asked)
    }
  }
}

/// First position and number of the new voxels along one axis.
struct AxisExtent {
  /// Fractional source index of the first new voxel.
  let start: Double
  /// Number of new voxels, kept as a number that cannot overflow until it has been checked.
  let size: Double
  let spacing: Double
  let newSpacing: Double
  let available: Int

  init(lower: Int, count: Int, available: Int, spacing: Double, newSpacing: Double, margin: Int) {
    let ratio = spacing / newSpacing
    let margin = Double(margin)
    let below = ((Double(lower) - 0.5) * ratio - margin).rounded(.down)
    let above = ((Double(lower + count) - 0.5) * ratio + margin).rounded(.up)
    let first = max(below, 0)
    let last = min(above, (Double(available) * ratio).rounded(.up) - 1)
    size = last - first + 1
    // The corner of the first voxel stays: half a new spacing from it is the new first centre.
    start = 0.5 * (newSpacing - spacing) / spacing + first / ratio
    self.spacing = spacing
    self.newSpacing = newSpacing
    self.available = available
  }
}

/// Origin and sign of one grid axis along the world axis it is parallel to.
struct AxisFrame {
  let origin: Double
  let sign: Double
}

extension Grid {
  /// The frames of the three axes; of an oblique grid those of the grid itself, whose world arithmetic mixes the axes.
  var frames: [AxisFrame] {
    [axes.i, axes.j, axes.k].map { axis in
      guard let along = (0..<3).first(where: { abs(axis[$0]) == 1 }) else { return AxisFrame(origin: 0, sign: 1) }
      return AxisFrame(origin: origin[along], sign: axis[along])
    }
  }
}

/// Source positions along one axis, in ITK's arithmetic.
///
/// New voxel centres often fall exactly between two old ones (1 mm from 0.78125 mm does at every 25th). Which of the
/// two is nearest is then decided by rounding, so the detour over world coordinates and along the scan line is made as
/// ITK makes it (`itk::ResampleImageFilter`, linear path).
struct AxisSampling: Sendable {
  /// Fractional source index of each target index.
  let positions: [Double]
  /// Number of source voxels.
  let available: Int

  init(positions: [Double], available: Int) {
    self.positions = positions
    self.available = available
  }

  init(extent: AxisExtent, frame: AxisFrame, isScanline: Bool) {
    let first = frame.sign * extent.spacing * extent.start + frame.origin
    func source(_ target: Double) -> Double {
      ((first + frame.sign * extent.newSpacing * target) - frame.origin) * (frame.sign * (1 / extent.spacing))
    }
    let (low, high) = (source(0), source(extent.size))
    positions = (0..<Int(extent.size)).map { target in
      isScanline ? low + (high - low) * (Double(target) / extent.size) : source(Double(target))
    }
    available = extent.available
  }

  /// Whether a position is within half a voxel of the source, its upper end excluded.
  func isInside(_ target: Int) -> Bool { positions[target] >= -0.5 && positions[target] < Double(available) - 0.5 }

  /// Whether a position lies half a voxel outside the outermost centres but for rounding.
  func isOnEdge(_ position: Double) -> Bool {
    abs(position + 0.5) < 1e-6 || abs(position - (Double(available) - 0.5)) < 1e-6
  }

  /// The nearest source index, upwards from a tie; `nil` outside the source.
  func nearest(_ target: Int) -> Int? {
    isInside(target) ? Int((positions[target] + 0.5).rounded(.down)) : nil
  }
}

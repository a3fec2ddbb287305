/// An image: intensities on a grid.
public struct Volume: Sendable {
  /// Where the voxels are.
  public let grid: Grid
  /// Intensities, x-fastest, one per voxel, rescaled as the file says.
  public let voxels: [Double]
  /// Precision in which the file stored the intensities; see ``StoredPrecision``.
  public let precision: StoredPrecision
  /// Lowest and highest intensity that the file's integer type can hold; `nil` where it held no integers, or none is
  /// known.
  ///
  /// ITK holds what it resamples within the type of its input, so a spline that overshoots below 0 is 0 in an unsigned
  /// image.
  public let storedRange: ClosedRange<Double>?

  /// `voxels.count` must equal `grid.count`.
  public init(
    grid: Grid, voxels: [Double], precision: StoredPrecision = .double, storedRange: ClosedRange<Double>? = nil
  ) {
    precondition(voxels.count == grid.count, "one intensity per voxel")
    self.grid = grid
    self.voxels = voxels
    self.precision = precision
    self.storedRange = storedRange
  }

  /// Intensity at a voxel index.
  @inlinable public subscript(i: Int, j: Int, k: Int) -> Double { voxels[grid.offset(i, j, k)] }

  /// The part of the image in `box`.
  public func cropped(to box: VoxelBox) -> Volume {
    Volume(
      grid: grid.cropped(to: box), voxels: voxels.block(box, of: grid), precision: precision,
      storedRange: storedRange)
  }
}

/// The precision of stored intensities.
///
/// Peers filter a float32 image in float32, so parity to 1e-6 needs to know what the file held, though every
/// computation here is in float64.
public enum StoredPrecision: String, Hashable, Codable, Sendable {
  /// Integers; exact in float64 up to 2⁵³.
  case integer
  /// float32.
  case single
  /// float64.
  case double
}

extension Array {
  /// The elements of `box` out of an x-fastest array on `grid`.
  package func block(_ box: VoxelBox, of grid: Grid) -> [Element] {
    precondition(count == grid.count)
    guard box != grid.bounds else { return self }
    var result: [Element] = []
    result.reserveCapacity(box.size.x * box.size.y * box.size.z)
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        let row = grid.offset(0, j, k)
        result.append(contentsOf: self[(row + box.lower.x)..<(row + box.upper.x)])
      }
    }
    return result
  }
}

/// Where the voxels of an image lie in the patient: size, spacing, origin and orientation.
///
/// The world frame is DICOM's: LPS (x to the patient's left, y to the back, z to the head), in millimetres.
/// Voxels are ordered x-fastest: index `(i, j, k)` is stored at `i + size.x * (j + size.y * k)`.
public struct Grid: Hashable, Codable, Sendable {
  /// Number of voxels along i, j and k; each `>= 1`.
  public let size: SIMD3<Int>
  /// Distance between neighbouring voxel centres along i, j and k, in mm; each `> 0`.
  public let spacing: SIMD3<Double>
  /// Centre of voxel (0, 0, 0) in LPS, mm.
  public let origin: SIMD3<Double>
  /// Unit vectors of the i, j and k axes in LPS.
  public let axes: Axes

  /// A caller's bug, not bad input, is a size below one or a spacing that is not positive and finite; readers check
  /// first.
  public init(
    size: SIMD3<Int>, spacing: SIMD3<Double> = .one, origin: SIMD3<Double> = .zero, axes: Axes = .identity
  ) {
    precondition(size.x > 0 && size.y > 0 && size.z > 0, "a grid needs at least one voxel along each axis")
    precondition((0..<3).allSatisfy { spacing[$0] > 0 && spacing[$0].isFinite }, "spacing must be positive and finite")
    self.size = size
    self.spacing = spacing
    self.origin = origin
    self.axes = axes
  }

  /// Number of voxels.
  public var count: Int { size.x * size.y * size.z }

  /// Volume of one voxel in mm³.
  public var voxelVolume: Double { spacing.x * spacing.y * spacing.z }

  /// Position in storage of voxel `(i, j, k)`.
  @inlinable public func offset(_ i: Int, _ j: Int, _ k: Int) -> Int { i + size.x * (j + size.y * k) }

  /// LPS position in mm of a (possibly fractional) voxel index.
  public func position(of index: SIMD3<Double>) -> SIMD3<Double> { origin + axes.applied(to: index * spacing) }

  /// Fractional voxel index of an LPS position in mm; the inverse of ``position(of:)``.
  public func index(of position: SIMD3<Double>) -> SIMD3<Double> {
    axes.inverse.applied(to: position - origin) / spacing
  }

  /// The grid of the voxels in `box`, in the same place in the patient.
  public func cropped(to box: VoxelBox) -> Grid {
    let start = SIMD3<Double>(Double(box.lower.x), Double(box.lower.y), Double(box.lower.z))
    return Grid(size: box.size, spacing: spacing, origin: position(of: start), axes: axes)
  }

  /// All voxels of the grid.
  public var bounds: VoxelBox { VoxelBox(lower: .zero, upper: size) }
}

extension Grid {
  /// Whether both grids put every voxel in the same place, within `tolerance` of a voxel.
  ///
  /// Compares the corners of the grid, so an error in spacing or direction that adds up over the volume is seen.
  /// - Parameter tolerance: largest distance between corresponding corners, as a share of the smallest spacing;
  ///   scanners and exporters round headers to 4 to 6 digits, so an exact comparison would refuse good pairs.
  public func agrees(with other: Grid, tolerance: Double = 0.01) -> Bool {
    guard size == other.size else { return false }
    let limit = tolerance * min(spacing.min(), other.spacing.min())
    return corners.allSatisfy { (position(of: $0) - other.position(of: $0)).length <= limit }
  }

  private var corners: [SIMD3<Double>] {
    let last = SIMD3<Double>(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1))
    return (0..<8).map { bits in
      let far = SIMD3<Int>(bits & 1, (bits >> 1) & 1, (bits >> 2) & 1)
      return last * SIMD3<Double>(Double(far.x), Double(far.y), Double(far.z))
    }
  }
}

extension Grid: CustomStringConvertible {
  /// One line with size, spacing, origin and axes, as error messages print it.
  public var description: String {
    "\(size.x) x \(size.y) x \(size.z) voxels of \(spacing.listed) mm, origin (\(origin.listed)), axes \(axes)"
  }
}

extension SIMD3<Double> {
  /// Euclidean norm.
  package var length: Double { (self * self).sum().squareRoot() }

  /// Scalar product.
  package func dot(_ other: SIMD3<Double>) -> Double { (self * other).sum() }

  /// Vector product.
  package func cross(_ other: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
      y * other.z - z * other.y,
      z * other.x - x * other.z,
      x * other.y - y * other.x)
  }

  /// The three numbers, separated by commas, to four decimals: enough to tell grids apart, short enough to read.
  package var listed: String {
    (0..<3).map { axis in
      guard self[axis].isFinite else { return self[axis].isNaN ? "not a number" : "infinite" }
      let rounded = (self[axis] * 10_000).rounded() / 10_000
      return rounded == 0 ? "0" : rounded.asText
    }.joined(separator: ", ")
  }
}

extension Double {
  /// The number as a message shows it: `nan` for every NaN. Swift also prints the bits that some programs keep in one
  /// (`nan(0x3ffffffffffff)`), which mean nothing to a reader.
  package var asText: String { isNaN ? "nan" : "\(self)" }
}

/// A block of voxels: all indices with `lower <= index < upper` on each axis.
public struct VoxelBox: Hashable, Codable, Sendable {
  /// First voxel.
  public let lower: SIMD3<Int>
  /// One past the last voxel.
  public let upper: SIMD3<Int>

  /// A caller's bug is an empty box.
  public init(lower: SIMD3<Int>, upper: SIMD3<Int>) {
    precondition((0..<3).allSatisfy { lower[$0] < upper[$0] }, "a box holds at least one voxel")
    self.lower = lower
    self.upper = upper
  }

  /// Number of voxels along each axis.
  public var size: SIMD3<Int> { upper &- lower }

  /// This box with `margin` voxels more on each side, cut at `limits`.
  public func expanded(by margin: SIMD3<Int>, within limits: VoxelBox) -> VoxelBox {
    let lowest = pointwiseMax(lower &- margin, limits.lower)
    let highest = pointwiseMin(upper &+ margin, limits.upper)
    return VoxelBox(lower: lowest, upper: highest)
  }
}

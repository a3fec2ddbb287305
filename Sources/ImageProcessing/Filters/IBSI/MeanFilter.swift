import Volumes

/// The mean of the voxels in a square or cube around each voxel.
///
/// IBSI code `S60F`; IBSI-2 manual (arXiv 2006.05470).
public struct MeanFilter: Hashable, Codable, Sendable {
  /// Voxels along each side of the neighbourhood; odd.
  public let support: Int
  /// By slice or in space.
  public let space: FilterSpace
  /// What lies beyond the image.
  public let boundary: BoundaryCondition

  /// A filter over `support` voxels a side.
  public init(support: Int, space: FilterSpace = .volume, boundary: BoundaryCondition = .mirror) {
    self.support = support
    self.space = space
    self.boundary = boundary
  }

  var ranges: [ParameterRange] {
    [
      ParameterRange("support", Double(support), "an odd number of voxels, 1...999") { _ in
        support % 2 == 1 && 1...999 ~= support
      }
    ]
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let filter = AxisFilter([.mean(support)])
    let term = SeparableTerm(axes: [AxisFilter](repeating: filter, count: space.dimensions))
    return SeparableResponse(sum: .weighted([(term, 1)]), size: volume.grid.size, boundary: boundary)
      .response(in: box, of: volume)
  }
}

extension SeparableResponse {
  /// The response in `box` of an image.
  func response(in box: VoxelBox, of volume: Volume) -> FilterBlock {
    response(in: box, of: FilterBlock(volume, support(of: box)))
  }
}

import Volumes

/// What a region must have before features are taken from it; the checks of PyRadiomics.
public struct RegionRequirements: Hashable, Codable, Sendable {
  /// Number of axes along which the region must be longer than one voxel, `1...3`.
  public let dimensions: Int
  /// The region must have more voxels than this; `nil` for no limit.
  public let voxels: Int?

  /// PyRadiomics' defaults: two dimensions, any number of voxels.
  public init(dimensions: Int = 2, voxels: Int? = nil) {
    precondition((1...3).contains(dimensions), "one to three dimensions")
    self.dimensions = dimensions
    self.voxels = voxels
  }
}

extension Mask {
  /// The bounding box of a region that meets `requirements`.
  ///
  /// A single voxel is refused whatever the requirements, as most features divide by an extent or a variance.
  public func checkedBox(_ requirements: RegionRequirements) throws(ImageProcessingError) -> VoxelBox {
    guard let box = boundingBox else { throw .regionIsEmpty }
    let extended = (0..<3).count { box.size[$0] > 1 }
    guard extended > 0 else { throw .regionIsOneVoxel }
    guard extended >= requirements.dimensions else {
      throw .regionHasTooFewDimensions(found: extended, required: requirements.dimensions)
    }
    if let minimum = requirements.voxels, count <= minimum {
      throw .regionIsTooSmall(voxels: count, minimum: minimum)
    }
    return box
  }
}

extension IntensityRegion {
  /// The voxels in `box` of an image and its mask.
  public init(of volume: Volume, mask: Mask, in box: VoxelBox) {
    self.init(volume: volume.cropped(to: box), mask: mask.cropped(to: box))
  }
}

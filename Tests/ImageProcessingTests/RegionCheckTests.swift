import ImageProcessing
import Testing
import Volumes

@Suite struct RegionCheckTests {
  private func mask(_ inside: [SIMD3<Int>]) -> Mask {
    let grid = Grid(size: [4, 4, 4])
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for index in inside { voxels[grid.offset(index.x, index.y, index.z)] = 1 }
    return Mask(grid: grid, voxels: voxels)
  }

  @Test func anEmptyMaskIsNamed() {
    #expect(throws: ImageProcessingError.regionIsEmpty) { try mask([]).checkedBox(RegionRequirements()) }
  }

  @Test func aSingleVoxelIsRefusedWhateverIsAskedFor() {
    #expect(throws: ImageProcessingError.regionIsOneVoxel) {
      try mask([[1, 1, 1]]).checkedBox(RegionRequirements(dimensions: 1))
    }
  }

  @Test func aLineIsOneDimension() throws {
    let line = mask([[1, 1, 1], [1, 2, 1]])
    #expect(throws: ImageProcessingError.regionHasTooFewDimensions(found: 1, required: 2)) {
      try line.checkedBox(RegionRequirements())
    }
    let box = try line.checkedBox(RegionRequirements(dimensions: 1))
    #expect(box == VoxelBox(lower: [1, 1, 1], upper: [2, 3, 2]))
  }

  /// PyRadiomics refuses a region of exactly `minimumROISize` voxels.
  @Test func theMinimumSizeItselfIsTooSmall() throws {
    let square = mask([[1, 1, 1], [1, 2, 1], [2, 1, 1], [2, 2, 1]])
    #expect(throws: ImageProcessingError.regionIsTooSmall(voxels: 4, minimum: 4)) {
      try square.checkedBox(RegionRequirements(voxels: 4))
    }
    #expect(try square.checkedBox(RegionRequirements(voxels: 3)).size == [2, 2, 1])
  }
}

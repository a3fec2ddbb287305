import ImageProcessing
import Testing
import Volumes

/// Turned images of integers by SimpleITK 2.5.7 (ITK 5.4) on the grid that PyRadiomics chooses.
///
/// Where a new centre lies on old voxels, rounding decides whether 42 or 41.99… is truncated, so a sum over all voxels,
/// each weighted by its place, is equal only when every voxel is.
struct ObliqueReference: Sendable, CustomTestStringConvertible {
  let grid: Grid
  let box: VoxelBox
  let spacing: SIMD3<Double>
  let margin: Int
  let target: Grid
  /// `Σ (n mod 9973 + 1) v(n)` of the image read linearly.
  let linear: Int
  /// The same of the mask `image > 0`, read at the nearest voxel.
  let mask: Int

  var testDescription: String { "\(grid)" }

  init(
    _ size: SIMD3<Int>, _ own: SIMD3<Double>, _ origin: SIMD3<Double>, _ axes: Axes, _ box: VoxelBox,
    _ spacing: SIMD3<Double>,
    _ margin: Int, target: (SIMD3<Int>, SIMD3<Double>, SIMD3<Double>), linear: Int, mask: Int
  ) {
    grid = Grid(size: size, spacing: own, origin: origin, axes: axes)
    (self.box, self.spacing, self.margin, self.linear, self.mask) = (box, spacing, margin, linear, mask)
    self.target = Grid(size: target.0, spacing: target.1, origin: target.2, axes: axes)
  }

  static let all = [
    ObliqueReference(
      [25, 22, 13], [1, 1, 3], [-12.3, 45.6, -78.9],
      Axes(
        i: [0.9541425672790118, 0.2951508833549871, 0.04997916927067833],
        j: [-0.29881057511918196, 0.9490892608907772, 0.09970865087213879],
        k: [-0.018005596439997374, -0.11007057243681952, 0.9937606691655043]),
      VoxelBox(lower: [4, 5, 3], upper: [17, 16, 10]), [0, 0, 2], 1,
      target: ([17, 15, 15], [1, 1, 2], [-11.351166178339513, 48.65232254585344, -75.02275336676297]),
      linear: 5_598_318, mask: 3_634_257),
    ObliqueReference(
      [25, 22, 13], [0.78125, 0.78125, 3.27], [-12.3, 45.6, -78.9],
      Axes(
        i: [0.2621666615466401, 0.9443511733327449, 0.19866933079506122],
        j: [-0.8668006843719023, 0.3209288799226659, -0.3816559020950483],
        k: [-0.42417592475987065, -0.07214925818503674, 0.90270109637546]),
      VoxelBox(lower: [4, 5, 3], upper: [17, 16, 10]), [1, 1, 1], 5,
      target: ([19, 18, 35], [1, 1, 1], [-13.157219945923671, 45.60383163930972, -77.2364766114957]),
      linear: 8_820_423, mask: 23_586_933),
    ObliqueReference(
      [18, 20, 22], [1.5, 1.5, 1.5], [100.25, -3.5, 7],
      Axes(
        i: [1, 0, 0], j: [0, 0.955336489125606, 0.29552020666133955], k: [0, -0.29552020666133955, 0.955336489125606]),
      VoxelBox(lower: [2, 2, 2], upper: [15, 16, 20]), [3, 0.75, 0], 2,
      target: ([9, 33, 22], [3, 0.75, 1.5], [101, -3.1417488165778975, 7.110820077498002]),
      linear: 7_802_901, mask: 10_651_342),
    ObliqueReference(
      [18, 20, 22], [0.9, 1.2, 4], [0.1, -3.3, 7.7],
      Axes(
        i: [-0.7648421872844885, 0.644217687237691, 0], j: [0.644217687237691, 0.7648421872844885, 0], k: [0, 0, -1]),
      VoxelBox(lower: [2, 3, 4], upper: [15, 16, 17]), [0.3, 0.6, 2], 3,
      target: ([47, 33, 33], [0.3, 0.6, 2], [0.6797959185139218, -2.61164203144396, 0.7000000000000002]),
      linear: 94_058_478, mask: 123_719_255),
  ]

  var image: Volume { Sawtooth.volume(on: grid, precision: .integer, scale: 4) }

  func plan() throws -> ResamplingPlan { try ResamplingPlan(box: box, on: grid, spacing: spacing, margin: margin) }

  static func checksum(_ values: [Int]) -> Int {
    values.enumerated().reduce(0) { $0 + ($1.offset % 9_973 + 1) * $1.element }
  }
}

@Suite struct ObliqueResamplingTests {
  @Test(arguments: ObliqueReference.all)
  func turnedGridsBeginWhereThoseOfPyRadiomicsDo(_ reference: ObliqueReference) throws {
    #expect(try reference.plan().target == reference.target)
  }

  @Test(arguments: ObliqueReference.all, [1, 3])
  func everyVoxelOfATurnedImageOfIntegersIsThatOfSimpleITK(_ reference: ObliqueReference, _ workers: Int) throws {
    let result = try reference.image.resampled(reference.plan(), .linear, workers: workers)
    #expect(ObliqueReference.checksum(result.voxels.map { Int($0) }) == reference.linear)
  }

  @Test(arguments: ObliqueReference.all)
  func everyVoxelOfATurnedMaskIsThatOfSimpleITK(_ reference: ObliqueReference) throws {
    let mask = Mask(grid: reference.grid, voxels: reference.image.voxels.map { $0 > 0 ? 1 : 0 })
    let result = try mask.resampled(reference.plan())
    #expect(ObliqueReference.checksum(result.voxels.map { Int($0) }) == reference.mask)
  }

  /// The way of a mask drawn on another grid than the image ends in the same voxels.
  @Test(arguments: ObliqueReference.all)
  func readingOntoTheNewGridIsTheSame(_ reference: ObliqueReference) throws {
    let result = try reference.image.resampled(onto: reference.plan().target, .linear)
    #expect(ObliqueReference.checksum(result.voxels.map { Int($0) }) == reference.linear)
  }
}

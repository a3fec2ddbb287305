import ImageProcessing
import Testing
import Volumes

/// Reference: `scipy.ndimage.map_coordinates(order=3, mode="mirror")`, SciPy 1.18.1, at the same places, and pywt 1.10
/// with `scipy.ndimage.convolve1d` for the noise level.
@Suite struct PerturbedSamplingTests {
  private static let grid = Grid(size: [20, 18, 12])

  private var image: Volume {
    Volume(
      grid: Self.grid,
      voxels: (0..<Self.grid.count).map { n in
        let (x, y, z) = (n % 20, n / 20 % 18, n / 360)
        return Double((x * 37 + y * 101 + z * 17 + (x * y * z) % 7 * 5) % 256)
      }, precision: .integer)
  }

  /// A block whose middle is that of the grid, about which SciPy's places were turned.
  private func block(_ lower: SIMD3<Int> = [4, 4, 3]) -> Mask {
    let upper = Self.grid.size &- lower
    var voxels = [UInt8](repeating: 0, count: Self.grid.count)
    for k in lower.z..<upper.z {
      for j in lower.y..<upper.y { for i in lower.x..<upper.x { voxels[Self.grid.offset(i, j, k)] = 1 } }
    }
    return Mask(grid: Self.grid, voxels: voxels)
  }

  @Test(arguments: [
    (10.0, 0.0, [225.99530196192785, 224.36577120408447, 209.41666497619303, 156.51572851198932, 102.88607937635507]),
    (0.0, 0.25, [198.13598963028934, 136.41011118070008, 166.32183651161336, 137.54548124310347, 163.54123086693804]),
    (-15.0, 0.75, [75.83616398112318, 53.586365534279224, 121.84884940182998, 169.68600628005296, 206.3087973381977]),
  ])
  func aMovedImageIsReadAsSciPyReadsIt(rotation: Double, shift: Double, wanted: [Double]) throws {
    let perturbation = Perturbation(rotation: rotation, translation: SIMD3(repeating: shift))
    let moved = try perturbation.applied(to: image, mask: block(), seed: 0, subject: "x").image
    let places: [SIMD3<Int>] = [[9, 8, 5], [10, 8, 5], [12, 6, 4], [7, 10, 6], [13, 9, 3]]
    #expect(moved.grid.size == Self.grid.size)
    for (place, value) in zip(places, wanted) {
      #expect(abs(moved[place.x, place.y, place.z] - value) < 1e-6, "\(place)")
    }
  }

  /// The new grid says where in the patient its voxels are, so reading a linear function of place gives that function.
  @Test(arguments: [(30.0, 0.25, [0.0, 0, 0]), (-10.0, 0.5, [0.7, 0.7, 2]), (0.0, 0.75, [1.0, 1, 1])])
  func imageAndGridMoveTogether(rotation: Double, shift: Double, spacing: [Double]) throws {
    let axes = Axes(i: [0, 1, 0], j: [-1, 0, 0], k: [0, 0, 1])
    let grid = Grid(size: [20, 18, 12], spacing: [0.9, 0.8, 2.5], origin: [5, -3, 40], axes: axes)
    func value(_ place: SIMD3<Double>) -> Double { 3 * place.x - 2 * place.y + 0.5 * place.z }
    func index(_ n: Int, _ size: SIMD3<Int>) -> SIMD3<Double> {
      SIMD3(Double(n % size.x), Double(n / size.x % size.y), Double(n / (size.x * size.y)))
    }
    let image = Volume(grid: grid, voxels: (0..<grid.count).map { value(grid.position(of: index($0, grid.size))) })
    let mask = Mask(grid: grid, voxels: block([6, 6, 4]).voxels)
    let result = try Perturbation(rotation: rotation, translation: SIMD3(repeating: shift))
      .applied(to: image, mask: mask, grid: PerturbationGrid(spacing: SIMD3(spacing)), seed: 0, subject: "x")
    #expect(result.mask.grid == result.image.grid)
    #expect(abs(result.mask.volume / mask.volume - 1) < 0.35)
    for (n, inside) in result.mask.voxels.enumerated() where inside != 0 {
      let place = result.image.grid.position(of: index(n, result.image.grid.size))
      // Inside by half at least means within the faces of the block, 6 to 13, 6 to 11 and 4 to 7.
      let source = grid.index(of: place)
      #expect(source.x > 5.49 && source.y > 5.49 && source.z > 3.49)
      #expect(source.x < 13.51 && source.y < 11.51 && source.z < 7.51)
      // The spline's mirrored ends bend a slope a little, 0.27 times less with each voxel from the end.
      #expect(abs(result.image.voxels[n] - value(place)) < 0.05)
    }
  }

  @Test func aQuarterTurnAboutASquareRegionMovesVoxelsOntoVoxels() throws {
    let grid = Grid(size: [16, 16, 5])
    let image = Volume(grid: grid, voxels: (0..<grid.count).map { Double(($0 * 7919) % 251) })
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for k in 1..<4 { for j in 5..<11 { for i in 5..<11 where i + j < 19 { voxels[grid.offset(i, j, k)] = 1 } } }
    let turned = try Perturbation(rotation: 90)
      .applied(to: image, mask: Mask(grid: grid, voxels: voxels), seed: 0, subject: "x")
    for k in 1..<4 {
      for j in 5..<11 {
        for i in 5..<11 {
          // From i to j: what is now at (i, j) was at (15 - j, i).
          #expect(abs(turned.image[i, j, k] - image[15 - j, i, k]) < 1e-7)
          #expect(turned.mask[i, j, k] == (voxels[grid.offset(15 - j, i, k)] != 0))
        }
      }
    }
  }

  @Test func aThinRegionIsNotShiftedAcrossItsSlice() throws {
    let grid = Grid(size: [16, 16, 5], spacing: [1, 1, 6])
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for j in 5..<11 { for i in 5..<11 { voxels[grid.offset(i, j, 2)] = 1 } }
    let image = Volume(grid: grid, voxels: (0..<grid.count).map { Double($0 / 256) })
    let moved = try Perturbation(translation: [0.5, 0.5, 0.5])
      .applied(
        to: image, mask: Mask(grid: grid, voxels: voxels), grid: PerturbationGrid(spacing: [1, 1, 1]), seed: 0,
        subject: "x")
    #expect(moved.image.grid.spacing == [1, 1, 6])
    #expect(moved.mask.boundingBox?.size.z == 1)
    #expect(abs(moved.image[8, 8, 2] - 2) < 1e-9)
  }

  /// `numpy.median(abs(HH))` is 40.28798178622225 for this image.
  @Test func theNoiseLevelIsTheMedianOfTheDiagonalDetail() {
    #expect(abs(estimatedNoise(in: image) * 0.6744897501960817 - 40.28798178622225) < 1e-9)
  }
}

import ImageProcessing
import Testing
import Volumes

/// Cubic B-splines through images of integers by SimpleITK 2.5.7 (ITK 5.4), on the grid that PyRadiomics chooses.
///
/// The new grids share centres with the old ones, where rounding decides whether n or n - 1 is stored. Sums are over
/// all voxels; one of them is weighted by place, so that both are equal only where every voxel is.
struct SplineOfIntegersTests {
  enum Turn: String { case axial, turned, tilted }
  enum Sampling: String { case slices, cubes, coarser }

  struct Reference: Sendable, CustomTestStringConvertible {
    let turn: Turn
    let sampling: Sampling
    let range: ClosedRange<Double>
    let (top, shift): (Int, Int)
    let (sum, weighted): (Int, Int)

    var testDescription: String { "\(turn) \(sampling) \(range)" }

    var axes: Axes {
      switch turn {
      case .axial: Axes(i: [1, 0, 0], j: [0, 1, 0], k: [0, 0, 1])
      case .turned: Axes(i: [0.6, 0.8, 0], j: [-0.8, 0.6, 0], k: [0, 0, 1])
      case .tilted: Axes(i: [0.36, 0.48, -0.8], j: [-0.8, 0.6, 0], k: [0.48, 0.64, 0.6])
      }
    }

    var image: Volume {
      let size = sampling == .coarser ? SIMD3(40, 9, 30) : SIMD3(25, 22, 14)
      let spacing: SIMD3<Double> =
        sampling == .slices ? [1, 1, 3] : sampling == .cubes ? [0.9, 0.9, 2.7] : [0.5, 0.5, 1]
      let grid = Grid(size: size, spacing: spacing, origin: [-10.5, 20.25, 30.125], axes: axes)
      var voxels: [Double] = []
      for k in 0..<size.z {
        for j in 0..<size.y {
          for i in 0..<size.x { voxels.append(Double((i * 7 + j * 11 + k * 13 + i * j * k) % top - shift)) }
        }
      }
      return Volume(grid: grid, voxels: voxels, precision: .integer, storedRange: range)
    }

    func plan() throws -> ResamplingPlan {
      let spacing: SIMD3<Double> =
        sampling == .slices ? [0, 0, 1] : sampling == .cubes ? [0.9, 0.9, 0.9] : [1, 1, 1]
      return try ResamplingPlan(
        box: VoxelBox(lower: [6, 2, 3], upper: [19, 8, 11]), on: image.grid, spacing: spacing, margin: 5)
    }

    init(_ row: (Turn, Sampling, ClosedRange<Double>, Int, Int, Int, Int)) {
      (turn, sampling, range, top, shift, sum, weighted) = row
    }
  }

  static let references: [Reference] = rows.map(Reference.init)

  private static let rows: [(Turn, Sampling, ClosedRange<Double>, Int, Int, Int, Int)] = [
    (.axial, .slices, -32_768...32_767, 120, 0, 741_681, 36_528_826),
    (.axial, .cubes, -32_768...32_767, 120, 0, 741_751, 36_532_194),
    (.axial, .coarser, -32_768...32_767, 120, 0, 63_819, 3_135_775),
    (.axial, .slices, -32_768...32_767, 2_000, 1_000, -5_084_580, -249_117_248),
    (.axial, .cubes, -32_768...32_767, 2_000, 1_000, -5_084_883, -249_133_002),
    (.axial, .coarser, -32_768...32_767, 2_000, 1_000, -465_468, -22_233_411),
    (.axial, .slices, 0...255, 256, 0, 1_631_058, 79_912_691),
    (.axial, .cubes, 0...255, 256, 0, 1_631_100, 79_916_099),
    (.axial, .coarser, 0...255, 256, 0, 139_840, 6_844_538),
    (.axial, .slices, -128...127, 256, 128, 24_500, 1_246_402),
    (.axial, .slices, 0...65_535, 3_000, 0, 8_635_502, 423_692_890),
    (.axial, .slices, -2_147_483_648...2_147_483_647, 100_000, 50_000, -620_972_107, -30_405_261_692),
    (.turned, .slices, -32_768...32_767, 120, 0, 741_824, 36_535_348),
    (.turned, .cubes, -32_768...32_767, 120, 0, 741_722, 36_530_785),
    (.turned, .coarser, -32_768...32_767, 120, 0, 63_819, 3_135_775),
    (.turned, .slices, -32_768...32_767, 2_000, 1_000, -5_084_673, -249_120_826),
    (.turned, .cubes, -32_768...32_767, 2_000, 1_000, -5_085_455, -249_159_493),
    (.turned, .coarser, -32_768...32_767, 2_000, 1_000, -465_468, -22_233_411),
    (.turned, .slices, 0...255, 256, 0, 1_631_258, 79_922_975),
    (.turned, .cubes, 0...255, 256, 0, 1_630_916, 79_907_028),
    (.turned, .coarser, 0...255, 256, 0, 139_840, 6_844_538),
    (.turned, .slices, -128...127, 256, 128, 24_555, 1_249_342),
    (.turned, .slices, 0...65_535, 3_000, 0, 8_635_628, 423_698_182),
    (.turned, .slices, -2_147_483_648...2_147_483_647, 100_000, 50_000, -620_972_077, -30_405_260_954),
    (.tilted, .slices, -32_768...32_767, 120, 0, 741_858, 36_537_243),
    (.tilted, .cubes, -32_768...32_767, 120, 0, 741_786, 36_533_135),
    (.tilted, .coarser, -32_768...32_767, 120, 0, 70_349, 3_448_943),
    (.tilted, .slices, -32_768...32_767, 2_000, 1_000, -5_083_997, -249_088_647),
    (.tilted, .cubes, -32_768...32_767, 2_000, 1_000, -5_085_533, -249_162_957),
    (.tilted, .coarser, -32_768...32_767, 2_000, 1_000, -484_665, -23_224_724),
    (.tilted, .slices, 0...255, 256, 0, 1_631_282, 79_924_254),
    (.tilted, .cubes, 0...255, 256, 0, 1_631_133, 79_915_979),
    (.tilted, .coarser, 0...255, 256, 0, 153_596, 7_517_037),
    (.tilted, .slices, -128...127, 256, 128, 24_571, 1_250_380),
    (.tilted, .slices, 0...65_535, 3_000, 0, 8_636_381, 423_736_565),
    (.tilted, .slices, -2_147_483_648...2_147_483_647, 100_000, 50_000, -620_972_083, -30_405_263_078),
  ]

  private func sums(_ volume: Volume) -> (Int, Int) {
    volume.voxels.enumerated().reduce((0, 0)) {
      ($0.0 + Int($1.element), $0.1 + Int($1.element) * ($1.offset % 97 + 1))
    }
  }

  @Test(arguments: references) func everyVoxelIsSimpleITKs(reference: Reference) throws {
    let plan = try reference.plan()
    for workers in [1, 3] {
      let found = sums(reference.image.resampled(plan, .cubicBSpline, workers: workers))
      #expect(found == (reference.sum, reference.weighted))
    }
  }

  /// The way that a mask on a grid of its own takes leads to the same voxels.
  @Test(arguments: references) func soIsEveryVoxelOfAGridThatIsGiven(reference: Reference) throws {
    let found = sums(try reference.image.resampled(onto: reference.plan().target, .cubicBSpline))
    #expect(found == (reference.sum, reference.weighted))
  }

  /// Whatever its type, an image of one intensity keeps it: 42.00… is stored as ITK stores it, and floating point
  /// images as they come.
  @Test(arguments: [StoredPrecision.single, .double]) func imagesOfFractionsAreNotTruncated(precision: StoredPrecision)
    throws
  {
    let reference = Self.references[0]
    let image = Volume(grid: reference.image.grid, voxels: reference.image.voxels, precision: precision)
    let fractions = image.resampled(try reference.plan(), .cubicBSpline).voxels
    let whole = reference.image.resampled(try reference.plan(), .cubicBSpline).voxels
    #expect(fractions.contains { $0 != $0.rounded() })
    // Clamped to the type's range and truncated, they are one apart at most, where rounding decides.
    #expect(zip(fractions, whole).allSatisfy { abs(min(max($0, -32_768), 32_767).rounded(.towardZero) - $1) <= 1 })
  }
}

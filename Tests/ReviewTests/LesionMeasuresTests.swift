import Review
import Testing
import Volumes

/// Each sign that a lesion shows by itself, and its absence.
@Suite struct LesionMeasuresTests {
  private func kinds(_ lesion: MadeLesion) throws -> [Suspicion.Kind] {
    try #require(LesionMeasures(image: lesion.image, mask: lesion.mask)).suspicions.map(\.kind)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func aSoundLesionHasNoSign(seed: UInt64) throws {
    let found = try kinds(MadeLesion.sound(seed))
    #expect(found.isEmpty, "seed \(seed): \(found)")
  }

  /// A fault, and the kinds that it must show; a lesion in air is there twice where it also leaves the image.
  private static let faults: [(name: String, kinds: [Suspicion.Kind], make: @Sendable (inout MadeLesion) -> Void)] = [
    ("few voxels", [.tiny], { $0.radii = [2, 2, 1.2] }),
    ("one slice", [.oneSlice], { $0.radii = [7, 6, 0.5] }),
    (
      "in the air", [.outsideBody],
      {
        ($0.centre, $0.air) = ([24, 3.5, 7], 10); $0.radii = [5, 3, 3]; $0.lesion = 10
      }
    ),
    ("first slice", [.clipped], { $0.centre.z = 2 }),
    (
      "last column", [.clipped],
      {
        $0.grid = Grid(size: [30, 44, 14], spacing: [1.5, 1.5, 4]); $0.centre.x = 25
      }
    ),
    (
      "two parts", [.disconnected],
      { made in
        made.edit = { mask, grid in for i in 38..<41 { for j in 20..<23 { mask[grid.offset(i, j, 7)] = 1 } } }
      }
    ),
    (
      "a ring", [.holes],
      { made in
        made.edit = { mask, grid in for i in 23..<26 { for j in 21..<24 { mask[grid.offset(i, j, 7)] = 0 } } }
      }
    ),
    (
      "a gap", [.emptySlices, .disconnected],
      { made in
        made.edit = { mask, grid in for at in 0..<(grid.size.x * grid.size.y) { mask[grid.offset(0, 0, 8) + at] = 0 } }
      }
    ),
  ]

  @Test(arguments: faults.indices) func aFaultIsFoundAndNothingElse(_ at: Int) throws {
    for seed in 0..<5 as Range<UInt64> {
      var made = MadeLesion(seed: seed)
      Self.faults[at].make(&made)
      #expect(try kinds(made) == Self.faults[at].kinds, "\(Self.faults[at].name), seed \(seed)")
    }
  }

  @Test func voxelsThatAreNoNumbersAreCounted() throws {
    let made = MadeLesion()
    var values = made.image.voxels
    for k in [6, 7] { values[made.grid.offset(24, 22, k)] = k == 6 ? .nan : .infinity }
    let found = try #require(LesionMeasures(image: Volume(grid: made.grid, voxels: values), mask: made.mask))
    #expect(found.suspicions == [.notFinite(2)])
  }

  @Test func anEmptyMaskHasNoMeasures() {
    let made = MadeLesion()
    let empty = Mask(grid: made.grid, voxels: .init(repeating: 0, count: made.grid.count))
    #expect(LesionMeasures(image: made.image, mask: empty) == nil)
  }

  /// A lesion in one slice is no fault of an image that has one.
  @Test func anImageOfOneSliceHasNoFirstAndLast() throws {
    var made = MadeLesion()
    made.grid = Grid(size: [48, 44, 1], spacing: [1.5, 1.5, 4])
    made.centre.z = 0
    #expect(try kinds(made).isEmpty)
  }

  /// The hash is that of the voxels, whatever the header says.
  @Test func aCopyUnderAnotherHeaderIsTheSameImage() throws {
    let made = MadeLesion()
    let moved = Grid(size: made.grid.size, spacing: [1, 1, 1], origin: [5, 5, 5])
    let copy = Volume(grid: moved, voxels: made.image.voxels)
    let first = try #require(LesionMeasures(image: made.image, mask: made.mask))
    let second = try #require(LesionMeasures(image: copy, mask: Mask(grid: moved, voxels: made.mask.voxels)))
    #expect(first.imageHash == second.imageHash && first.contourHash == second.contourHash)
    let other = try #require(LesionMeasures(image: MadeLesion(seed: 9).image, mask: made.mask))
    #expect(first.imageHash != other.imageHash && first.contourHash == other.contourHash)
  }
}

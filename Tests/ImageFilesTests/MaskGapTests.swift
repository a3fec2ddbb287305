import ImageFiles
import Testing
import Volumes

/// Empty slices of masks that were stored as voxels.
struct MaskGapTests {
  private let grid = Grid(size: [10, 10, 12], spacing: [1, 1, 3])

  private func reading(_ slices: [Int], along axis: Int = 2, from low: Int = 2, to high: Int = 8) -> MaskReading {
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for slice in slices {
      for a in low..<high {
        for b in low..<high {
          var index = SIMD3(a, b, slice)
          if axis == 1 { index = SIMD3(a, slice, b) }
          if axis == 0 { index = SIMD3(slice, a, b) }
          voxels[grid.offset(index.x, index.y, index.z)] = 1
        }
      }
    }
    return MaskReading(mask: Mask(grid: grid, voxels: voxels))
  }

  private func refused(_ reading: MaskReading) throws -> [Int] {
    do {
      _ = try reading.settled(.refuse, region: "label 1", file: "mask.nii")
      return []
    } catch {
      guard case .emptySlices(_, let slices, _) = error.kind else { throw error }
      return slices.map(\.number)
    }
  }

  @Test func slicesAtEvenDistancesAreRefusedAlongEveryAxis() throws {
    #expect(try refused(reading([1, 3, 5, 7])) == [3, 5, 7])
    #expect(try refused(reading([0, 3, 6, 9])) == [2, 3, 5, 6, 8, 9])
    #expect(try refused(reading([1, 3, 5, 7], along: 1)) == [3, 5, 7])
    #expect(try refused(reading([1, 3, 5], along: 0)) == [3, 5])
  }

  @Test func twoSlicesOverEachOtherWithNothingBetweenAreRefused() throws {
    #expect(try refused(reading([2, 5])) == [4, 5])
  }

  @Test func wholeMasksSayNothing() throws {
    for slices in [[3], [3, 4], Array(0..<12)] {
      let found = try reading(slices).settled(.refuse, region: "label 1", file: "mask.nii")
      #expect(found.notes.isEmpty)
    }
  }

  @Test func anEmptySliceWithinALesionIsNamed() throws {
    let found = try reading([1, 2, 4, 5, 6]).settled(.refuse, region: "label 1", file: "mask.nii")
    #expect(found.notes == [.emptySlices([SlicePlace(3, of: grid)])])
    // Two lesions far apart along the stack are two lesions.
    #expect(try reading([0, 1, 8, 9]).settled(.refuse, region: "label 1", file: "mask.nii").notes.isEmpty)
  }

  @Test(arguments: [0, 1, 2]) func emptySlicesAreFilledOrLeftByName(axis: Int) throws {
    let own = reading([1, 3, 5], along: axis)
    let filled = try own.settled(.fill, region: "label 1", file: "mask.nii")
    #expect(filled.mask.count == 5 * 36)
    let left = try own.settled(.leave, region: "label 1", file: "mask.nii")
    #expect(left.mask.count == 3 * 36)
    #expect(left.notes.count == 1)
  }

  /// Gaps that are uneven, or one alone, as a refusal would not have it: whoever says fill has them filled.
  @Test(arguments: [[1, 2, 4, 5, 7, 8], [1, 2, 3, 5], [0, 1, 7, 8, 10], [2, 5]])
  func fillIsObeyedWhateverTheGaps(slices: [Int]) throws {
    let filled = try reading(slices).settled(.fill, region: "label 1", file: "mask.nii")
    let (first, last) = (slices[0], slices[slices.count - 1])
    #expect(filled.mask.count == (last - first + 1) * 36)
    let missing = Set(first...last).subtracting(slices).sorted().map { SlicePlace($0, of: grid) }
    #expect(filled.notes == [.filledSlices(missing)])
  }

  /// Squares of 2 x 2 voxels on slices three apart, each elsewhere in the plane.
  private func nodules(_ places: [SIMD2<Int>]) -> MaskReading {
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for (n, place) in places.enumerated() {
      for offset in 0..<4 { voxels[grid.offset(place.x + offset % 2, place.y + offset / 2, 1 + 3 * n)] = 1 }
    }
    return MaskReading(mask: Mask(grid: grid, voxels: voxels))
  }

  /// They do not lie over each other, so nothing is missing between them.
  @Test func nodulesOfOneSliceApartInThePlaneAreNodules() throws {
    let apart = nodules([[0, 0], [4, 5], [7, 2]])
    for between in BetweenContours.allCases {
      let found = try apart.settled(between, region: "label 1", file: "mask.nii")
      #expect(found.mask.count == 12 && found.notes.isEmpty)
    }
    #expect(try refused(nodules([[0, 0], [4, 5], [4, 5]])) == [3, 4, 6, 7])
  }
}

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

  // MARK: Parts of a region

  /// Boxes of voxels, each from its lower to its upper index, on 24 x 20 x 12 voxels; axes are exchanged by `turned`.
  private func boxes(_ boxes: [(SIMD3<Int>, SIMD3<Int>)], turned axis: Int = 2) -> MaskReading {
    let grid = Grid(size: [24, 24, 24])
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for (low, high) in boxes {
      for k in low.z..<high.z {
        for j in low.y..<high.y {
          for i in low.x..<high.x {
            let index = axis == 2 ? SIMD3(i, j, k) : axis == 1 ? SIMD3(i, k, j) : SIMD3(k, i, j)
            voxels[grid.offset(index.x, index.y, index.z)] = 1
          }
        }
      }
    }
    return MaskReading(mask: Mask(grid: grid, voxels: voxels))
  }

  private func body(_ slices: [Int]) -> [(SIMD3<Int>, SIMD3<Int>)] { slices.map { ([2, 2, $0], [8, 8, $0 + 1]) } }
  private func other(_ slices: [Int]) -> [(SIMD3<Int>, SIMD3<Int>)] {
    slices.map { ([12, 12, $0], [17, 17, $0 + 1]) }
  }

  /// Lesion A is whole, and lesion B has nothing on one slice: the slices of A hide it.
  @Test(arguments: [0, 1, 2]) func aPartThatPausesBesideAWholeOneIsNamedAndFilled(axis: Int) throws {
    let own = boxes(body(Array(0...9)) + other([3, 4, 6, 7]), turned: axis)
    let place = SlicePlace(5, along: axis, of: own.mask.grid)
    #expect(try own.settled(.refuse, region: "label 1", file: "mask.nii").notes == [.emptySlices([place])])
    let filled = try own.settled(.fill, region: "label 1", file: "mask.nii")
    #expect(filled.mask == boxes(body(Array(0...9)) + other(Array(3...7)), turned: axis).mask)
    #expect(filled.notes == [.filledSlices([place])])
  }

  @Test(arguments: [0, 1, 2]) func aPartOnEverySecondSliceIsRefusedBesideAWholeOne(axis: Int) throws {
    #expect(try refused(boxes(body(Array(0...9)) + other([3, 5, 7]), turned: axis)) == [5, 7])
    #expect(try refused(boxes(body(Array(0...9)) + other([0, 3, 6, 9]), turned: axis)) == [2, 3, 5, 6, 8, 9])
    // Both on every second slice, in turn.
    #expect(try refused(boxes(body([1, 3, 5]) + other([2, 4, 6]), turned: axis)) == [3, 4, 5, 6])
  }

  /// Contours that were drawn in planes along i or j.
  @Test(arguments: [0, 1]) func singleGapsAlongTheOtherAxesAreNamedAndFilled(axis: Int) throws {
    for slices in [[3, 4, 5, 7, 8, 9], [3, 4, 7, 8], [3, 4, 5, 6, 8]] {
      let own = boxes(body(slices), turned: axis)
      let missing = Set(slices[0]...slices[slices.count - 1]).subtracting(slices).sorted()
      let places = missing.map { SlicePlace($0, along: axis, of: own.mask.grid) }
      let asked = try own.settled(.refuse, region: "label 1", file: "mask.nii")
      #expect(asked.notes == [.emptySlices(places)])
      #expect("\(asked.notes)".contains(axis == 0 ? "counted along i" : "counted along j"))
      let filled = try own.settled(.fill, region: "label 1", file: "mask.nii")
      #expect(filled.mask.count == (slices.count + missing.count) * 36)
    }
  }

  /// Every second slice along one axis, and single slices along another: each is filled, and each is said.
  @Test(arguments: [(2, 0), (2, 1), (1, 0), (0, 2)]) func gapsAlongSeveralAxesAreFilled(first: Int, second: Int) throws
  {
    let grid = Grid(size: [16, 16, 16])
    var whole = [UInt8](repeating: 0, count: grid.count)
    var cut = whole
    for n in whole.indices {
      let index = SIMD3(n % 16, n / 16 % 16, n / 256)
      guard (0..<3).allSatisfy({ (3...11).contains(index[$0]) }) else { continue }
      whole[n] = 1
      if index[first].isMultiple(of: 2) { continue }
      cut[n] = index[second] == 7 ? 0 : 1
    }
    let own = MaskReading(mask: Mask(grid: grid, voxels: cut))
    let found = try own.settled(.fill, region: "label 1", file: "mask.nii")
    #expect(found.mask.voxels == whole && found.notes.count == 2, "\(found.notes)")
    #expect(throws: ImageFileError.self) { try own.settled(.refuse, region: "label 1", file: "mask.nii") }
    let left = try own.settled(.leave, region: "label 1", file: "mask.nii")
    #expect(left.mask.voxels == cut && left.notes.count >= 1)
  }

  /// Balls of voxels by centre and radius.
  private func balls(_ balls: [(SIMD3<Double>, Double)]) -> MaskReading {
    let grid = Grid(size: [40, 24, 24])
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for n in voxels.indices {
      let index = SIMD3(Double(n % 40), Double(n / 40 % 24), Double(n / 960))
      if balls.contains(where: { (index - $0.0).length <= $0.1 }) { voxels[n] = 1 }
    }
    return MaskReading(mask: Mask(grid: grid, voxels: voxels))
  }

  /// Two round lesions side by side, or over each other, are two, however near: nothing is said and nothing filled.
  @Test(arguments: [2.6, 3.5, 4.0, 4.5, 5.2, 6.4, 7.5, 8.3]) func roundLesionsSideBySideStayTwo(radius: Double) throws {
    for gap in [1.1, 1.6, 2.1] {
      let distance = 2 * radius + gap
      let own = balls([([10, 12, 12], radius), (SIMD3(10 + distance, 12, 12), radius)])
      for between in BetweenContours.allCases {
        let found = try own.settled(between, region: "label 1", file: "mask.nii")
        #expect(found.notes.isEmpty && found.mask == own.mask, "\(radius) \(gap)")
      }
    }
  }

  /// Lesions that begin and end on different slices have no gap, nor has one that turns into two.
  @Test func lesionsThatEndAndBeginElsewhereAreSound() throws {
    let sound = [
      body([0, 1, 2]) + other([4, 5, 6]),
      body([0, 1, 2, 3]) + other([2, 3, 4, 5, 6]) + [([2, 2, 8], [8, 8, 11])],
      body(Array(0...9)) + other([1, 2]) + other([7, 8]),
      // One that forks: the two arms are apart, and each goes on from the stem.
      [([2, 2, 0], [20, 8, 3]), ([2, 2, 3], [6, 8, 9]), ([16, 2, 3], [20, 8, 9])],
      // A ring has its hole on every slice.
      [([2, 2, 0], [4, 9, 6]), ([7, 2, 0], [9, 9, 6]), ([2, 2, 0], [9, 4, 6]), ([2, 7, 0], [9, 9, 6])],
    ]
    for (n, boxes) in sound.enumerated() {
      for between in BetweenContours.allCases {
        let own = self.boxes(boxes)
        let found = try own.settled(between, region: "label 1", file: "mask.nii")
        #expect(found.notes.isEmpty && found.mask == own.mask, "\(n)")
      }
    }
  }

  /// Seeded noise has specks over each other everywhere, and no outline.
  @Test(arguments: 0..<6 as Range<UInt64>) func specksAreNoParts(seed: UInt64) throws {
    let grid = Grid(size: [30, 30, 12])
    var state = seed &* 7919 &+ 17
    let voxels = (0..<grid.count).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % 100 < 12 ? 1 : 0
    }
    let found = try MaskReading(mask: Mask(grid: grid, voxels: voxels))
      .settled(.refuse, region: "label 1", file: "mask.nii")
    #expect(found.mask.voxels == voxels)
  }
}

import ImageFiles
import TestSupport
import Testing
import Volumes

/// Slices without a contour between slices with one.
struct ContourGapTests {
  private let scratch: Scratch
  private let body = ContourRuleTests.box(4.5...14.5, 4.5...12.5)
  private let corner = ContourRuleTests.box(0.5...2.5, 16.5...18.5)
  private let elsewhere = ContourRuleTests.box(16.5...20.5, 14.5...18.5)

  init() throws { scratch = try Scratch() }

  private func set(_ contours: [GeneratedStructureSet.Contour]) throws -> StructureSet {
    let file = try scratch.write(GeneratedStructureSet([.init("GTV", number: 1, contours)]).bytes, to: "rs.dcm")
    return try StructureSet(reading: file)
  }

  private func contours(_ slices: [Int], _ corners: [SIMD2<Double>], type: String = "CLOSED_PLANAR")
    -> [GeneratedStructureSet.Contour]
  {
    slices.map { GeneratedStructureSet.Contour(corners, z: Double($0) * 3, type: type) }
  }

  private let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])

  /// Slices that a refusal names, from 1.
  private func refused(_ contours: [GeneratedStructureSet.Contour], on grid: Grid? = nil) throws -> [Int] {
    let set = try set(contours)
    do {
      _ = try set.reading(roi: "GTV", on: grid ?? self.grid)
      return []
    } catch {
      guard case .slicesWithoutContour(_, let slices, _) = error.kind else { throw error }
      return slices.map(\.number)
    }
  }

  @Test func everySecondSliceIsRefusedAndTheOthersAreNamed() throws {
    #expect(try refused(contours([1, 3, 5, 7], body)) == [3, 5, 7])
    let set = try set(contours([1, 3, 5, 7], body))
    let error = #expect(throws: ImageFileError.self) { try set.mask(roi: "GTV", on: grid) }
    #expect(error?.description.contains("slices 3, 5, 7 (at 6, 12, 18 mm)") == true)
    #expect(error?.description.contains("--between") == true)
  }

  @Test func everySecondSliceIsRefusedThoughTheOutlinesDoNotOverlap() throws {
    let moving = [0, 2, 4, 6].flatMap { k in
      contours([k], ContourRuleTests.box(Double(k) * 3 + 0.5...Double(k) * 3 + 3.5, 4.5...8.5))
    }
    #expect(try refused(moving) == [2, 4, 6])
  }

  /// Two nodes that share a voxel or two in the plane, five slices apart; a gap of two slices is a slip of the hand.
  @Test func nodesOverEachOtherAreReadWithANote() throws {
    let other = ContourRuleTests.box(13.5...20.5, 11.5...16.5)
    let nodes = contours([0, 1], body) + contours([6, 7], other)
    #expect(try refused(nodes).isEmpty)
    let reading = try set(nodes).reading(roi: "GTV", on: grid)
    #expect(reading.notes == [.emptySlices((2...5).map { SlicePlace($0, of: grid) })])
    #expect(try refused(contours([0, 1], body) + contours([4, 5], other)) == [3, 4])
    #expect(
      try refused(contours([0, 1], body) + contours([6, 7], ContourRuleTests.box(6.5...15.5, 5.5...13.5))).count == 4)
  }

  @Test func contoursOfAThickImageOnAThinOneAreRefused() throws {
    let thin = Grid(size: [24, 20, 25])
    #expect(try refused(contours([1, 2, 3], body), on: thin) == [5, 6, 8, 9])
  }

  @Test(arguments: ["OPEN_PLANAR", "INTERPOLATED_PLANAR", "POINT", "OPEN_NONPLANAR"])
  func anotherKindOfContourBetweenClosedOnesIsRefused(type: String) throws {
    let mixed = contours([1, 2, 3, 5, 6], body) + contours([4], body, type: type)
    #expect(try refused(mixed) == [5])
    // Even between parts that do not overlap something was drawn.
    #expect(
      try refused(contours([1, 2], body) + contours([4, 5], elsewhere) + contours([3], body, type: type)) == [4])
  }

  @Test func anOpenContourWithAnAreaAtTheEndIsRefusedAndAPointIsNot() throws {
    #expect(try refused(contours([1, 2, 3], body) + contours([4], body, type: "OPEN_PLANAR")) == [5])
    #expect(try refused(contours([1, 2, 3], body) + contours([4], [[5, 5]], type: "POINT")) == [])
    #expect(try refused(contours([1, 2, 3], body) + contours([8], body, type: "POINT")) == [])
  }

  @Test func partsThatLieApartAreNoGap() throws {
    #expect(try refused(contours([1, 2, 3], body) + contours([6, 7], elsewhere)) == [])
    #expect(try refused(contours([1], body) + contours([3], elsewhere)) == [])
    #expect(try refused(contours([0, 1, 2, 3, 4, 5, 6, 7, 8], body) + contours([1, 2, 6, 7], elsewhere)) == [])
    #expect(try refused(contours([4], body)) == [])
    // Over each other they could be one body.
    #expect(try refused(contours([0, 1], body) + contours([6, 7], body)) == [3, 4, 5, 6])
  }

  /// The contours of one lesion must not hide that those of another are missing.
  @Test func everySecondSliceOfOnePartIsRefusedBesideAWholeOne() throws {
    #expect(try refused(contours([1, 2, 3, 4, 5, 6], body) + contours([2, 4, 6], elsewhere)) == [4, 6])
    #expect(try refused(contours([1, 3, 5, 7], body) + contours([2, 4, 6, 8], elsewhere)) == [3, 4, 5, 6, 7, 8])
    #expect(try refused(contours([0, 3, 6], body) + contours(Array(0...7), elsewhere)) == [2, 3, 5, 6])
  }

  @Test func oneMissingContourOfAPartIsRefused() throws {
    #expect(try refused(contours([1, 2, 4, 5], body) + contours(Array(0...7), elsewhere)) == [4])
    // Half a lesion over another is a lesion of its own.
    let shifted = ContourRuleTests.box(11.5...20.5, 4.5...12.5)
    #expect(try refused(contours([1, 2], body) + contours([4, 5], shifted) + contours(Array(0...7), corner)) == [])
  }

  @Test(arguments: ["OPEN_PLANAR", "INTERPOLATED_PLANAR"])
  func anotherKindOfContourOfOnePartIsRefused(type: String) throws {
    let mixed = contours([1, 2, 6, 7], body) + contours([3, 4, 5], body, type: type)
    #expect(try refused(mixed + contours(Array(0...8), elsewhere)) == [4, 5, 6])
    // Beyond the end of a part it is missing too.
    let end = contours([1, 2, 3], body) + contours([4], body, type: type)
    #expect(try refused(end + contours(Array(0...8), elsewhere)) == [5])
    // Of an outline that is there as well nothing is missing.
    #expect(try refused(contours(Array(1...7), body) + contours([4], body, type: type)) == [])
  }

  @Test func aPartThatGrowsOverAnotherPlaceIsNoGap() throws {
    let (left, wide) = (ContourRuleTests.box(4.5...8.5, 4.5...8.5), ContourRuleTests.box(4.5...20.5, 4.5...12.5))
    let right = ContourRuleTests.box(16.5...20.5, 4.5...12.5)
    #expect(try refused(contours([1], left) + contours([1, 2], right) + contours([3, 4], wide)) == [])
  }

  @Test func theMissingSlicesOfAPartAreFilledBesideTheOther() throws {
    let drawn = contours([1, 3, 5], body) + contours(Array(0...7), elsewhere)
    let found = try set(drawn).reading(roi: "GTV", on: grid, between: .fill)
    #expect(found.mask.count == 5 * 80 + 8 * 16)
    #expect(found.notes == [.filledSlices(found.mask.places([2, 4]))])
    let left = try set(drawn).reading(roi: "GTV", on: grid, between: .leave)
    #expect(left.mask.count == 3 * 80 + 8 * 16)
    #expect(left.notes == [.leftSlices(left.mask.places([2, 4]))])
  }

  @Test func filledSlicesAreThoseOfEqualNeighbours() throws {
    let found = try set(contours([1, 3, 5, 7], body)).reading(roi: "GTV", on: grid, between: .fill)
    #expect(found.mask.count == 7 * 80)
    #expect(found.notes == [.filledSlices(found.mask.places([2, 4, 6]))])
  }

  @Test func leftSlicesAreEmpty() throws {
    let found = try set(contours([1, 3, 5, 7], body)).reading(roi: "GTV", on: grid, between: .leave)
    #expect(found.mask.count == 4 * 80)
    #expect(found.notes == [.leftSlices(found.mask.places([2, 4, 6]))])
  }

  /// Nothing lies halfway between shapes that do not overlap.
  @Test func aSliceThatNothingCanFillIsSaidToBeEmpty() throws {
    let apart = contours([1, 2], body) + contours([4, 5], elsewhere) + contours([3], body, type: "OPEN_PLANAR")
    let found = try set(apart).reading(roi: "GTV", on: grid, between: .fill)
    #expect(found.mask.count == 2 * 80 + 2 * 16)
    #expect(found.notes.contains(.leftSlices(found.mask.places([3]))))
  }

  /// A sound region says nothing, whatever is chosen for gaps.
  @Test(arguments: BetweenContours.allCases) func aRegionWithoutGapsIsTheSameUnderEveryChoice(between: BetweenContours)
    throws
  {
    let found = try set(contours(Array(1...7), body)).reading(roi: "GTV", on: grid, between: between)
    #expect(found.mask.count == 560 && found.notes.isEmpty)
  }
}

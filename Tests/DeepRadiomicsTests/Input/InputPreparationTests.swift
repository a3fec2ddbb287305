import DeepRadiomics
import Foundation
import Testing
import Volumes

@Suite struct InputPreparationTests {
  private func prepare(
    _ settings: InputSettings, _ images: InputImage..., depth: Int? = nil,
    normalisation: [ChannelStatistics] = .identity
  ) throws -> PreparedInput {
    try settings.prepare(images, depth: depth, normalisation: normalisation)
  }

  private func small(_ settings: InputSettings = .wholeFrame) throws -> InputSettings { try settings.with(side: 32) }

  // MARK: Region and scaling

  @Test func theLesionStandsOnGreyZeroAndTheRestIsGone() throws {
    let side = 32
    var inside = [UInt8](repeating: 0, count: side * side)
    inside[5 * side + 7] = 1
    let voxels = (0..<(side * side)).map { Double($0) }
    let image = SyntheticImage.image(size: [side, side, 1], voxels, inside: inside)
    let input = try prepare(try small(), image).input
    // Scaled by the whole image: minimum 0, maximum 1023.
    #expect(abs(input.value(row: 5, column: 7) - Float(5 * side + 7) / 1023) < 1e-6)
    #expect(input.slice(0, channel: 0).count { $0 != 0 } == 1)
  }

  @Test func eightBitGreysAreWhole255ths() throws {
    let voxels = (0..<1024).map { Double($0) }
    let image = SyntheticImage.image(size: [32, 32, 1], voxels)
    let input = try prepare(try small(.jeong2024), image).input
    #expect(input.slice(0, channel: 0).allSatisfy { abs(($0 * 255).rounded() - $0 * 255) < 1e-4 })
    #expect(Set(input.slice(0, channel: 0)).count == 256)
  }

  /// NumPy 2.4 on `arange(1024)`: `percentile([1, 99])` is 10.23 and 1012.77; mean 511.5, population deviation
  /// 295.6032307.
  @Test(arguments: [
    (IntensityScaling.percentiles(low: 1, high: 99), 10.23, 1012.77),
    (.zScore(limit: 1), 511.5 - 295.6032307, 511.5 + 295.6032307), (.window(low: 100, high: 200), 100, 200),
    (.minMax, 0, 1023),
  ])
  func scalingsAreNumPys(scaling: IntensityScaling, low: Double, high: Double) throws {
    // Shuffled, as the selection of a percentile must not lean on order.
    let voxels = (0..<1024).map { Double(($0 * 389) % 1024) }
    let image = SyntheticImage.image(size: [32, 32, 1], voxels)
    let input = try prepare(try small().with(region: .image, scaling: scaling), image).input
    for (grey, voxel) in zip(input.slice(0, channel: 0), voxels) {
      #expect(abs(Double(grey) - min(max((voxel - low) / (high - low), 0), 1)) < 1e-6)
    }
  }

  @Test func theLesionsBoxHasItsMarginInMillimetres() throws {
    var inside = [UInt8](repeating: 0, count: 40 * 40 * 10)
    inside[40 * 40 * 5 + 40 * 20 + 20] = 1
    let voxels = (0..<(40 * 40 * 10)).map { Double($0) }
    let image = SyntheticImage.image(size: [40, 40, 10], spacing: [1, 1, 5], voxels, inside: inside)
    let settings = try small().with(region: .lesionBox(margin: 5))
    #expect(try settings.depth(of: image) == 3)
    let prepared = try prepare(settings, image)
    #expect(prepared.input.depth == 3)
    #expect(try small().depth(of: image) == 10)
  }

  @Test func aFrameThatIsNotSquareKeepsItsProportions() throws {
    let voxels = [Double](repeating: 1, count: 64 * 32 - 1) + [0]
    let image = SyntheticImage.image(size: [64, 32, 1], voxels)
    let input = try prepare(try small().with(region: .image), image).input
    // 64 x 32 mm in 32 x 32: 16 rows in the middle, 8 rows of zeros on both sides.
    let filled = (0..<32).filter { row in (0..<32).contains { input.value(row: row, column: $0) > 0 } }
    #expect(filled == Array(8..<24))
  }

  @Test func thePlaneKeepsRowsAndColumns() throws {
    var voxels = [Double](repeating: 0, count: 1024)
    voxels[3 * 32 + 9] = 1
    let input = try prepare(try small().with(region: .image), SyntheticImage.image(size: [32, 32, 1], voxels)).input
    #expect(input.value(row: 3, column: 9) == 1)
  }

  // MARK: Depth

  @Test func paddingComesBehindAfterNormalisation() throws {
    let image = SyntheticImage.stack(3, lesion: 0..<3)
    let input = try prepare(try small(), image, depth: 5, normalisation: ChannelStatistics.imageNet).input
    #expect(input.depth == 3)
    // Background inside a slice is (0 - 0.485) / 0.229; padding is 0.
    #expect(abs(input.value(slice: 0, row: 0, column: 0) + 0.485 / 0.229) < 1e-6)
    #expect(input.slice(3, channel: 0).allSatisfy { $0 == 0 })
    #expect(input.slice(4, channel: 2).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [(0..<1, 0), (2..<4, 1), (9..<11, 8), (18..<20, 16)])
  func aLongerVolumeIsCutAroundTheLesionAndTheLogSaysSo(lesion: Range<Int>, first: Int) throws {
    let image = SyntheticImage.stack(20, lesion: lesion, name: "T2")
    let prepared = try prepare(try small().with(region: .image), image, depth: 4)
    #expect(prepared.input.depth == 4)
    let firstGrey = prepared.input.value(row: 0, column: 0)
    #expect(abs(firstGrey - Float(first) / 19) < 1e-6)
    #expect(prepared.notes.count == 1)
    #expect(prepared.notes[0].contains("T2: 20 slices are more than the network's 4"))
    #expect(prepared.notes[0].contains("slices \(first + 1) to \(first + 4)"))
  }

  @Test func resamplingSpreadsAVolumeOverTheDepth() throws {
    let image = SyntheticImage.stack(4, lesion: 0..<4)
    let settings = try small().with(region: .image, resize: .torch, fitting: .resampled)
    let greys = try prepare(settings, image, depth: 8).input.greysDownTheStack
    // Half-pixel centres: output k looks at slice (k + 0.5) / 2 - 0.5 of 0...3, held at the ends.
    for (k, grey) in greys.enumerated() {
      #expect(abs(grey - Float(min(max((Double(k) + 0.5) / 2 - 0.5, 0), 3) / 3)) < 1e-6)
    }
    let fewer = try prepare(settings, image, depth: 2).input.greysDownTheStack
    #expect(fewer.map { ($0 * 3 * 2).rounded() / 2 } == [0.5, 2.5])
  }

  private func fit(_ settings: InputSettings, _ depths: [Int]) throws(InputError) -> InputFit {
    var extents: [InputExtent] = []
    for depth in depths { extents.append(try InputExtent(SyntheticImage.stack(depth, lesion: 0..<1))) }
    return try InputFit(settings, for: .inflated(.centre), of: extents)
  }

  @Test func depthIsAFitOnTheVolumesGiven() throws {
    let depths = [12, 30, 18]
    #expect(try fit(.wholeFrame, depths) == fit(.wholeFrame, depths.reversed()))
    #expect(try fit(.jeong2024, depths).depth == 30)
    #expect(try fit(.wholeFrame.with(depth: .fixed(77)), []).depth == 77)
    #expect(throws: InputError.noVolumes) { try fit(.wholeFrame, []) }
  }

  // MARK: Series

  @Test func seriesTakeChannelsInTurn() throws {
    let first = SyntheticImage.stack(3, lesion: 1..<2)
    let second = InputImage(
      volume: Volume(grid: first.volume.grid, voxels: first.volume.voxels.map { -$0 }), mask: first.mask)
    let input = try prepare(try small().with(region: .image, series: .channels), first, second).input
    let top = (0..<3).map { input.value(slice: 2, row: 0, column: 0, channel: $0) }
    #expect(top == [1, 0, 1])
  }

  @Test func onlyTheSlicesThatCountAreMade() throws {
    let image = SyntheticImage.stack(6, lesion: 0..<6)
    let settings = try small().with(region: .image)
    let all = try settings.prepare([image], depth: 6, normalisation: .identity).input
    let some = try settings.prepare([image], depth: 6, normalisation: .identity, slices: [1, 4]).input
    for slice in [1, 4] { #expect(some.slice(slice, channel: 0) == all.slice(slice, channel: 0)) }
    #expect(some.slice(2, channel: 0).allSatisfy { $0 == 0 })
  }

  // MARK: Refusals

  @Test func whatCannotBeUsedIsRefusedByName() throws {
    let image = SyntheticImage.stack(3, lesion: 0..<0)
    #expect(throws: InputError.emptyMask) { try prepare(try small(), image) }
    #expect(throws: Never.self) { try prepare(try small().with(region: .image), image) }
    let whole = SyntheticImage.stack(3, lesion: 0..<3)
    let other = InputImage(volume: whole.volume, mask: SyntheticImage.stack(4, lesion: 0..<4).mask)
    #expect(throws: InputError.otherGrid(image: whole.volume.grid, mask: other.mask.grid)) {
      try prepare(try small(), other)
    }
    var voxels = whole.volume.voxels
    voxels[100] = .nan
    let broken = InputImage(volume: Volume(grid: whole.volume.grid, voxels: voxels), mask: whole.mask)
    #expect(throws: InputError.notFinite) { try prepare(try small(), broken) }
    #expect(throws: InputError.notFinite) { try prepare(try small().with(region: .image, reference: .lesion), broken) }
    #expect(throws: InputError.setting("percentiles are 0 <= low < high <= 100")) {
      try InputSettings(scaling: .percentiles(low: 60, high: 40))
    }
  }

  @Test func anImageWithoutContrastIsSeenAsNothingAndTheLogSaysSo() throws {
    let flat = SyntheticImage.image(size: [32, 32, 1], [Double](repeating: 7, count: 1024))
    let prepared = try prepare(try small(), flat)
    #expect(prepared.input.slice(0, channel: 0).allSatisfy { $0 == 0 })
    #expect(prepared.notes.count == 1)
  }

  @Test func settingsSurviveTheirJSONAndAreChecked() throws {
    for settings in [InputSettings.jeong2024, .sound, .wholeFrame, try .wholeFrame.with(region: .lesionBox(margin: 8))]
    {
      let data = try JSONEncoder().encode(settings)
      #expect(try JSONDecoder().decode(InputSettings.self, from: data) == settings)
    }
    let text = String(decoding: try JSONEncoder().encode(InputSettings.wholeFrame), as: UTF8.self)
    let broken = text.replacing("\"side\":224", with: "\"side\":4")
    #expect(broken != text)
    #expect(throws: InputError.self) { try JSONDecoder().decode(InputSettings.self, from: Data(broken.utf8)) }
    #expect(InputSettings.jeong2024.identity != InputSettings.wholeFrame.identity)
  }
}

extension NetworkInput {
  /// The first pixel of every real slice.
  fileprivate var greysDownTheStack: [Float] { (0..<depth).map { value(slice: $0, row: 0, column: 0) } }
}

import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// What is said of a DICOM image whose intensities are read as they are stored.
struct ImageNoteTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Nine slices of 24 x 20 pixels with these elements more; `photometric` takes the place of MONOCHROME2.
  private func read(_ extra: [DICOMElement], photometric: String = "MONOCHROME2") throws -> NotedVolume {
    var series = GeneratedSeries()
    series.extra = extra
    for (k, slice) in series.slices.enumerated() {
      var bytes = Data(slice)
      let found = try #require(bytes.range(of: Data("MONOCHROME2 ".utf8)))
      bytes.replaceSubrange(found, with: Data(photometric.padding(toLength: 12, withPad: " ", startingAt: 0).utf8))
      try scratch.write(Array(bytes), to: "series/\(k).dcm")
    }
    return try readNotedVolume(scratch.url.appending(path: "series").path)
  }

  /// As SimpleITK 2.5.7 reads such files: 65535 - x of 16 unsigned bits, before any rescale.
  @Test(arguments: [(nil, nil), ("2", "-10")] as [(String?, String?)])
  func invertedGreyLevelsAreTurnedRoundAndSaid(slope: String?, intercept: String?) throws {
    let rescale: [DICOMElement] =
      (intercept.map { [.text(0x0028_1052, "DS", $0)] } ?? []) + (slope.map { [.text(0x0028_1053, "DS", $0)] } ?? [])
    let plain = try read([])
    #expect(plain.notes.isEmpty && plain.padding == nil)
    let inverted = try read(rescale, photometric: "MONOCHROME1")
    let (factor, shift) = (slope.flatMap(Double.init) ?? 1, intercept.flatMap(Double.init) ?? 0)
    #expect(inverted.notes == [.greyLevelsInverted])
    #expect(inverted.volume.voxels == plain.volume.voxels.map { factor * (65535 - $0) + shift })
    #expect(inverted.volume.storedRange == (slope == nil ? plain.volume.storedRange : nil))
  }

  /// The values that padding names are stored ones, so they are turned round with the image.
  @Test func paddingOfAnInvertedImageIsFound() throws {
    let plain = try read([.short(0x0028_0120, 191)])
    let inverted = try read([.short(0x0028_0120, 191)], photometric: "MONOCHROME1")
    let all = Mask(grid: plain.volume.grid, voxels: [UInt8](repeating: 1, count: plain.volume.grid.count))
    let wanted = try #require(plain.padding).count(in: all, of: plain.volume)
    #expect(wanted > 0)
    #expect(try #require(inverted.padding).count(in: all, of: inverted.volume) == wanted)
  }

  /// The parser keeps the first of two elements, pydicom the last.
  @Test func anAttributeThatIsThereTwiceIsRefused() throws {
    let twice: [DICOMElement] = [.text(0x0028_1053, "DS", "2"), .text(0x0028_1053, "DS", "3")]
    let error = #expect(throws: ImageFileError.self) { try read(twice) }
    #expect("\(try #require(error))".contains("RescaleSlope (0028,1053) is twice in one data set"))
    // What decides neither place nor pixels nor regions is no reason.
    #expect(try read([.text(0x0008_103e, "LO", "a"), .text(0x0008_103e, "LO", "b")]).notes.isEmpty)
    #expect(try read([]).notes.isEmpty)
  }

  @Test func compressionWithLossIsSaid() throws {
    let lossy = try read([.text(0x0028_2110, "CS", "01"), .text(0x0028_2112, "DS", "12\\4")])
    #expect(lossy.notes == [.lossyCompression(ratio: "12, 4")])
    #expect(try read([.text(0x0028_2110, "CS", "00")]).notes.isEmpty)
  }

  /// A slope of its own beside that of the header: stored 200 is 200 / 0.004 by it.
  @Test func privateScalingIsSaidWhereItChangesSomething() throws {
    func elements(_ maker: String?, slope: Float) -> [DICOMElement] {
      let bytes = (0..<4).map { UInt8(slope.bitPattern >> (8 * UInt32($0)) & 255) }
      return (maker.map { [.text(0x0008_0070, "LO", $0)] } ?? []) + [
        .text(0x0028_1053, "DS", "2"),
        .text(0x2005_0010, "LO", "Philips MR Imaging DD 001"),
        .raw(0x2005_100e, "FL", bytes),
      ]
    }
    #expect(
      try read(elements("Philips Medical Systems", slope: 0.25)).notes == [.privateScale(smallest: 0.5, largest: 0.5)])
    #expect(try read(elements("Philips Medical Systems", slope: 0.5)).notes.isEmpty)
    #expect(try read(elements("SIEMENS", slope: 0.25)).notes.isEmpty)
    // Anonymised, with the name of the block left.
    #expect(try read(elements(nil, slope: 0.25)).notes == [.privateScale(smallest: 0.5, largest: 0.5)])
  }

  /// The first pixel of slice k is 100 + 13 k, the second of it 7 more: 191 is the first of slice 7 and few others'.
  @Test(arguments: [false, true]) func paddingWithinARegionIsCounted(isRescaled: Bool) throws {
    let rescale: [DICOMElement] = isRescaled ? [.text(0x0028_1053, "DS", "0.1"), .text(0x0028_1052, "DS", "-3")] : []
    let plain = try read([])
    let all = Mask(grid: plain.volume.grid, voxels: [UInt8](repeating: 1, count: plain.volume.grid.count))
    for (first, last) in [(191, 191), (191, 195), (195, 191)] {
      let limit: [DICOMElement] = first == last ? [] : [.short(0x0028_0121, last)]
      let found = try read(rescale + [.short(0x0028_0120, first)] + limit)
      let wanted = plain.volume.voxels.count { (191...max(first, last)).contains(Int($0)) }
      #expect(try #require(found.padding).count(in: all, of: found.volume) == wanted)
    }
    let none = try read([.short(0x0028_0120, 7)])
    #expect(none.padding?.count(in: all, of: none.volume) == 0)
  }

  /// A unit that was written wrongly by a thousand, and sizes of localisers and of microscopy by magnetic resonance.
  @Test(
    arguments: [
      (1000, true), (250, true), (0.001, true), (0.005, true), (0.02, false), (0.3, false), (10, false), (50, false),
    ] as [(Double, Bool)])
  func voxelsOfAnUnlikelySizeAreSaid(size: Double, isOdd: Bool) {
    #expect((ReadingNote.oddVoxelSize(of: Grid(size: [4, 4, 4], spacing: [size, size, size])) != nil) == isOdd)
  }
}

/// Sizes in a DICOM header are asked before memory is.
struct DICOMSizeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func header(rows: [DICOMElement], frames: String, bits: Int) -> [UInt8] {
    DICOMElement.file(
      [
        .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
        .text(0x0028_0008, "IS", frames), .short(0x0028_0100, bits), .short(0x0028_0101, bits),
        .short(0x0028_0102, bits - 1), .short(0x0028_0103, 0), .pixels([0, 0], vr: "OW"),
      ] + rows, objectClass: "1.2.840.10008.5.1.4.1.1.4")
  }

  private func kind(_ path: String) -> String? {
    do {
      _ = try storedPixels(ofFile: path)
      return nil
    } catch { return error.kind.name }
  }

  /// Seven frames of 65,535 x 65,535 bits are 3.8 GB of file, here a hole on the disk, and 30 thousand million values.
  @Test func morePixelsThanMemoryHoldsAreRefused() throws {
    let size: [DICOMElement] = [.short(0x0028_0010, 65_535), .short(0x0028_0011, 65_535)]
    var bytes = header(rows: size, frames: "7", bits: 1)
    let count = (7 * 65_535 * 65_535 + 15) / 16 * 2
    bytes.replaceSubrange(bytes.count - 6..<bytes.count, with: (0..<4).map { UInt8(count >> (8 * $0) & 255) })
    let path = try scratch.write(bytes, to: "huge.dcm")
    #expect(truncate(path, bytes.count + count) == 0)
    #expect(kind(path) == "too-large")
    #expect(kind(try scratch.write(bytes, to: "short.dcm")) != nil)
  }

  /// Sizes of 32 bits each, whose product has no number.
  @Test func aProductWithoutANumberIsDamage() throws {
    let four: [UInt8] = [255, 255, 255, 127]
    let size: [DICOMElement] = [.raw(0x0028_0010, "UL", four), .raw(0x0028_0011, "UL", four)]
    for frames in ["1", "16777215"] {
      #expect(kind(try scratch.write(header(rows: size, frames: frames, bits: 16), to: "a.dcm")) == "damaged")
    }
  }

  /// Counts that add up to no number in a folder.
  @Test func framesBeyondCountingDoNotEndTheScan() throws {
    for k in 0..<4 {
      let extra: [DICOMElement] = [
        .text(0x0020_000e, "UI", "2.25.5"), .short(0x0028_0010, 4), .short(0x0028_0011, 4),
      ]
      try scratch.write(header(rows: extra, frames: "4611686018427387904", bits: 16), to: "series/\(k).dcm")
    }
    let folder = try DICOMFolder(scanning: scratch.url.appending(path: "series").path)
    #expect(folder.series.count == 1)
    #expect(throws: ImageFileError.self) { try folder.series[0].read() }
  }
}

/// Names as somebody types them, and segments that are not there.
struct SeenNameTests {
  private let scratch: Scratch
  private let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])

  init() throws { scratch = try Scratch() }

  private func set(_ names: [String]) throws -> StructureSet {
    let body = ContourRuleTests.box(4.5...14.5, 4.5...12.5)
    let regions = names.enumerated().map { n, name in
      GeneratedStructureSet.Region(name, number: n + 1, [3, 4].map { .init(body, z: Double($0) * 3) })
    }
    return try StructureSet(reading: scratch.write(GeneratedStructureSet(regions).bytes, to: "rs.dcm"))
  }

  @Test(arguments: ["\u{feff}GTV 1", "GTV\u{200b} 1", "GTV\u{a0}1", "GTV 1\u{a0}", "\u{200e}GTV 1", "GT\u{ad}V 1"])
  func charactersThatNobodySeesAreNotInAName(stored: String) throws {
    let found = try set([stored, "Bone"])
    #expect(found.roiNames == ["GTV 1", "Bone"])
    #expect(try found.mask(roi: "GTV 1", on: grid).count == 160)
    #expect(names(like: stored, among: found.roiNames) == ["GTV 1"])
  }

  /// Nobody could tell which of them was asked for.
  @Test func twoNamesThatLookAlikeAreRefused() throws {
    let found = try set(["GTV", "GTV\u{200b}"])
    #expect(throws: ImageFileError.self) { try found.mask(roi: "GTV", on: grid) }
  }

  /// Frames of bytes: one value beside 0 is inside, whichever; more are probabilities or labels, though the file says
  /// BINARY.
  @Test func framesOfSeveralValuesAreNoMask() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    for value in [UInt8(1), 255] {
      drawn.values = { _ in value }
      let object = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm"))
      #expect(try object.mask(segment: "GTV", on: grid).count == 240)
    }
    for values in [{ n in n % 2 == 0 ? 1 : 2 }, { n in UInt8(1 + n % 200) }, { n in n / 480 == 0 ? 10 : 20 }]
      as [@Sendable (Int) -> UInt8]
    {
      drawn.values = values
      let object = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm"))
      let error = #expect(throws: ImageFileError.self) { try object.mask(segment: "GTV", on: grid) }
      #expect(error?.kind.name == "fractional-segmentation")
    }
  }

  /// Of several segments none can be guessed; the only one can.
  @Test func framesThatNameNoSegmentAreOfTheOnlyOne() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    drawn.unnamedFrames = [1]
    let only = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm"))
    #expect(try only.mask(segment: "GTV", on: grid).count == 240)
    drawn.segments = [(1, "GTV"), (2, "Node")]
    let two = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm"))
    let error = #expect(throws: ImageFileError.self) { try two.mask(segment: "GTV", on: grid) }
    #expect(error?.description.contains("frame 2 does not say which of 2 segments") == true)
  }

  @Test func aSegmentWithoutFramesSaysSo() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    drawn.segments = [(1, "GTV"), (2, "Node")]
    let object = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm"))
    #expect(try object.mask(segment: "GTV", on: grid).count == 240)
    let error = #expect(throws: ImageFileError.self) { try object.mask(segment: "Node", on: grid) }
    #expect(error?.kind == .segmentWithoutFrames(segment: "\"Node\"", shown: ["GTV"], undescribed: []))
  }

  /// Frames of a segment that SegmentSequence lacks: the number is all that is known of it.
  @Test func framesOfASegmentThatIsNotDescribedAreNamed() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    drawn.segments = [(1, "GTV"), (2, "Node")]
    drawn.shown = [0: 3, 1: 3, 2: 7]
    let path = try scratch.write(drawn.bytes, to: "seg.dcm")
    let error = #expect(throws: ImageFileError.self) {
      try SegmentationObject(reading: path).mask(segment: "GTV", on: grid)
    }
    #expect(error?.kind == .segmentWithoutFrames(segment: "\"GTV\"", shown: [], undescribed: [3, 7]))
    #expect(error?.description.contains("segment 3, which SegmentSequence does not describe") == true)
    drawn.shown = [2: 3]
    let reading = try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm")).reading(
      segment: "GTV", on: grid)
    #expect(reading.mask.count == 160 && reading.notes == [.undescribedSegments([3])])
  }
}

/// Enhanced files with a rescale of each frame.
struct FrameRescaleTests {
  /// Frame k is stored n times k + 1, plus k.
  @Test func everyFrameHasItsOwnRescale() throws {
    let scratch = try Scratch()
    var series = GeneratedSeries()
    let plain = try readVolume(scratch.write(series.enhanced, to: "plain.dcm"))
    series.frameRescale = { [.numbers(0x0028_1053, [Double($0 + 1)]), .numbers(0x0028_1052, [Double($0)])] }
    let scaled = try readVolume(scratch.write(series.enhanced, to: "scaled.dcm"))
    let slice = 24 * 20
    #expect(
      scaled.voxels
        == plain.voxels.enumerated().map { n, value in value * Double(n / slice + 1) + Double(n / slice) })
    series.frameRescale = { $0 == 3 ? [] : [.numbers(0x0028_1053, [2])] }
    let error = #expect(throws: ImageFileError.self) {
      try readVolume(scratch.write(series.enhanced, to: "some.dcm"))
    }
    #expect(error?.kind == .absentInSome(attribute: "RescaleSlope (0028,1053)", value: "2"))
  }
}

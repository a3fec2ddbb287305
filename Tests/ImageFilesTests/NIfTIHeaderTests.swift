import Foundation
import ImageFiles
import Testing
import Volumes

/// What headers say of sizes, in which unit, and where two answers contradict.
struct NIfTIHeaderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ file: NIfTIBytes) throws -> Volume { try readVolume(scratch.write(file.bytes, to: "image.nii")) }

  private func failure(_ file: NIfTIBytes) throws -> String? {
    do {
      _ = try read(file)
      return nil
    } catch let error as ImageFileError { return error.kind.name }
  }

  private func scaled(_ x: Float, _ y: Float, _ z: Float, shear: Float = 0) -> [[Float]] {
    [[x, shear, 0, 0], [0, y, 0, 0], [0, 0, z, 0]]
  }

  /// Codes of `nifti1.h`: 0 unknown, 1 metre, 2 millimetre, 3 micron; 8 is a unit of time and says nothing of lengths.
  @Test(arguments: [(0, 1.0), (1, 1000.0), (2, 1.0), (3, 0.001), (10, 1.0), (11, 0.001)] as [(Int, Double)])
  func lengthsAreInTheUnitOfTheHeader(code: Int, millimetres: Double) throws {
    var file = NIfTIBytes()
    file.units = UInt8(code)
    file.sform = scaled(1, 2, 3)
    let spacing = try read(file).grid.spacing
    for (axis, size) in [1.0, 2, 3].enumerated() {
      #expect(abs(spacing[axis] - size * millimetres) < 1e-9 * millimetres)
    }
  }

  @Test func aUnitThatIsNoLengthIsRefused() throws {
    var file = NIfTIBytes()
    (file.units, file.sform) = (5, scaled(1, 2, 3))
    #expect(try failure(file) == "unknown-unit")
  }

  /// Rounding of headers to four digits is no shear; a tenth of a voxel over one is.
  @Test(arguments: [(0.00015, nil), (0.1, "sheared-grid"), (2, "sheared-grid")] as [(Float, String?)])
  func axesThatAreNotAtRightAnglesAreRefused(shear: Float, refusal: String?) throws {
    var file = NIfTIBytes()
    file.sform = scaled(1, 2, 3, shear: shear)
    // The sizes are those of the sheared axes, so that the angle alone is at fault.
    file.spacing = [1, (4 + shear * shear).squareRoot(), 3]
    #expect(try failure(file) == refusal)
  }

  /// One code, or the scanner's: nothing says which of two sizes is the patient's.
  @Test(arguments: [(1, 1), (0, 1), (0, 4), (2, 2)] as [(Int16, Int16)])
  func sizesThatContradictAreRefused(qform: Int16, sform: Int16) throws {
    var file = NIfTIBytes()
    file.codes = (qform, sform)
    if qform > 0 { file.quaternion = (0, 0, 0, 1) }
    file.sform = scaled(1.25, 2.5, 3.6)
    #expect(try failure(file) == "contradictory-spacing")
  }

  /// A sform to a template beside the scanner's qform: ITK's sizes, and a note.
  @Test func aTemplateGivesWayToTheScanner() throws {
    var file = NIfTIBytes()
    file.codes = (1, 4)
    file.quaternion = (0, 0, 0, 1)
    file.sform = scaled(1.25, 2.5, 3.6)
    #expect(try read(file).grid.spacing == [1, 2, 3])
    let path = scratch.url.appending(path: "image.nii").path
    let notes = try readNotedVolume(path).notes
    #expect(notes.map(\.kind) == ["qform taken instead of a template's sform"], "\(notes)")
    file.sform = scaled(1, 2, 3)
    _ = try read(file)
    #expect(try readNotedVolume(path).notes.isEmpty)
  }
}

/// Slopes as programs leave them.
struct NIfTIRescaleTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func lastValue(_ slope: Float, _ intercept: Float) throws -> Double? {
    var file = NIfTIBytes()
    file.rescale = (slope, intercept)
    do {
      return try readVolume(scratch.write(file.bytes, to: "image.nii")).voxels.last
    } catch let error as ImageFileError {
      #expect(error.kind.name == "damaged")
      return nil
    }
  }

  /// nibabel writes NaN for none; a slope without a usable intercept is damage, as nibabel has it too.
  @Test(
    arguments: [
      (0, 55, 23), (.nan, .nan, 23), (.nan, 0, 23), (1, 0, 23), (2, 1, 47), (2, .nan, nil), (1, .infinity, nil),
    ] as [(Float, Float, Double?)])
  func areReadOrRefused(slope: Float, intercept: Float, last: Double?) throws {
    #expect(try lastValue(slope, intercept) == last)
  }
}

/// Two places of equal scale, and sizes beyond memory.
struct NIfTIPlaceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func notes(_ file: NIfTIBytes) throws -> (Volume, [ReadingNote]) {
    let read = try readNotedVolume(scratch.write(file.bytes, to: "image.nii"))
    return (read.volume, read.notes)
  }

  /// Voxels of 1 x 2 x 3 mm: the sform moves the image by `shift` mm, or turns it by 180 degrees about z.
  private func file(shift: Float, turned: Bool = false, code: Int16 = 1) -> NIfTIBytes {
    var file = NIfTIBytes()
    file.codes = (1, code)
    file.quaternion = (0, 0, 0, 1)
    let sign: Float = turned ? -1 : 1
    file.sform = [[sign, 0, 0, shift], [0, 2 * sign, 0, 0], [0, 0, 3, 0]]
    return file
  }

  @Test(arguments: [(5, false), (0, true)] as [(Float, Bool)], [1, 2, 4] as [Int16])
  func twoPlacesAreSaidAndTheSformIsTaken(place: (Float, Bool), code: Int16) throws {
    let (volume, notes) = try notes(file(shift: place.0, turned: place.1, code: code))
    #expect(notes.map(\.kind) == ["sform and qform in different places"])
    #expect(volume.grid.origin.x == -Double(place.0))
    #expect(volume.grid.axes.i.x == (place.1 ? 1 : -1))
    guard !place.1 else { return }
    #expect(notes == [.sformTaken(distance: 5)])
  }

  /// Quaternions are rounded; a hundredth of a voxel is no other place.
  @Test(arguments: [0, 0.01] as [Float]) func oneAndTheSamePlaceIsNotSaid(shift: Float) throws {
    #expect(try notes(file(shift: shift)).1.isEmpty)
  }

  /// Zeros deflate a thousandfold: the header is asked before they are inflated.
  @Test func moreVoxelsThanMemoryHoldsAreRefusedFromTheHeader() throws {
    var file = NIfTIBytes()
    (file.sizes, file.datatype, file.bits) = ([32_000, 32_000, 4_000], 2, 8)
    let path = try scratch.write(file.bytes, to: "huge.nii")
    // A hole of the announced length takes no room on the disk.
    #expect(truncate(path, 32_000 * 32_000 * 4_000 + 352) == 0)
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.kind.name == "too-large")
    #expect(error?.description.contains("huge.nii: its header announces 4096000000000 values") == true)
  }
}

/// The second version of the format, written field by field from `nifti2.h`.
struct SecondNIfTITests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func bytes(swapped: Bool, qform: Bool = false, magic: String = "n+2", sizes: [Int64] = [2, 3, 4]) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 544)
    func put<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
      let ordered = swapped ? value.byteSwapped : value
      withUnsafeBytes(of: ordered) { header.replaceSubrange(position..<position + $0.count, with: $0) }
    }
    func put(_ values: [Double], at position: Int) {
      for (n, value) in values.enumerated() { put(value.bitPattern, at: position + 8 * n) }
    }
    put(Int32(540), at: 0)
    header.replaceSubrange(4..<12, with: Array(magic.utf8) + [0, 13, 10, 26, 10])
    put(Int16(4), at: 12)
    put(Int16(16), at: 14)
    for (n, size) in ([Int64(sizes.count)] + sizes).enumerated() { put(size, at: 16 + 8 * n) }
    put([1, 1, 2, 3], at: 104)
    put(Int64(544), at: 168)
    put([2, 100], at: 176)
    if qform {
      // Half a turn about z, whose first component is 0.
      put(Int32(1), at: 344)
      put([0, 0, 1], at: 352)
      put([5, 6, 7], at: 376)
    } else {
      put(Int32(1), at: 348)
      put([-1, 0, 0, 5, 0, -2, 0, 6, 0, 0, 3, 7], at: 400)
    }
    put(Int32(2), at: 500)
    let data = (0..<24).flatMap { value in
      let sample = swapped ? UInt16(value).byteSwapped : UInt16(value)
      return withUnsafeBytes(of: sample) { Array($0) }
    }
    return header + data
  }

  @Test(arguments: [false, true], [false, true]) func isReadInBothByteOrders(swapped: Bool, qform: Bool) throws {
    let volume = try readVolume(scratch.write(bytes(swapped: swapped, qform: qform), to: "image.nii"))
    #expect(volume.voxels == (0..<24).map { Double($0) * 2 + 100 })
    #expect(volume.grid == Grid(size: [2, 3, 4], spacing: [1, 2, 3], origin: [-5, -6, 7]))
  }

  @Test func isReadCompressed() throws {
    let path = try scratch.write(bytes(swapped: false), to: "image.nii")
    let zip = Process()
    zip.executableURL = URL(filePath: "/usr/bin/env")
    zip.arguments = ["gzip", path]
    try zip.run()
    zip.waitUntilExit()
    #expect(try readVolume(path + ".gz").voxels.last == 146)
  }

  @Test func whatIsWrongWithItIsNamed() throws {
    func failure(_ bytes: [UInt8]) throws -> String? {
      let path = try scratch.write(bytes, to: "image.nii")
      return #expect(throws: ImageFileError.self) { try readVolume(path) }?.kind.name
    }
    #expect(try failure(bytes(swapped: false).dropLast()) == "truncated")
    #expect(try failure(Array(bytes(swapped: false).prefix(400))) == "truncated")
    #expect(try failure(bytes(swapped: false, magic: "ni2")) == "unsupported")
    #expect(try failure(bytes(swapped: false, sizes: [1 << 40, 3, 4])) == "damaged")
    #expect(try failure(bytes(swapped: true, sizes: [-2, 3, 4])) == "damaged")
  }
}

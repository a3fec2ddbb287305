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
    let notes = headerNotes(of: scratch.url.appending(path: "image.nii").path)
    #expect(notes.map(\.kind) == ["qform taken instead of a template's sform"], "\(notes)")
    file.sform = scaled(1, 2, 3)
    _ = try read(file)
    #expect(headerNotes(of: scratch.url.appending(path: "image.nii").path).isEmpty)
  }
}

/// What is a label image, and what is none.
struct LabelImageTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ values: [Float], rescale: (slope: Float, intercept: Float) = (0, 0)) throws -> String {
    var file = NIfTIBytes()
    (file.sizes, file.datatype, file.bits) = ([Int16(values.count / 100), 10, 10], 16, 32)
    file.sform = [[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]]
    file.rescale = rescale
    file.data = values.flatMap { value in withUnsafeBytes(of: value.bitPattern) { Array($0) } }
    return try scratch.write(file.bytes, to: "mask.nii")
  }

  private func failure(_ values: [Float], label: Int = 1) throws -> ImageFileError.Kind? {
    let path = try file(values)
    do {
      _ = try readMask(path, label: label)
      return nil
    } catch { return error.kind }
  }

  @Test func aValueOffAWholeNumberByRoundingIsALabel() throws {
    let values = (0..<2000).map { Float($0 % 40 < 10 ? 1 + 6e-8 : 0) }
    #expect(try readMask(file(values)).count == 500)
    // An 8-bit mask scaled to its type and back: 255 x 0.003921569.
    let scaled = (0..<2000).map { Float($0 % 40 < 10 ? 255 : 0) }
    #expect(try readMask(file(scaled, rescale: (0.00392157, 0))).count == 500)
  }

  @Test func fractionsAreNoLabels() throws {
    let values = (0..<2000).map { Float($0 % 40 < 10 ? 1 : $0 % 40 < 12 ? 0.5 : 0) }
    #expect(try failure(values) == .labelsNotWhole(count: 100, examples: [0.5]))
  }

  @Test func aLabelThatIsNotThereIsAnsweredWithThoseThatAre() throws {
    let values = (0..<2000).map { Float($0 < 300 ? 2 : $0 < 400 ? 7 : 0) }
    let present = [LabelCount(label: 2, voxels: 300), LabelCount(label: 7, voxels: 100)]
    #expect(try failure(values) == .labelNotFound(label: 1, present: present, count: 2))
  }

  /// Two hundred labels of ten voxels each are an atlas; as many values in no order are intensities. Seeds are printed on failure.
  @Test(arguments: 0..<5 as Range<UInt64>) func atlasesAreReadAndIntensitiesAreNot(seed: UInt64) throws {
    #expect(try failure((0..<2000).map { Float(1 + $0 / 10) }) == nil)
    var state = seed &+ 1
    let noise = (0..<2000).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 56)
    }
    guard case .imageAsMask = try failure(noise) else {
      Issue.record("seed \(seed): intensities were taken for labels")
      return
    }
  }
}

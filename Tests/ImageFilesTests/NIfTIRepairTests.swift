import ImageFiles
import Testing
import Volumes

/// NIfTI headers and streams that other programs mend without a word.
struct NIfTIRepairTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ file: NIfTIBytes) throws -> NotedVolume {
    try readNotedVolume(scratch.write(file.bytes, to: "image.nii"))
  }

  @Test(arguments: [Float(0), .nan, .infinity], [0, 1, 2])
  func aSizeThatTheSformAloneGivesIsANote(size: Float, axis: Int) throws {
    var file = NIfTIBytes()
    file.sform = [[1, 0, 0, 10], [0, 2, 0, 20], [0, 0, 3, 30]]
    #expect(try read(file).notes.isEmpty)
    file.spacing[axis] = size
    let found = try read(file)
    #expect(found.volume.grid.spacing == [1, 2, 3])
    #expect(found.notes == [.pixdimMissing(axes: [["i", "j", "k"][axis]], taken: [1, 2, 3])])
    #expect(found.notes[0].description.contains("1 x 2 x 3 mm"))
  }

  /// Rounding makes a quaternion longer than 1 by 1e-7, or by a hundredth if it was written with two digits.
  @Test(arguments: [Float(0), 1e-7, 5e-7, 1e-4, 0.005]) func aRoundedQuaternionIsSound(excess: Float) throws {
    var file = NIfTIBytes()
    file.quaternion = (0, 0, (1 + excess).squareRoot(), 1)
    let grid = try read(file).volume.grid
    #expect((grid.axes.i - [1, 0, 0]).length < 1e-6 && (grid.axes.j - [0, 1, 0]).length < 1e-6)
  }

  @Test(arguments: [(Float(0.9), Float(0.9), Float(0.9)), (2, 0, 0), (0, 1.2, 0), (0.8, 0.8, 0)])
  func aQuaternionThatIsNoRotationIsRefused(b: Float, c: Float, d: Float) throws {
    var file = NIfTIBytes()
    file.quaternion = (b, c, d, 1)
    let error = #expect(throws: ImageFileError.self) { try read(file) }
    #expect(error?.kind.name == "invalid-grid" && error?.description.contains("no rotation") == true)
    // Beside a sform it is not used.
    file.sform = [[-1, 0, 0, 10], [0, -2, 0, 20], [0, 0, 3, 30]]
    #expect(try read(file).volume.grid.spacing == [1, 2, 3])
  }

  @Test(arguments: 0...12) func aStreamCutInItsChecksumIsTruncated(cut: Int) throws {
    let path = try scratch.write(Array(gzipMember(NIfTIBytes().bytes).dropLast(cut)), to: "image.nii.gz")
    guard cut > 0 else {
      #expect(try readVolume(path).voxels.count == 24)
      return
    }
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.kind.name == "truncated", "\(cut): \(error?.description ?? "")")
    if cut < 9 { #expect(error?.kind == .streamWithoutChecksum, "\(cut): \(error?.description ?? "")") }
  }
}

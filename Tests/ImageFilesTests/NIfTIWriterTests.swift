import Foundation
import ImageFiles
import Testing
import Volumes

/// What is written reads back: voxels, places, bytes.
@Suite struct NIfTIWriterTests {
  /// An oblique, left-handed grid, so that no sign and no order of axes can be mistaken.
  private static let oblique = Grid(
    size: [4, 3, 5], spacing: [0.78125, 1.5, 3], origin: [-101.25, 42.5, 7.75],
    axes: Axes(i: [0.8, 0.6, 0], j: [0.6, -0.8, 0], k: [0, 0, 1]))
  private static let sheared = Grid(
    size: [3, 4, 2], spacing: [1, 2, 3], origin: [1, 2, 3], axes: Axes(i: [1, 0, 0], j: [0.6, 0.8, 0], k: [0, 0, 1]))

  private func values(_ grid: Grid) -> [Double] { (0..<grid.count).map { sin(Double($0)) * 1e3 } }

  @Test(arguments: [oblique, Grid(size: [2, 2, 2])], ["image.nii", "image.nii.gz"])
  func voxelsAndPlacesComeBack(grid: Grid, name: String) throws {
    let scratch = try Scratch()
    let file = scratch.path + "/" + name
    let volume = Volume(grid: grid, voxels: values(grid))
    try writeNIfTI(volume, to: file, as: .float64)
    let read = try readVolume(file)
    #expect(read.voxels == volume.voxels)
    #expect(read.precision == .double)
    #expect(read.grid.agrees(with: grid, tolerance: 1e-5), "\(read.grid), written \(grid)")
    try writeNIfTI(volume, to: file)
    #expect(try readVolume(file).voxels == volume.voxels.map { Double(Float($0)) })
    #expect(try readVolume(file).precision == .single)
  }

  @Test(arguments: ["mask.nii", "mask.nii.gz"]) func aMaskComesBackAsALabelImageOfBytes(name: String) throws {
    let scratch = try Scratch()
    let file = scratch.path + "/" + name
    // Every value but 0 is inside.
    let voxels = (0..<Self.oblique.count).map { UInt8([0, 1, 255, 0, 7][$0 % 5]) }
    try writeNIfTI(Mask(grid: Self.oblique, voxels: voxels), to: file)
    let read = try readMask(file)
    #expect(read.voxels == voxels.map { $0 == 0 ? 0 : 1 })
    #expect(read.grid.agrees(with: Self.oblique, tolerance: 1e-5))
    guard name.hasSuffix(".nii") else { return }
    #expect(try Data(contentsOf: URL(filePath: file)).count == 352 + voxels.count)
  }

  @Test func aShearedGridIsRefusedWhenItIsRead() throws {
    let file = try Scratch().path + "-sheared.nii"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try writeNIfTI(Volume(grid: Self.sheared, voxels: values(Self.sheared)), to: file)
    let error = #expect(throws: ImageFileError.self) { try readVolume(file) }
    #expect(error?.kind.name == "sheared-grid")
  }

  /// Readers that take the qform must find the same places where the grid is not sheared.
  @Test func theQformSaysTheSameAsTheSform() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/image.nii"
    try writeNIfTI(Volume(grid: Self.oblique, voxels: values(Self.oblique)), to: file)
    var bytes = try Data(contentsOf: URL(filePath: file))
    // sform_code
    bytes[254] = 0
    let other = try scratch.write(bytes, to: "qform.nii")
    #expect(try readVolume(other).grid.agrees(with: Self.oblique, tolerance: 1e-4))
  }

  @Test func theSameImageGivesTheSameBytes() throws {
    let scratch = try Scratch()
    let volume = Volume(grid: Self.oblique, voxels: values(Self.oblique))
    for name in ["a.nii.gz", "b.nii.gz"] { try writeNIfTI(volume, to: scratch.path + "/" + name) }
    let files = try ["a.nii.gz", "b.nii.gz"].map { try Data(contentsOf: URL(filePath: scratch.path + "/" + $0)) }
    #expect(files[0] == files[1])
    #expect(files[0].prefix(2) == Data([0x1f, 0x8b]))
  }

  @Test func notANumberAndInfinityAreKept() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/image.nii"
    try writeNIfTI(Volume(grid: Grid(size: [3, 1, 1]), voxels: [.nan, .infinity, 1]), to: file)
    let read = try readVolume(file).voxels
    #expect(read[0].isNaN && read[1] == .infinity && read[2] == 1)
  }

  @Test func aFolderThatIsNotThereIsAnErrorAndLeavesNothing() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/none/image.nii.gz"
    let error = #expect(throws: NIfTIWritingError.self) {
      try writeNIfTI(Volume(grid: Grid(size: [1, 1, 1]), voxels: [1]), to: file)
    }
    #expect(error?.file == file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test func anAxisThatTheFormatCannotSayIsRefused() throws {
    let scratch = try Scratch()
    let grid = Grid(size: [40_000, 1, 1])
    #expect(throws: NIfTIWritingError.self) {
      try writeNIfTI(Volume(grid: grid, voxels: values(grid)), to: scratch.path + "/long.nii")
    }
  }
}

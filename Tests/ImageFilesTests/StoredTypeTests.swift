import ImageFiles
import Testing
import Volumes

/// What a file says of the type of its intensities, and label images with several numbers a voxel.
struct StoredTypeTests {
  /// NIfTI's code, bytes a sample and what the type can hold.
  private static let types: [(code: Int16, bytes: Int, range: ClosedRange<Double>?)] = [
    (2, 1, 0...255), (256, 1, -128...127), (4, 2, -32768...32767), (512, 2, 0...65535),
    (8, 4, -2147483648...2147483647), (768, 4, 0...4294967295), (16, 4, nil), (64, 8, nil),
  ]

  @Test(arguments: types.indices)
  func theRangeIsThatOfTheStoredType(index: Int) throws {
    let type = Self.types[index]
    let scratch = try Scratch()
    let data = [UInt8](repeating: 0, count: 24 * type.bytes)
    let bytes = NIfTIBytes(datatype: type.code, bits: Int16(8 * type.bytes), data: data)
    let volume = try readVolume(scratch.write(bytes.bytes, to: "image.nii"))
    #expect(volume.storedRange == type.range)
    #expect((volume.precision == .integer) == (type.range != nil))
    #expect(volume.cropped(to: VoxelBox(lower: .zero, upper: [1, 1, 1])).storedRange == type.range)
  }

  /// ITK reads scaled integers as float32, which holds them all.
  @Test func rescaledIntegersHaveNoRange() throws {
    let scratch = try Scratch()
    let volume = try readVolume(scratch.write(NIfTIBytes(rescale: (2, 1)).bytes, to: "image.nii"))
    #expect(volume.storedRange == nil && volume.precision == .single)
  }

  /// Channels of a NIfTI file follow each other, in its fifth axis.
  @Test func aChannelOfANIfTILabelImageIsRead() throws {
    let scratch = try Scratch()
    var data = [UInt8](repeating: 0, count: 96)
    (data[2 * 3], data[2 * (24 + 7)]) = (1, 1)
    let path = try scratch.write(NIfTIBytes(sizes: [2, 3, 4, 1, 2], data: data).bytes, to: "labels.nii")
    #expect(try readMask(path).voxels.firstIndex(of: 1) == 3)
    let second = try readMask(path, channel: 1)
    #expect(second.voxels.firstIndex(of: 1) == 7 && second.count == 1 && second.grid.size == [2, 3, 4])
    let error = #expect(throws: ImageFileError.self) { try readMask(path, channel: 2) }
    #expect("\(try #require(error))".contains("from 0 to 1"))
    #expect(throws: ImageFileError.self) { try readVolume(path) }
  }

  /// Those of an NRRD file lie side by side, in a first axis that is none of space: Slicer's overlapping segments.
  @Test(arguments: ["list", "vector"])
  func aChannelOfAnNRRDLabelImageIsRead(kind: String) throws {
    let scratch = try Scratch()
    let header = """
      NRRD0004
      type: uchar
      dimension: 4
      space: left-posterior-superior
      sizes: 2 2 3 4
      space directions: none (2,0,0) (0,3,0) (0,0,4)
      kinds: \(kind) domain domain domain
      encoding: raw
      space origin: (10,20,30)


      """
    var data = [UInt8](repeating: 0, count: 48)
    (data[2 * 3], data[2 * 7 + 1]) = (1, 5)
    let path = try scratch.write(Array(header.utf8) + data, to: "labels.nrrd")
    let first = try readMask(path)
    #expect(first.voxels.firstIndex(of: 1) == 3)
    #expect(first.grid == Grid(size: [2, 3, 4], spacing: [2, 3, 4], origin: [10, 20, 30]))
    let second = try readMask(path, label: 5, channel: 1)
    #expect(second.voxels.firstIndex(of: 1) == 7 && second.count == 1)
    #expect(throws: ImageFileError.self) { try readMask(path, channel: 3) }
    #expect(throws: ImageFileError.self) { try readVolume(path) }
  }
}

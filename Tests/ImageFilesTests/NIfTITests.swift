import ImageFiles
import Testing
import Volumes

struct NIfTITests {
  private func read(_ file: NIfTIBytes) throws -> Volume {
    let scratch = try Scratch()
    return try readVolume(scratch.write(file.bytes, to: "image.nii"))
  }

  private func failure(_ change: (inout NIfTIBytes) -> Void) throws -> ImageFileError? {
    var file = NIfTIBytes()
    change(&file)
    return #expect(throws: ImageFileError.self) { try read(file) }
  }

  @Test func voxelsComeInFileOrder() throws {
    let volume = try read(NIfTIBytes())
    #expect(volume.grid.size == [2, 3, 4])
    #expect(volume.grid.spacing == [1, 2, 3])
    #expect(volume.voxels == (0..<24).map(Double.init))
    #expect(volume.precision == .integer)
  }

  @Test func theOtherByteOrderReadsTheSame() throws {
    var file = NIfTIBytes()
    file.isSwapped = true
    file.data = (0..<24).flatMap { [0, UInt8($0)] }
    #expect(try read(file).voxels == (0..<24).map(Double.init))
  }

  /// RAS to LPS turns x and y: a voxel to the patient's right and front has negative x and y here.
  @Test func theSformGoesToLPS() throws {
    var file = NIfTIBytes()
    file.sform = [[1, 0, 0, 10], [0, 2, 0, 20], [0, 0, 3, 30]]
    let grid = try read(file).grid
    #expect(grid.origin == [-10, -20, 30])
    #expect(grid.axes == Axes(i: [-1, 0, 0], j: [0, -1, 0], k: [0, 0, 1]))
  }

  /// A quaternion (0, 0, 1) is half a turn about z: i to the left and j to the back in RAS turn to LPS' own axes.
  @Test func theQformGoesToLPS() throws {
    var file = NIfTIBytes()
    file.quaternion = (0, 0, 1, 1)
    file.offset = [5, 6, 7]
    let grid = try read(file).grid
    #expect(grid.origin == [-5, -6, 7])
    #expect((grid.axes.i - [1, 0, 0]).length < 1e-6)
    #expect((grid.axes.j - [0, 1, 0]).length < 1e-6)
  }

  @Test func theQformsFactorTurnsK() throws {
    var file = NIfTIBytes()
    file.quaternion = (0, 0, 1, -1)
    #expect((try read(file).grid.axes.k - [0, 0, -1]).length < 1e-6)
  }

  @Test func scaledIntegersAreRescaled() throws {
    var file = NIfTIBytes()
    file.rescale = (0.5, -1)
    let volume = try read(file)
    #expect(volume.voxels.prefix(3) == [-1, -0.5, 0])
    #expect(volume.precision == .single)
  }

  @Test(arguments: [
    (Int16(2), 1), (256, 1), (4, 2), (512, 2), (8, 4), (768, 4), (16, 4), (1024, 8), (1280, 8), (64, 8),
  ])
  func everyNumberTypeIsRead(datatype: Int16, size: Int) throws {
    var file = NIfTIBytes()
    (file.datatype, file.bits) = (datatype, Int16(8 * size))
    file.data = [UInt8](repeating: 0, count: 24 * size)
    #expect(try read(file).voxels == [Double](repeating: 0, count: 24))
  }

  @Test func colourAndComplexNumbersAreRefusedByName() throws {
    #expect(try failure { $0.datatype = 128 }?.kind == .colour(model: "RGB24"))
    #expect(try failure { $0.datatype = 32 }?.kind == .complexNumbers(type: "COMPLEX64"))
    #expect(try failure { $0.datatype = 1536 }?.kind.name == "unsupported")
  }

  @Test func trailingAxesOfLengthOneAreNoAxes() throws {
    var file = NIfTIBytes()
    file.sizes = [2, 3, 4, 1, 1]
    #expect(try read(file).grid.size == [2, 3, 4])
    #expect(try failure { $0.sizes = [2, 3, 2, 2] }?.kind == .notThreeDimensional(sizes: [2, 3, 2, 2]))
  }

  @Test func truncationIsCounted() throws {
    #expect(try failure { $0.data.removeLast() }?.kind == .truncated(expected: 400, found: 399))
  }

  /// 32767³ float64 voxels are 280 terabytes: refused by the length of the file, before any memory is asked for.
  @Test func absurdSizesAreRefusedBeforeTheyAreAllocated() throws {
    #expect(try failure { $0.sizes = [32767, 32767, 32767] }?.kind.name == "truncated")
  }

  @Test func hostileHeadersAreRefused() throws {
    #expect(try failure { $0.sizes = [2, -3, 4] }?.kind.name == "damaged")
    #expect(try failure { $0.sizes = [2, 3, 0] }?.kind.name == "damaged")
    #expect(try failure { $0.spacing = [1, .nan, 3] }?.kind.name == "invalid-grid")
    #expect(try failure { $0.sform = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]] }?.kind.name == "invalid-grid")
    #expect(try failure { $0.sform = [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]] }?.kind.name == "invalid-grid")
    #expect(try failure { $0.dataOffset = .infinity }?.kind.name == "damaged")
    #expect(try failure { $0.dataOffset = 1e8 }?.kind.name == "truncated")
    #expect(try failure { $0.magic = "xyz" }?.kind.name == "unsupported")
    #expect(try failure { $0.magic = "ni1" }?.kind.name == "unsupported")
  }

  /// Some writers say a flip by a negative size; as ITK, the size is what is left without the sign.
  @Test func aNegativeSizeIsASize() throws {
    var file = NIfTIBytes()
    file.spacing = [1, -2, 3]
    #expect(try read(file).grid.spacing == [1, 2, 3])
  }

  @Test func anImageOfNothingButNaNIsRefused() throws {
    let error = try failure {
      ($0.datatype, $0.bits) = (16, 32)
      $0.data = [UInt8](repeating: 0xFF, count: 96)
    }
    #expect(error?.kind == .noFiniteValue)
  }

  @Test func whatIsNotThereIsSaid() throws {
    let scratch = try Scratch()
    let absent = #expect(throws: ImageFileError.self) { try readVolume(scratch.path + "/absent.nii") }
    #expect(absent?.kind == .notFound)
    let empty = try scratch.write([], to: "empty.nii")
    #expect(#expect(throws: ImageFileError.self) { try readVolume(empty) }?.kind == .emptyFile)
    let text = try scratch.write("patient,outcome".utf8, to: "table.csv")
    let table = #expect(throws: ImageFileError.self) { try readVolume(text) }
    #expect(table?.kind == .otherContent(found: "a table of text (CSV)"))
    let folder = try Scratch()
    #expect(#expect(throws: ImageFileError.self) { try readVolume(folder.path) }?.kind.name == "nothing-in-folder")
  }

  @Test func anEmptyMaskSaysWhichLabelsThereAre() throws {
    let scratch = try Scratch()
    let path = try scratch.write(NIfTIBytes().bytes, to: "labels.nii")
    let error = #expect(throws: ImageFileError.self) { try readMask(path, label: 40) }
    let present = (1...20).map { LabelCount(label: $0, voxels: 1) }
    #expect(error?.kind == .labelNotFound(label: 40, present: present, count: 23))
  }
}

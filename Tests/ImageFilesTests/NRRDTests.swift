import Foundation
import ImageFiles
import Testing
import Volumes

struct NRRDTests {
  private static let geometry = """
    space: left-posterior-superior
    space directions: (2,0,0) (0,3,0) (0,0,4)
    space origin: (10,20,30)
    """

  private func header(
    type: String = "short", sizes: String = "2 3 4", geometry: String = Self.geometry, encoding: String = "raw",
    more: String = ""
  ) -> [UInt8] {
    let dimension = sizes.split(separator: " ").count
    let text = """
      NRRD0004
      type: \(type)
      dimension: \(dimension)
      sizes: \(sizes)
      \(geometry)
      endian: little
      encoding: \(encoding)
      \(more)
      """
    return Array(text.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: "\n").utf8)
  }

  private let data: [UInt8] = (0..<24).flatMap { [UInt8($0), 0] }

  private func read(_ bytes: [UInt8]) throws -> Volume {
    let scratch = try Scratch()
    return try readVolume(scratch.write(bytes, to: "image.nrrd"))
  }

  private func failure(_ bytes: [UInt8]) -> String? {
    #expect(throws: ImageFileError.self) { try read(bytes) }?.kind.name
  }

  @Test func attachedRawIsRead() throws {
    let volume = try read(header() + [10, 10] + data)
    #expect(volume.voxels == (0..<24).map(Double.init))
    #expect(volume.grid == Grid(size: [2, 3, 4], spacing: [2, 3, 4], origin: [10, 20, 30]))
  }

  @Test(arguments: ["domain domain time", "domain domain list", "vector domain domain", "space space 3-vector"])
  func anAxisThatIsNotSpaceIsRefused(kinds: String) throws {
    let sizes = kinds.hasSuffix("3-vector") ? "4 2 3" : "2 3 4"
    let bytes = header(sizes: sizes, geometry: "spacings: 1 1 1", more: "kinds: \(kinds)") + [10, 10] + data
    #expect(failure(bytes) == "not-three-dimensional")
    for sound in ["domain domain domain", "space space space", "??? domain none"] {
      #expect(
        try read(header(geometry: "spacings: 1 1 1", more: "kinds: \(sound)") + [10, 10] + data).voxels.count == 24)
    }
  }

  @Test func asciiIsRead() throws {
    let text = (0..<24).map(String.init).joined(separator: " ") + "\n"
    #expect(try read(header(encoding: "ascii") + [10, 10] + Array(text.utf8)).voxels == (0..<24).map(Double.init))
  }

  @Test func detachedDataAreFoundBesideTheHeader() throws {
    let scratch = try Scratch()
    let path = try scratch.write(header(more: "data file: image.raw") + [10], to: "image.nhdr")
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.kind == .notFound)
    #expect(error?.file.hasSuffix("image.raw") == true)
    try scratch.write(data, to: "image.raw")
    #expect(try readVolume(path).voxels == (0..<24).map(Double.init))
  }

  /// The same place written in the three spaces.
  @Test(arguments: [
    ("right-anterior-superior", "(-2,0,0) (0,-3,0) (0,0,4)", "(-10,-20,30)"),
    ("left-anterior-superior", "(2,0,0) (0,-3,0) (0,0,4)", "(10,-20,30)"),
    ("LPS", "(2,0,0) (0,3,0) (0,0,4)", "(10,20,30)"), ("RAS", "(-2,0,0) (0,-3,0) (0,0,4)", "(-10,-20,30)"),
    ("scanner-xyz", "(2,0,0) (0,3,0) (0,0,4)", "(10,20,30)"),
  ])
  func everySpaceGoesToLPS(space: String, directions: String, origin: String) throws {
    let geometry = "space: \(space)\nspace directions: \(directions)\nspace origin: \(origin)"
    let grid = try read(header(geometry: geometry) + [10, 10] + data).grid
    #expect(grid.agrees(with: Grid(size: [2, 3, 4], spacing: [2, 3, 4], origin: [10, 20, 30]), tolerance: 1e-9))
  }

  @Test func spacingsAloneAreLPSAtTheOrigin() throws {
    let grid = try read(header(geometry: "spacings: 2 3 4") + [10, 10] + data).grid
    #expect(grid == Grid(size: [2, 3, 4], spacing: [2, 3, 4]))
  }

  /// Of an image without a space. SimpleITK 2.5.7 gives these origins: the lower edge of the first voxel is the
  /// default.
  @Test(
    arguments: [
      ("axis mins: 5 6 7", [6, 7.5, 9]), ("axis mins: 5 6 7\ncenterings: node node node", [5, 6, 7]), ("", [0, 0, 0]),
    ] as [(String, SIMD3<Double>)])
  func axisMinimaPlaceTheImage(line: String, origin: SIMD3<Double>) throws {
    let grid = try read(header(geometry: "spacings: 2 3 4\n" + line) + [10, 10] + data).grid
    #expect(grid == Grid(size: [2, 3, 4], spacing: [2, 3, 4], origin: origin))
  }

  @Test func damagedOrHostileHeadersAreRefused() {
    #expect(failure(header() + [10, 10] + data.dropLast()) == "truncated")
    #expect(failure(header(sizes: "99999 99999 99999") + [10, 10] + data) == "truncated")
    #expect(failure(header(sizes: "9999999 99999999 99999999") + [10, 10] + data) == "damaged")
    #expect(failure(header(sizes: "2 -3 4") + [10, 10] + data) == "damaged")
    #expect(failure(header(type: "banana") + [10, 10] + data) == "damaged")
    #expect(failure(header(encoding: "bzip2") + [10, 10] + data) == "unsupported")
    #expect(failure(header(more: "data file: %n%n%s%d.raw 1 4 1") + [10]) == "unsupported")
    #expect(failure(header(more: "data file: LIST\na.raw\nb.raw") + [10]) == "unsupported")
    #expect(
      failure(header(geometry: "space: LPS\nspace directions: (0,0,0) (0,3,0) (0,0,4)") + [10, 10] + data) != nil)
  }

  /// Axis units of an image without a space, and units of a space; upper case decides nothing.
  @Test(arguments: [("mm", 1.0), ("um", 1e-3), ("micron", 1e-3), ("cm", 10), ("m", 1000), ("MM", 1), ("", 1)])
  func lengthsAreInTheUnitOfTheSpace(unit: String, millimetres: Double) throws {
    let units = "space units: " + Array(repeating: "\"\(unit)\"", count: 3).joined(separator: " ")
    let grid = try read(header(geometry: Self.geometry + "\n" + units) + [10, 10] + data).grid
    let wanted = Grid(
      size: [2, 3, 4], spacing: SIMD3(2, 3, 4) * millimetres, origin: SIMD3(10, 20, 30) * millimetres)
    #expect(grid.agrees(with: wanted, tolerance: 1e-9))
    let own = "spacings: 2 3 4\nunits: " + Array(repeating: "\"\(unit)\"", count: 3).joined(separator: " ")
    #expect(
      try read(header(geometry: own) + [10, 10] + data).grid.agrees(
        with: Grid(size: [2, 3, 4], spacing: SIMD3(2, 3, 4) * millimetres), tolerance: 1e-9))
  }

  @Test func aUnitThatIsNoLengthIsNamed() {
    let geometry = Self.geometry + "\nspace units: \"mm\" \"mm\" \"parsec\""
    #expect(failure(header(geometry: geometry) + [10, 10] + data) == "unknown-unit")
  }

  /// Their product has no number, or takes more memory than there is; teem never sees them.
  @Test func sizesBeyondMemoryAreRefusedFromTheHeader() throws {
    #expect(failure(header(sizes: "1000000 1000000 1000000 1000000") + [10, 10] + data) == "damaged")
    let scratch = try Scratch()
    let path = try scratch.write(
      header(type: "uchar", sizes: "100000 10000 4000", encoding: "raw") + [10, 10], to: "huge.nrrd")
    #expect(truncate(path, 4_000_000_001_000) == 0)
    #expect(#expect(throws: ImageFileError.self) { try readVolume(path) }?.kind.name == "too-large")
  }

  @Test func colourAndFourAxesAreRefusedByName() {
    let colour = "kinds: RGB-color domain domain\nspacings: 1 1 1"
    #expect(failure(header(sizes: "3 2 4", geometry: colour) + [10, 10] + data) == "colour")
    #expect(
      failure(header(sizes: "2 3 2 2", geometry: "spacings: 1 1 1 1") + [10, 10] + data) == "not-three-dimensional")
  }
}

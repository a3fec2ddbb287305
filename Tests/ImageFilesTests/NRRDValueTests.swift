import ImageFiles
import Testing
import Volumes

/// NRRD headers and values that teem reads wrongly or not at all.
struct NRRDValueTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// 4 x 3 x 2 values, `geometry` as lines of the header.
  private func header(
    type: String = "short", encoding: String = "ascii", geometry: String = "spacings: 2 3 4", more: String = ""
  ) -> String {
    let lines = ["NRRD0005", "type: \(type)", "dimension: 3", "sizes: 4 3 2", geometry, "encoding: \(encoding)", more]
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n\n"
  }

  private func write(_ text: String, _ values: [UInt8] = []) throws -> String {
    try scratch.write(Array(text.utf8) + values, to: "a.nrrd")
  }

  /// Text of 24 values, the first of them given.
  private func values(_ first: String, separator: String = " ") -> String {
    ([first] + (1..<24).map(String.init)).joined(separator: separator)
  }

  private func failure(_ path: String) -> ImageFileError.Kind? {
    #expect(throws: ImageFileError.self) { try readVolume(path) }?.kind
  }

  private func isUnreadable(_ path: String, _ value: String) -> Bool {
    guard case .unreadableNumber(_, let found, _)? = failure(path) else { return false }
    return found == value
  }

  /// teem's buffer has about a thousand characters, and no check.
  @Test(arguments: [1_000, 1_100, 9_000, 100_000]) func aLongTokenIsAnErrorAndNoCrash(length: Int) throws {
    let digits = String(repeating: "1", count: length)
    guard case .unreadableNumber? = failure(try write(header() + values(digits))) else {
      Issue.record("a token of \(length) digits")
      return
    }
    let joined = (0..<length).map(String.init).joined(separator: ",")
    #expect(throws: ImageFileError.self) { try readVolume(write(header() + joined)) }
    #expect(inspect(try write(header() + joined)).problems.count == 1)
  }

  /// The last line of a file need not end, and has the same limit as the others.
  @Test(arguments: ["encoding: ", "type: ", "content", "encoding: raw\ntype: a := "])
  func aLongLastLineIsAnErrorAndNoCrash(start: String) throws {
    let line = start + (1...700).map(String.init).joined(separator: " ")
    let text = "NRRD0005\ntype: short\ndimension: 3\nsizes: 4 4 4\n" + line
    #expect(failure(try write(text))?.name == "damaged")
  }

  @Test(arguments: [
    ("short", "40000"), ("short", "-32769"), ("short", "1.7"), ("short", "2.726e-3"), ("short", "0x10"),
    ("uchar", "256"),
    ("ushort", "-1"), ("uint", "4294967296"), ("short", "12a"), ("short", "nan"), ("float", "4426,5"),
    ("float", "1e40"),
    ("double", "1e400"), ("double", "0x1p3"), ("float", "1.5mm"), ("float", "1..5"),
  ])
  func aValueThatItsTypeDoesNotHoldIsNamed(type: String, value: String) throws {
    #expect(isUnreadable(try write(header(type: type) + values(value)), value))
  }

  @Test(
    arguments: [
      ("short", "-32768", -32_768), ("short", "7.0", 7), ("short", "+7", 7), ("short", "3e2", 300),
      ("uchar", "255", 255),
      ("uint", "4294967295", 4_294_967_295), ("float", "0.1", Double(Float(0.1))), ("double", "0.1", 0.1),
      ("float", "-inf", -Double.infinity), ("double", "-1.25e-3", -1.25e-3),
    ] as [(String, String, Double)])
  func aValueThatItsTypeHoldsIsRead(type: String, text: String, value: Double) throws {
    for separator in [" ", "\n", ", ", " ,"] {
      let volume = try readVolume(write(header(type: type) + values(text, separator: separator)))
      #expect(volume.voxels == [value] + (1..<24).map(Double.init))
    }
  }

  @Test func textHasAsManyValuesAsAnnounced() throws {
    let all = values("0")
    #expect(failure(try write(header() + String(all.dropLast(3))))?.name == "truncated")
    #expect(failure(try write(header() + all + " " + all))?.name == "damaged")
    let longer = try readNotedVolume(write(header() + all + " 0 0 0"))
    #expect(longer.notes.contains(.trailingBytes(count: 6, areZero: true)))
    let skipped = header(more: "line skip: 1\nbyte skip: 3") + "a line\nabc"
    #expect(try readVolume(write(skipped + all)).voxels == (0..<24).map(Double.init))
  }

  /// `sscanf` stops at what it does not understand, so that the beginning would count.
  @Test(arguments: [
    ("spacings: 1,25 1,5 3", "1,25"), ("spacings: 1.25mm 1.5mm 3mm", "1.25mm"), ("spacings: 2 3 0x4", "0x4"),
    ("spacings: 2 3 4\naxis mins: 0 0 1,5", "1,5"),
    ("space: LPS\nspace directions: (2mm,0,0) (0,3,0) (0,0,4)", "2mm"),
    ("space: LPS\nspace directions: (2,0,0) (0,3,0) (0,0,4)\nspace origin: (0,0,5mm)", "5mm"),
    ("spacings: 2 3 4\nline skip: 1.9", "1.9"), ("spacings: 2 3 4\nbyte skip: 0x5", "0x5"),
    ("space dimension: 3.5\nspace directions: (2,0,0) (0,3,0) (0,0,4)", "3.5"),
  ])
  func aNumberWithATailIsNamed(geometry: String, value: String) throws {
    let path = try write(header(encoding: "raw", geometry: geometry), [UInt8](repeating: 0, count: 48))
    #expect(isUnreadable(path, value))
  }

  @Test func theDimensionIsAWholeNumber() throws {
    let text = header(encoding: "raw").replacing("dimension: 3", with: "dimension: 3.5")
    #expect(isUnreadable(try write(text, [UInt8](repeating: 0, count: 48)), "3.5"))
  }

  private func grid(_ geometry: String) throws -> (grid: Grid, notes: [ReadingNote]) {
    let read = try readNotedVolume(write(header(geometry: geometry) + values("0")))
    return (read.volume.grid, read.notes)
  }

  /// 4 cells of 2 mm reach from 10 to 18, 4 nodes of 2 mm from 10 to 16.
  @Test(
    arguments: [
      ("axis mins: 10 20 30\naxis maxs: 18 29 38", [11, 21.5, 32]),
      ("axis mins: 10 20 30\naxis maxs: 18 29 38\ncenterings: cell cell cell", [11, 21.5, 32]),
      ("axis mins: 10 20 30\naxis maxs: 16 26 34\ncenterings: node node node", [10, 20, 30]),
    ] as [(String, SIMD3<Double>)])
  func minimaAndMaximaOfTheAxesGiveTheSize(geometry: String, origin: SIMD3<Double>) throws {
    let found = try grid(geometry)
    #expect(found.grid == Grid(size: [4, 3, 2], spacing: [2, 3, 4], origin: origin))
    #expect(found.notes.isEmpty)
  }

  @Test func anImageWithoutASizeIsNoted() throws {
    let found = try grid("")
    #expect(found.grid == Grid(size: [4, 3, 2], spacing: [1, 1, 1]))
    #expect(found.notes == [.sizeNotGiven])
    #expect(try grid("spacings: nan nan nan").notes == [.sizeNotGiven])
    for some in ["spacings: 2 3 nan", "axis mins: 0 0 0\naxis maxs: 8 9 nan"] {
      #expect(failure(try write(header(geometry: some) + values("0")))?.name == "invalid-grid")
    }
  }

  /// Programs fill a block with NULs, and DOS ended texts with ^Z.
  @Test(arguments: [[0], [0, 0, 0, 0], [10, 0, 0], [26], [13, 10, 26], [26, 0, 0, 10], [0, 10, 0]] as [[UInt8]])
  func paddingAfterTextIsANote(padding: [UInt8]) throws {
    let path = try write(header() + values("5"), padding)
    let found = try readNotedVolume(path)
    #expect(found.volume.voxels == [5] + (1..<24).map(Double.init))
    let marks = padding.filter { $0 == 0 || $0 == 26 }
    #expect(found.notes.contains(.trailingBytes(count: marks.count, areZero: !marks.contains(26))))
    // Within the values they are no padding.
    #expect(throws: ImageFileError.self) { try readVolume(write(header() + "5 6 ", padding + Array("7 8".utf8))) }
    let short = try write(header() + (0..<23).map(String.init).joined(separator: " "), padding)
    #expect(failure(short)?.name == "truncated")
  }
}

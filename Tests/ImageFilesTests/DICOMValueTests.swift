import ImageFiles
import TestSupport
import Testing
import Volumes

/// Numbers, texts and kinds of image in generated MR files.
struct DICOMValueTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Slices of 4 x 4 pixels, 3 mm apart; `change` gets the elements of each.
  private func series(_ slices: Int = 3, _ change: (Int, [DICOMElement]) -> [DICOMElement]) throws -> String {
    for k in 0..<slices {
      let elements: [DICOMElement] = [
        .text(0x0008_0018, "UI", "2.25.9.\(k)"), .text(0x0008_0060, "CS", "MR"), .text(0x0020_000d, "UI", "2.25.7"),
        .text(0x0020_000e, "UI", "2.25.8"), .text(0x0020_0052, "UI", "2.25.6"),
        .numbers(0x0018_0050, [3]), .numbers(0x0020_0032, [0, 0, Double(3 * k)]),
        .numbers(0x0020_0037, [1, 0, 0, 0, 1, 0]), .short(0x0028_0002, 1),
        .text(0x0028_0004, "CS", "MONOCHROME2"), .short(0x0028_0010, 4), .short(0x0028_0011, 4),
        .numbers(0x0028_0030, [1.25, 1.25]), .short(0x0028_0100, 16), .short(0x0028_0101, 16), .short(0x0028_0102, 15),
        .short(0x0028_0103, 0),
        .pixels((0..<16).flatMap { [UInt8(10 + $0), 0] }, vr: "OW"),
      ]
      let own = change(k, elements).sorted { $0.tag < $1.tag }
      try scratch.write(DICOMElement.file(own, objectClass: "1.2.840.10008.5.1.4.1.1.4"), to: "series/\(k).dcm")
    }
    return scratch.url.appending(path: "series").path
  }

  private func failure(_ folder: String) -> ImageFileError.Kind? {
    do {
      _ = try readVolume(folder)
      return nil
    } catch { return error.kind }
  }

  private static func with(_ element: DICOMElement, in elements: [DICOMElement]) -> [DICOMElement] {
    elements.filter { $0.tag != element.tag } + [element]
  }

  @Test(arguments: [
    "1,25\\1,25", "1.25 mm\\1.25", "1.2.5\\1.25", "\\1.25", "1.25\\", "0x1\\1", "nan\\1", "1e999\\1", "N/A",
  ])
  func aNumberWithATailIsNamed(value: String) throws {
    let folder = try series { _, all in Self.with(.text(0x0028_0030, "DS", value), in: all) }
    guard case .unreadableValue(let attribute, _)? = failure(folder) else {
      Issue.record("\(value): \(String(describing: failure(folder)))")
      return
    }
    #expect(attribute == "PixelSpacing (0028,0030)")
  }

  @Test(arguments: ["1.25\\1.25", "+1.25\\1.250", " 1.25 \\ 1.25 ", "125e-2\\1.25E0", "1.25\\.125e1"])
  func everyWayToWriteANumberIsRead(value: String) throws {
    let folder = try series { _, all in Self.with(.text(0x0028_0030, "DS", value), in: all) }
    #expect(try readVolume(folder).grid.spacing == [1.25, 1.25, 3])
  }

  /// Absent is 1; readable in another representation is read; unreadable is an error.
  @Test(arguments: ["DS", "LO", "SH", "UT", "ST"]) func aSlopeOfAnotherRepresentationIsRead(kind: String) throws {
    let plain = try readVolume(series { _, all in all })
    let folder = try series { _, all in Self.with(.text(0x0028_1053, kind, "1.5"), in: all) }
    #expect(try readVolume(folder).voxels == plain.voxels.map { 1.5 * $0 })
    let broken = try series { _, all in Self.with(.text(0x0028_1053, kind, "N/A"), in: all) }
    #expect(failure(broken) == .unreadableValue(attribute: "RescaleSlope (0028,1053)", value: "N/A"))
  }

  /// Two echoes half a slice apart are evenly spaced, and no volume.
  @Test(arguments: [(UInt32(0x0018_0081), "10", "90"), (0x0018_9087, "0", "800"), (0x0020_0100, "1", "2")])
  func imagesOfTwoKindsAreNoVolume(tag: UInt32, first: String, second: String) throws {
    let vr = tag == 0x0020_0100 ? "IS" : "DS"
    let mixed = try series(6) { k, all in Self.with(.text(tag, vr, k % 2 == 0 ? first : second), in: all) }
    guard case .mixedImages? = failure(mixed) else {
      Issue.record("\(String(describing: failure(mixed)))")
      return
    }
    let sound = try series(6) { _, all in Self.with(.text(tag, vr, first), in: all) }
    #expect(failure(sound) == nil)
  }

  /// Images of magnitude and phase, of two voltages or kernels; the numbers that their attributes have are in the
  /// standard and in dcm2niix.
  @Test(arguments: [
    (UInt32(0x0008_9208), "CS", "MAGNITUDE", "PHASE"), (0x0018_0060, "DS", "80", "140"),
    (0x0018_1210, "SH", "B30f", "B70f"), (0x0018_9075, "CS", "ISOTROPIC", "DIRECTIONAL"),
    (0x0054_1001, "CS", "BQML", "GML"), (0x0028_1054, "LO", "HU", "US"),
  ])
  func imagesOfFurtherKindsAreNoVolume(tag: UInt32, vr: String, first: String, second: String) throws {
    func element(_ value: String) -> DICOMElement { .text(tag, vr, value) }
    let mixed = try series(6) { k, all in Self.with(element(k % 2 == 0 ? first : second), in: all) }
    guard case .mixedImages? = failure(mixed) else {
      Issue.record("\(String(describing: failure(mixed)))")
      return
    }
    #expect(failure(try series(6) { _, all in Self.with(element(first), in: all) }) == nil)
  }

  /// An attribute of a maker by its block, stored as it says or as bytes (UN).
  private static let ofMakers:
    [(group: UInt32, element: UInt32, creator: String, maker: String, values: [DICOMBytes])] = [
      (0x0019, 0x0c, "SIEMENS MR HEADER", "SIEMENS", [.init("IS", "0 "), .init("IS", "800 ")]),
      (0x0019, 0x0c, "SIEMENS MR HEADER", "Siemens Healthineers", [.init("UN", "0 "), .init("UN", "800 ")]),
      (0x2001, 0x03, "Philips Imaging DD 001", "Philips", [.init(float: 0), .init(float: 600)]),
      (0x0043, 0x39, "GEMS_PARM_01", "GE MEDICAL SYSTEMS", [.init("IS", "50\\8\\0\\0 "), .init("IS", "800\\8\\0\\0")]),
      (0x0065, 0x09, "Image Private Header", "UIH", [.init(double: 0), .init(double: 1000)]),
      (0x0043, 0x2f, "GEMS_PARM_01", "GE MEDICAL SYSTEMS", [.init("SS", [0, 0]), .init("SS", [1, 0])]),
    ]

  /// PS3.5, 7.8.1: the block is where the maker's name is, and the same number of another maker is another attribute.
  @Test(arguments: ofMakers.indices, [UInt32(0x10), 0x11, 0x1f])
  func attributesOfMakersAreFoundByTheNameOfTheirBlock(index: Int, block: UInt32) throws {
    let (group, element, creator, maker, values) = Self.ofMakers[index]
    func elements(_ creator: String?, _ maker: String, _ k: Int) -> [DICOMElement] {
      let name: [DICOMElement] = creator.map { [.text(group << 16 | block, "LO", $0)] } ?? []
      let value = values[k % 2]
      return name + [
        .text(0x0008_0070, "LO", maker), .raw(group << 16 | block << 8 | element, value.vr, value.bytes),
      ]
    }
    func found(_ creator: String?, _ maker: String, alternating: Bool = true) throws -> String? {
      failure(
        try series(6) { k, all in
          elements(creator, maker, alternating ? k : 0).reduce(all) { Self.with($1, in: $0) }
        })?.name
    }
    #expect(try found(creator, maker) == "mixed-images")
    #expect(try found(creator, maker, alternating: false) == nil)
    // MMCPrivate (Hitachi), PHILIPS MR/PART and others use the same numbers for places and times.
    #expect(try found("MMCPrivate", "Hitachi Medical Corporation") == nil)
    // Where the names of blocks were taken out, the maker is all there is.
    #expect(try found(nil, maker) == (block == 0x10 ? "mixed-images" : nil))
    #expect(try found(nil, "ACME") == nil)
  }

  /// GE adds a thousand million to some b-values.
  @Test func marksOfGEAreNoOtherWeighting() throws {
    let folder = try series(6) { k, all in
      let value = k % 2 == 0 ? "800\\8" : "1000000800\\8 "
      let elements: [DICOMElement] = [
        .text(0x0008_0070, "LO", "GE MEDICAL SYSTEMS"), .text(0x0043_0010, "LO", "GEMS_PARM_01"),
        .text(0x0043_1039, "IS", value),
      ]
      return elements.reduce(all) { Self.with($1, in: $0) }
    }
    #expect(failure(folder) == nil)
  }

  /// Echo times and flip angles are measured anew or rounded from slice to slice. Seeds are printed on failure.
  @Test(arguments: [UInt32(0x0018_0081), 0x0018_1314, 0x0018_0082], 0..<5 as Range<UInt64>)
  func valuesThatDifferByRoundingAreOneKind(tag: UInt32, seed: UInt64) throws {
    var state = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let values = (0..<6).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 2.3445 * (1 + 0.002 * Double(state >> 40) / Double(1 << 24))
    }
    let folder = try series(6) { k, all in Self.with(.text(tag, "DS", String("\(values[k])".prefix(8))), in: all) }
    #expect(failure(folder) == nil, "seed \(seed): \(values)")
  }

  /// Type 1 in the standard, and absent from files of some exporters: it matters where values reach the upper half
  /// alone.
  @Test func withoutASignOnlyValuesThatDoNotNeedItAreRead() throws {
    func pixels(_ high: UInt8) throws -> String {
      try series { k, all in
        Self.with(.pixels((0..<16).flatMap { [UInt8(10 + $0), $0 == 3 && k == 1 ? high : 0] }, vr: "OW"), in: all)
          .filter { $0.tag != 0x0028_0103 }
      }
    }
    #expect(failure(try pixels(0x7f)) == nil)
    for high: UInt8 in [0x80, 0xff] { #expect(failure(try pixels(high))?.name == "damaged") }
  }

  /// Time points count from 1: the hundredth is not the next by rounding.
  @Test func timePointsThatLieCloseAreTwoKinds() throws {
    let mixed = try series(6) { k, all in Self.with(.text(0x0020_0100, "IS", k % 2 == 0 ? "1000" : "1001"), in: all) }
    guard case .mixedImages? = failure(mixed) else {
      Issue.record("\(String(describing: failure(mixed)))")
      return
    }
  }

  /// The count is what is wrong, and what is said.
  @Test(arguments: [
    (UInt32(0x0020_0032), "0\\0", "ImagePositionPatient (0020,0032)", 2, 3),
    (0x0020_0032, "0\\0\\3\\0", "ImagePositionPatient (0020,0032)", 4, 3),
    (0x0020_0037, "1\\0\\0\\0\\1", "ImageOrientationPatient (0020,0037)", 5, 6),
    (0x0020_0037, "1\\0\\0\\0\\1\\0\\0", "ImageOrientationPatient (0020,0037)", 7, 6),
    (0x0028_0030, "1.25", "PixelSpacing (0028,0030)", 1, 2),
  ])
  func aWrongCountOfValuesIsNamed(tag: UInt32, value: String, name: String, found: Int, wanted: Int) throws {
    let folder = try series { _, all in Self.with(.text(tag, "DS", value), in: all) }
    #expect(failure(folder) == .wrongCount(attribute: name, found: found, wanted: wanted))
  }

  /// A slope of every second slice; those of PET differ from slice to slice, and 1 is what none means.
  @Test func aRescaleThatSomeSlicesHaveIsRefused() throws {
    for (tag, harmless) in [(UInt32(0x0028_1053), "1"), (0x0028_1052, "0")] {
      func some(_ value: String) throws -> String {
        try series(4) { k, all in k % 2 == 0 ? all : Self.with(.text(tag, "DS", value), in: all) }
      }
      guard case .absentInSome(_, "2.5")? = failure(try some("2.5")) else {
        Issue.record("\(String(describing: failure(try some("2.5"))))")
        return
      }
      #expect(failure(try some(harmless)) == nil)
      let all = try series(4) { k, all in Self.with(.text(tag, "DS", "\(k + 2)"), in: all) }
      #expect(failure(all) == nil)
    }
  }

  @Test func anEchoTimeThatSomeSlicesHaveIsRefused() throws {
    func some(_ tag: UInt32) throws -> String {
      try series(4) { k, all in k == 2 ? all : Self.with(.text(tag, "DS", "30"), in: all) }
    }
    #expect(failure(try some(0x0018_0081)) == .absentInSome(attribute: "EchoTime (0018,0081)", value: "30"))
    // A flip angle tells two images apart where both have one; that some lack it is no sign of two.
    #expect(failure(try some(0x0018_1314)) == nil)
  }

  @Test func mosaicsAndParametricMapsAreNamed() throws {
    let mosaic = try series { _, all in
      Self.with(.text(0x0008_0008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC"), in: all)
    }
    guard case .unsupported(let what, _)? = failure(mosaic) else {
      Issue.record("a mosaic was read")
      return
    }
    #expect(what.contains("mosaic"))
  }

  /// The CSA header of nibabel's description: a name of 64 bytes, five numbers, and for each value four numbers before
  /// it. Images of one slice have the name too, without a value or with the value 1.
  private static func csa(_ values: [String]) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    let name = Array("NumberOfImagesInMosaic\0".utf8)
    let items = values.flatMap { text -> [UInt8] in
      let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 12 - text.utf8.count)
      return [8, 8, 77, 8].flatMap(number) + padded
    }
    return Array("SV10".utf8) + [4, 3, 2, 1] + number(1) + number(77) + name
      + [UInt8](repeating: 0, count: 64 - name.count) + number(1) + Array("US\0\0".utf8) + number(19)
      + number(values.count) + number(77) + items + [UInt8](repeating: 0, count: 32)
  }

  @Test(arguments: [(["      48"], true), ([], false), (["       1"], false)] as [([String], Bool)])
  func mosaicsAreKnownFromTheHeaderOfSiemens(values: [String], isMosaic: Bool) throws {
    let path = try series { _, all in
      Self.with(
        .raw(0x0029_1010, "OB", Self.csa(values)),
        in: Self.with(.text(0x0029_0010, "LO", "SIEMENS CSA HEADER"), in: all))
    }
    let found = failure(path)
    if isMosaic, case .unsupported(let what, _)? = found {
      #expect(what.contains("Siemens mosaic"))
    } else {
      #expect(!isMosaic && found == nil, "\(String(describing: found))")
    }
  }

  @Test(arguments: [(25, true), (1, false)]) func gridsOfUnitedImagingAreNamed(slices: Int, isGrid: Bool) throws {
    let path = try series { _, all in
      Self.with(
        .text(0x0065_1050, "DS", "\(slices)"), in: Self.with(.text(0x0065_0010, "LO", "Image Private Header"), in: all))
    }
    if isGrid, case .unsupported(let what, _)? = failure(path) {
      #expect(what.contains("United Imaging"))
    } else {
      #expect(!isGrid && failure(path) == nil)
    }
  }

  /// Values written by hand from the code charts; pydicom 3.0.2 reads the same names.
  @Test(arguments: [
    ("\\ISO 2022 IR 149", [0x1b, 0x24, 0x29, 0x43, 0xc1, 0xbe, 0xbe, 0xe7], "종양"),
    ("GB18030", [0xd6, 0xd7, 0xc1, 0xf6], "肿瘤"),
    ("ISO_IR 144", [0xbe, 0xdf, 0xe3, 0xe5, 0xde, 0xdb, 0xec], "Опухоль"),
    ("\\ISO 2022 IR 87", [0x1b, 0x24, 0x42, 0x3c, 0x70, 0x61, 0x67, 0x1b, 0x28, 0x42], "腫瘍"),
    ("ISO_IR 192", [0xc3, 0xa9], "é"), ("ISO_IR 100", [0xe9], "é"), ("", [0xc3, 0xa9], "é"),
    ("ISO_IR 126", [0xe3, 0xea, 0xef, 0xf2], "γκος"),
  ])
  func textsAreOfTheirCharacterSet(term: String, bytes: [UInt8], text: String) throws {
    let path = try scratch.write(
      DICOMElement.file(
        [
          .text(0x0008_0005, "CS", term), .text(0x0008_0060, "CS", "RTSTRUCT"),
          .sequence(0x3006_0020, [[.numbers(0x3006_0022, [1], vr: "IS"), .raw(0x3006_0026, "LO", bytes)]]),
        ], objectClass: "1.2.840.10008.5.1.4.1.1.481.3"), to: "rs.dcm")
    #expect(try StructureSet(reading: path).roiNames == [text])
  }
}

/// Header lines on which teem ends the process.
struct LongHeaderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ line: String) throws -> String {
    let header =
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nspace: left-posterior-superior\n"
      + "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n\(line)\n\n"
    return try scratch.write(Array(header.utf8) + (1...8).map { UInt8($0) }, to: "x.nrrd")
  }

  @Test(arguments: [900, 955, 1020, 5000, 100_000]) func aLineThatIsNoFieldIsAnError(length: Int) throws {
    let long = String(repeating: "x", count: length)
    for line in [long, "nofield: \(long)", "sizes: \(long)", "space units: \(long)"] {
      #expect(throws: ImageFileError.self, "\(line.prefix(10)), \(length)") { try readVolume(file(line)) }
    }
    // Slicer writes such lines, and they are lawful.
    for line in ["# \(long)", "Segment0_Tags:=\(long)", "content: \(long)"] {
      #expect(try readVolume(file(line)).voxels == (1...8).map { Double($0) })
    }
  }
}

/// A value as a file stores it.
struct DICOMBytes: Sendable {
  let vr: String
  let bytes: [UInt8]

  init(_ vr: String, _ bytes: [UInt8]) { (self.vr, self.bytes) = (vr, bytes) }
  init(_ vr: String, _ text: String) {
    (self.vr, bytes) = (vr, Array(text.utf8) + (text.utf8.count % 2 == 0 ? [] : [32]))
  }
  init(float: Float) { (vr, bytes) = ("FL", withUnsafeBytes(of: float.bitPattern.littleEndian) { Array($0) }) }
  init(double: Double) { (vr, bytes) = ("FD", withUnsafeBytes(of: double.bitPattern.littleEndian) { Array($0) }) }
}

/// One element of a DICOM data set, in explicit little endian.
public struct DICOMElement: Sendable {
  /// Group in the upper, element in the lower 16 bits.
  public let tag: UInt32
  let bytes: [UInt8]

  /// A text of any value representation; padded to an even length.
  public static func text(_ tag: UInt32, _ vr: String, _ value: String) -> DICOMElement {
    var content = Array(value.utf8)
    if content.count % 2 == 1 { content.append(vr == "UI" ? 0 : 0x20) }
    return DICOMElement(tag, vr, content)
  }

  /// A text as bytes of some character set; padded to an even length.
  public static func raw(_ tag: UInt32, _ vr: String, _ value: [UInt8]) -> DICOMElement {
    DICOMElement(tag, vr, value.count % 2 == 1 ? value + [0x20] : value)
  }

  /// Decimal strings.
  public static func numbers(_ tag: UInt32, _ values: [Double], vr: String = "DS") -> DICOMElement {
    text(
      tag, vr,
      values.map { $0 == $0.rounded() ? "\(Int($0))" : "\(($0 * 1e6).rounded() / 1e6)" }.joined(separator: "\\"))
  }

  /// An unsigned short.
  public static func short(_ tag: UInt32, _ value: Int, vr: String = "US") -> DICOMElement {
    DICOMElement(tag, vr, [UInt8(value & 255), UInt8(value >> 8)])
  }

  /// Bytes of pixels.
  public static func pixels(_ bytes: [UInt8], vr: String) -> DICOMElement {
    DICOMElement(0x7fe0_0010, vr, bytes.count % 2 == 0 ? bytes : bytes + [0])
  }

  /// A sequence of items.
  public static func sequence(_ tag: UInt32, _ items: [[DICOMElement]]) -> DICOMElement {
    let content = items.flatMap { item in
      let inner = DICOMElement.joined(item)
      return [0xfe, 0xff, 0x00, 0xe0] + little(UInt32(inner.count)) + inner
    }
    return DICOMElement(tag, "SQ", content)
  }

  private init(_ tag: UInt32, _ vr: String, _ content: [UInt8]) {
    self.tag = tag
    let isLong = ["OB", "OW", "SQ", "UN", "UT"].contains(vr)
    let length = UInt32(content.count)
    bytes =
      [UInt8(tag >> 16 & 255), UInt8(tag >> 24), UInt8(tag & 255), UInt8(tag >> 8 & 255)] + Array(vr.utf8)
      + (isLong ? [0, 0] + Self.little(length) : Array(Self.little(length).prefix(2))) + content
  }

  private static func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }

  /// Compressed pixels: an empty offset table, and fragments, each filled up to an even length.
  public static func encapsulated(_ fragments: [[UInt8]]) -> DICOMElement {
    func item(_ bytes: [UInt8]) -> [UInt8] {
      let padded = bytes + (bytes.count % 2 == 1 ? [0] : [])
      return [0xfe, 0xff, 0, 0xe0] + little(UInt32(padded.count)) + padded
    }
    let start: [UInt8] = [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]
    let end: [UInt8] = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]
    return DICOMElement(tag: 0x7fe0_0010, bytes: start + ([[]] + fragments).flatMap(item) + end)
  }

  private init(tag: UInt32, bytes: [UInt8]) { (self.tag, self.bytes) = (tag, bytes) }

  /// A file with preamble and meta header.
  public static func file(
    _ elements: [DICOMElement], objectClass: String, syntax: String = "1.2.840.10008.1.2.1"
  ) -> [UInt8] {
    let meta: [DICOMElement] = [
      DICOMElement(0x0002_0001, "OB", [0, 1]), .text(0x0002_0002, "UI", objectClass),
      .text(0x0002_0003, "UI", "2.25.1"), .text(0x0002_0010, "UI", syntax),
      .text(0x0002_0012, "UI", "2.25.2"),
    ]
    let rest = joined(meta)
    let group = DICOMElement(0x0002_0000, "UL", little(UInt32(rest.count)))
    let root = [DICOMElement.text(0x0008_0016, "UI", objectClass)] + elements
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + group.bytes + rest + joined(root)
  }

  /// The same in explicit big endian, of elements that hold no sequence.
  /// - Parameter word: bytes of a word of pixels that change their order.
  public static func bigEndianFile(_ elements: [DICOMElement], objectClass: String, word: Int) -> [UInt8] {
    let little = file([], objectClass: objectClass, syntax: "1.2.840.10008.1.2.2")
    let meta = little.dropLast(DICOMElement.text(0x0008_0016, "UI", objectClass).bytes.count)
    let root = [DICOMElement.text(0x0008_0016, "UI", objectClass)] + elements
    return meta + root.sorted { $0.tag < $1.tag }.flatMap { $0.bigEndian(word: word) }
  }

  private func bigEndian(word: Int) -> [UInt8] {
    let vr = String(decoding: bytes[4..<6], as: UTF8.self)
    precondition(vr != "SQ", "a sequence has elements of its own")
    let start = ["OB", "OW", "UN", "UT"].contains(vr) ? 12 : 8
    let size = ["US": 2, "SS": 2, "UL": 4, "OW": word][vr] ?? 1
    let content = stride(from: start, to: bytes.count, by: size).flatMap { bytes[$0..<$0 + size].reversed() }
    let length = start == 12 ? [0, 0] + bytes[8..<12].reversed() : bytes[6..<8].reversed()
    return [bytes[1], bytes[0], bytes[3], bytes[2]] + bytes[4..<6] + length + content
  }

  private static func joined(_ elements: [DICOMElement]) -> [UInt8] {
    elements.sorted { $0.tag < $1.tag }.flatMap(\.bytes)
  }
}

/// A small axial image made up for a test: 24 x 20 pixels of 1 mm, intensities from the place of each voxel.
public struct GeneratedSeries: Sendable {
  /// Distance between slices, mm.
  public var spacing = 3.0
  /// SliceThickness, mm; `nil` for the spacing.
  public var thickness: Double?
  /// Slices; the first lies at z = 0.
  public var count = 9
  /// SeriesInstanceUID.
  public var uid = "2.25.100"
  /// FrameOfReferenceUID.
  public var frame = "2.25.200"
  /// Added to every intensity, so that no two series are the same.
  public var shade = 0
  /// Further elements of every slice.
  public var extra: [DICOMElement] = []
  /// Further elements of a slice, by its number.
  public var sliceExtra: @Sendable (Int) -> [DICOMElement] = { _ in [] }
  /// Further functional groups of a frame of the enhanced file, by its number.
  public var frameGroups: @Sendable (Int) -> [DICOMElement] = { _ in [] }
  /// Digits after the point with which positions are written; `nil` for all there are.
  public var decimals: Int?
  /// By how much a slice lies off its place, mm, by its number.
  public var shifts: @Sendable (Int) -> Double = { _ in 0 }
  /// ImagePositionPatient and ImageOrientationPatient of a slice, by its number; `nil` for axial ones.
  public var geometry: (@Sendable (Int) -> [DICOMElement])?
  /// Size of a pixel, mm.
  public var pixel = 1.0
  /// Bytes after the pixels of every slice.
  public var surplus: [UInt8] = []
  /// PixelValueTransformation of a frame of the enhanced file, by its number.
  public var frameRescale: @Sendable (Int) -> [DICOMElement] = { _ in [] }

  /// The one that field reports were rebuilt on: nine slices of 3 mm.
  public init() {}

  /// SOPInstanceUID of a slice.
  public func instance(_ k: Int) -> String { "\(uid).\(k + 1)" }

  private func values(_ k: Int) -> [UInt8] {
    (0..<480).flatMap { n in
      let value = 100 + (n % 24) * 7 + (n / 24) * 11 + k * 13 + shade
      return [UInt8(value & 255), UInt8(value >> 8)]
    }
  }

  private var format: [DICOMElement] {
    [
      .text(0x0008_0060, "CS", "MR"), .text(0x0020_000e, "UI", uid), .text(0x0020_0052, "UI", frame),
      .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"), .short(0x0028_0010, 20),
      .short(0x0028_0011, 24), .short(0x0028_0100, 16), .short(0x0028_0101, 16), .short(0x0028_0102, 15),
      .short(0x0028_0103, 0),
    ]
  }

  private func height(_ k: Int) -> Double {
    let exact = Double(k) * spacing + shifts(k)
    guard let decimals else { return exact }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    return (exact * scale).rounded() / scale
  }

  /// One file a slice.
  public var slices: [[UInt8]] {
    (0..<count).map { k in
      DICOMElement.file(
        format + extra + sliceExtra(k) + [
          .text(0x0008_0018, "UI", instance(k)), .numbers(0x0018_0050, [thickness ?? spacing]),
          .numbers(0x0028_0030, [pixel, pixel]), .pixels(values(k) + surplus, vr: "OW"),
        ] + (geometry?(k) ?? [.numbers(0x0020_0032, [0, 0, height(k)]), .numbers(0x0020_0037, [1, 0, 0, 0, 1, 0])]),
        objectClass: "1.2.840.10008.5.1.4.1.1.4")
    }
  }

  /// All slices in one enhanced file.
  public var enhanced: [UInt8] {
    let perFrame = (0..<count).map { k in
      let rescale = frameRescale(k)
      return [DICOMElement.sequence(0x0020_9113, [[.numbers(0x0020_0032, [0, 0, Double(k) * spacing])]])]
        + (rescale.isEmpty ? [] : [.sequence(0x0028_9145, [rescale])]) + frameGroups(k)
    }
    return DICOMElement.file(
      format + [
        .text(0x0008_0018, "UI", instance(0)), .text(0x0028_0008, "IS", "\(count)"),
        .sequence(
          0x5200_9229,
          [
            [
              .sequence(0x0020_9116, [[.numbers(0x0020_0037, [1, 0, 0, 0, 1, 0])]]),
              .sequence(
                0x0028_9110, [[.numbers(0x0018_0050, [thickness ?? spacing]), .numbers(0x0028_0030, [1, 1])]]),
            ]
          ]), .sequence(0x5200_9230, perFrame), .pixels((0..<count).flatMap(values), vr: "OW"),
      ], objectClass: "1.2.840.10008.5.1.4.1.1.4.1")
  }
}

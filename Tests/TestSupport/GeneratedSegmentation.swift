/// A segmentation made up for a test: frames of 24 x 20 pixels of 1 mm, with columns 5 to 14 and rows 5 to 12 inside.
public struct GeneratedSegmentation: Sendable {
  /// Heights of the frames, mm.
  public var heights: [Double]
  /// SliceThickness; `nil` leaves it out.
  public var thickness: Double?
  /// SpacingBetweenSlices; `nil` leaves it out.
  public var distance: Double?
  /// SegmentNumber and label of each segment; every frame is of the first where ``shown`` does not say otherwise.
  public var segments: [(number: Int, label: String)] = [(1, "GTV")]
  /// SegmentNumber that a frame, counted from 0, names.
  public var shown: [Int: Int] = [:]
  /// Columns and rows of a frame.
  public var size = SIMD2(24, 20)
  /// ImageOrientationPatient.
  public var orientation: [Double] = [1, 0, 0, 0, 1, 0]
  /// Whether each frame of bits is filled up to whole bytes, as the standard does not have it.
  public var padsFrames = false
  /// SegmentationType.
  public var type = "BINARY"
  /// MaximumFractionalValue; `nil` leaves it out.
  public var maximum: Int?
  /// Bytes after the pixels.
  public var surplus: [UInt8] = []
  /// SOPInstanceUID of the image that each frame says it was made of; none where there are fewer.
  public var images: [String] = []
  /// Frames, from 0, that do not say which segment they show.
  public var unnamedFrames: Set<Int> = []
  /// SOPInstanceUIDs of the images of the series 2.25.100 that the file lists.
  public var listed: [String] = []
  /// HighBit; `nil` for the one that BitsStored asks for.
  public var highBit: Int?
  /// Values of pixels inside, by their place among all; `nil` for frames of bits.
  public var values: (@Sendable (Int) -> UInt8)?

  /// A segmentation of one segment.
  public init(heights: [Double], thickness: Double?, distance: Double? = nil) {
    (self.heights, self.thickness, self.distance) = (heights, thickness, distance)
  }

  /// The file.
  public var bytes: [UInt8] {
    let frame = (0..<size.x * size.y).map { (5...14).contains($0 % size.x) && (5...12).contains($0 / size.x) }
    let frames = [[Bool]](repeating: frame, count: heights.count)
    let inside = frames.flatMap(\.self)
    let bits = values == nil ? 1 : 8
    let packed = padsFrames ? frames.flatMap(Self.packed) : Self.packed(inside)
    let measures =
      [DICOMElement.numbers(0x0028_0030, [1, 1])] + (thickness.map { [.numbers(0x0018_0050, [$0])] } ?? [])
      + (distance.map { [.numbers(0x0018_0088, [$0])] } ?? [])
    return DICOMElement.file(
      [
        .text(0x0008_0060, "CS", "SEG"), .text(0x0020_000e, "UI", "2.25.400"), .text(0x0020_0052, "UI", "2.25.200"),
        .text(0x0062_0001, "CS", type),
        .sequence(
          0x0062_0002, segments.map { [.short(0x0062_0004, $0.number), .text(0x0062_0005, "LO", $0.label)] }),
        .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"), .text(0x0028_0008, "IS", "\(heights.count)"),
        .short(0x0028_0010, size.y), .short(0x0028_0011, size.x), .short(0x0028_0100, bits),
        .short(0x0028_0101, bits), .short(0x0028_0102, highBit ?? bits - 1), .short(0x0028_0103, 0),
        .sequence(
          0x5200_9229,
          [
            [
              .sequence(0x0020_9116, [[.numbers(0x0020_0037, orientation)]]),
              .sequence(0x0028_9110, [measures]),
            ]
          ]),
        .sequence(
          0x5200_9230,
          heights.enumerated().map { n, height in
            (n < images.count
              ? [
                DICOMElement.sequence(0x0008_9124, [[.sequence(0x0008_2112, [[.text(0x0008_1155, "UI", images[n])]])]])
              ]
              : [])
              + [.sequence(0x0020_9113, [[.numbers(0x0020_0032, [0, 0, height])]])]
              + (unnamedFrames.contains(n)
                ? [] : [.sequence(0x0062_000a, [[.short(0x0062_000b, shown[n] ?? segments[0].number)]])])
          }),
        .pixels(
          (values.map { value in inside.enumerated().map { $1 ? value($0) : 0 } } ?? packed) + surplus, vr: "OB"),
      ] + (maximum.map { [.short(0x0062_000e, $0)] } ?? []) + references, objectClass: "1.2.840.10008.5.1.4.1.1.66.4")
  }

  private var references: [DICOMElement] {
    guard !listed.isEmpty else { return [] }
    let images = listed.map { [DICOMElement.text(0x0008_1155, "UI", $0)] }
    return [.sequence(0x0008_1115, [[.text(0x0020_000e, "UI", "2.25.100"), .sequence(0x0008_114a, images)]])]
  }

  /// Bits from the lowest of a byte on, the last byte filled up.
  private static func packed(_ inside: [Bool]) -> [UInt8] {
    stride(from: 0, to: inside.count, by: 8).map { start in
      (0..<8).reduce(UInt8(0)) { $0 | (start + $1 < inside.count && inside[start + $1] ? 1 << UInt8($1) : 0) }
    }
  }
}

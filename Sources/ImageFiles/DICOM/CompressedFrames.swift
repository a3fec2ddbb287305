/// The compressed frames of a file, checked against its header before a decoder sees them.
///
/// A decoder believes the stream, and the header is then laid over what comes out: a stream of other rows, of more bits
/// or of another process gives other values, not an error.
struct CompressedFrames {
  /// First fragment of each frame.
  private let starts: [Int]
  /// One for each frame; empty where the fragments do not say which frame they are of.
  let streams: [[UInt8]]
  let format: PixelFormat
  /// Whether OpenJPEG decodes them, and not DCMTK.
  let areJPEG2000: Bool
  /// Of each stream; `nil` where it has none.
  private let headers: [CodestreamHeader?]

  init(_ file: DICOMFile, syntax: TransferSyntax, format: PixelFormat) throws(ImageFileError) {
    let fragments = (0..<file.fragmentCount).map { file.fragment($0) }
    starts = Self.starts(fragments, syntax: syntax, frames: format.frames)
    streams = zip(starts, starts.dropFirst() + [fragments.count]).map { first, end in
      end == first + 1 ? fragments[first] : Array(fragments[first..<end].joined())
    }
    self.format = format
    areJPEG2000 = syntax.process == .jpeg2000
    headers = streams.map { CodestreamHeader($0) }
    for case let header? in headers { try header.check(format, syntax: syntax, file: file.path) }
    if syntax == .runLength { try RunLengthFrames(streams).check(format, file: file.path) }
  }

  /// A fragment each, all fragments of a single frame (PS3.5, A.4: wherever they are cut), or by how a frame begins.
  private static func starts(_ fragments: [[UInt8]], syntax: TransferSyntax, frames: Int) -> [Int] {
    if fragments.count == frames { return Array(fragments.indices) }
    if frames == 1 { return [0] }
    let found = fragments.indices.filter { syntax.begins(fragments[$0]) }
    return found.count == frames && found.first == 0 ? found : []
  }

  /// Makes one fragment of each frame, since DCMTK's JPEG decoder reads no frame of many.
  func joinFragments(of file: DICOMFile) {
    guard !starts.isEmpty, starts.count != file.fragmentCount else { return }
    file.joinFragments(startingAt: starts)
  }

  /// The error about decoded values that BitsStored would cut; `nil` where there are none.
  func checkBits(_ bytes: UnsafeRawBufferPointer, file: String) -> ImageFileError? {
    let bits = headers.compactMap { $0?.precision }.max() ?? 0
    guard bits > format.bitsStored, bytes.count >= format.byteCount, format.hasBitsAbove(bytes) else { return nil }
    return ImageFileError(
      file,
      .streamContradiction(
        attribute: DICOMTag.bitsStored.name, header: "\(format.bitsStored)",
        stream: "\(bits) (with values that need more)"))
  }

  /// JPEG 2000 streams without their end marker, by the bytes before what makes their length even: pixels at their end
  /// may be lost, and still decode.
  var withoutEnd: Int {
    zip(headers, streams).count { header, stream in
      guard header?.process == .jpeg2000 else { return false }
      let end = stream.suffix(12)
      return !zip(end, end.dropFirst()).contains { $0 == 0xff && $1 == 0xd9 }
    }
  }
}

extension TransferSyntax {
  /// Whether a fragment begins a frame: with JPEG's SOI and another marker, with JPEG 2000's SOC and SIZ, or with an
  /// RLE header, whose first segment follows its 64 bytes (PS3.5, G.5). What goes on from an earlier fragment begins
  /// with neither.
  func begins(_ fragment: [UInt8]) -> Bool {
    switch process {
    case nil: fragment.prefix(8).dropFirst(4).elementsEqual([64, 0, 0, 0])
    case .jpeg2000: fragment.starts(with: [0xff, 0x4f, 0xff, 0x51]) || fragment.starts(with: JPEG2000.fileStart)
    default: fragment.starts(with: [0xff, 0xd8, 0xff])
    }
  }
}

extension PixelFormat {
  /// Whether any cell has bits above HighBit that are no sign.
  fileprivate func hasBitsAbove(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch bitsAllocated {
    case 8: hasBitsAbove(bytes, UInt8.self)
    case 16: hasBitsAbove(bytes, UInt16.self)
    case 32: hasBitsAbove(bytes, UInt32.self)
    default: false
    }
  }

  private func hasBitsAbove<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Cell.Type
  ) -> Bool {
    guard highBit + 1 < bitsAllocated else { return false }
    let above = Cell.max << Cell(highBit + 1)
    let withSign = Cell.max << Cell(highBit)
    return (0..<count).contains { n in
      let cell = bytes.loadUnaligned(fromByteOffset: n * MemoryLayout<Cell>.size, as: Cell.self)
      return cell & above != 0 && !(isSigned && cell & withSign == withSign)
    }
  }
}

/// The compressed frames of a file, checked against its header before a decoder sees them.
///
/// A decoder follows the stream alone, and its output is then read by the header. So a stream with another number of
/// rows, with more bits or of another process would give wrong values instead of an error.
struct CompressedFrames {
  /// Position of the first fragment of each frame.
  private let starts: [Int]
  /// One stream per frame.
  let streams: [[UInt8]]
  /// That of the decoded pixels.
  let format: PixelFormat
  /// The note on a HighBit that the decoded pixels cannot have; `nil` for any other.
  let correction: ReadingNote?
  /// Whether OpenJPEG decodes the frames instead of DCMTK.
  let areJPEG2000: Bool
  /// The header of each stream; `nil` if it has none.
  private let headers: [CodestreamHeader?]

  init(_ file: DICOMFile, syntax: TransferSyntax, format: PixelFormat) throws(ImageFileError) {
    let count = file.fragmentCount
    guard let starts = Self.starts(file, syntax: syntax, frames: format.frames) else {
      // A decoder would guess, and the checks below would see no stream.
      throw ImageFileError(
        file.path,
        .damaged(
          detail: "\(format.frames) frames are announced, and the \(count) fragments do not show where each begins"))
    }
    self.starts = starts
    streams = zip(starts, starts.dropFirst() + [count]).map { first, end in
      end == first + 1 ? file.fragment(first) : Array((first..<end).map { file.fragment($0) }.joined())
    }
    areJPEG2000 = syntax.process == .jpeg2000
    headers = streams.map { CodestreamHeader($0) }
    // A compressed sample of as many bits as are stored has no place in a cell: decoders write it into the lowest bits.
    let bits = headers.compactMap { $0?.precision }.max() ?? format.bitsAllocated
    let isMoved = bits <= format.bitsStored && format.highBit >= format.bitsStored
    self.format = isMoved ? format.inLowestBits : format
    correction = isMoved ? .taken(.highBit, "\(format.highBit)", "\(format.bitsStored - 1)") : nil
    for case let header? in headers { try header.check(format, syntax: syntax, file: file.path) }
    if syntax == .runLength { try RunLengthFrames(streams).check(format, file: file.path) }
  }

  /// One fragment per frame, or all fragments for a single frame (PS3.5, A.4, allows any cut), or the fragments that
  /// begin like a frame; `nil` if these are not as many as frames. The offset table is not asked: each frame begins
  /// like one, whatever the table says.
  private static func starts(_ file: DICOMFile, syntax: TransferSyntax, frames: Int) -> [Int]? {
    if file.fragmentCount == frames { return Array(0..<frames) }
    if frames == 1 { return [0] }
    let found = (0..<file.fragmentCount).filter { syntax.begins(file.start(ofFragment: $0, count: 8)) }
    return found.count == frames && found.first == 0 ? found : nil
  }

  /// Joins the fragments of each frame into one, because DCMTK's JPEG decoder cannot read a frame of several.
  func joinFragments(of file: DICOMFile) {
    guard starts.count != file.fragmentCount else { return }
    file.joinFragments(startingAt: starts)
  }

  /// The error about decoded values that need more than BitsStored; `nil` if there are none.
  func checkBits(_ bytes: UnsafeRawBufferPointer, file: String) -> ImageFileError? {
    let bits = headers.compactMap { $0?.precision }.max() ?? 0
    let foreign = bits > format.bitsStored ? ForeignBits(bytes, format) : nil
    if let contradiction = foreign?.contradiction { return ImageFileError(file, contradiction) }
    if let foreign, foreign.count > 0 { return bitsContradiction(file, "\(bits) (with values that need more)") }
    // JPEG samples have no sign. Of fewer bits than are stored, they are positive, unless they look negative.
    guard format.isSigned, !areJPEG2000, (1..<format.bitsStored).contains(bits), bytes.count >= format.byteCount,
      format.bitsAllocated == 16,
      PixelCells<UInt16>(bytes, format, overlays: []).signChanges(bits: bits).atZero(outnumber: \.atTop)
    else { return nil }
    return bitsContradiction(file, "\(bits) (with values that look negative)")
  }

  private func bitsContradiction(_ file: String, _ stream: String) -> ImageFileError {
    ImageFileError(
      file,
      .streamContradiction(attribute: DICOMTag.bitsStored.name, header: "\(format.bitsStored)", stream: stream))
  }

  /// Number of JPEG 2000 streams without their end marker. Such a stream decodes, although pixels at its end may be
  /// lost. The marker is looked for in the last bytes before the zeros of padding.
  var withoutEnd: Int {
    zip(headers, streams).count { header, stream in
      guard header?.process == .jpeg2000 else { return false }
      let padding = stream.reversed().prefix { $0 == 0 }.count
      let end = stream.dropLast(padding).suffix(12)
      return !zip(end, end.dropFirst()).contains { $0 == 0xff && $1 == 0xd9 }
    }
  }
}

extension TransferSyntax {
  /// Whether a fragment begins a frame: with JPEG's SOI and another marker, with JPEG 2000's SOC and SIZ, or with an
  /// RLE header, whose first segment follows its 64 bytes (PS3.5, G.5). A fragment that continues a frame begins with
  /// none of these.
  func begins(_ fragment: [UInt8]) -> Bool {
    switch process {
    case nil: fragment.prefix(8).dropFirst(4).elementsEqual([64, 0, 0, 0])
    case .jpeg2000: fragment.starts(with: [0xff, 0x4f, 0xff, 0x51]) || fragment.starts(with: JPEG2000.fileStart)
    default: fragment.starts(with: [0xff, 0xd8, 0xff])
    }
  }
}

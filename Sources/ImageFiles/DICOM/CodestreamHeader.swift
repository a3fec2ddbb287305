/// The description of a frame inside its compressed image: the SOF marker of JPEG and JPEG-LS (ITU-T T.81, B.2.2; T.87,
/// C.2.2), the SIZ marker of JPEG 2000 (T.800, A.5.1).
struct CodestreamHeader: Hashable {
  /// How the pixels are compressed.
  enum Process: String, Hashable {
    case lossyJPEG = "lossy JPEG"
    case losslessJPEG = "lossless JPEG"
    case jpegLS = "JPEG-LS"
    case jpeg2000 = "JPEG 2000"
  }

  let process: Process
  /// Bits of a sample.
  let precision: Int
  /// Number of rows; 0 if the stream gives it only after the first scan.
  let rows: Int
  let columns: Int
  let components: Int

  /// `nil` if there is no such marker; the decoder then reports what is wrong.
  init?(_ stream: [UInt8]) {
    if stream.starts(with: [0xff, 0xd8]) {
      self.init(jpeg: stream)
    } else {
      self.init(jpeg2000: stream)
    }
  }

  private init?(jpeg stream: [UInt8]) {
    var at = 2
    while at + 4 <= stream.count, stream[at] == 0xff {
      let marker = stream[at + 1]
      // Bytes of 0xFF may fill the space before a marker; RST and TEM have no length after them.
      if marker == 0xff || (0xd0...0xd7).contains(marker) || marker == 1 {
        at += marker == 0xff ? 1 : 2
        continue
      }
      guard marker != 0xd9, marker != 0xda else { return nil }
      if let process = Self.process(startOfFrame: marker) {
        guard at + 10 <= stream.count else { return nil }
        self.process = process
        precision = Int(stream[at + 4])
        (rows, columns) = (stream.big(2, at: at + 5), stream.big(2, at: at + 7))
        components = Int(stream[at + 9])
        return
      }
      at += 2 + stream.big(2, at: at + 2)
    }
    return nil
  }

  /// The process of a frame header; `nil` for any other marker (DHT, JPG and DAC are among them).
  private static func process(startOfFrame marker: UInt8) -> Process? {
    switch marker {
    case 0xc3, 0xc7, 0xcb, 0xcf: .losslessJPEG
    case 0xc4, 0xc8, 0xcc: nil
    case 0xc0...0xcf: .lossyJPEG
    case 0xf7: .jpegLS
    default: nil
    }
  }

  private init?(jpeg2000 stream: [UInt8]) {
    let start: [UInt8] = [0xff, 0x4f, 0xff, 0x51]
    let isFile = stream.starts(with: JPEG2000.fileStart)
    let last = isFile ? max(0, stream.count - 4) : 0
    guard let at = (0...last).first(where: { stream[$0...].starts(with: start) }), at + 43 <= stream.count else {
      return nil
    }
    process = .jpeg2000
    columns = stream.big(4, at: at + 8) - stream.big(4, at: at + 16)
    rows = stream.big(4, at: at + 12) - stream.big(4, at: at + 20)
    components = stream.big(2, at: at + 40)
    precision = Int(stream[at + 42] & 0x7f) + 1
  }

  /// Refuses a stream that contradicts the header of the file.
  ///
  /// Fewer bits than BitsStored are allowed. More than BitsStored are allowed as long as the values fit, which is
  /// checked after decoding. More than BitsAllocated are refused here, because the upper bits would be lost.
  /// - Throws: `.streamContradiction`.
  func check(_ format: PixelFormat, syntax: TransferSyntax, file: String) throws(ImageFileError) {
    func require(_ agrees: Bool, _ tag: DICOMTag, _ header: String, _ stream: String) throws(ImageFileError) {
      guard !agrees else { return }
      throw ImageFileError(file, .streamContradiction(attribute: tag.name, header: header, stream: stream))
    }
    try require(syntax.process == process, .transferSyntax, syntax.description, process.rawValue)
    try require(rows == 0 || rows == format.rows, .rows, "\(format.rows)", "\(rows)")
    try require(columns == format.columns, .columns, "\(format.columns)", "\(columns)")
    try require(components == 1, .samplesPerPixel, "1", "\(components)")
    try require(
      precision <= max(format.bitsAllocated, 8), .bitsAllocated, "\(format.bitsAllocated)", "\(precision)")
  }
}

extension [UInt8] {
  /// A big-endian number of `count` bytes. The caller has checked that they exist.
  fileprivate func big(_ count: Int, at start: Int) -> Int {
    self[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }
}

/// The stored values of a DICOM file, before rescale and whatever its geometry: what decoders are compared on.
package func storedPixels(ofFile path: String) throws(ImageFileError) -> [Double] {
  let file = try DICOMFile(path)
  var notes: [ReadingNote] = []
  return try storedPixels(file, format: PixelFormat(file.dataset), notes: &notes)
}

/// The stored values of every frame, before any rescale, in file order.
/// - Parameter notes: gets what is to be said of the length of the pixels.
func storedPixels(
  _ file: DICOMFile, format: PixelFormat, notes: inout [ReadingNote]
) throws(ImageFileError) -> [Double] {
  notes += format.corrections
  guard let encapsulated = file.isEncapsulated else {
    // A file cut in front of its pixels parses well; it is the pixels that tell.
    throw ImageFileError(file.path, .truncated(expected: format.byteCount, found: 0))
  }
  if let unread = file.unreadSyntax { throw ImageFileError(file.path, unread) }
  if encapsulated { try checkFragments(file, format: format) }
  // Uncompressed pixels that the file is too short for take no memory; what is announced of others is asked before a
  // decoder does.
  if encapsulated || format.byteCount <= file.size {
    try checkMemory(for: format.count, bytesEach: max(1, format.bitsAllocated / 8), file: file.path)
  }
  let compressed = try file.syntax.map { syntax throws(ImageFileError) in
    try CompressedFrames(file, syntax: syntax, format: format)
  }
  let format = compressed?.format ?? format
  if let taken = compressed?.correction { notes.append(taken) }
  if let compressed, compressed.areJPEG2000 {
    return try compressed.jpeg2000Pixels(file: file.path, notes: &notes)
  }
  compressed?.joinFragments(of: file)
  let overlays = file.dataset.overlayBits
  let (found, packing, pixels, contradiction, foreign, isDoubtful) = try file.withPixels { bytes in
    let packing = PixelPacking(bytes, format, isDecoded: encapsulated)
    return (
      bytes.count, packing, values(bytes, packing: packing, format: format),
      compressed?.checkBits(bytes, file: file.path), ForeignBits(bytes, format, overlays: overlays),
      highBitMatters(bytes, format, overlays: overlays)
    )
  }
  if let contradiction { throw contradiction }
  try foreign.check(file: file.path, notes: &notes)
  if isDoubtful, let highBit = format.lowHighBit {
    throw ImageFileError(file.path, .highBitTooLow(highBit, stored: format.bitsStored))
  }
  switch packing {
  case .announced: break
  case .either: notes.append(.framesOfEitherPacking)
  case .paddedFrames: notes.append(.framesOfWholeBytes)
  case .trailingZeros(let count): notes.append(.trailingBytes(count: count, areZero: true))
  case .tooShort: throw ImageFileError(file.path, .truncated(expected: format.byteCount, found: found))
  case .tooLong: throw ImageFileError(file.path, .surplus(expected: format.byteCount, found: found))
  }
  return pixels
}

extension CompressedFrames {
  /// The stored values of JPEG 2000 frames.
  fileprivate func jpeg2000Pixels(file: String, notes: inout [ReadingNote]) throws(ImageFileError) -> [Double] {
    let bytes = try JPEG2000.pixels(streams, format: format, file: file)
    if withoutEnd > 0 { notes.append(.streamsWithoutEnd(count: withoutEnd)) }
    let (pixels, contradiction, foreign) = bytes.withUnsafeBytes {
      (values($0, format: format), checkBits($0, file: file), ForeignBits($0, format))
    }
    if let contradiction { throw contradiction }
    try foreign.check(file: file, notes: &notes)
    return pixels
  }
}

/// The values by how they are packed; none where their length is wrong.
private func values(_ bytes: UnsafeRawBufferPointer, packing: PixelPacking, format: PixelFormat) -> [Double] {
  switch packing {
  case .announced, .either, .trailingZeros: values(bytes, format: format)
  case .paddedFrames:
    (0..<format.frames).flatMap { frame in
      (0..<format.frameCount).map { bit(frame * format.paddedFrameBytes * 8 + $0, of: bytes) }
    }
  case .tooShort, .tooLong: []
  }
}

/// A frame has at least one fragment, so this bounds the memory that a header can make a decoder ask for.
private func checkFragments(_ file: DICOMFile, format: PixelFormat) throws(ImageFileError) {
  guard file.fragmentCount >= format.frames else {
    throw ImageFileError(
      file.path, .damaged(detail: "\(format.frames) frames are announced, \(file.fragmentCount) fragments are there"))
  }
  let started = startedFrames(file)
  guard started <= format.frames else {
    throw ImageFileError(
      file.path, .damaged(detail: "\(format.frames) frames are announced, and \(started) compressed ones are there"))
  }
  guard format.byteCount <= 1 << 32 else {
    throw ImageFileError(file.path, .unsupported(what: "more than 4 GB of pixels in a file", remedy: "Split the file"))
  }
}

/// Fragments that begin a frame; 0 for JPEG 2000, whose frames are counted where they are put together.
private func startedFrames(_ file: DICOMFile) -> Int {
  guard let syntax = file.syntax, syntax.process != .jpeg2000 else { return 0 }
  return (0..<file.fragmentCount).count { syntax.begins(file.start(ofFragment: $0, count: 8)) }
}

/// Numbers out of stored bits: `bitsStored` bits of each cell up to `highBit`, the rest may hold overlays.
private func values(_ bytes: UnsafeRawBufferPointer, format: PixelFormat) -> [Double] {
  let count = format.count
  switch (format.bitsAllocated, format.isSigned) {
  case (1, _): return (0..<count).map { bit($0, of: bytes) }
  case (8, false): return cells(bytes, UInt8.self, count, format)
  case (8, true): return cells(bytes, Int8.self, count, format)
  case (16, false): return cells(bytes, UInt16.self, count, format)
  case (16, true): return cells(bytes, Int16.self, count, format)
  case (_, false): return cells(bytes, UInt32.self, count, format)
  case (_, true): return cells(bytes, Int32.self, count, format)
  }
}

/// Shifting left past the high bit and back drops foreign bits above and extends the sign of signed cells.
///
/// Every load is inside `bytes`: the caller has checked that it holds `count` cells.
@inline(__always)
private func cells<Cell: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ type: Cell.Type, _ count: Int, _ format: PixelFormat
) -> [Double] {
  let size = MemoryLayout<Cell>.size
  precondition(bytes.count >= count * size, "the pixels were counted before")
  let up = Cell(truncatingIfNeeded: format.bitsAllocated - 1 - format.highBit)
  let down = Cell(truncatingIfNeeded: format.bitsAllocated - format.bitsStored)
  return [Double](unsafeUninitializedCapacity: count) { output, initialised in
    for n in 0..<count {
      let cell = bytes.loadUnaligned(fromByteOffset: n * size, as: Cell.self)
      output.initializeElement(at: n, to: Double((cell &<< up) &>> down))
    }
    initialised = count
  }
}

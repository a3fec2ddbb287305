/// The first fault of the stored pixels of files, as far as ``pixelFault(of:)`` looks.
func pixelFault(of files: [String]) -> ImageFileError? {
  for path in files {
    do throws(ImageFileError) {
      if let fault = pixelFault(of: try DICOMFile(path)) { return fault }
    } catch {
      return error
    }
  }
  return nil
}

/// The fault of the stored pixels of a file.
///
/// Pixels that use all bits of their cells are not read if their length is that announced, and those of JPEG are not
/// decoded: a folder of a thousand slices is looked through in a moment. Where bits are left, the pixels are read,
/// because only they show whether BitsStored, HighBit and PixelRepresentation are right.
func pixelFault(of file: DICOMFile) -> ImageFileError? {
  do throws(ImageFileError) {
    let format = try PixelFormat(file.dataset)
    guard let isCompressed = file.isEncapsulated else {
      throw ImageFileError(file.path, .truncated(expected: format.byteCount, found: 0))
    }
    if isCompressed {
      try checkCompressed(file, format)
    } else if format.leavesBits || !isAnnounced(file.pixelLength, format) {
      try read(file, format)
    }
    return nil
  } catch {
    return error
  }
}

/// A value of bytes has an even length (PS3.5, 7.1).
private func isAnnounced(_ length: Int, _ format: PixelFormat) -> Bool {
  [format.byteCount, format.byteCount + format.byteCount % 2].contains(length)
}

private func checkCompressed(_ file: DICOMFile, _ format: PixelFormat) throws(ImageFileError) {
  if let unread = file.unreadSyntax { throw ImageFileError(file.path, unread) }
  guard file.fragmentCount >= format.frames else {
    throw ImageFileError(
      file.path, .damaged(detail: "\(format.frames) frames are announced, \(file.fragmentCount) fragments are there"))
  }
  guard let syntax = file.syntax else { return }
  guard syntax == .runLength, format.leavesBits else {
    _ = try CompressedFrames(file, syntax: syntax, format: format)
    return
  }
  try read(file, format)
}

private func read(_ file: DICOMFile, _ format: PixelFormat) throws(ImageFileError) {
  var notes: [ReadingNote] = []
  _ = try storedPixels(file, format: format, notes: &notes)
}

extension PixelFormat {
  /// Whether cells have bits that are not stored, by BitsStored or by HighBit.
  fileprivate var leavesBits: Bool { bitsAllocated > 1 && (bitsStored < bitsAllocated || lowHighBit != nil) }
}

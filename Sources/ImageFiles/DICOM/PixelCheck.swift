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
/// Pixels of JPEG are not decoded. Others are read: only they show whether the file ends before them, and whether
/// BitsStored, HighBit and PixelRepresentation are right.
func pixelFault(of file: DICOMFile) -> ImageFileError? {
  do throws(ImageFileError) {
    let format = try PixelFormat(file.dataset)
    guard let isCompressed = file.isEncapsulated else {
      throw ImageFileError(file.path, .truncated(expected: format.byteCount, found: 0))
    }
    if isCompressed {
      try checkCompressed(file, format)
    } else {
      try read(file, format)
    }
    return nil
  } catch {
    return error
  }
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

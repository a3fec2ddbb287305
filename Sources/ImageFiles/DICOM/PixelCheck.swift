/// The first fault of the stored pixels of files, as far as their length tells.
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

/// The fault of the stored pixels of a file. Pixels of the announced length are not read, and compressed ones are not
/// decoded: a folder of a thousand slices is looked through in a moment.
func pixelFault(of file: DICOMFile) -> ImageFileError? {
  do throws(ImageFileError) {
    let format = try PixelFormat(file.dataset)
    guard let isCompressed = file.isEncapsulated else {
      throw ImageFileError(file.path, .truncated(expected: format.byteCount, found: 0))
    }
    if isCompressed {
      if let unread = file.unreadSyntax { throw ImageFileError(file.path, unread) }
      guard file.fragmentCount >= format.frames else {
        throw ImageFileError(
          file.path,
          .damaged(detail: "\(format.frames) frames are announced, \(file.fragmentCount) fragments are there"))
      }
      return nil
    }
    // A value of bytes has an even length (PS3.5, 7.1).
    if [format.byteCount, format.byteCount + format.byteCount % 2].contains(file.pixelLength) { return nil }
    var notes: [ReadingNote] = []
    _ = try storedPixels(file, format: format, notes: &notes)
    return nil
  } catch {
    return error
  }
}

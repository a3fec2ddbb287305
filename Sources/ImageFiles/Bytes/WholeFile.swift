import Glibc

/// All bytes of a file.
func allBytes(of path: String) throws(ImageFileError) -> [UInt8] {
  let size = try FileFacts.size(of: path)
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw ImageFileError(path, .unreadable) }
  defer { close(descriptor) }
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
    while filled < size {
      let found = read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
      if found < 0, errno == EINTR { continue }
      guard found > 0 else { break }
      filled += found
    }
  }
  guard bytes.count == size else { throw ImageFileError(path, .truncated(expected: size, found: bytes.count)) }
  return bytes
}

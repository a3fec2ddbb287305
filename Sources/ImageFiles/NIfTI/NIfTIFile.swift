import CNIfTI
import Volumes

/// The image in a `.nii` or `.nii.gz` file.
///
/// Source: NIfTI-1 data format, `nifti1.h` (Cox et al. 2004).
func readNIfTI(_ path: String) throws(ImageFileError) -> StoredVolume {
  let fileSize = try FileFacts.size(of: path)
  let compressed = try firstBytes(of: path, count: 2) == [0x1f, 0x8b]
  let stream = try CompressedStream(path)
  let header = try NIfTIHeader(try start(of: stream, file: path), file: path)
  let (grid, type) = (try header.grid(file: path), try header.sampleType(file: path))
  let (count, offset) = (grid.count * type.byteCount, try header.dataOffset(file: path))
  // Asked before memory is: a header of a few bytes can announce terabytes.
  try checkRoom(for: offset + count, fileSize: fileSize, compressed: compressed, file: path)
  if compressed, let bytes = WholeGzip.inflated(try allBytes(of: path), count: offset + count) {
    return StoredVolume(
      grid: grid, type: type, swapped: header.swapped, rescale: header.rescale, file: path, bytes: bytes, start: offset)
  }
  guard try stream.skip(offset - NIfTIHeader.byteCount) == offset - NIfTIHeader.byteCount else {
    throw ImageFileError(path, .truncated(expected: offset + count, found: fileSize))
  }
  let bytes = try stream.bytes(count)
  // zlib checks its checksum only at the end of the stream, so read on to it.
  _ = try stream.skip(1 << 16)
  return StoredVolume(
    grid: grid, type: type, swapped: header.swapped, rescale: header.rescale, file: path, bytes: bytes)
}

private func start(of stream: CompressedStream, file: String) throws(ImageFileError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: NIfTIHeader.byteCount)
  let found = try stream.read(bytes.count, into: &bytes)
  guard looksLikeNIfTI(Array(bytes[..<found])) else {
    try refuseSecondVersion(bytes, file: file)
    throw ImageFileError(file, .notAnImage)
  }
  guard found == bytes.count else {
    throw ImageFileError(file, .truncated(expected: NIfTIHeader.byteCount, found: found))
  }
  return bytes
}

private func refuseSecondVersion(_ bytes: [UInt8], file: String) throws(ImageFileError) {
  guard Array(bytes[4..<7]) == Array("n+2".utf8) else { return }
  throw ImageFileError(file, .unsupported(what: "NIfTI-2", remedy: "Convert it to NIfTI-1"))
}

/// Refuses a file too short for what it announces. Deflate can shrink by 1032 at most, so that bounds compressed files.
func checkRoom(for needed: Int, fileSize: Int, compressed: Bool, file: String) throws(ImageFileError) {
  let most = compressed ? fileSize * 1032 : fileSize
  guard needed <= most else { throw ImageFileError(file, .truncated(expected: needed, found: fileSize)) }
}

/// An image of nothing but NaN or infinity is an error where it is read, not a riddle where it is used.
func requireFiniteValue(_ voxels: [Double], file: String) throws(ImageFileError) {
  guard voxels.contains(where: \.isFinite) else { throw ImageFileError(file, .noFiniteValue) }
}

internal import CNIfTI
import Volumes

/// The image in a `.nii` or `.nii.gz` file.
///
/// - Parameter channel: which number of a voxel with several, from 0; `nil` refuses such files.
///
/// Sources: NIfTI-1 and NIfTI-2 data formats, `nifti1.h` (Cox et al. 2004) and `nifti2.h`.
func readNIfTI(_ path: String, channel: Int? = nil) throws(ImageFileError) -> StoredVolume {
  let fileSize = try FileFacts.size(of: path)
  let compressed = try firstBytes(of: path, count: 2) == [0x1f, 0x8b]
  let stream = try CompressedStream(path)
  let header = try NIfTIHeader(try start(of: stream, file: path), file: path)
  let sizes = try header.sizes(file: path)
  let type = try header.sampleType(file: path)
  try header.checkRescale(file: path)
  let values = try checkedCount([sizes.x, sizes.y, sizes.z, header.components], file: path)
  var notes: [ReadingNote] = []
  let grid = try header.grid(file: path, notes: &notes)
  let (count, first) = (grid.count * type.byteCount, try header.dataOffset(file: path))
  guard channel != nil || header.components == 1 else {
    throw ImageFileError(
      path, .notThreeDimensional(sizes: [grid.size.x, grid.size.y, grid.size.z, 1, header.components]))
  }
  let part = try checkedChannel(channel, of: header.components, file: path)
  // Channels lie one after the other.
  let offset = first + part * count
  let whole = first + header.components * count
  // Asked before memory is: a header of a few bytes can announce terabytes. All channels, as they are inflated
  // together.
  try checkRoom(for: whole, fileSize: fileSize, compressed: compressed, file: path)
  try checkMemory(for: values, type: type, file: path)
  let sizesAndChannels = [sizes.x, sizes.y, sizes.z, header.components]
  if compressed {
    let (bytes, surplus) = try inflatedValues(try allBytes(of: path), count: whole, values: whole - first, file: path)
    try surplus.check(announced: whole - first, sizes: sizesAndChannels, file: path, notes: &notes)
    return StoredVolume(
      grid: grid, place: header.place, type: type, swapped: header.swapped, rescale: header.rescale, file: path,
      bytes: bytes, start: offset, notes: notes)
  }
  let gap = offset - header.version.rawValue
  guard try stream.skip(gap) == gap else {
    throw ImageFileError(path, .truncated(expected: offset + count, found: fileSize))
  }
  let bytes = try stream.bytes(count)
  _ = try stream.skip(whole - offset - count)
  try stream.rest(most: TrailingBytes.looked(at: whole - first)).check(
    announced: whole - first, sizes: sizesAndChannels, file: path, notes: &notes)
  return StoredVolume(
    grid: grid, place: header.place, type: type, swapped: header.swapped, rescale: header.rescale, file: path,
    bytes: bytes, notes: notes)
}

/// `channel` where it exists; 0 for any channel of an image that has only one.
/// - Throws: `.unsupported` for a channel that is not there.
func checkedChannel(_ channel: Int?, of components: Int, file: String) throws(ImageFileError) -> Int {
  guard components > 1 else { return 0 }
  guard let channel, (0..<components).contains(channel) else {
    throw ImageFileError(
      file,
      .unsupported(
        what: "channel \(channel ?? 0) of a label image with \(components)",
        remedy: "Give label_channel a number from 0 to \(components - 1)"))
  }
  return channel
}

/// The header of either version.
private func start(of stream: CompressedStream, file: String) throws(ImageFileError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: NIfTIHeader.byteCount)
  let found = try stream.read(bytes.count, into: &bytes)
  guard let version = NIfTIHeader.version(of: Array(bytes[..<found])) else { throw ImageFileError(file, .notAnImage) }
  guard found == bytes.count else {
    throw ImageFileError(file, .truncated(expected: NIfTIHeader.byteCount, found: found))
  }
  return bytes + (try stream.bytes(version.rawValue - bytes.count))
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

internal import CNRRD
import Foundation
import Volumes

/// The image in an attached (`.nrrd`) or detached (`.nhdr`) NRRD file.
///
/// Source: Definition of NRRD file format, teem.sourceforge.net/nrrd/format.html.
///
/// - Parameter channel: which number of a voxel with several, from 0; `nil` refuses such files.
func readNRRD(_ path: String, channel: Int? = nil) throws(ImageFileError) -> StoredVolume {
  let text = try NRRDText(path)
  try check(text, file: path)
  try text.checkSizes(file: path)
  let header = try TeemArray(path, headerOnly: true)
  let type = try sampleType(header.header, file: path)
  let components = channel == nil ? 1 : header.components
  let grid = try nrrdGrid(header, axes: Array(header.axes.dropFirst(components > 1 ? 1 : 0)), file: path)
  let part = try checkedChannel(channel, of: components, file: path)
  let count = grid.count * components * type.byteCount
  try checkRoom(for: grid.count * components, type: type, text, file: path)
  try checkMemory(for: grid.count * components, type: type, file: path)
  let sizes = [grid.size.x, grid.size.y, grid.size.z, components]
  var notes: [ReadingNote] = []
  let inflated = try text.inflatedSize(file: path)
  if text.isPlainGzip(sampleBytes: type.byteCount), inflated < 2 * count,
    let bytes = WholeGzip.inflated(try allBytes(of: path), from: text.byteCount, count: max(count, inflated))
  {
    try TrailingBytes(bytes, from: count).check(announced: count, sizes: sizes, file: path, notes: &notes)
    return StoredVolume(
      grid: grid, type: type, file: path,
      bytes: Array(bytes[..<count]).channel(part, of: components, size: type.byteCount), notes: notes)
  }
  try trailingBytes(after: count, text, inflated: inflated, file: path).check(
    announced: count, sizes: sizes, file: path, notes: &notes)
  let array = try TeemArray(path, headerOnly: false)
  let bytes = array.withBytes(count: count) { Array($0) }
  guard bytes.count == count else { throw ImageFileError(path, .truncated(expected: nil, found: nil)) }
  return StoredVolume(
    grid: grid, type: type, file: path, bytes: bytes.channel(part, of: components, size: type.byteCount), notes: notes)
}

/// What follows the values in the file that holds them: of raw values as they are there, of compressed ones what the
/// file says of its length.
private func trailingBytes(
  after count: Int, _ text: NRRDText, inflated: Int, file: String
) throws(ImageFileError) -> TrailingBytes {
  if inflated >= 2 * count { return TrailingBytes(count: inflated - count, areZero: false) }
  guard text.encoding == "raw", !text.skipsBytes else { return .none }
  let data = text.dataFile.map { dataPath($0, header: file) } ?? file
  let start = (text.dataFile == nil ? text.byteCount : 0) + count
  return try TrailingBytes(ofFile: data, from: start, most: TrailingBytes.looked(at: count))
}

extension NRRDText {
  /// Bytes that compressed values say they inflate to; 0 for others.
  fileprivate func inflatedSize(file: String) throws(ImageFileError) -> Int {
    guard ["gzip", "gz"].contains(encoding) else { return 0 }
    return try ImageFiles.inflatedSize(ofGzip: dataFile.map { dataPath($0, header: file) } ?? file)
  }
}

extension [UInt8] {
  /// The samples of one channel, of which those of a voxel lie side by side.
  fileprivate func channel(_ channel: Int, of components: Int, size: Int) -> [UInt8] {
    guard components > 1 else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(count / components)
    for start in stride(from: channel * size, to: count, by: components * size) {
      result.append(contentsOf: self[start..<start + size])
    }
    return result
  }
}

/// Refuses what teem must not see: it hands a `data file` pattern to `sprintf` as it stands.
private func check(_ text: NRRDText, file path: String) throws(ImageFileError) {
  guard let name = text.dataFile else { return }
  guard !name.contains("%"), !name.hasPrefix("LIST"), !name.hasPrefix("SKIPLIST") else {
    throw ImageFileError(
      path, .unsupported(what: "NRRD data in several files", remedy: "Convert it to one .nrrd file"))
  }
  _ = try FileFacts.size(of: dataPath(name, header: path))
}

private func dataPath(_ name: String, header path: String) -> String {
  if name.hasPrefix("/") { return name }
  return URL(filePath: path).deletingLastPathComponent().appending(path: name).path
}

/// Refuses a file too short for what it announces, before teem allocates it.
private func checkRoom(
  for samples: Int, type: SampleType, _ text: NRRDText, file: String
) throws(ImageFileError) {
  let attached = try FileFacts.size(of: file) - text.byteCount
  let stored =
    try text.dataFile.map { name throws(ImageFileError) in
      try FileFacts.size(of: dataPath(name, header: file))
    } ?? attached
  let bytes = samples * type.byteCount
  switch text.encoding {
  case "raw": try checkRoom(for: bytes, fileSize: stored, compressed: false, file: file)
  case "gzip", "gz": try checkRoom(for: bytes, fileSize: stored, compressed: true, file: file)
  // A digit and a separator for each value, but for the last.
  case "ascii", "text", "txt": try checkRoom(for: 2 * samples - 1, fileSize: stored, compressed: false, file: file)
  case "hex": try checkRoom(for: 2 * bytes, fileSize: stored, compressed: false, file: file)
  default:
    throw ImageFileError(
      file, .unsupported(what: "NRRD encoding \(text.encoding)", remedy: "Write it as raw or gzip"))
  }
}

private func sampleType(_ header: Nrrd, file: String) throws(ImageFileError) -> SampleType {
  let types: [Int: SampleType] = [
    nrrdTypeChar: .int8, nrrdTypeUChar: .uint8, nrrdTypeShort: .int16, nrrdTypeUShort: .uint16, nrrdTypeInt: .int32,
    nrrdTypeUInt: .uint32, nrrdTypeLLong: .int64, nrrdTypeULLong: .uint64, nrrdTypeFloat: .float32,
    nrrdTypeDouble: .float64,
  ]
  guard let type = types[Int(header.type)] else {
    throw ImageFileError(file, .unsupported(what: "NRRD type block", remedy: "Write it as a number type"))
  }
  return type
}

internal import CNRRD
import Foundation
import Volumes

/// The image in an attached (`.nrrd`) or detached (`.nhdr`) NRRD file.
///
/// Source: Definition of NRRD file format, teem.sourceforge.net/nrrd/format.html.
///
/// - Parameter channel: which number of a voxel with several, from 0; `nil` refuses such files.
func readNRRD(_ path: String, channel: Int? = nil) throws(ImageFileError) -> StoredVolume {
  let (text, header) = try nrrdHeader(path)
  let components = channel == nil ? 1 : header.components
  let part = try checkedChannel(channel, of: components, file: path)
  return try NRRDImage(path, text, header, components: components).channel(part)
}

/// Every number of the voxels of an NRRD file, each as an image: the layers of a segmentation.
func readNRRDLayers(_ path: String) throws(ImageFileError) -> [StoredVolume] {
  let (text, header) = try nrrdHeader(path)
  let image = try NRRDImage(path, text, header, components: header.components)
  return (0..<header.components).map(image.channel)
}

/// How many numbers a voxel of an NRRD file has.
struct NRRDLayers {
  let count: Int
  /// The sizes of the axes of a file with four, the last of which counts what should be the numbers of a voxel; empty
  /// for any other.
  let sizesOnLastAxis: [Int]

  /// - Parameter text: the header of the file at `path`.
  init(_ path: String, _ text: NRRDText) throws(ImageFileError) {
    let header = try nrrdHeader(path, text).header
    count = header.components
    let sizes = header.axes.map { Int($0.size) }
    sizesOnLastAxis = sizes.count == 4 && count == 1 && sizes[0] > 1 && sizes[3] > 1 ? sizes : []
  }
}

/// The header as text and as teem reads it, after what teem must not see was refused.
private func nrrdHeader(
  _ path: String, _ known: NRRDText? = nil
) throws(ImageFileError) -> (text: NRRDText, header: TeemArray) {
  let text = if let known { known } else { try NRRDText(path) }
  try check(text, file: path)
  try text.checkSizes(file: path)
  try text.checkNumbers(file: path)
  return (text, try TeemArray(path, headerOnly: true))
}

/// All numbers of an NRRD file, those of a voxel side by side.
private struct NRRDImage {
  private let file: String
  private let place: NRRDPlace
  private let type: SampleType
  private let components: Int
  private let samples: NRRDSamples

  init(_ path: String, _ text: NRRDText, _ header: TeemArray, components: Int) throws(ImageFileError) {
    (file, self.components) = (path, components)
    type = try sampleType(header.header, file: path)
    let axes = Array(header.axes.dropFirst(components > 1 ? 1 : 0))
    place = try nrrdGrid(header, axes: axes, file: path)
    let grid = place.grid
    let count = grid.count * components
    try checkRoom(for: count, type: type, text, file: path)
    try checkMemory(for: count, type: type, file: path)
    samples = try NRRDSamples(
      path, text, type: type, count: count * type.byteCount,
      sizes: [grid.size.x, grid.size.y, grid.size.z, components])
  }

  /// - Parameter part: a channel that is there.
  func channel(_ part: Int) -> StoredVolume {
    StoredVolume(
      grid: place.grid, place: place.place, type: type, swapped: samples.swapped, file: file,
      bytes: samples.bytes.channel(part, of: components, size: type.byteCount), notes: place.notes + samples.notes)
  }
}

/// The values of an NRRD file, by whoever reads their encoding best.
private struct NRRDSamples {
  let bytes: [UInt8]
  private(set) var swapped = false
  private(set) var notes: [ReadingNote] = []

  /// - Parameter count: bytes that the header announces.
  init(_ path: String, _ text: NRRDText, type: SampleType, count: Int, sizes: [Int]) throws(ImageFileError) {
    let surplus: TrailingBytes
    if text.isText {
      let file = try allBytes(of: text.data(of: path))
      let values = try NRRDTextValues(
        file, from: text.start(in: file), count: count / type.byteCount, type: type, file: path)
      (bytes, surplus) = (values.samples, values.surplus)
      if values.padding.count > 0 {
        notes.append(.trailingBytes(count: values.padding.count, areZero: values.padding.areZero))
      }
    } else if text.isGzip, !text.skipsBytes, let isSwapped = text.isSwapped(sampleBytes: type.byteCount) {
      let (inflated, rest) = try NRRDSamples.inflated(path, text, count: count)
      (bytes, surplus) = (inflated.count == count ? inflated : Array(inflated[..<count]), rest)
      swapped = isSwapped
    } else {
      surplus = try trailingBytes(after: count, text, file: path)
      bytes = try TeemArray(path, headerOnly: false).withBytes(count: count) { Array($0) }
    }
    try surplus.check(announced: count, sizes: sizes, file: path, notes: &notes)
    guard bytes.count == count else { throw ImageFileError(path, .truncated(expected: nil, found: nil)) }
  }

  private static func inflated(
    _ path: String, _ text: NRRDText, count: Int
  ) throws(ImageFileError) -> ([UInt8], TrailingBytes) {
    let file = try allBytes(of: text.data(of: path))
    let start = text.dataFile == nil ? text.byteCount : 0
    return try inflatedValues(file, from: start, count: count, values: count, file: path)
  }
}

/// What follows the values in the file that holds them, where they are raw.
private func trailingBytes(after count: Int, _ text: NRRDText, file: String) throws(ImageFileError) -> TrailingBytes {
  guard text.encoding == "raw", !text.skipsBytes else { return .none }
  let start = (text.dataFile == nil ? text.byteCount : 0) + count
  return try TrailingBytes(ofFile: text.data(of: file), from: start, most: TrailingBytes.looked(at: count))
}

extension NRRDText {
  /// The file that holds the values.
  fileprivate func data(of header: String) -> String { dataFile.map { dataPath($0, header: header) } ?? header }
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

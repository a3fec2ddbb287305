/// Longest header the format allows: 100 MB, as the reference implementation has it.
private let headerLimit = 100_000_000

/// Reads a safetensors file: an 8-byte length, a JSON header, then the tensors' bytes without gap or overlap.
///
/// Source of the rules: https://github.com/huggingface/safetensors#format.
func readSafetensors(_ bytes: FileBytes) throws(WeightFileError.Kind) -> WeightContent {
  let (entries, start) = try safetensorsEntries(bytes)
  var content = WeightContent()
  for entry in entries { try read(entry, of: bytes, start: start, into: &content) }
  return content
}

/// The tensors that a file announces, which cover its data exactly once, and where the data start.
func safetensorsEntries(
  _ bytes: FileBytes
) throws(WeightFileError.Kind) -> (entries: [SafetensorsEntry], start: Int) {
  let announced = try bytes.integer(at: 0, as: UInt64.self, what: "the header length")
  guard announced <= UInt64(headerLimit) else { throw .headerTooLarge(bytes: announced, limit: headerLimit) }
  let length = Int(announced)
  guard length <= bytes.count - 8 else { throw .headerTooLarge(bytes: announced, limit: bytes.count - 8) }
  var header = SafetensorsHeader(try bytes.array(at: 8, count: length, what: "the header"))
  let entries = try header.entries()
  let start = 8 + length
  try checkTiling(entries, byteCount: bytes.count - start)
  return (entries, start)
}

/// Throws unless the tensors cover the data exactly once.
private func checkTiling(_ entries: [SafetensorsEntry], byteCount: Int) throws(WeightFileError.Kind) {
  var previous: SafetensorsEntry?
  let ordered = entries.sorted {
    ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
  }
  for entry in ordered {
    guard entry.range.upperBound <= byteCount else { throw .outOfBounds(entry.name) }
    let end = previous?.range.upperBound ?? 0
    if entry.range.lowerBound < end { throw .overlap(previous?.name ?? "", entry.name) }
    if entry.range.lowerBound > end { throw .unusedBytes(entry.range.lowerBound - end, before: entry.name) }
    previous = entry
  }
  let end = previous?.range.upperBound ?? 0
  guard end == byteCount else { throw .unusedBytes(byteCount - end, before: "the end of the file") }
}

private func read(
  _ entry: SafetensorsEntry, of bytes: FileBytes, start: Int, into content: inout WeightContent
) throws(WeightFileError.Kind) {
  guard let type = ElementType(rawValue: entry.type) else { throw .elementType(entry.type, tensor: entry.name) }
  let values = try entry.withBytes(of: type, in: bytes, start: start) { type.isFloatingPoint ? type.floats($0) : nil }
  guard let values else { return content.skipped.append(entry.name) }
  content.tensors[entry.name] = WeightTensor(shape: entry.shape, values: values)
}

extension SafetensorsEntry {
  /// Calls `body` with the bytes of the tensor, of which there must be as many as its shape of `type` elements takes.
  func withBytes<Result>(
    of type: ElementType, in bytes: FileBytes, start: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(WeightFileError.Kind) -> Result {
    let (expected, overflow) = (elementCount(shape) ?? .max).multipliedReportingOverflow(by: type.size)
    guard !overflow, expected == range.count else {
      throw .wrongByteCount(tensor: name, expected: overflow ? .max : expected, found: range.count)
    }
    return try bytes.withBytes(at: start + range.lowerBound, count: range.count, what: name, body)
  }
}

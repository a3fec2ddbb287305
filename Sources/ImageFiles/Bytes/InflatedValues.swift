/// The first `count` bytes of a gzip stream in memory, and what follows them.
/// - Parameters:
///   - start: where the stream begins in `bytes`.
///   - values: bytes of values among them, by which it is judged how far to look behind.
/// - Throws: `.truncated` for a stream that ends early, also in its checksum: then nobody knows whether the values are
///   whole. `.damaged` for one that does not inflate.
func inflatedValues(
  _ bytes: [UInt8], from start: Int = 0, count: Int, values: Int, file: String
) throws(ImageFileError) -> ([UInt8], TrailingBytes) {
  if let whole = WholeGzip.inflated(bytes, from: start, count: count) {
    return (whole, TrailingBytes(whole, from: count))
  }
  let stream = InflatedStream(bytes, from: start, count: count, most: TrailingBytes.looked(at: values))
  switch stream.end {
  case .whole where stream.bytes.count < count, .cut where stream.bytes.count < count:
    throw ImageFileError(file, .truncated(expected: count, found: stream.bytes.count))
  case .cut: throw ImageFileError(file, .streamWithoutChecksum)
  case .whole: return (stream.bytes, stream.surplus)
  case .damaged: throw ImageFileError(file, .damaged(detail: "the gzip stream does not inflate"))
  case .noGzip:
    throw ImageFileError(file, .damaged(detail: "its values are no gzip stream, though its header says so"))
  }
}

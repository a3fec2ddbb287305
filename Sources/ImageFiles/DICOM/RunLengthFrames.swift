/// RLE frames (PS3.5, annex G). Each has a header of sixteen numbers and one segment of runs for each byte of a pixel.
///
/// DCMTK fills pixels that a segment does not reach with zeros, so the runs are counted here.
struct RunLengthFrames {
  private let frames: [[UInt8]]

  init(_ frames: [[UInt8]]) { self.frames = frames }

  /// Refuses segments that do not give exactly one byte to each pixel.
  /// - Throws: `.truncated`, `.surplus`, `.damaged`, `.streamContradiction`.
  func check(_ format: PixelFormat, file: String) throws(ImageFileError) {
    // Single bits are packed, so their rows need not be whole bytes.
    guard format.bitsAllocated >= 8 else { return }
    var rows = RowBreaks(rows: format.rows, columns: format.columns)
    for frame in frames {
      let segments = try Self.segments(of: frame, count: format.bitsAllocated / 8, file: file)
      for segment in segments { try Self.check(segment, of: frame, format.frameCount, &rows, file: file) }
    }
    if rows.areExchanged {
      throw ImageFileError(
        file,
        .streamContradiction(
          attribute: "\(DICOMTag.rows.name) and \(DICOMTag.columns.name)",
          header: "\(format.rows) and \(format.columns)", stream: "\(format.columns) and \(format.rows)"))
    }
  }

  private static func segments(
    of frame: [UInt8], count: Int, file: String
  ) throws(ImageFileError) -> [Range<Int>] {
    guard frame.count >= 64 else { throw ImageFileError(file, .truncated(expected: 64, found: frame.count)) }
    let numbers = (0..<16).map { n in (0..<4).reversed().reduce(0) { $0 << 8 | Int(frame[4 * n + $1]) } }
    guard numbers[0] == count else {
      throw ImageFileError(
        file, .damaged(detail: "an RLE frame has \(numbers[0]) segments, and its pixels have \(count) bytes"))
    }
    let starts = Array(numbers[1...count])
    let ends = starts.dropFirst() + [max(frame.count, starts[count - 1])]
    guard zip(starts, ends).allSatisfy({ $0 >= 64 && $0 <= $1 }) else {
      throw ImageFileError(file, .damaged(detail: "the segments of an RLE frame overlap"))
    }
    guard starts[count - 1] < frame.count else {
      throw ImageFileError(file, .truncated(expected: nil, found: nil))
    }
    return zip(starts, ends).map { $0..<$1 }
  }

  /// Follows the runs of a segment to its last pixel. Only padding may come after it.
  private static func check(
    _ segment: Range<Int>, of frame: [UInt8], _ wanted: Int, _ rows: inout RowBreaks, file: String
  ) throws(ImageFileError) {
    var (made, at) = (0, segment.lowerBound)
    while at < segment.upperBound, made < wanted {
      let head = Int(frame[at])
      at += 1
      guard head != 128 else { continue }
      let length = head < 128 ? head + 1 : 257 - head
      let there = head < 128 ? min(length, segment.upperBound - at) : at < segment.upperBound ? length : 0
      rows.add(made..<made + length)
      made += there
      at += head < 128 ? length : 1
    }
    guard made >= wanted else { throw ImageFileError(file, .truncated(expected: wanted, found: made)) }
    let rest = frame[min(at, segment.upperBound)..<segment.upperBound]
    guard made == wanted, rest.count <= 1 || rest.allSatisfy({ $0 == 0 || $0 == 128 }) else {
      throw ImageFileError(file, .surplus(expected: wanted, found: max(made, wanted + 1)))
    }
  }
}

/// The places where the runs of a file end, which show whether rows and columns were exchanged.
///
/// Each row is encoded by itself (PS3.5, G.3.1), so no run crosses the end of a row. If runs cross rows of the length
/// in the header, but never rows as long as the columns, the image was encoded with the two exchanged.
private struct RowBreaks {
  private let rows: Int
  private let columns: Int
  private var crossesRow = false
  private var crossesExchanged = false
  /// Number of runs that end with a row of the other length although they could have been longer.
  private var endsEarly = 0
  private var pixels = 0

  init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  mutating func add(_ run: Range<Int>) {
    if run.lowerBound / columns != (run.upperBound - 1) / columns { crossesRow = true }
    if run.lowerBound / rows != (run.upperBound - 1) / rows { crossesExchanged = true }
    if run.upperBound.isMultiple(of: rows), run.count < 128 { endsEarly += 1 }
    pixels += run.count
  }

  /// Whether rows and columns were exchanged. Half of the exchanged rows must end a run that could have been longer,
  /// because an encoder that ignores rows ends its long runs at multiples of 128, which may also be ends of rows.
  var areExchanged: Bool {
    rows != columns && crossesRow && !crossesExchanged && endsEarly * 2 >= pixels / rows
  }
}

/// The header lines of an NRRD file, read before teem sees it: where the data are, and how they are encoded.
struct NRRDText {
  private let fields: [String: String]
  /// Bytes up to the data of an attached file.
  let byteCount: Int

  /// Longest header that is looked at; real ones have a few hundred bytes.
  private static let longest = 1 << 20
  private static let usual = 1 << 13

  init(_ path: String) throws(ImageFileError) {
    // Nearly all headers are short, and a megabyte is a part of the reading time.
    var bytes = try firstBytes(of: path, count: Self.usual)
    if bytes.count == Self.usual, !bytes.hasBlankLine { bytes = try firstBytes(of: path, count: Self.longest) }
    var lines: [String] = []
    var start = 0
    while start < bytes.count, let end = bytes[start...].firstIndex(of: 10) {
      let line = bytes[start..<end].last == 13 ? bytes[start..<(end - 1)] : bytes[start..<end]
      start = end + 1
      if line.isEmpty { break }
      try Self.checkLength(of: line, path)
      lines.append(String(decoding: line, as: UTF8.self))
    }
    byteCount = start
    let pairs = lines.compactMap { line -> (String, String)? in
      guard !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "=" }
      return (line[..<colon].lowercased().filter { $0 != " " }, String(value))
    }
    fields = Dictionary(pairs) { first, _ in first }
  }

  /// Longest line of a field: teem copies what it does not understand into a buffer of 1024 bytes, and ends the process
  /// when that is too short.
  private static let longestField = 900

  /// Comments, pairs of key and value, and `content` may be of any length; Slicer's segmentations have such lines of
  /// kilobytes.
  private static func checkLength(of line: ArraySlice<UInt8>, _ path: String) throws(ImageFileError) {
    guard line.count > longestField, line.first != UInt8(ascii: "#") else { return }
    let start = String(decoding: line.prefix(longestField), as: UTF8.self)
    if start.contains(":=") || start.lowercased().hasPrefix("content:") { return }
    throw ImageFileError(
      path,
      .damaged(
        detail:
          "a header line of \(line.count) bytes begins \"\(fileText(String(start.prefix(30))))\"; a field has at most \(longestField) bytes"
      ))
  }

  /// Name of the detached data file, `nil` when the data follow the header.
  var dataFile: String? { fields["datafile"] }

  /// Refuses sizes that nothing can have before teem multiplies them.
  func checkSizes(file: String) throws(ImageFileError) {
    guard let text = fields["sizes"] else { return }
    let sizes = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard sizes.allSatisfy({ $0.map { $0 > 0 && $0 < 1 << 20 } ?? false }) else {
      throw ImageFileError(file, .damaged(detail: "its sizes are \(fileText(String(text.prefix(100))))"))
    }
    _ = try checkedCount(sizes.compactMap(\.self), file: file)
  }

  /// `raw`, `gzip`, `ascii` and so on.
  var encoding: String { (fields["encoding"] ?? "raw").lowercased() }

  /// Whether the data follow the header as one gzip stream in this machine's byte order, so that teem is not needed for
  /// them.
  func isPlainGzip(sampleBytes: Int) -> Bool {
    let isOrdered = sampleBytes == 1 || fields["endian"]?.lowercased() == "little"
    return ["gzip", "gz"].contains(encoding) && isOrdered && !skipsBytes && dataFile == nil
  }

  /// Whether the values begin elsewhere than at the start of their data.
  var skipsBytes: Bool { ["lineskip", "byteskip"].contains { fields[$0] != nil } }
}

extension [UInt8] {
  /// Whether an empty line occurs, which ends a header.
  fileprivate var hasBlankLine: Bool {
    indices.dropFirst().contains {
      self[$0] == 10 && (self[$0 - 1] == 10 || self[$0 - 1] == 13 && $0 > 1 && self[$0 - 2] == 10)
    }
  }
}

import Execution

/// The header lines of an NRRD file, read before teem sees it: where the data are, and how they are encoded.
struct NRRDText {
  /// Values of fields, by name in lower case without spaces.
  let fields: [String: String]
  /// Pairs of key and value, which programs add for their own use. If a key occurs twice, the last one counts.
  let pairs: [String: String]
  /// Number of bytes of the header. In an attached file the data begin after them.
  let byteCount: Int

  /// Longest header that is read, in bytes. Most headers have a few hundred bytes, and one of a thousand segments has a
  /// megabyte.
  private static let longest = 1 << 24
  private static let usual = 1 << 13

  init(_ path: String) throws(ImageFileError) {
    // Nearly all headers are short, and reading sixteen megabytes for each would take noticeable time.
    var bytes = try firstBytes(of: path, count: Self.usual)
    if bytes.count == Self.usual, !bytes.hasBlankLine { bytes = try firstBytes(of: path, count: Self.longest) }
    var lines: [String] = []
    var (start, isWhole) = (0, false)
    while start < bytes.count {
      // The last line of a file need not end; teem reads it all the same.
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let line = bytes[start..<end].last == 13 ? bytes[start..<(end - 1)] : bytes[start..<end]
      start = min(end + 1, bytes.count)
      if line.isEmpty {
        isWhole = true
        break
      }
      try Self.checkLength(of: line, path)
      lines.append(String(decoding: line, as: UTF8.self))
    }
    guard isWhole || bytes.count < Self.longest else {
      throw ImageFileError(path, .damaged(detail: "its header does not end within \(Self.longest >> 20) MB"))
    }
    byteCount = start
    (fields, pairs) = Self.parsed(lines)
  }

  /// Fields and pairs. If a field occurs twice, the first one counts here; teem then refuses the file.
  private static func parsed(_ lines: [String]) -> (fields: [String: String], pairs: [String: String]) {
    var (fields, pairs): ([String: String], [String: String]) = ([:], [:])
    for line in lines where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...]
      if value.first == "=" {
        pairs[String(line[..<colon])] = unescaped(value.dropFirst())
      } else {
        let name = line[..<colon].lowercased().filter { $0 != " " }
        if fields[name] == nil { fields[name] = String(value.drop { $0 == " " }) }
      }
    }
    return (fields, pairs)
  }

  /// The value of a pair, in which line breaks and backslashes were written with a backslash before them.
  private static func unescaped(_ value: Substring) -> String {
    guard value.contains("\\") else { return String(value) }
    var (result, isEscaped) = ("", false)
    for character in value {
      if isEscaped {
        result.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// Longest line of a field, in bytes. teem copies a text that it does not understand into a buffer of 1024 bytes and
  /// ends the process if that is too short.
  private static let longestField = 900

  /// Refuses a field that is too long. Comments, pairs and `content` may have any length; in segmentations of Slicer
  /// such lines have kilobytes.
  private static func checkLength(of line: ArraySlice<UInt8>, _ path: String) throws(ImageFileError) {
    guard line.count > longestField, line.first != UInt8(ascii: "#") else { return }
    let start = String(decoding: line.prefix(longestField), as: UTF8.self)
    if start.contains(":=") && !beginsWithField(start) || start.lowercased().hasPrefix("content:") { return }
    throw ImageFileError(
      path,
      .damaged(
        detail:
          "a header line of \(line.count) bytes begins \"\(fileText(String(start.prefix(30))))\"; a field has at most \(longestField) bytes"
      ))
  }

  /// Whether a line is a field and not a pair: the value of a field may also contain `:=`, as in `type: a := b`.
  private static func beginsWithField(_ line: String) -> Bool {
    guard let colon = line.firstIndex(of: ":"), line[colon...].hasPrefix(": ") else { return false }
    return known.contains(line[..<colon].lowercased().filter { $0 != " " })
  }

  /// Names of fields (Definition of NRRD file format, 4 and 5).
  private static let known: Set<String> = [
    "content", "number", "type", "blocksize", "dimension", "space", "spacedimension", "sizes", "spacings",
    "thicknesses", "axismins", "axismaxs", "spacedirections", "centers", "centerings", "kinds", "labels", "units",
    "spaceunits", "spaceorigin", "measurementframe", "min", "max", "oldmin", "oldmax", "endian", "encoding", "lineskip",
    "byteskip", "sampleunits", "datafile",
  ]

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
  var encoding: String { (fields["encoding"] ?? "raw").lowercased().filter { !$0.isWhitespace } }

  var isGzip: Bool { ["gzip", "gz"].contains(encoding) }

  /// Whether the values are written as numbers in decimal.
  var isText: Bool { ["ascii", "text", "txt"].contains(encoding) }

  /// Whether samples have the other byte order than this machine; `nil` where the header does not say it and has to.
  func isSwapped(sampleBytes: Int) -> Bool? {
    if sampleBytes == 1 { return false }
    return switch fields["endian"]?.lowercased().filter({ !$0.isWhitespace }) {
    case "little": false
    case "big": true
    default: nil
    }
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

/// Whether these first bytes of a file are those of an NRRD header.
func hasNRRDPrefix(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("NRRD0".utf8)) }

/// Whether a path is an NRRD file.
func isNRRD(_ path: String) throws(ImageFileError) -> Bool {
  guard case .file = try FileFacts(of: path) else { return false }
  return hasNRRDPrefix(try firstBytes(of: path, count: 8))
}

import Execution

/// Values that an NRRD file stores as text, in decimal.
///
/// They are read without teem, which copies each value into a buffer of fixed length without checking it, and stores a
/// wrong number if the type cannot hold the value. White space separates values. A comma is allowed beside it, but not
/// inside a value, where it could be a decimal comma as well as a separator.
struct NRRDTextValues {
  /// The samples in this machine's byte order.
  private(set) var samples: [UInt8] = []
  /// The size of the values after the announced ones, in bytes of their type.
  private(set) var surplus = TrailingBytes.none
  /// The bytes after the last value that are no text: NULs that fill a block, or the mark of DOS for the end of a file.
  private(set) var padding = TrailingBytes.none

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - start: where the values begin in it.
  ///   - count: number of values that the header announces.
  /// - Throws: `.unreadableNumber`, `.truncated`.
  init(_ bytes: [UInt8], from start: Int, count: Int, type: SampleType, file: String) throws(ImageFileError) {
    samples.reserveCapacity(count * type.byteCount)
    var (position, found, areZero) = (start, 0, true)
    let end = NRRDTextValues.end(of: bytes, from: start)
    let filling = bytes[end...].filter { !NRRDTextValues.isSpace($0) }
    padding = TrailingBytes(count: filling.count, areZero: filling.allSatisfy { $0 == 0 })
    let bytes = bytes[..<end]
    while let token = NRRDTextValues.token(bytes, &position) {
      found += 1
      if found <= count {
        try append(token, number: found, type, file)
        continue
      }
      areZero = areZero && token.allSatisfy { $0 == 0x30 }
    }
    guard found >= count else {
      throw ImageFileError(file, .truncated(expected: count * type.byteCount, found: found * type.byteCount))
    }
    surplus = TrailingBytes(count: (found - count) * type.byteCount, areZero: areZero)
  }

  /// The next value, without the commas around it; `nil` at the end.
  private static func token(_ bytes: ArraySlice<UInt8>, _ position: inout Int) -> ArraySlice<UInt8>? {
    while position < bytes.endIndex {
      while position < bytes.endIndex, isBetween(bytes[position]) { position += 1 }
      let start = position
      while position < bytes.endIndex, !isSpace(bytes[position]) { position += 1 }
      var end = position
      while end > start, bytes[end - 1] == 0x2c { end -= 1 }
      if end > start { return bytes[start..<end] }
    }
    return nil
  }

  /// Where NULs, ^Z and the white space among them begin that end the text.
  private static func end(of bytes: [UInt8], from start: Int) -> Int {
    let last = bytes[start...].lastIndex { $0 != 0 && $0 != 0x1a && !isSpace($0) } ?? start - 1
    return bytes[(last + 1)...].firstIndex { !isSpace($0) } ?? bytes.count
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 9 && byte <= 13 }
  private static func isBetween(_ byte: UInt8) -> Bool { isSpace(byte) || byte == 0x2c }

  private mutating func append(
    _ token: ArraySlice<UInt8>, number: Int, _ type: SampleType, _ file: String
  ) throws(ImageFileError) {
    // No program writes a number with more characters than this.
    let text = String(decoding: token.prefix(400), as: UTF8.self)
    guard token.count <= 400, append(text[...], type) else {
      throw ImageFileError(
        file,
        .unreadableNumber(
          place: "value \(number) of its text", value: fileText(String(text.prefix(40))), wanted: type.wanted))
    }
  }

  /// Whether the type holds the value.
  private mutating func append(_ text: Substring, _ type: SampleType) -> Bool {
    switch type {
    case .int8: append(NRRDNumber.whole(text).flatMap(Int8.init(exactly:)))
    case .uint8: append(NRRDNumber.whole(text).flatMap(UInt8.init(exactly:)))
    case .int16: append(NRRDNumber.whole(text).flatMap(Int16.init(exactly:)))
    case .uint16: append(NRRDNumber.whole(text).flatMap(UInt16.init(exactly:)))
    case .int32: append(NRRDNumber.whole(text).flatMap(Int32.init(exactly:)))
    case .uint32: append(NRRDNumber.whole(text).flatMap(UInt32.init(exactly:)))
    case .int64: append(NRRDNumber.whole(text).flatMap(Int64.init(exactly:)))
    case .uint64: append(UInt64(text) ?? NRRDNumber.whole(text).flatMap(UInt64.init(exactly:)))
    case .float32: append(NRRDNumber.float(text).flatMap { holds($0, text) ? $0 : nil })
    case .float64: append(NRRDNumber.double(text).flatMap { holds($0, text) ? $0 : nil })
    }
  }

  /// Whether the type can hold the number. An infinity means that digits were too large for it, unless the text itself
  /// says `inf`.
  private func holds(_ number: some BinaryFloatingPoint, _ text: Substring) -> Bool {
    !number.isInfinite || !text.contains(where: \.isNumber)
  }

  private mutating func append<Sample: BitwiseCopyable>(_ sample: Sample?) -> Bool {
    guard let sample else { return false }
    withUnsafeBytes(of: sample) { samples.append(contentsOf: $0) }
    return true
  }
}

extension SampleType {
  /// What a value must be, as part of a sentence.
  fileprivate var wanted: String {
    guard let range else { return NRRDText.number + " that its type holds" }
    let bounds = byteCount == 8 ? "" : " from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
    return "a whole number\(bounds), as its type has them"
  }
}

extension NRRDText {
  /// Where the values begin in the bytes of their file, after the lines and bytes that the header says to skip.
  func start(in bytes: [UInt8]) -> Int {
    var position = dataFile == nil ? byteCount : 0
    for _ in 0..<max(0, fields["lineskip"].flatMap { NRRDNumber.whole($0[...]) } ?? 0) {
      guard let end = bytes[position...].firstIndex(of: 10) else { return bytes.count }
      position = end + 1
    }
    let skipped = max(0, fields["byteskip"].flatMap { NRRDNumber.whole($0[...]) } ?? 0)
    return skipped > bytes.count - position ? bytes.count : position + skipped
  }
}

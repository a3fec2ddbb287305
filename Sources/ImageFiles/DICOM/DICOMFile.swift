import CDICOM

/// A parsed DICOM file; owns the C handle, and lives as long as any item read from it.
final class DICOMFile {
  let path: String
  private let handle: OpaquePointer

  /// - Parameter headerOnly: stop before the pixels, as scanning a folder does.
  init(_ path: String, headerOnly: Bool = false) throws(ImageFileError) {
    self.path = path
    let size = try FileFacts.size(of: path)
    guard Self.looksLikeDICOM(try firstBytes(of: path, count: 132)) else { throw ImageFileError(path, .notAnImage) }
    var reason = [CChar](repeating: 0, count: 256)
    guard let handle = cdicom_open(path, headerOnly ? 1 : 0, &reason, reason.count) else {
      throw ImageFileError(path, Self.failure(text(of: reason), fileSize: size))
    }
    self.handle = handle
  }

  deinit { cdicom_close(handle) }

  /// The data set at the root of the file.
  var dataset: DICOMItem { DICOMItem(file: self, handle: cdicom_dataset(handle)) }

  /// UID of the transfer syntax.
  var transferSyntax: String { String(cString: cdicom_transfer_syntax(handle)) }

  /// `true` for compressed pixels, `nil` for none.
  var isEncapsulated: Bool? {
    let answer = cdicom_is_encapsulated(handle)
    return answer < 0 ? nil : answer == 1
  }

  /// Compressed fragments of the pixels, without the offset table.
  var fragmentCount: Int { max(0, cdicom_fragment_count(handle) - 1) }

  /// A compressed fragment; number -1 is the offset table.
  func fragment(_ index: Int) -> [UInt8] {
    var start: UnsafePointer<UInt8>?
    let length = cdicom_fragment(handle, UInt(index + 1), &start)
    guard let start, length > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: length))
  }

  /// The decoded pixels of all frames; `body` must not keep them.
  func withPixels<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(ImageFileError) -> Result {
    var start: UnsafePointer<UInt8>?
    var reason = [CChar](repeating: 0, count: 256)
    let length = cdicom_pixels(handle, &start, &reason, reason.count)
    guard let start, length >= 0 else {
      throw ImageFileError(path, .damaged(detail: "its pixels cannot be decoded (\(text(of: reason)))"))
    }
    return body(UnsafeRawBufferPointer(start: start, count: length))
  }

  /// Whether a file may be DICOM: the prefix `DICM`, or a first group that only DICOM files start with.
  private static func looksLikeDICOM(_ bytes: [UInt8]) -> Bool {
    if bytes.count >= 132, Array(bytes[128..<132]) == Array("DICM".utf8) { return true }
    // A slice cut in its preamble, which is zeros: better an error than a gap.
    guard bytes.count >= 8, bytes.count == 132 || bytes.contains(where: { $0 != 0 }) else {
      return bytes.allSatisfy { $0 == 0 }
    }
    return [[2, 0], [8, 0], [0, 2], [0, 8]].contains(Array(bytes[..<2]))
  }

  private static func failure(_ reason: String, fileSize: Int) -> ImageFileError.Kind {
    let lower = reason.lowercased()
    let isShort = lower.contains("premature end") || lower.contains("i/o suspension") || lower.contains("end of stream")
    return isShort ? .truncated(expected: nil, found: nil) : .damaged(detail: reason)
  }
}

/// The text in a C buffer.
private func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A data set or an item of a sequence.
struct DICOMItem {
  let file: DICOMFile
  fileprivate let handle: OpaquePointer?

  /// A text value without padding, `nil` when absent or empty.
  func text(_ tag: DICOMTag) -> String? {
    var bytes = [UInt8](repeating: 0, count: 128)
    var length = read(tag, into: &bytes)
    if length > bytes.count {
      bytes = [UInt8](repeating: 0, count: length)
      length = read(tag, into: &bytes)
    }
    guard length > 0 else { return nil }
    let trimmed = decoded(bytes[..<min(length, bytes.count)])
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The numbers of a value, `nil` when absent, empty or not numbers.
  func numbers(_ tag: DICOMTag) -> [Double]? {
    var values = [Double](repeating: 0, count: 8)
    var count = cdicom_numbers(handle, tag.rawValue, &values, values.count)
    if count > values.count {
      values = [Double](repeating: 0, count: count)
      count = cdicom_numbers(handle, tag.rawValue, &values, values.count)
    }
    return count > 0 ? Array(values[..<count]) : nil
  }

  /// The first number of a value.
  func number(_ tag: DICOMTag) -> Double? { numbers(tag)?.first }

  /// The first number of a value as a whole number.
  func integer(_ tag: DICOMTag) -> Int? { number(tag).flatMap { Int(exactly: $0) } }

  /// Three numbers as a vector, `nil` unless there are three finite ones.
  func vector(_ tag: DICOMTag) -> SIMD3<Double>? {
    guard let values = numbers(tag), values.count == 3, values.allSatisfy(\.isFinite) else { return nil }
    return SIMD3(values[0], values[1], values[2])
  }

  /// Items of a sequence; none when it is absent.
  func items(_ tag: DICOMTag) -> [DICOMItem] {
    let count = cdicom_item_count(handle, tag.rawValue)
    guard count > 0 else { return [] }
    return (0..<count).compactMap { index in
      cdicom_item_at(handle, tag.rawValue, UInt(index)).map { DICOMItem(file: file, handle: $0) }
    }
  }

  private func read(_ tag: DICOMTag, into bytes: inout [UInt8]) -> Int {
    bytes.withUnsafeMutableBytes { buffer in
      cdicom_text(handle, tag.rawValue, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
  }

  /// UTF-8 where it is valid, else Latin-1: names with umlauts come in both, and the declared character set is often wrong.
  private func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    let text =
      String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    let padding: (Character) -> Bool = { $0 == " " || $0 == "\0" }
    guard let first = text.firstIndex(where: { !padding($0) }), let last = text.lastIndex(where: { !padding($0) })
    else {
      return ""
    }
    return String(text[first...last])
  }
}

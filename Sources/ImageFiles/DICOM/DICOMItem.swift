internal import CDICOM
import Execution

/// A data set or an item of a sequence.
struct DICOMItem {
  let file: DICOMFile
  private let handle: OpaquePointer?
  /// How its texts are encoded: what it says itself, else what the item around it does (PS3.5, 7.5.3).
  private let characterSet: DICOMCharacterSet

  init(file: DICOMFile, handle: OpaquePointer?, characterSet: DICOMCharacterSet) {
    (self.file, self.handle, self.characterSet) = (file, handle, characterSet)
  }

  /// SpecificCharacterSet of this item, `nil` when it has none.
  var ownCharacterSet: DICOMCharacterSet? {
    let term = String(decoding: bytes(ofText: .specificCharacterSet), as: UTF8.self)
    return term.isEmpty ? nil : DICOMCharacterSet(term)
  }

  /// A text value without padding and control characters, `nil` when absent or empty.
  func text(_ tag: DICOMTag) -> String? {
    let text = fileText(characterSet.decoded(bytes(ofText: tag)))
    return text.isEmpty ? nil : text
  }

  /// The numbers of a value, `nil` when absent or empty.
  /// - Throws: `.unreadableValue` when any part of it is not a finite number: what cannot be read is not absent.
  func numbers(_ tag: DICOMTag) throws(ImageFileError) -> [Double]? {
    var values = [Double](repeating: 0, count: 8)
    var count = cdicom_numbers(handle, tag.rawValue, &values, values.count)
    if count > values.count {
      values = [Double](repeating: 0, count: count)
      count = cdicom_numbers(handle, tag.rawValue, &values, values.count)
    }
    guard count >= -1 else { throw unreadable(tag) }
    guard count > 0 else { return nil }
    let found = values[..<count]
    guard found.allSatisfy(\.isFinite) else { throw unreadable(tag) }
    return Array(found)
  }

  /// The number of a value; several are one where they are the same.
  func number(_ tag: DICOMTag) throws(ImageFileError) -> Double? {
    guard let values = try numbers(tag) else { return nil }
    guard values.allSatisfy({ $0 == values[0] }) else { throw unreadable(tag) }
    return values[0]
  }

  /// The number of a value as a whole number.
  func integer(_ tag: DICOMTag) throws(ImageFileError) -> Int? {
    guard let value = try number(tag) else { return nil }
    guard let whole = Int(exactly: value) else { throw unreadable(tag) }
    return whole
  }

  /// Three numbers as a vector, `nil` when absent or empty.
  func vector(_ tag: DICOMTag) throws(ImageFileError) -> SIMD3<Double>? {
    try numbers(tag, count: 3).map { SIMD3($0[0], $0[1], $0[2]) }
  }

  /// The numbers of a value that has so many, `nil` when absent or empty.
  /// - Throws: `.wrongCount` for fewer or more.
  func numbers(_ tag: DICOMTag, count: Int) throws(ImageFileError) -> [Double]? {
    guard let values = try numbers(tag) else { return nil }
    guard values.count == count else {
      throw ImageFileError(file.path, .wrongCount(attribute: tag.name, found: values.count, wanted: count))
    }
    return values
  }

  /// Items of a sequence; none when it is absent.
  func items(_ tag: DICOMTag) -> [DICOMItem] {
    let count = cdicom_item_count(handle, tag.rawValue)
    guard count > 0 else { return [] }
    return (0..<count).compactMap { index in
      guard let item = cdicom_item_at(handle, tag.rawValue, UInt(index)) else { return nil }
      let found = DICOMItem(file: file, handle: item, characterSet: characterSet)
      return found.ownCharacterSet.map { DICOMItem(file: file, handle: item, characterSet: $0) } ?? found
    }
  }

  /// Whether an attribute is there, empty or not.
  func contains(_ tag: DICOMTag) -> Bool { cdicom_contains(handle, tag.rawValue) == 1 }

  /// A value of bytes, `nil` when it is absent or something else.
  func bytes(_ tag: DICOMTag) -> [UInt8]? {
    var start: UnsafePointer<UInt8>?
    let length = cdicom_bytes(handle, tag.rawValue, &start)
    guard let start, length > 0 else { return nil }
    return Array(UnsafeBufferPointer(start: start, count: length))
  }

  /// The error about a value that is no number, or not as many as it should be.
  private func unreadable(_ tag: DICOMTag) -> ImageFileError {
    let text = fileText(characterSet.decoded(bytes(ofText: tag)))
    let parts = text.split(separator: "\\", omittingEmptySubsequences: false)
    let culprit = parts.first { part in
      Double(fileText(String(part))) == nil || !part.utf8.allSatisfy { "+-.0123456789eE ".utf8.contains($0) }
    }
    let shown = culprit.map { parts.count > 1 ? fileText(String($0)) : text } ?? text
    return ImageFileError(file.path, .unreadableValue(attribute: tag.name, value: String(shown.prefix(60))))
  }

  /// A text value as its bytes; none when it is absent.
  func bytes(ofText tag: DICOMTag) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 128)
    var length = read(tag, into: &bytes)
    if length > bytes.count {
      bytes = [UInt8](repeating: 0, count: length)
      length = read(tag, into: &bytes)
    }
    return Array(bytes[..<min(max(length, 0), bytes.count)])
  }

  private func read(_ tag: DICOMTag, into bytes: inout [UInt8]) -> Int {
    bytes.withUnsafeMutableBytes { buffer in
      cdicom_text(handle, tag.rawValue, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
  }
}

extension DICOMTag {
  /// Name and number, as `PixelSpacing (0028,0030)`.
  var name: String {
    var bytes = [CChar](repeating: 0, count: 64)
    let length = cdicom_tag_name(rawValue, &bytes, bytes.count)
    let word = String(decoding: bytes[..<max(0, length)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    func hexadecimal(_ half: UInt32) -> String {
      let digits = String(half, radix: 16, uppercase: true)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\(word) (\(hexadecimal(rawValue >> 16)),\(hexadecimal(rawValue & 0xffff)))"
  }
}

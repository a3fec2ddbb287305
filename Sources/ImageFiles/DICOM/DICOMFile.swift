internal import CDICOM
import Execution

/// A parsed DICOM file; owns the C handle, and lives as long as any item read from it.
final class DICOMFile {
  let path: String
  /// Bytes of the file.
  let size: Int
  private let handle: OpaquePointer

  /// - Parameter headerOnly: stop before the pixels, as scanning a folder does.
  init(_ path: String, headerOnly: Bool = false) throws(ImageFileError) {
    self.path = path
    size = try FileFacts.size(of: path)
    let start = try firstBytes(of: path, count: 132)
    if !hasDICOMPrefix(start), let found = knownContent(start, size: size) {
      throw ImageFileError(path, .otherContent(found: found))
    }
    guard Self.looksLikeDICOM(start) else { throw ImageFileError(path, .notAnImage) }
    var reason = [CChar](repeating: 0, count: 256)
    guard let handle = cdicom_open(path, headerOnly ? 1 : 0, &reason, reason.count) else {
      throw ImageFileError(path, Self.failure(text(of: reason), fileSize: size))
    }
    self.handle = handle
  }

  deinit { cdicom_close(handle) }

  /// The data set at the root of the file.
  var dataset: DICOMItem { DICOMItem(file: self, handle: cdicom_dataset(handle), characterSet: characterSet) }

  /// How the texts of the data set are encoded, unless an item says otherwise.
  private lazy var characterSet: DICOMCharacterSet =
    DICOMItem(file: self, handle: cdicom_dataset(handle), characterSet: .none).ownCharacterSet ?? .none

  /// UID of the transfer syntax.
  var transferSyntax: String { String(cString: cdicom_transfer_syntax(handle)) }

  /// How the pixels are compressed; `nil` if they are not compressed, or in a way that is not supported.
  var syntax: TransferSyntax? { isEncapsulated == true ? TransferSyntax(rawValue: transferSyntax) : nil }

  /// UID of the transfer syntax in the meta header; empty if there is none. It is read here because the parser does not
  /// report a UID that it does not know.
  var statedSyntax: String {
    var bytes = [CChar](repeating: 0, count: 128)
    let length = cdicom_stated_syntax(handle, &bytes, bytes.count)
    let stated = bytes[..<min(max(length, 0), bytes.count)].map { UInt8(bitPattern: $0) }
    return fileText(String(decoding: stated, as: UTF8.self))
  }

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

  /// The first bytes of a compressed fragment, without a copy of the rest.
  func start(ofFragment index: Int, count: Int) -> [UInt8] {
    var start: UnsafePointer<UInt8>?
    let length = cdicom_fragment(handle, UInt(index + 1), &start)
    guard let start, length > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: min(length, count)))
  }

  /// Joins the fragments of each frame into one. `starts` are the positions of the first fragments, ascending from 0.
  func joinFragments(startingAt starts: [Int]) {
    let numbers = starts.map { UInt($0 + 1) }
    cdicom_join_fragments(handle, numbers, numbers.count)
  }

  /// The decoded pixels of all frames; `body` must not keep them.
  func withPixels<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(ImageFileError) -> Result {
    var start: UnsafePointer<UInt8>?
    var reason = [CChar](repeating: 0, count: 256)
    let length = cdicom_pixels(handle, &start, &reason, reason.count)
    guard let start, length >= 0 else {
      throw ImageFileError(path, undecoded(text(of: reason)))
    }
    return body(UnsafeRawBufferPointer(start: start, count: length))
  }

  /// Why the pixels cannot be decoded: their syntax is not supported, they end early, or they are damaged.
  private func undecoded(_ reason: String) -> ImageFileError.Kind {
    if let unread = unreadSyntax { return unread }
    return reason == "Invalid stream"
      ? .truncated(expected: nil, found: nil) : .damaged(detail: "its pixels cannot be decoded (\(reason))")
  }

  /// The error about a transfer syntax that is not supported; `nil` if it is one of uncompressed pixels, a
  /// ``TransferSyntax`` or not stated.
  var unreadSyntax: ImageFileError.Kind? {
    let uid = statedSyntax
    guard !uid.isEmpty, TransferSyntax(rawValue: uid) == nil, !Self.uncompressedSyntaxes.contains(uid) else {
      return nil
    }
    return .unreadSyntax(uid: uid, name: TransferSyntax.name(ofUnread: uid))
  }

  /// Implicit, explicit and deflated little endian, big endian, and GE's implicit one with big-endian pixels.
  private static let uncompressedSyntaxes: Set<String> = [
    "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2",
    "1.2.840.113619.5.2",
  ]

  /// Whether a file may be DICOM: the prefix `DICM`, or a first group that only DICOM files start with.
  private static func looksLikeDICOM(_ bytes: [UInt8]) -> Bool {
    if hasDICOMPrefix(bytes) { return true }
    // A slice cut in its preamble, which is zeros: better an error than a gap.
    guard bytes.count >= 8, bytes.count == 132 || bytes.contains(where: { $0 != 0 }) else {
      return bytes.allSatisfy { $0 == 0 }
    }
    return [[2, 0], [8, 0], [0, 2], [0, 8]].contains(Array(bytes[..<2]))
  }

  private static func failure(_ reason: String, fileSize: Int) -> ImageFileError.Kind {
    let lower = reason.lowercased()
    let isShort = ["premature end", "i/o suspension", "end of stream", "invalid stream"].contains { lower.contains($0) }
    return isShort ? .truncated(expected: nil, found: nil) : .damaged(detail: reason)
  }
}

/// The text in a C buffer.
private func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Whether the first bytes of a file have `DICM` after the preamble of 128 bytes (PS3.10, 7.1).
func hasDICOMPrefix(_ bytes: [UInt8]) -> Bool { bytes.dropFirst(128).starts(with: Array("DICM".utf8)) }

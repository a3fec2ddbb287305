import Foundation

/// Text that a user gives as a file, or through a pipe, such as `-p <(command)` and `/dev/stdin`.
package enum TextInput {
  /// Why a text is not read.
  package enum Failure: Error, Sendable, Hashable {
    case unreadable
    case isFolder
    /// The bytes are neither UTF-8 nor UTF-16 with a byte-order mark.
    case otherEncoding
  }

  /// The text of a file or a pipe, without a byte-order mark.
  package static func text(of path: String) throws(Failure) -> String {
    guard let text = decoded(try content(of: path)) else { throw .otherEncoding }
    return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
  }

  /// The bytes of a file or a pipe, as ``bytes(of:)``, or why there are none.
  package static func content(of path: String) throws(Failure) -> Data {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { throw .isFolder }
    guard let data = bytes(of: path) else { throw .unreadable }
    return data
  }

  /// The bytes of a file or a pipe; `nil` if there are none to be had, as for a folder.
  package static func bytes(of path: String) -> Data? {
    guard isPipe(path) else { return FileManager.default.contents(atPath: path) }
    // `contents(atPath:)` asks for the size first, and a pipe has none.
    guard let pipe = FileHandle(forReadingAtPath: path) else { return nil }
    return try? pipe.readToEnd() ?? Data()
  }

  /// Other devices may have no end, so only pipes are read beside files.
  static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// UTF-8, or UTF-16 after a byte-order mark, which spreadsheets write as "Unicode text".
  private static func decoded(_ data: Data) -> String? {
    let isWide = data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff])
    return String(data: data, encoding: isWide ? .utf16 : .utf8)
  }
}

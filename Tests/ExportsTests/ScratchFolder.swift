import Foundation
import TestSupport

/// A folder that is gone after the test.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "apus-exports-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// An export in it.
  func export(_ name: String = "export") throws -> GeneratedExport { try GeneratedExport(in: "\(path)/\(name)") }
}

import Foundation

/// The folder of reference data: `APUS_REFERENCE_DATA`, else `../shared/data` beside the package.
///
/// `nil` only when the whole folder is absent; a test then skips by name. A file missing from a folder that is there is
/// a failure, since the run would else shrink without a word.
public enum ReferenceData {
  /// Root of the reference data, if this machine has it.
  public static let root: URL? = {
    let beside = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")
    let named = ProcessInfo.processInfo.environment["APUS_REFERENCE_DATA"].map { URL(filePath: $0) }
    let candidate = named ?? beside
    return FileManager.default.fileExists(atPath: candidate.path) ? candidate : nil
  }()

  /// Whether the folder is there: the condition of `.enabled(if:)` on every test that needs it.
  public static var isPresent: Bool { root != nil }

  /// The file or folder at `path` below the root. Call only in tests enabled by ``isPresent``.
  public static func file(_ path: String) throws -> URL {
    guard let root else { throw MissingReference(path: path) }
    let url = root.appending(path: path)
    guard FileManager.default.fileExists(atPath: url.path) else { throw MissingReference(path: path) }
    return url
  }

  /// A reference file that should be there.
  public struct MissingReference: Error, CustomStringConvertible {
    let path: String
    /// Names the file and the folder looked in.
    public var description: String { "no \(path) in \(ReferenceData.root?.path ?? "APUS_REFERENCE_DATA")" }
  }
}

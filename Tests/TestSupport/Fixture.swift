import Foundation

/// Small files that belong to the package, under `Tests/Fixtures`.
public enum Fixture {
  /// Path of a file or folder.
  public static func path(_ name: String) -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return tests.appending(path: "Fixtures/\(name)").path
  }

  /// Text of a file.
  public static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

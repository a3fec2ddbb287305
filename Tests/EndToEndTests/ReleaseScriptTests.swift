import Foundation
import Records
import Testing

/// `script/release` on copies of what it reads: the tree as it is passes, and each way to forget something has a
/// sentence.
@Suite struct ReleaseScriptTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// A copy of the files that the script reads, with the changelog as `changed` makes it.
  private func release(_ changed: (String) -> String) throws -> (status: Int32, output: String, errors: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-release-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for path in ["script/release", "Sources/Records/Files/Software.swift", "README.md"] {
      let target = folder.appending(path: path)
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Self.root.appending(path: path), to: target)
    }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "Sources/A/A.docc"), withIntermediateDirectories: true)
    try "# A\n".write(to: folder.appending(path: "Sources/A/A.docc/A.md"), atomically: true, encoding: .utf8)
    let changelog = try String(contentsOf: Self.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
    try changed(Self.withNothingUnreleased(changelog)).write(
      to: folder.appending(path: "CHANGELOG.md"), atomically: true, encoding: .utf8)
    return try run(folder.appending(path: "script/release").path)
  }

  /// What stands under Unreleased between two releases is no fault of these tests.
  private static func withNothingUnreleased(_ text: String) -> String {
    guard let start = text.range(of: "## [Unreleased]\n"), let end = text.range(of: "## [\(Software.version)]") else {
      return text
    }
    return text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: "\n")
  }

  private func run(_ script: String) throws -> (status: Int32, output: String, errors: String) {
    let (process, output, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [script]
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: complained, as: UTF8.self)
    )
  }

  @Test func theTextOfTheTagIsTheVersionsSection() throws {
    let found = try release { $0 }
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.output.hasPrefix("\(Software.name)\n\n"))
  }

  @Test(arguments: [
    ("## [\(Software.version)]", "## [9.9.9]", "there is no section ## [\(Software.version)]"),
    ("## [\(Software.version)] - ", "## [\(Software.version)], ", "has no date"),
    ("## [\(Software.version)]", "## [9.9.9] - 2030-01-01\n\n## [\(Software.version)]", "stands above"),
    ("## [Unreleased]\n", "## [Unreleased]\n\n- Something.\n", "something stands under Unreleased"),
    ("### Changed", "### Improved", "is no heading of Keep a Changelog"),
    ("### Breaking", "### Added\n\n- A thing.\n\n### Breaking", "Breaking is not the first heading"),
  ])
  func whatWasForgottenIsSaid(found: String, made: String, sentence: String) throws {
    let result = try release { text in
      guard let place = text.range(of: found) else { return text }
      return text.replacingCharacters(in: place, with: made)
    }
    #expect(result.status == 65)
    #expect(result.errors.contains(sentence), "\(result.errors)")
  }
}

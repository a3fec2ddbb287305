import Foundation
import LocalServer
import StudyServer
import Testing

/// The page of `apus serve`.
@Suite struct StudyPageTests {
  /// Each file of the folder is in the command as it is.
  @Test func thePageIsThatOfTheSources() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/StudyServer/Page")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names) == Set(StudyPages.page.all.keys))
    for (name, file) in StudyPages.page.all { #expect(try Data(contentsOf: folder.appending(path: name)) == file.body) }
  }
}

import Cohorts
import Foundation
import Testing
import TestSupport

@Suite struct ContentCacheTests {
  /// What was cut, changed or moved to another key is made anew, never believed.
  @Test func onlyWhatWasKeptIsFound() throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(scratch.path, for: StudyText.study())
    _ = try folder.begin(StudyText.study())
    let cache = ContentCache(in: folder)
    try cache.keep([1.5, 2.5], for: "key")
    #expect(cache.value([Double].self, for: "key") == [1.5, 2.5])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
    let path = folder.file("cache/\(try #require(files.first { $0.hasPrefix("key") }))")
    let whole = try Data(contentsOf: URL(filePath: path))
    try whole.write(to: URL(filePath: path.replacing("key", with: "other", maxReplacements: 1)))
    #expect(cache.value([Double].self, for: "other") == nil)
    let text = String(decoding: whole, as: UTF8.self)
    for damaged in [text.replacing("1.5", with: "7.5"), String(text.dropLast(3)), "", "\n", "[1.5, 2.5]"] {
      try Data(damaged.utf8).write(to: URL(filePath: path))
      #expect(cache.value([Double].self, for: "key") == nil, "\(damaged)")
    }
  }
}

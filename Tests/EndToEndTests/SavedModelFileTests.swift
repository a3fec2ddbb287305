import Foundation
import TestSupport
import Testing

/// Folders that are no model, or one that somebody has changed.
@Suite struct SavedModelFileTests {
  private static let shared = SavedModelRun.shared(patients: 16)

  /// Holds the copies of one test; a value of the suite lives as long as its test.
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A copy of a saved model, for a test to damage.
  private func copy(_ id: String = "clinical") throws -> String {
    let folder = scratch.file("model")
    try FileManager.default.copyItem(atPath: try Self.shared.get().model(id), toPath: folder)
    return folder
  }

  private func predict(_ folder: String) throws -> Command { try Command("predict", folder, ["--case", "new"]) }

  /// Writes a file of the model and lists its new hash, as somebody would who knows the format.
  private func replace(_ name: String, _ content: Data, in folder: String) throws {
    try content.write(to: URL(filePath: "\(folder)/\(name)"))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "cd '\(folder)' && sha256sum model.json model.safetensors > SHA256SUMS"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  private func text(_ folder: String) throws -> String {
    try String(contentsOfFile: "\(folder)/model.json", encoding: .utf8)
  }

  @Test func theSumsAreThoseOfSha256sum() throws {
    let folder = try copy()
    let before = try String(contentsOfFile: "\(folder)/SHA256SUMS", encoding: .utf8)
    try replace("model.json", Data(try text(folder).utf8), in: folder)
    #expect(try String(contentsOfFile: "\(folder)/SHA256SUMS", encoding: .utf8) == before)
    #expect(try predict(folder).status == 0)
  }

  /// `model-schema-1` was saved by commit 260dcff, whose settings were Swift's own printing of them.
  @Test func aModelOfAnEarlierSchemaIsRefusedByTheNumbersOfBoth() throws {
    let command = try predict(Fixture.path("model-schema-1"))
    #expect(command.status == 65)
    #expect(command.errors.contains("has schema 1"))
    #expect(command.errors.contains("this Apus reads schema 2"))
    #expect(command.errors.contains("apus study run"))
    for name in ["Study.", "ImageProcessing.", "Features.", "Settings("] { #expect(!command.errors.contains(name)) }
  }

  @Test(arguments: ["model.json", "model.safetensors"])
  func aChangedByteIsRefusedByTheNameOfTheFile(name: String) throws {
    let folder = try copy()
    let path = "\(folder)/\(name)"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: URL(filePath: path))
    let changed = try predict(folder)
    #expect(changed.status == 65 && changed.errors.contains(path) && changed.errors.contains("SHA-256"))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
    #expect(try predict(folder).status == 65)
    try FileManager.default.removeItem(atPath: path)
    let missing = try predict(folder)
    #expect(missing.status == 65 && missing.errors.contains("is missing"))
  }

  @Test func whatOnlyLooksLikeAModelIsRefused() throws {
    let folder = try copy()
    let original = try text(folder)
    let changes: [(String, String, String)] = [
      (String(original.prefix(original.count / 2)), "is not the description of a model", "truncated"),
      (original.replacing("\"version\" : 2", with: "\"version\" : 3"), "format version 3", "future"),
      (original.replacing("\"apus-model\"", with: "\"a-cake\""), "a-cake", "another format"),
      (
        original.replacing(/"intercept" : [-0-9.e]+/, with: "\"intercept\" : NaN", maxReplacements: 1),
        "not the description", "NaN"
      ),
      (
        original.replacing(/"intercept" : [-0-9.e]+/, with: "\"intercept\" : 1e999", maxReplacements: 1),
        "not the description", "Inf"
      ),
      (
        original.replacing("\"columns\" : [", with: "\"columns\" : [\"x\",", maxReplacements: 1), "contradicts itself",
        "a column more"
      ),
    ]
    for (changed, words, what) in changes {
      #expect(changed != original, "\(what)")
      try replace("model.json", Data(changed.utf8), in: folder)
      let refused = try predict(folder)
      #expect(refused.status == 65 && refused.errors.contains(words), "\(what): \(refused.errors)")
    }
    #expect(try predict(scratch.path).status == 65)
    #expect(try predict(scratch.file("nowhere")).errors.contains("There is no such folder"))
    let run = try predict(Self.shared.get().scratch.file("run"))
    #expect(run.status == 65 && run.errors.contains("models/hcr_mr"))
  }

  @Test func hostileTensorsAreRefused() throws {
    let folder = try copy()
    let original = try Data(contentsOf: URL(filePath: "\(folder)/model.safetensors"))
    var huge = original
    huge.replaceSubrange(0..<8, with: [0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0])
    var notANumber = original
    notANumber.replaceSubrange(
      (original.count - 8)..<original.count, with: withUnsafeBytes(of: Double.nan) { Data($0) })
    for content in [huge, notANumber, Data(), original.prefix(20), original + Data([0])] {
      try replace("model.safetensors", content, in: folder)
      let refused = try predict(folder)
      // The description names the SHA-256 of its numbers, so even a matching list of sums does not help.
      #expect(refused.status == 65 && refused.errors.contains("contradicts itself"), "\(refused.errors)")
      let numbers = try #require(try sum("model.safetensors", folder))
      let json = try text(folder).replacing(/"numbers" : "[0-9a-f]{64}"/, with: "\"numbers\" : \"\(numbers)\"")
      try replace("model.json", Data(json.utf8), in: folder)
      let inside = try predict(folder)
      #expect(inside.status == 65 && inside.errors.contains("model.safetensors"), "\(inside.errors)")
    }
  }

  private func sum(_ name: String, _ folder: String) throws -> String? {
    let sums = try String(contentsOfFile: "\(folder)/SHA256SUMS", encoding: .utf8)
    return sums.split(separator: "\n").first { $0.hasSuffix(name) }.map { String($0.prefix(64)) }
  }
}

import Foundation
import Proposals
import StudyFiles
import StudyServer
import Testing

/// The form of a folder without a study.
@Suite struct FormDeskTests {
  /// Beside the test program, where the build puts both.
  private static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "apus").path

  private func ready(_ desk: FormDesk, _ folder: Listing.Open, _ request: FormRequest) throws -> StudyForm {
    for _ in 0..<1000 {
      if case .ready(let form) = try desk.form(folder, request) { return form }
      Thread.sleep(forTimeInterval: 0.01)
    }
    throw CocoaError(.featureUnsupported)
  }

  private func open(_ tree: ServedTree) throws -> Listing.Open {
    try #require(Catalogue(tree.path).listing().folders.first { $0.place == "new" })
  }

  private var request: FormRequest {
    var request = FormRequest()
    (request.table, request.features) = (0, 1)
    return request
  }

  @Test func theFileIsTheOneThatInitWrites() throws {
    let tree = try ServedTree()
    try tree.writeTables(in: "new")
    let (desk, folder) = (FormDesk(program: Self.program, workers: 1), try open(tree))
    let form = try ready(desk, folder, request)
    let plain = try StudyProposal(
      .init(
        images: tree.file("new/features.csv"), table: tree.file("new/clinical.csv"),
        output: tree.file("new/study.yaml"),
        workers: 1))
    let written = try desk.write(folder, request)
    #expect(written == tree.file("new/study.yaml") && form.text == plain.text)
    #expect(try String(contentsOfFile: written, encoding: .utf8) == plain.text)
    #expect(try String(contentsOfFile: tree.file("new/cases.csv"), encoding: .utf8) == plain.cases)
    // What is there is not replaced, whatever is answered.
    #expect(throws: ServeError.self) { try desk.write(folder, request) }
    #expect(try String(contentsOfFile: written, encoding: .utf8) == plain.text)
  }

  @Test func answersAreInTheFileAndOnlyThere() throws {
    let tree = try ServedTree()
    try tree.writeTables(in: "new")
    let (desk, folder) = (FormDesk(program: Self.program, workers: 1), try open(tree))
    _ = try ready(desk, folder, request)
    var answered = request
    answered.answers.event = ["0"]
    answered.answers.factors["age"] = FactorAnswer(role: .recorded)
    let form = try ready(desk, folder, answered)
    let path = try desk.write(folder, answered)
    let study = try StudyFile(reading: path)
    #expect(study.outcome.event == ["0"] && study.models.factors.isEmpty && study.factors.map(\.column) == ["age"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == form.text)
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: tree.file("new")))
        == ["cases.csv", "clinical.csv", "features.csv", "study.yaml"])
  }

  @Test func tablesAreNumbersOfTheFolder() throws {
    let tree = try ServedTree()
    try tree.writeTables(in: "new")
    let (desk, folder) = (FormDesk(program: Self.program, workers: 1), try open(tree))
    for position in [-1, 2, .max, .min] {
      var wrong = request
      wrong.table = position
      #expect(throws: ServeError.self) { try desk.form(folder, wrong) }
    }
  }

  /// A table that is mended is looked at again, and a folder without images says so.
  @Test func whatIsMissingIsSaidUntilItIsThere() throws {
    let tree = try ServedTree()
    try tree.write("id,age\nP1,3\nP2,4\n", "new/clinical.csv")
    let (desk, folder) = (FormDesk(program: Self.program, workers: 1), try open(tree))
    let message = { () -> String in
      for _ in 0..<1000 {
        do throws(ServeError) { _ = try desk.form(folder, FormRequest()) } catch { return "\(error)" }
        Thread.sleep(forTimeInterval: 0.01)
      }
      return ""
    }
    #expect(message().contains("no NIfTI, NRRD or DICOM images"))
    try tree.writeTables(in: "new")
    #expect(try ready(desk, try open(tree), request).complete == 30)
  }

  /// A reader of images that crashes ends its own process; the page is told, and the next question looks again.
  @Test(arguments: [("kill -SEGV $$", "crashed"), ("echo word >&2; exit 3", "Its last words: word"), ("read x", "")])
  func aLookThatEndsIsSaid(script: String, words: String) throws {
    let tree = try ServedTree()
    try tree.writeTables(in: "new")
    try tree.write("#!/bin/sh\n\(script)\n", "program")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.file("program"))
    let (desk, folder) = (FormDesk(program: tree.file("program"), workers: 1), try open(tree))
    var said: String?
    for _ in 0..<(words.isEmpty ? 20 : 1000) where said == nil {
      do throws(ServeError) { _ = try desk.form(folder, request) } catch { said = "\(error)" }
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(words.isEmpty ? said == nil : said?.contains(words) ?? false, "\(said ?? "nothing")")
    desk.closeAll()
  }
}

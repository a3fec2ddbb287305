import Foundation
import Proposals
import StudyFiles
import StudyServer
import Testing

/// The form of a folder without a study.
@Suite struct FormDeskTests {
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
    let (desk, folder) = (FormDesk(workers: 1, networks: []), try open(tree))
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
    let (desk, folder) = (FormDesk(workers: 1, networks: []), try open(tree))
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
    let (desk, folder) = (FormDesk(workers: 1, networks: []), try open(tree))
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
    let (desk, folder) = (FormDesk(workers: 1, networks: []), try open(tree))
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
}

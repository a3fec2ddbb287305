import Foundation
import Proposals
import StudyFiles
import TestSupport
import Testing

/// What `apus study init` proposes for exports that are not those of the phantom.
@Suite struct ExportProposalTests {
  private typealias Patient = GeneratedExport.Patient
  private typealias Series = GeneratedExport.Series

  /// A folder that is gone when the test ends.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let ids = (1...16).map { "H\(100 + $0)" }

  /// A patient's part of the export.
  private typealias Writer = (GeneratedExport, Patient, Int) throws -> Void

  private func proposal(
    flat: Bool = false, table: String? = nil, write: Writer
  ) throws -> (proposal: StudyProposal, folder: Folder) {
    let folder = Folder()
    let export = try GeneratedExport(in: "\(folder.path)/export")
    for (at, id) in ids.enumerated() { try write(export, Patient(id, name: "Name^\(at)"), at) }
    let rows = ids.enumerated().map { "\($1),\(at($0) ? "yes" : "no"),\(40 + $0)\n" }.joined()
    try (table ?? "id,recurrence,age\n" + rows).write(
      toFile: "\(folder.path)/clinical.csv", atomically: true, encoding: .utf8)
    let made = try StudyProposal(
      .init(
        images: export.folder, table: "\(folder.path)/clinical.csv", output: "\(folder.path)/study.yaml", workers: 2))
    return (made, folder)
  }

  private func at(_ number: Int) -> Bool { number % 3 == 0 }

  private func rois(_ proposal: StudyProposal) -> String {
    proposal.text.split(separator: "\n").first { $0.contains(" roi: ") }.map(String.init) ?? ""
  }

  @Test(arguments: ["", ".dcm"])
  func filesOfAllPatientsMayLieInTheFolderItself(ending: String) throws {
    let (made, _) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "IM\(at)_\($0)\(ending)" }
      try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "RS\(at)\(ending)")
    }
    #expect(made.complete == 16 && made.fault == nil, "\(made.summary)")
    #expect(made.text.contains("images: export"))
  }

  @Test func patientIDsThatNoColumnHasAreNamed() throws {
    do {
      _ = try proposal(table: "id,recurrence\nA,yes\nB,no\nC,yes\nD,no\n") { export, patient, at in
        let series = Series("2.25.1\(at)")
        try export.add(series, of: patient) { "IM\(at)_\($0)" }
        try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "RS\(at)")
      }
      Issue.record("a table that joins nobody was taken")
    } catch let error as ProposalError {
      #expect("\(error)".contains("A, B, C, D") && "\(error)".contains("H101, H102"), "\(error)")
    }
  }

  /// Names beside the lesion, in any order of the file: what is old, nodal, around the tumour or none is not taken.
  @Test(arguments: [
    (["GTV", "GTV_old", "External"], "GTV"), (["GTV_old", "GTV"], "GTV"),
    (["GTVold", "GTV_final", "PTV_5mm"], "GTV_final"),
    (["Ring_GTV", "GTVn", "GTVp"], "GTVp"), (["non-tumor", "peritumoral", "Tumor"], "Tumor"),
    (["GTV_prev", "GTV-N", "gtv_t"], "gtv_t"), (["GTV+5mm", "GTV1"], "GTV1"), (["GTV_post", "GTV_pre"], "GTV_pre"),
    (["Lesion draft", "Lesion"], "Lesion"), (["minus_GTV", "GTV copy", "GTV b"], "GTV b"),
  ])
  func theLesionIsTakenAndNotWhatIsNamedAfterIt(names: [String], wanted: String) throws {
    let (made, folder) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      // Some patients have another lesion's name alone, so that the list has several.
      let own = at % 4 == 3 ? ["Tumour"] : names
      try export.write(GeneratedExport.contours(own, on: series, of: patient), "\(patient.id)/set")
    }
    #expect(made.complete == 16, "\(made.summary)\n\(made.text)")
    let list = rois(made).split { "[],".contains($0) }.map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    for name in names { #expect(list.contains(name) == (name == wanted), "\(name): \(list)") }
    #expect(made.text.contains("not in roi, because the names say old, nodal, around or not"))
    let cases = made.cases.split(separator: "\n").filter { $0.contains(",\(wanted),") }
    #expect(cases.count == 12, "\(made.cases)")
    _ = folder
  }

  @Test func aPlainNameStandsBeforeOthersAndSeveralAreRemarked() throws {
    let (made, folder) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      let own = at < 10 ? ["GTV_b", "GTV_c"] : ["GTV_b", "GTV"]
      try export.write(GeneratedExport.contours(own, on: series, of: patient), "\(patient.id)/set")
    }
    #expect(rois(made).contains("[GTV, GTV_b, GTV_c]"), "\(rois(made))")
    #expect(made.text.contains("16 patients have several of these regions"))
    #expect(made.cases.contains("GTV is taken; roi also names GTV_b."), "\(made.cases)")
    _ = folder
  }

  /// Before and after treatment, contoured in all patients or in some after treatment.
  @Test(arguments: [16, 4])
  func seriesOfSeveralDaysAreAsked(contoured: Int) throws {
    let (made, folder) = try proposal { export, patient, at in
      for (number, date) in ["20240110", "20240702"].enumerated() {
        var series = Series("2.25.\(number + 1)\(at)")
        series.date = date
        try export.add(series, of: patient) { "\(patient.id)/\(number)/\($0)" }
        guard number == 0 || at < contoured else { continue }
        let set = GeneratedExport.contours(["GTV"], on: series, of: patient, date: date)
        try export.write(set, "\(patient.id)/set\(number)")
      }
    }
    let chosen = made.text.split(separator: "\n").filter { $0.contains("choose:") && !$0.contains("#") }
    #expect(
      !chosen.contains { $0.contains("latest") || $0.contains("earliest") || $0.contains("most-slices") }, "\(chosen)")
    #expect(made.complete == 16 - contoured, "\(made.summary)")
    #expect(made.text.contains("16 patients have such series of several days, H101 174 days apart"), "\(made.text)")
    #expect(made.cases.contains("174 days later") && made.cases.contains("choose: earliest"), "\(made.cases)")
    #expect(!made.cases.contains("Nothing in their headers"))
    #expect(!made.cases.contains("2024"))
    _ = folder
  }
}

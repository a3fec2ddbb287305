import Execution
import Foundation
import ImageFiles
import Proposals
import StudyFiles
import TestSupport
import Testing
import Volumes

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

  /// A second sequence in the same frame of reference, on which nothing was drawn: the line to add is given.
  @Test func aSequenceWithoutContoursIsOfferedThoseOfAnother() throws {
    let (made, folder) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/a\($0)" }
      try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "\(patient.id)/set")
      var other = Series("2.25.2\(at)", frame: at < 12 ? series.frame : nil)
      other.description = "AX T1"
      try export.add(other, of: patient) { "\(patient.id)/b\($0)" }
    }
    let line = "T1: {modality: MR, description: [\"AX T1\"], mask-of: T2}"
    #expect(made.text.contains(line) && made.text.contains("which 12 patients have"), "\(made.text)")
    // Pasted as it is, it is a series of the study.
    let pasted = made.text.replacing("series:\n", with: "series:\n  \(line)\n")
    let study = try StudyFile(parsing: pasted, file: "\(folder.path)/study.yaml", folder: folder.path)
    #expect(study.series.map(\.name) == ["T1", "T2"])
  }

  /// A workbook whose first sheet is a summary, whose numbers are ids of patients by chance.
  @Test func theSheetOfThePatientsIsTaken() throws {
    let folder = Folder()
    let export = try GeneratedExport(in: "\(folder.path)/export")
    for number in 1...12 {
      let (patient, series) = (Patient("\(number)", name: "Name^\(number)"), Series("2.25.1\(number)"))
      try export.add(series, of: patient) { "\(number)/\($0)" }
      try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "\(number)/set")
    }
    let data = (1...12).map { [GeneratedWorkbook.Cell.number("\($0)"), .text($0 % 3 == 0 ? "non-CR" : "CR")] }
    let book = GeneratedWorkbook(
      .init("Summary", rows: [["response", "n"], ["CR", .number("8")], ["non-CR", .number("4")]]),
      .init("Log", rows: [["made by"], ["somebody"]]), .init("Data", rows: [["id", "response"]] + data))
    try Data(book.bytes()).write(to: URL(filePath: "\(folder.path)/t.xlsx"))
    let made = try StudyProposal(
      .init(images: export.folder, table: "\(folder.path)/t.xlsx", output: "\(folder.path)/study.yaml", workers: 2))
    #expect(made.complete == 12 && made.text.contains("t.xlsx#Data"), "\(made.summary)")
    #expect(made.summary.contains { $0.contains("The sheet Data") && $0.contains("Summary (2)") }, "\(made.summary)")
  }

  /// Two columns that both hold exactly the PatientIDs, in another order: whoever is taken, the other would be wrong.
  @Test func columnsThatJoinOtherPatientsAreRefused() throws {
    let rows = (1...16).map { "\($0),\(17 - $0),\($0 % 3 == 0 ? "yes" : "no")\n" }.joined()
    func made(_ table: String) throws -> StudyProposal {
      try proposal(table: table) { export, patient, at in
        let own = Patient("\(at + 1)", name: patient.name)
        let series = Series("2.25.1\(at)")
        try export.add(series, of: own) { "IM\(at)_\($0)" }
        try export.write(GeneratedExport.contours(["GTV"], on: series, of: own), "RS\(at)")
      }.proposal
    }
    do {
      _ = try made("Nr,StudyID,recurrence\n" + rows)
      Issue.record("one of two columns was taken")
    } catch let error as ProposalError {
      #expect("\(error)".contains("Nr, StudyID") || "\(error)".contains("StudyID, Nr"), "\(error)")
    }
    let one = rows.split(separator: "\n").map { $0.split(separator: ",") }.map { "\($0[0]),\($0[2])\n" }.joined()
    let numbered = try made("Nr,recurrence\n" + one)
    #expect(numbered.complete == 16 && numbered.text.contains("Nr numbers the rows of the table"))
  }

  /// Rows of one patient for two lesions, which both take the first name of the list.
  @Test func rowsThatTakeOneContourAreNotComplete() throws {
    let rows = ids.flatMap { id in (1...2).map { "\(id)-\($0),\(id),\($0 == 1 ? "yes" : "no")\n" } }.joined()
    let (made, folder) = try proposal(table: "lesion,patient,recurrence\n" + rows) { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      try export.write(GeneratedExport.contours(["GTV1", "GTV2"], on: series, of: patient), "\(patient.id)/set")
    }
    #expect(made.complete == 16, "\(made.summary)")
    #expect(made.cases.components(separatedBy: "takes the same contour as the row").count == 17, "\(made.cases)")
    _ = folder
  }

  /// Rows of lesions whose regions stand in a column, whatever it is called and however many lesions a patient has.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func aColumnOfRegionsIsReadForEveryRow(seed: UInt64) throws {
    print("columns of regions: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "columns of regions")
    let names = ["GTV1", "GTV2", "GTV_p", "종양", "Lesion 3"].shuffled(using: &stream)
    let counts = ids.map { _ in Int.random(in: 1...3, using: &stream) }
    let column = ["roi", "Läsion", "contour name", "which"][Int(seed) % 4]
    var lesions: [(id: String, patient: String, region: String)] = []
    for (id, count) in zip(ids, counts) {
      for number in 0..<count { lesions.append(("L\(lesions.count + 1)x", id, names[number])) }
    }
    let rows = lesions.enumerated().map { at, one in
      "\(one.id),\(one.patient),\(one.region),\(self.at(at) ? "yes" : "no"),\(30 + at % 40)\n"
    }
    let text = "lesion,patient,\(column),recurrence,age\n" + rows.joined()
    let (made, folder) = try proposal(table: text) { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      let own = Array(names.prefix(counts[at])).shuffled(using: &stream)
      try export.write(GeneratedExport.contours(own, on: series, of: patient), "\(patient.id)/set")
    }
    let study = try StudyFile(parsing: made.text, file: "\(folder.path)/study.yaml", folder: folder.path)
    #expect(study.series.map(\.roiColumn) == [column] && made.complete == lesions.count, "\(made.text)\n\(made.cases)")
    #expect(study.cohort.group == "patient" && !study.factors.contains { $0.column == column })
    for one in lesions {
      let line = made.cases.split(separator: "\n").first { $0.hasPrefix("\(one.id),") } ?? ""
      #expect(line.contains(",\(one.region),complete"), "seed \(seed): \(line)")
    }
  }

  /// Words that are no regions of the same patients, or one name in all rows, choose no region.
  @Test func otherColumnsNameNoRegions() throws {
    let rows = ids.enumerated().map { "\($1),\(at($0) ? "yes" : "no"),GTV,\($0 % 2 == 0 ? "left" : "GTV")\n" }.joined()
    let (made, _) = try proposal(table: "id,recurrence,all,some\n" + rows) { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      try export.write(GeneratedExport.contours(["GTV", "Bladder"], on: series, of: patient), "\(patient.id)/set")
    }
    #expect(!made.text.contains("roi-column") && rois(made).contains("GTV") && made.complete == 16, "\(made.text)")
  }

  /// Two days, of which some patients were contoured on both: no rule takes one of them for the user, and both lines
  /// are given with what they would make complete.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func noDayIsChosenForWhoWasContouredOnSeveral(seed: UInt64) throws {
    print("days: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "days")
    let kinds = ids.indices.map { _ in seed < 2 ? 2 : Int.random(in: 0...2, using: &stream) }
    let isApproved = seed % 2 == 0
    let (made, _) = try proposal { export, patient, at in
      for day in 0..<2 {
        var series = Series("2.25.1\(at)9\(day)")
        series.date = ["20240110", "20240702"][day]
        try export.add(series, of: patient) { "\(patient.id)/\(day)\($0)" }
        guard kinds[at] == 2 || kinds[at] == day else { continue }
        let set = GeneratedExport.contours(
          ["GTV"], on: series, of: patient, label: ["plan", "replan"][day],
          approval: isApproved ? ["UNAPPROVED", "APPROVED"][day] : "", date: series.date)
        try export.write(set, "\(patient.id)/set\(day)")
      }
    }
    for (id, kind) in zip(ids, kinds) {
      let line = made.cases.split(separator: "\n").first { $0.hasPrefix("\(id),") } ?? ""
      if kind == 2 { #expect(line.contains("choose: earliest; or choose: latest"), "seed \(seed): \(line)") }
    }
    #expect(!made.text.contains("approved: true}\n"), "\(made.text)")
    let first = kinds.count { $0 != 1 }
    let said = made.summary.first { $0.hasPrefix("T2: 16 patients have such series of several days") } ?? ""
    #expect(said.contains("`choose: earliest` (complete for \(first))"), "\(made.summary)")
  }

  /// Two columns of which each names some of the patients contradict each other nowhere.
  @Test(arguments: [4, 8, 12])
  func columnsThatNameOtherPatientsAreSaid(count: Int) throws {
    let rows = ids.enumerated().map { at, id in
      let other = "X\(900 + at)"
      return "\(at < count ? id : other),\(at < count ? other : id),\(self.at(at) ? "yes" : "no")\n"
    }.joined()
    let (made, _) = try proposal(table: "MRN,Trial ID,recurrence\n" + rows) { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      try export.write(GeneratedExport.contours(["GTV"], on: series, of: patient), "\(patient.id)/set")
    }
    let (own, other) = count >= 8 ? ("MRN", "Trial ID") : ("Trial ID", "MRN")
    let said = "\(other) names \(min(count, 16 - count)) patients of the images whom \(own) does not name."
    #expect(made.summary.contains { $0.hasPrefix(said) }, "\(made.summary)")
  }

  /// Two people who contoured every patient, now the one later and now the other.
  @Test func contoursOfTwoObserversAreNotMixed() throws {
    let (made, folder) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      for (label, date) in [("Kim", at % 2 == 0 ? "20210401" : "20210601"), ("Lee", "20210501")] {
        let set = GeneratedExport.contours(["GTV"], on: series, of: patient, label: label, date: date)
        try export.write(set, "\(patient.id)/\(label)")
      }
    }
    #expect(!made.text.contains("structure-set: {choose: latest}\n") && made.complete == 0, "\(made.text)")
    #expect(made.cases.contains("structure-set: {label:"), "\(made.cases)")
    _ = folder
  }

  /// Versions of one person are no mixture.
  @Test func theLatestVersionIsTaken() throws {
    let (made, folder) = try proposal { export, patient, at in
      let series = Series("2.25.1\(at)")
      try export.add(series, of: patient) { "\(patient.id)/\($0)" }
      for version in 1...(1 + at % 3) {
        let set = GeneratedExport.contours(
          ["GTV"], on: series, of: patient, label: "v\(version)", date: "2021040\(version)")
        try export.write(set, "\(patient.id)/v\(version)")
      }
    }
    #expect(made.complete == 16 && made.text.contains("structure-set: {choose: latest}"), "\(made.text)")
    _ = folder
  }

  /// Two sessions with label images of their own: the second may be after treatment, and no mask becomes an image.
  @Test(arguments: [
    ("ses-01", "ses-02"), ("baseline", "followup"), ("visit1", "visit2"), ("20240110", "20240702"),
    ("2024-01-10", "2024-07-02"),
  ])
  func aLaterSessionIsNotTaken(first: String, second: String) throws {
    let folder = Folder()
    let grid = Grid(size: [6, 6, 4])
    for number in 1...14 {
      for (at, session) in [first, second].enumerated() {
        let id = "sub-0\(number + 10)"
        let place = "\(folder.path)/data/\(id)/\(session)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let voxels = (0..<144).map { Double(($0 * 31 + number * 7 + at) % 97) }
        try writeNIfTI(Volume(grid: grid, voxels: voxels), to: "\(place)/\(id)_\(session)_T1w.nii.gz")
        let mask = (0..<144).map { (40..<100).contains($0) ? (at == 0 && $0 > 90 ? 2.0 : 1) : 0 }
        try writeNIfTI(Volume(grid: grid, voxels: mask), to: "\(place)/\(id)_\(session)_T1w_label.nii.gz")
      }
    }
    try ("id,recurrence\n" + (11...24).map { "sub-0\($0),\($0 % 2)\n" }.joined()).write(
      toFile: "\(folder.path)/t.csv", atomically: true, encoding: .utf8)
    let made = try StudyProposal(
      .init(
        images: "\(folder.path)/data", table: "\(folder.path)/t.csv", output: "\(folder.path)/study.yaml", workers: 2))
    let study = try StudyFile(parsing: made.text, file: "\(folder.path)/study.yaml", folder: folder.path)
    #expect(study.series.count == 1 && made.complete == 14, "\(made.text)")
    #expect(made.text.contains("image: data/{id}/\(first)/{id}_\(first)_T1w.nii.gz"))
    #expect(!made.text.contains("mask-of"))
    #expect(made.summary.contains { $0.hasPrefix("Later sessions") && $0.contains("\(second)_T1w.nii.gz") })
  }

  @Test func foldersByNumberAndNameAreFound() throws {
    let folder = Folder()
    let grid = Grid(size: [6, 6, 4])
    for number in 1...14 {
      let place = "\(folder.path)/data/\(number + 20)_S-\(number)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let voxels = (0..<144).map { Double(($0 * 31 + number * 7) % 97) }
      try writeNIfTI(Volume(grid: grid, voxels: voxels), to: "\(place)/T1 post KM.nii")
      let mask = Volume(grid: grid, voxels: (0..<144).map { (40..<100).contains($0) ? 1 : 0 })
      try writeNIfTI(mask, to: "\(place)/T1 post KM_GTV.nii")
    }
    try ("id,recurrence\n" + (1...14).map { "S-\($0),\($0 % 2)\n" }.joined()).write(
      toFile: "\(folder.path)/t.csv", atomically: true, encoding: .utf8)
    let made = try StudyProposal(
      .init(
        images: "\(folder.path)/data", table: "\(folder.path)/t.csv", output: "\(folder.path)/study.yaml", workers: 2))
    #expect(made.complete == 14 && made.text.contains("data/*_{id}/T1 post KM.nii"), "\(made.summary)\n\(made.text)")
  }

  @Test func idsOfOneDigitAreFoundWhereANameBeginsWithThem() throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/data", withIntermediateDirectories: true)
    let grid = Grid(size: [6, 6, 4])
    for number in 1...14 {
      let voxels = (0..<144).map { Double(($0 * 31 + number * 7) % 97) }
      try writeNIfTI(Volume(grid: grid, voxels: voxels), to: "\(folder.path)/data/\(number)_T1.nii.gz")
      let mask = Volume(grid: grid, voxels: (0..<144).map { (40..<100).contains($0) ? 1 : 0 })
      try writeNIfTI(mask, to: "\(folder.path)/data/\(number)_T1_mask.nii.gz")
    }
    try ("id,recurrence\n" + (1...14).map { "\($0),\($0 % 2)\n" }.joined()).write(
      toFile: "\(folder.path)/t.csv", atomically: true, encoding: .utf8)
    let made = try StudyProposal(
      .init(
        images: "\(folder.path)/data", table: "\(folder.path)/t.csv", output: "\(folder.path)/study.yaml", workers: 2))
    #expect(made.complete == 14 && made.text.contains("data/{id}_T1.nii.gz"), "\(made.summary)\n\(made.text)")
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

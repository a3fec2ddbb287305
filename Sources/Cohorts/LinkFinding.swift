import Exports
import ImageFiles
import Results
import StudyFiles

/// What a reader must know of the export in which the images of a study were found.
package enum LinkFinding: Sendable {
  /// A question that is open for some patients, or what they lack.
  case question(LinkQuestion)
  /// Another column has PatientIDs of patients whom the study's own column joins to nobody.
  case heldElsewhere(column: String, ids: [String], own: String)
  /// Patients whose PatientID is spelt otherwise in the table.
  case respelt([String])
  /// PatientIDs without a row, and whether rows have no images at the same time.
  case unused(Int)
  /// Ids of one person.
  case samePerson([[String]])
  /// Ids in several folders.
  case severalFolders([(id: String, folders: [String])])
  /// Copies of files, of which one is read.
  case copies([ExportFile])
  /// Patients of whose regions several are named by the list of a series, with the names of the first.
  case severalNames(series: String, ids: [String], names: [String])
  /// Two series that share images.
  case sharedImages(first: String, second: String, images: Int, ids: [String])
  /// Structure sets whose images are not in the export.
  case strays(Int, ids: [String])
  /// Files that cannot be read.
  case unreadable([ImageFileError])

  /// All findings, those that cost patients first; none for a study with paths alone.
  package static func all(of series: CohortSeries, for clinical: ClinicalCohort) -> [LinkFinding] {
    guard let links = series.links else { return [] }
    let (join, faults) = (links.join, ExportFaults(links.index))
    let idOf = Dictionary(join.patientIDs.flatMap { id, all in all.map { ($0, id) } }) { min($0, $1) }
    func ids(_ patients: [String]) -> [String] { patients.compactMap { idOf[$0] }.sorted() }
    var all = links.questions(among: Set(clinical.patients.map(\.id))).map(Self.question)
    for request in links.requests {
      let ids = clinical.patients.map(\.id).filter { !links.severalNames(request.name, of: $0).isEmpty }
      guard let first = ids.first else { continue }
      all.append(.severalNames(series: request.name, ids: ids, names: links.severalNames(request.name, of: first)))
    }
    let column = clinical.keyColumn
    all += series.holders.map { .heldElsewhere(column: $0.column, ids: $0.ids, own: column) }
    if !join.respelt.isEmpty { all.append(.respelt(join.respelt)) }
    // A row that names both PatientIDs has answered the question.
    let same = faults.samePersons.map(ids).filter { !$0.isEmpty && ($0.count == 1 || Set($0).count > 1) }
    if !same.isEmpty { all.append(.samePerson(same)) }
    let folders = faults.inSeveralFolders.compactMap { one in idOf[one.patientID].map { (id: $0, folders: one.folders) }
    }
    if !folders.isEmpty { all.append(.severalFolders(folders)) }
    if !faults.copies.isEmpty { all.append(.copies(faults.copies)) }
    for pair in faults.sharedImages.prefix(8) {
      all.append(
        .sharedImages(
          first: pair.first.label, second: pair.second.label, images: pair.images,
          ids: ids(Set([pair.first.patientID, pair.second.patientID]).sorted())))
    }
    if !faults.strays.isEmpty {
      all.append(.strays(faults.strays.count, ids: ids(Set(faults.strays.map(\.patientID)).sorted())))
    }
    if !links.index.problems.isEmpty { all.append(.unreadable(links.index.problems)) }
    if !join.unused.isEmpty { all.append(.unused(join.unused.count)) }
    return all
  }
}

// The text of findings, as written to `results.json`. It names patients by the ids of the table, and no PatientID.
extension LinkFinding {
  /// Severity, title and detail.
  package func words(of study: StudyFile) -> Finding {
    Finding(severity, study.withoutRoot(title), detail: study.withoutRoot(detail))
  }

  private var severity: Finding.Severity {
    switch self {
    case .unused, .copies, .respelt, .severalFolders: .note
    case .question, .heldElsewhere, .severalNames, .samePerson, .sharedImages, .strays, .unreadable: .caution
    }
  }

  private var title: String {
    switch self {
    case .question(let question):
      "\(question.series.map { "Series \($0), " } ?? "")\(counted(question.ids.count, "patient")) "
        + "(\(few(question.ids))): \(question.problem.title)."
    case .severalNames(let series, let ids, let names):
      "Series \(series), \(counted(ids.count, "patient")) (\(few(ids))): roi names several regions of a structure set, such "
        + "as \(few(names.map { "\"\($0.printable)\"" }))."
    case .heldElsewhere(let column, let ids, let own):
      "The column \"\(column)\" has the PatientIDs of \(counted(ids.count, "patient")) (\(few(ids))) whom the column "
        + "\"\(own)\" joins to no images."
    case .respelt(let ids):
      "\(counted(ids.count, "patient")) joined to images although case, spaces, signs or leading zeros of the PatientID differ: "
        + "\(few(ids))."
    case .unused(let count):
      "\(counted(count, "PatientID")) of the export \(count == 1 ? "is" : "are") not in the table."
    case .samePerson(let groups):
      "Are some PatientIDs the same person? By study, or by name and date of birth: "
        + "\(few(groups.map { $0.count == 1 ? "\($0[0]) and one that is not in the table" : $0.joined(separator: " and ") }))."
    case .severalFolders(let found):
      "The files of \(counted(found.count, "patient")) lie in several folders: "
        + "\(few(found.map { "\($0.id) (\(counted($0.folders.count, "folder")))" }))."
    case .copies(let files): "\(counted(files.count, "file")) of the export repeat an image (SOPInstanceUID)."
    case .sharedImages(let first, let second, let images, let ids):
      "Two series share \(counted(images, "image")): \(first) and \(second)\(ids.isEmpty ? "" : ", of \(few(ids))")."
    case .strays(let count, let ids):
      "\(counted(count, "structure set")) \(count == 1 ? "was" : "were") drawn on series that are not in the export"
        + "\(ids.isEmpty ? "" : " (\(few(ids)))")."
    case .unreadable(let errors):
      "\(counted(errors.count, "file")) of the export cannot be read."
    }
  }

  private var detail: String {
    switch self {
    case .question(let question): question.detail
    case .severalNames: "The first entry of roi that fits is taken. Look at these contours (apus review)."
    case .heldElsewhere:
      "No column has the PatientIDs of all. Write those of both into one column, and name it with cohort: {patient-id: "
        + "COLUMN}."
    case .respelt: "Compare some of them; to exclude errors, write PatientIDs into the table as the images have them."
    case .unused: ""
    case .samePerson: "A person who counts twice may be in training and in test. Correct the table, or name a group."
    case .severalFolders: "All of their series were considered, whatever folder they lie in."
    case .copies: "One of equal files was read. A patient with two that differ is excluded."
    case .sharedImages:
      "A region that names single images may be drawn on either. Export the series again if one is not wanted."
    case .strays: "Export the missing series too, if these contours are wanted."
    case .unreadable(let errors): errors.prefix(3).map { "\($0)" }.joined(separator: " ")
    }
  }

  private func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

  private func few(_ texts: [String]) -> String {
    texts.prefix(5).joined(separator: ", ") + (texts.count > 5 ? " and \(texts.count - 5) more" : "")
  }
}

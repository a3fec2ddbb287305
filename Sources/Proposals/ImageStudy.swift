import Exports
import Foundation
import Records

/// A study of a folder of images.
struct ImageStudy {
  private let request: StudyProposal.Request
  private let folder: String

  init(_ request: StudyProposal.Request) {
    self.request = request
    folder = URL(filePath: request.images).standardizedFileURL.path
  }

  /// A way to the images, with the patients whom it joins to the table.
  private struct Route {
    var draft: StudyDraft
    /// Patients with an image and a contour.
    let joined: Int
    /// Patients of whom everything is told.
    let complete: Int
    /// What it is, for a reader.
    let words: String

    init(_ draft: StudyDraft, _ series: [SeriesProposal], words: String) {
      let found = series.filter(\.hasRegions).map(\.found)
      joined = Set(found.flatMap(\.keys)).count
      complete = Set(found.flatMap { $0.filter { $0.value.problem == nil }.keys }).count
      (self.draft, self.words) = (draft, words)
    }
  }

  /// DICOM is found by what its headers say, and everything else by paths. The way that joins more patients of the
  /// table is taken, headers before paths if both join as many; what was not taken is said.
  func draft() throws(ProposalError) -> StudyDraft {
    let found = ImageItems(below: folder)
    let named = if let table = request.table { table } else { try only(found.tables) }
    // Slices may lie in the folder itself, all patients together.
    let mayBeDICOM = !found.others.isEmpty || found.items.contains { $0.kind != .volume }
    let index = mayBeDICOM ? try? ExportIndex(reading: [folder], cache: .user, workers: request.workers) : nil
    let choice = try SheetChoice(of: named) { ids in
      let known = ItemPattern.Known(ids)
      return max(
        Set(found.items.compactMap { known.match($0)?.id }).count,
        index.map { ExportedImages.joined(ids, to: $0) } ?? 0)
    }
    var draft = try self.draft(choice.table, choice.path, found, index)
    draft.remarks += choice.remarks
    return draft
  }

  private func draft(
    _ table: CSVTable, _ path: String, _ found: ImageItems, _ index: ExportIndex?
  ) throws(ProposalError) -> StudyDraft {
    let (linked, patients): (Route?, [String]) =
      try index.map { index throws(ProposalError) in
        try self.linked(table, path, index)
      } ?? (nil, [])
    if let linked, found.items.isEmpty { return linked.draft }
    guard !found.items.isEmpty else {
      guard !patients.isEmpty else { throw .noImages(folder: request.images, found: found.others) }
      throw try noLinks(table, path, patients)
    }
    // Paths cannot join more than everybody.
    if let linked, linked.complete == table.rows.count { return linked.draft }
    let named: Route
    do throws(ProposalError) {
      named = try self.named(table, path, found)
    } catch {
      if let linked { return linked.draft }
      guard !patients.isEmpty else { throw error }
      throw try noLinks(table, path, patients)
    }
    guard let linked else { return named.draft }
    let isLinked = (named.joined, named.complete) <= (linked.joined, linked.complete)
    var own = isLinked ? linked : named
    let other = isLinked ? named : linked
    own.draft.remarks.append(
      "Not taken: \(other.words), with images and contours of \(other.joined) patients, \(other.complete) of them "
        + "complete; \(own.words) have \(own.joined), \(own.complete) of them complete.")
    return own.draft
  }

  private func noLinks(_ table: CSVTable, _ path: String, _ patients: [String]) throws(ProposalError) -> ProposalError {
    let clinical = try TableProposal(
      table, file: path, wanted: request.outcome, event: request.event, asks: request.asks, joined: { _ in 0 })
    return .noLinks(
      table: path, column: clinical.id.name, examples: Array(clinical.id.cells.compactMap(\.self).prefix(5)),
      folder: request.images, patients: patients)
  }

  /// A study of an export, and its PatientIDs; no study if no column of the table has any of them, or nothing was
  /// contoured.
  private func linked(
    _ table: CSVTable, _ path: String, _ index: ExportIndex
  ) throws(ProposalError) -> (Route?, [String]) {
    let patients = index.patientIDs.filter { !$0.isEmpty }
    guard !index.series.isEmpty else { return (nil, []) }
    let joined = { ExportedImages.joined($0, to: index) }
    let first = try TableProposal(
      table, file: path, id: request.id, wanted: request.outcome, event: request.event, asks: request.asks,
      hidesKey: true,
      joined: joined)
    let keys = first.key.cells.map { $0 ?? "" }
    let rows = zip(first.id.cells, keys).map { PatientJoin.Row(id: $0 ?? "", key: $1) }
    let others = first.profiles.filter { ![first.id.name, first.key.name, first.outcome.column].contains($0.name) }
    let images = ExportedImages(index, rows: rows, columns: others)
    guard images.joined > 0, !images.series.isEmpty else { return (nil, patients) }
    let clinical = first.avoiding(images.series.map(\.name), regions: images.regionColumn)
    var draft = StudyDraft(
      name: "Study of \(clinical.outcome.column)", table: request.path(path), clinical: clinical,
      source: .series(images.series), remarks: images.remarks)
    let own = request.path(folder)
    draft.cohort = [.init(key: "images", value: YAMLText.of(own.isEmpty ? "." : own))]
    if clinical.key.name != clinical.id.name {
      draft.cohort.append(.init(key: "patient-id", value: YAMLText.of(clinical.key.name)))
    }
    draft.remarks += Self.doubt(clinical)
    draft.remarks += clinical.complements(joined).map { column, more in
      "\(column) names \(more) patients of the images whom \(clinical.key.name) does not name. Write the PatientIDs of all "
        + "into one column, and name it: cohort: {patient-id: COLUMN}."
    }
    return (Route(draft, images.series, words: "DICOM files by their headers"), patients)
  }

  /// A study whose images are named by paths.
  private func named(_ table: CSVTable, _ path: String, _ found: ImageItems) throws(ProposalError) -> Route {
    let joined = { (ids: [String]) in
      let known = ItemPattern.Known(ids)
      return Set(found.items.compactMap { known.match($0)?.id }).count
    }
    let first = try TableProposal(
      table, file: path, id: request.id, wanted: request.outcome, event: request.event, asks: request.asks,
      joined: joined)
    let ids = first.id.cells.compactMap(\.self)
    let prefix = request.path(folder).isEmpty ? "" : request.path(folder) + "/"
    let images = PatternedImages(found.items, ids: ids, prefix: prefix, folder: folder)
    guard images.series.contains(where: \.hasRegions) else {
      throw .noJoin(
        table: path, column: first.id.name, examples: Array(ids.prefix(5)), folder: request.images,
        found: Array(Set(found.items.map(\.path)).sorted().prefix(5)))
    }
    // Keys of factors must not begin as the columns of a series do.
    let clinical = first.avoiding(images.series.map(\.name))
    let draft = StudyDraft(
      name: "Study of \(clinical.outcome.column)", table: request.path(path), clinical: clinical,
      source: .series(images.series), remarks: remarks(images, clinical) + Self.doubt(clinical))
    return Route(draft, images.series, words: "files by their paths")
  }

  private func remarks(_ images: PatternedImages, _ clinical: TableProposal) -> [String] {
    let ids = clinical.id.cells.compactMap(\.self)
    let with = ids.count { id in images.series.contains { $0.found[id] != nil } }
    var remarks = ["\(with) of \(ids.count) values of \(clinical.id.name) are in the paths of images."]
    if !images.strangers.isEmpty {
      remarks.append(
        "\(images.strangers.count) images belong to no row of the table, such as "
          + "\(images.strangers.prefix(3).joined(separator: ", ")).")
    }
    if !images.later.isEmpty {
      remarks.append(
        "Later sessions may be after treatment and were not taken: \(images.later.prefix(4).joined(separator: ", ")).")
    }
    if !images.rare.isEmpty {
      remarks.append(
        "\(images.rare.count) images are of a kind that few patients have, and were not taken, such as "
          + "\(images.rare.prefix(3).joined(separator: ", ")).")
    }
    return remarks
  }

  /// A number of the row names somebody by chance if the images are numbered too.
  private static func doubt(_ clinical: TableProposal) -> [String] {
    let numbered =
      clinical.keyNumbersRows
      ? [
        "\(clinical.key.name) numbers the rows of the table: 1, 2, 3. Do the images have the same numbers? Compare some."
      ] : []
    let sums = clinical.footers.map {
      "Line \($0.line) (\($0.id)) looks like a sum or a remark, and not like a patient. Take it out of the table."
    }
    return numbered + sums
  }

  private func only(_ tables: [String]) throws(ProposalError) -> String {
    guard tables.count == 1 else { throw .noTable(folder: request.images, found: tables) }
    return "\(folder)/\(tables[0])"
  }
}

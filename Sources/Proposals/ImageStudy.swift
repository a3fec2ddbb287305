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

  /// DICOM is found by what its headers say, if its PatientIDs are in the table; everything else by paths.
  func draft() throws(ProposalError) -> StudyDraft {
    let found = ImageItems(below: folder)
    let path = if let table = request.table { table } else { try only(found.tables) }
    let table: CSVTable
    do throws(TableError) { table = try CSVTable(reading: path) } catch { throw .table(error) }
    guard !found.items.isEmpty else { throw .noImages(folder: request.images, found: found.others) }
    if found.items.contains(where: { $0.kind != .volume }), let draft = try linked(table, path) { return draft }
    return try named(table, path, found)
  }

  /// A study of an export; `nil` if no column of the table has its PatientIDs, or nothing was contoured.
  private func linked(_ table: CSVTable, _ path: String) throws(ProposalError) -> StudyDraft? {
    let index: ExportIndex
    do throws(ExportError) {
      index = try ExportIndex(reading: [folder], cache: .user, workers: request.workers)
    } catch { return nil }
    let joined = { ExportedImages.joined($0, to: index) }
    let first = try TableProposal(
      table, file: path, id: request.id, prefixes: [], hidesKey: true, joined: joined)
    let keys = first.key.cells.map { $0 ?? "" }
    let rows = zip(first.id.cells, keys).map { PatientJoin.Row(id: $0 ?? "", key: $1) }
    let images = ExportedImages(index, rows: rows)
    guard images.joined > 0, !images.series.isEmpty else { return nil }
    let clinical = try TableProposal(
      table, file: path, id: request.id, prefixes: images.series.map(\.name), hidesKey: true, joined: joined)
    var draft = StudyDraft(
      name: "Study of \(clinical.outcome.column)", table: request.path(path), clinical: clinical,
      source: .series(images.series), remarks: images.remarks)
    let own = request.path(folder)
    draft.cohort = [.init(key: "images", value: YAMLText.of(own.isEmpty ? "." : own))]
    if clinical.key.name != clinical.id.name {
      draft.cohort.append(.init(key: "patient-id", value: YAMLText.of(clinical.key.name)))
    }
    return draft
  }

  /// A study whose images are named by paths.
  private func named(_ table: CSVTable, _ path: String, _ found: ImageItems) throws(ProposalError) -> StudyDraft {
    let joined = { (ids: [String]) in
      let known = ItemPattern.Known(ids)
      return Set(found.items.compactMap { known.match($0)?.id }).count
    }
    let first = try TableProposal(table, file: path, id: request.id, prefixes: [], joined: joined)
    let ids = first.id.cells.compactMap(\.self)
    let prefix = request.path(folder).isEmpty ? "" : request.path(folder) + "/"
    let images = PatternedImages(found.items, ids: ids, prefix: prefix, folder: folder)
    guard images.series.contains(where: \.hasRegions) else {
      throw .noJoin(
        table: path, column: first.id.name, examples: Array(ids.prefix(5)), folder: request.images,
        found: Array(Set(found.items.map(\.path)).sorted().prefix(5)))
    }
    // Keys of factors must not begin as the columns of a series do.
    let clinical = try TableProposal(
      table, file: path, id: request.id, prefixes: images.series.map(\.name), joined: joined)
    return StudyDraft(
      name: "Study of \(clinical.outcome.column)", table: request.path(path), clinical: clinical,
      source: .series(images.series), remarks: remarks(images, clinical))
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
    return remarks
  }

  private func only(_ tables: [String]) throws(ProposalError) -> String {
    guard tables.count == 1 else { throw .noTable(folder: request.images, found: tables) }
    return "\(folder)/\(tables[0])"
  }
}

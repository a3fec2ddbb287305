import Exports
import Extraction
import Foundation
import Records
import StudyFiles

/// Looks for the series of a study in its export.
package struct CohortLinks: Sendable {
  /// Where indices are kept.
  private let cache: IndexCache
  /// Threads at most; the result does not depend on it.
  private let workers: Int
  /// Is told how many headers were read.
  private let progress: @Sendable (StudyProgress) -> Void

  /// - Parameter folder: the cache of a run, in which the index is kept; `nil` for the cache of the user alone.
  package init(
    cacheOfRun folder: String? = nil, workers: Int, progress: @escaping @Sendable (StudyProgress) -> Void = { _ in }
  ) {
    cache = folder.map(IndexCache.ofRun) ?? .user
    (self.workers, self.progress) = (workers, progress)
  }

  /// The series of a study for the rows of its table. A study with paths alone is left as it is, and nothing is read.
  /// - Parameters:
  ///   - series: those that are wanted; default: all of the study.
  ///   - rows: the rows of the table with their PatientIDs.
  /// - Throws: ``StudyRunError``
  package func series(
    of study: StudyFile, _ series: [StudyFile.Series]? = nil, rows: [PatientJoin.Row]
  ) throws(StudyRunError) -> CohortSeries {
    let series = series ?? study.series
    let masks = try masks(of: series, study)
    guard series.contains(where: \.needsExport) else {
      return CohortSeries(series, root: study.root, masks: masks, rows: rows)
    }
    let index = try index(study.cohort.images.map { study.absolutePath(of: $0) })
    guard !index.series.isEmpty || !index.regionSets.isEmpty else {
      throw .export(.nothing(folders: index.folders, files: index.counts.files))
    }
    let join = PatientJoin(rows, to: index.patientIDs)
    if join.isEmpty, series.contains(where: \.isChosenByRules) {
      throw .nobodyLinked(JoinFailure(join, index, study))
    }
    let links = SeriesLinks(index: index, join: join, requests: series.compactMap(\.request), masks: masks)
    return CohortSeries(
      series, root: study.root, links: links, masks: masks, rows: rows, holders: study.holders(of: join))
  }

  /// Structure sets of folders that the study names for all patients alike, by series.
  private func masks(
    of series: [StudyFile.Series], _ study: StudyFile
  ) throws(StudyRunError) -> [String: ExportIndex] {
    var (indices, result) = ([String: ExportIndex](), [String: ExportIndex]())
    for one in series {
      guard let folder = one.maskFolder.map(study.absolutePath) else { continue }
      // A path that is no folder is a file, or the error of whoever opens it.
      guard one.isMaskAlwaysFolder || FileManager.default.isFolder(folder) else { continue }
      if indices[folder] == nil { indices[folder] = try index([folder]) }
      guard let known = indices[folder] else { continue }
      // The one structure set of a folder is taken as it is, as in Apus 0.1.
      if one.isMaskAlwaysFolder || known.regionSets.count > 1 { result[one.name] = known }
    }
    return result
  }

  private func index(_ folders: [String]) throws(StudyRunError) -> ExportIndex {
    let report = progress
    do throws(ExportError) {
      return try ExportIndex(reading: folders, cache: cache, workers: workers) {
        report(StudyProgress(stage: "Indexing images", done: $0, total: $1))
      }
    } catch {
      throw .export(error)
    }
  }
}

extension StudyFile.Series {
  /// Whether its image is found by rules.
  var isChosenByRules: Bool { if case .rules = image { true } else { false } }

  /// Whether its image or its contours are looked for in the folders of the cohort.
  fileprivate var needsExport: Bool {
    if case .drawn(_, nil) = mask { return true }
    return isChosenByRules
  }

  /// A path of masks that is the same for all patients.
  fileprivate var maskFolder: String? {
    switch mask {
    case .drawn(_, let folder): folder
    case .file(let path, _, _, _): path.contains("{id}") || path.contains("*") ? nil : path
    case .series: nil
    }
  }

  fileprivate var isMaskAlwaysFolder: Bool { if case .drawn = mask { true } else { false } }

  /// What is wanted of each patient under the name of this series; `nil` if its image has a path.
  fileprivate var request: SeriesRequest? {
    guard case .rules(let rules) = image else { return nil }
    return SeriesRequest(name: name, rules: rules, region: isMaskAlwaysFolder ? regionRequest : nil)
  }

  /// The region that is wanted of structure sets.
  var regionRequest: RegionRequest {
    switch mask {
    case .drawn(let rois, _): RegionRequest(rois: rois, column: roiColumn, sets: structureSet)
    case .file(_, let roi, _, _): RegionRequest(rois: roi.map { [$0] } ?? [], column: roiColumn, sets: structureSet)
    case .series: RegionRequest(rois: [], sets: structureSet)
    }
  }
}

extension StudyFile {
  /// A path without `.` and `..`, so that the same folder has the same index from wherever the study is run.
  fileprivate func absolutePath(of path: String) -> String {
    URL(filePath: self.path(of: path)).standardizedFileURL.path
  }

  /// A text without the folder of the study in its paths: results may be shared, so they do not name it.
  package func withoutRoot(_ text: String) -> String {
    let absolute = URL(filePath: root).standardizedFileURL.path
    return text.replacing(root + "/", with: "").replacing(absolute + "/", with: "")
  }
}

extension StudyFile {
  /// Other columns with PatientIDs of rows that have no images by the study's own column, those of most rows first.
  fileprivate func holders(of join: PatientJoin) -> [(column: String, ids: [String])] {
    let missed = Set(join.misses.keys)
    guard !missed.isEmpty, !join.unused.isEmpty, let table = try? CSVTable(reading: path(of: cohort.table)),
      table.rows.count == join.rows.count
    else { return [] }
    let left = Set(join.unused.map(PatientID.plain)).subtracting([""])
    let found = table.columns.compactMap { name -> (column: String, ids: [String])? in
      guard name != cohort.patientID ?? cohort.id, let cells = table[name] else { return nil }
      let ids = zip(join.rows, cells).filter { missed.contains($0.id) && left.contains(PatientID.plain($1)) }.map(
        \.0.id)
      return ids.isEmpty ? nil : (name, ids)
    }
    return found.sorted { $0.ids.count > $1.ids.count }
  }
}

/// Why no row of the table has images, with what stands on either side.
package struct JoinFailure: Sendable {
  /// Column that should hold PatientIDs.
  package let column: String
  /// Rows of the table and some of their cells.
  package let rows: (count: Int, examples: [String])
  /// PatientIDs of the export and some of them.
  package let patients: (count: Int, examples: [String])
  /// A column of the table that holds PatientIDs of the export.
  package let better: String?

  init(_ join: PatientJoin, _ index: ExportIndex, _ study: StudyFile) {
    let known = index.patientIDs.filter { !$0.isEmpty }
    let keys = join.rows.map(\.key)
    column = study.cohort.patientID ?? study.cohort.id
    (rows, patients) = ((keys.count, Array(keys.prefix(5))), (known.count, Array(known.prefix(5))))
    let table = try? CSVTable(reading: study.path(of: study.cohort.table))
    let plain = Set(known.map(PatientID.plain))
    better = table.flatMap { table in
      table.columns.first { name in
        (table[name] ?? []).contains { !$0.isEmpty && plain.contains(PatientID.plain($0)) }
      }
    }
  }

  /// Which side is to be corrected, with examples of both.
  package var words: String {
    guard patients.count > 0 else {
      return
        "the images have no PatientID, so no row of the table has any. Export them with PatientIDs, or name images "
        + "by paths (series: {T1: {image: …}})."
    }
    func list(_ texts: [String]) -> String { texts.map { "\"\($0.printable)\"" }.joined(separator: ", ") }
    return "no row of the table has images: the column \"\(column)\" has \(rows.count) values such as "
      + "\(list(rows.examples)), and the images have \(patients.count) PatientIDs such as \(list(patients.examples)). "
      + (better.map { "The column \"\($0)\" holds some of these: cohort: {patient-id: \($0)}." }
        ?? "Add a column with the PatientIDs to the table, and name it: cohort: {patient-id: COLUMN}.")
  }
}

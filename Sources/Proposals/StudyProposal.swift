import Cohorts
import Foundation
import Records
import StudyFiles

/// A study file that is proposed for a folder of images, or a table of features, and a clinical table.
package struct StudyProposal {
  /// The study file, with comments.
  package let text: String
  /// One row a patient: what was found, chosen and missing, as CSV.
  package let cases: String
  /// What a user should know, a line each.
  package let summary: [String]
  /// Why the study cannot be run as it is proposed; `nil` if it can.
  package let fault: String?
  /// Patients with everything that the study needs.
  package let complete: Int

  /// What is to be looked at.
  package struct Request: Sendable {
    /// Folder of images, or a table of features.
    package let images: String
    /// The clinical table; `nil` to look for the only one in the folder.
    package let table: String?
    /// Path of the study file.
    package let output: String
    /// The column of the outcome; `nil` to look for it.
    package let outcome: String?
    /// Its values that are the event; empty for those that words tell.
    package let event: [String]
    /// The column of ids; `nil` for the one that joins most images.
    package let id: String?
    /// Whether somebody is asked for the outcome, as on a page.
    package let asks: Bool
    /// Threads.
    package let workers: Int

    package init(
      images: String, table: String?, outcome: String? = nil, event: [String] = [], output: String, id: String? = nil,
      asks: Bool = false, workers: Int
    ) {
      (self.images, self.table, self.outcome, self.id, self.asks) = (images, table, outcome, id, asks)
      (self.output, self.workers, self.event) = (output, workers, event)
    }

    /// The table of cases, beside the study file.
    package var casesFile: String { "\(home)/cases.csv" }

    /// Refuses files that are there, or that cannot be written.
    @discardableResult
    package func checkOutputs() throws(ProposalError) -> (study: OutputTarget, cases: OutputTarget) {
      for path in [output, casesFile] where FileManager.default.fileExists(atPath: path) {
        throw .exists(path: path)
      }
      do throws(StoreError) {
        return (try OutputTarget(output, inputs: []), try OutputTarget(casesFile, inputs: []))
      } catch {
        throw .unwritten(error)
      }
    }

    /// The folder of the study file, from which its paths start.
    var home: String { URL(filePath: output).standardizedFileURL.deletingLastPathComponent().path }

    /// A path as the study file has it: below its folder, or absolute.
    func path(_ path: String) -> String {
      let place = TablePath(path)
      let absolute = URL(filePath: place.file).standardizedFileURL.path
      let isBelow = absolute == home || absolute.hasPrefix(home.hasSuffix("/") ? home : home + "/")
      let own = isBelow ? String(absolute.dropFirst(home.count)).trimmingSlashes : absolute
      return own + (place.sheet.map { "#\($0)" } ?? "")
    }
  }

  /// Looks at images and table.
  /// - Throws: ``ProposalError``.
  package init(_ request: Request) throws(ProposalError) { self.init(try StudyDraft(request), request) }

  init(_ draft: StudyDraft, _ request: Request) {
    text = StudyText.of(draft, file: URL(filePath: request.output).lastPathComponent)
    let (cohort, fault) = Self.check(text, request)
    let table = CaseTable(draft, cohort)
    let rows = table.rows
    (cases, self.fault) = (table.text, fault)
    complete = rows.count { $0.status == .complete }
    summary = draft.remarks + Self.summary(draft, rows)
  }

  /// Reads the proposed text as `apus study run` does, up to the first image.
  private static func check(_ text: String, _ request: Request) -> (ClinicalCohort?, String?) {
    do {
      let study = try StudyFile(parsing: text, file: request.output, folder: request.home)
      let cohort = try ClinicalCohort(of: study)
      return (cohort, cohort.misfits.first.map { "\($0)" })
    } catch {
      return (nil, "\(error)")
    }
  }

  /// Writes the study file and the table of cases. Nothing that is there is replaced.
  package func write(_ request: Request) throws(ProposalError) {
    let (study, table) = try request.checkOutputs()
    do throws(StoreError) {
      try study.write(text)
      try table.write(cases)
    } catch {
      throw .unwritten(error)
    }
  }

  private static func summary(_ draft: StudyDraft, _ rows: [CaseTable.Row]) -> [String] {
    let count = { (status: CaseColumn.Status) in rows.count { $0.status == status } }
    let clinical = draft.clinical
    var lines = [
      "id: \(clinical.id.name). Outcome: \(clinical.outcome.counts)."
    ]
    lines += clinical.outcome.doubts
    lines += [
      "\(rows.count) rows: \(count(.complete)) complete, \(count(.incomplete)) incomplete, \(count(.excluded)) excluded."
    ]
    if case .series(let series) = draft.source {
      let found = series.map { one in
        one.name + (one.hasRegions ? "" : " (without contours)")
      }
      lines.append("series: \(found.shown).")
      for one in series { lines += one.asks.map { "\(one.name): \($0)" } }
    }
    lines.append("factors: \(clinical.factors.isEmpty ? "none" : clinical.factors.map(\.key).shown).")
    if !clinical.leftOut.isEmpty {
      lines.append("not proposed: \(clinical.leftOut.map { "\($0.column) (\($0.reason.words))" }.shown).")
    }
    return lines
  }
}

extension StudyDraft {
  /// Looks at images and table.
  init(_ request: StudyProposal.Request) throws(ProposalError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: request.images, isDirectory: &isFolder)
    self = exists && !isFolder.boolValue ? try FeatureStudy(request).draft() : try ImageStudy(request).draft()
  }
}

extension String {
  /// Without slashes at the ends.
  fileprivate var trimmingSlashes: String {
    String(drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed())
  }
}

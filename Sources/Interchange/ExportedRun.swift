import Cohorts
import Execution
import Foundation
import Records
import Results

/// A finished run, as exports read it.
package struct ExportedRun: Sendable {
  /// Path of the folder.
  package let folder: String
  /// Its results.
  package let results: StudyResults
  /// When its results were written: ISO 8601 in universal time, with the offset as Process Run Crate wants it.
  let date: String

  /// Reads the results of a folder.
  package init(_ folder: String) throws(RunExportError) {
    guard RunFolder.completePublication(in: folder) else { throw .unfinished(folder: folder) }
    let path = "\(folder)/\(RunFile.results)"
    guard let data = FileManager.default.contents(atPath: path) else { throw .noResults(folder: folder) }
    do {
      results = try JSONDecoder().decode(StudyResults.self, from: data)
    } catch {
      throw .otherResults(path: path, cause: DecodingError.inShort(error))
    }
    self.folder = folder
    let written = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    date = (written ?? .now).formatted(.iso8601).replacing("Z", with: "+00:00")
  }

  /// A table of the run; `nil` if the run has none.
  func table(_ file: RunFile) throws -> CSVTable? {
    let path = "\(folder)/\(file)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try CSVTable(reading: path)
  }
}

/// Why a run cannot be exported.
package enum RunExportError: Error, Sendable, CustomStringConvertible {
  case unfinished(folder: String)
  case noResults(folder: String)
  case otherResults(path: String, cause: String)

  /// The path, the cause and what to do next.
  package var description: String {
    switch self {
    case .unfinished(let folder):
      "\(folder): a run was interrupted while it published its results. Run the study again with the same -o."
    case .noResults(let folder):
      "\(folder): holds no results.json. Give the folder that `apus study run` wrote with -o."
    case .otherResults(let path, let cause):
      "\(path): cannot be read as results of this version: \(cause). Run the study again with this Apus."
    }
  }
}

import Learning
import Records
import Results
import StudyFiles

/// Why a folder cannot be audited.
package enum AuditError: Error, Sendable, CustomStringConvertible {
  /// Why a folder holds no finished run.
  package enum Lack: Sendable {
    /// There is no folder of this name.
    case noFolder
    /// The run was interrupted while it moved its results into place.
    case unfinished
    case missing(RunFile)
    case studyFile(StudyFileError)
    case table(TableError)
  }

  case notARun(folder: String, Lack)
  case damaged(folder: String, file: RunFile, cause: String)
  /// The log of fits has the layout of another version.
  case otherLog(folder: String, file: RunFile, FitLog.OtherSchema)

  /// The folder, the cause and what to do next.
  package var description: String {
    switch self {
    case .notARun(let folder, let lack):
      "\(folder): holds no finished run of apus study: \(lack.cause) Give the folder that apus study run wrote with -o."
    case .damaged(let folder, let file, let cause):
      "\(folder)/\(file): cannot be read as part of a run: \(cause). Run the study again."
    case .otherLog(let folder, let file, let error):
      "\(folder)/\(file): \(error). Run the study again, or audit the run with the version that made it."
    }
  }
}

extension AuditError.Lack {
  fileprivate var cause: String {
    switch self {
    case .noFolder: "there is no folder of this name."
    case .unfinished:
      "the run was interrupted while it moved its results into place, and they cannot be moved now. Check the "
        + "permissions of the folder, or run the study again."
    case .missing(let file): "\(file) is missing."
    case .studyFile(let error): sentence("\(error)")
    case .table(let error): sentence("\(error)")
    }
  }

  /// A parser's own words do not end in a full stop.
  private func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
}

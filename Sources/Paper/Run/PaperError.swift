import Records
import StudyFiles

/// Why no paper can be made.
package enum PaperError: Error, CustomStringConvertible {
  /// What a folder lacks.
  package enum Lack: Hashable, Sendable { case noFolder, noResults, unfinished }

  case noRun(folder: String, Lack)
  case damaged(path: String, cause: String)
  case study(StudyFileError)
  /// The folder for the paper has other files than those of a paper.
  case foreignFolder(path: String, file: String)
  /// A file of an earlier paper was edited.
  case edited(path: String)
  case store(StoreError)

  /// The file, the cause and what to do next.
  package var description: String {
    switch self {
    case .noRun(let folder, .noFolder): "\(folder): there is no such folder. Name the folder of a finished run."
    case .noRun(let folder, .noResults):
      "\(folder): has no results.json. Name the folder that `apus study run -o` wrote."
    case .noRun(let folder, .unfinished): "\(folder): the run is not finished. Wait for it, or run the study again."
    case .damaged(let path, let cause): "\(path): cannot be read: \(cause). Run the study again."
    case .study(let error): "\(error)"
    case .foreignFolder(let path, let file):
      "\(path): holds \(file), which is no part of a paper. Name a new or an empty folder."
    case .edited(let path):
      "\(path): was changed since it was written, and a new paper would replace it. Move it away, or name another folder."
    case .store(let error): "\(error)"
    }
  }
}

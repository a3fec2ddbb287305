import Checklists
import Foundation
import Records

/// The files of the filled lists.
package enum ChecklistFiles {
  /// Writes `checklists.html` and `checklists.csv` into a folder, and returns their paths.
  package static func write(
    _ lists: [FilledChecklist], of run: RunEvidence, into folder: String
  ) throws(StoreError) -> [String] {
    let target = URL(filePath: folder)
    do {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: folder, cause: WriteFailure(error))
    }
    let page = ChecklistPage(lists, of: run, seenFrom: path(from: target, to: URL(filePath: run.folder)))
    let files = [("checklists.html", page.html), ("checklists.csv", FilledChecklist.csv(lists))]
    var written: [String] = []
    for (name, text) in files {
      let path = target.appending(path: name).path
      try AtomicFile.write(text, to: path)
      written.append(path)
    }
    return written
  }

  /// The relative path from one folder to another; empty if they are the same.
  static func path(from start: URL, to end: URL) -> String {
    let (here, there) = (steps(start), steps(end))
    let shared = zip(here, there).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: here.count - shared) + there.dropFirst(shared)).joined(separator: "/")
  }

  private static func steps(_ folder: URL) -> [String] {
    folder.standardizedFileURL.resolvingSymlinksInPath().pathComponents.filter { $0 != "/" && $0 != "." }
  }
}

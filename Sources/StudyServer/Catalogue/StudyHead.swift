import Foundation
import StudyFiles

/// What the list says of a YAML file.
struct StudyHead: Sendable {
  /// Whether it is a study file, and not settings of another program.
  let isStudy: Bool
  let name: String
  /// Why the study file cannot be read.
  let fault: String?

  /// Larger files are no study files: those of the largest studies have some hundred lines.
  static let mostBytes = 1 << 20

  init(reading path: String) {
    let beginning = Self.beginning(of: path)
    guard beginning.contains(/(^|\n)["']?apus["']?[ \t]*:/) else {
      (isStudy, name, fault) = (false, "", nil)
      return
    }
    isStudy = true
    let file = URL(filePath: path).lastPathComponent
    guard beginning.utf8.count <= Self.mostBytes else {
      let cause = "has more than \(Self.mostBytes >> 20) MB, and is not read. A study file has some hundred lines."
      (name, fault) = (file, "\(path): \(cause) Remove what does not belong into it.")
      return
    }
    do {
      (name, fault) = (try StudyFile(reading: path).name, nil)
    } catch {
      // A fault may quote the file, and pages ask for it every second.
      let words = "\(error)"
      (name, fault) = (file, words.count > 2000 ? words.prefix(2000) + "…" : words)
    }
  }

  /// The text of a file, or of so much of it that it is seen to be too large.
  static func beginning(of path: String) -> String {
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: mostBytes + 1)
    else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}

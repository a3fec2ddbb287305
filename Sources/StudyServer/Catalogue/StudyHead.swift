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
    guard let data = FileManager.default.contents(atPath: path),
      String(decoding: data, as: UTF8.self).contains(/(^|\n)["']?apus["']?[ \t]*:/)
    else {
      (isStudy, name, fault) = (false, "", nil)
      return
    }
    isStudy = true
    do {
      (name, fault) = (try StudyFile(reading: path).name, nil)
    } catch {
      (name, fault) = (URL(filePath: path).lastPathComponent, "\(error)")
    }
  }
}

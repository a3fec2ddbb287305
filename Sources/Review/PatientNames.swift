import Execution
import Foundation
import Records
import StudyFiles

/// How a review names patients: by pseudonyms, or by the ids of the clinical table if somebody asks for them.
///
/// A pseudonym is the beginning of a hash of the id with the name of the study and its table as salt. It stays the same
/// as long as these do, whoever is added to the cohort, so colleagues can speak of a patient. It is no encryption:
/// whoever has the study file and a list of ids can make the same hashes.
package struct PatientNames: Sendable {
  private let pseudonyms: [String: String]
  /// Whether ids are shown.
  package let showsIDs: Bool
  private let paths: ShownPaths

  /// - Parameters:
  ///   - ids: of the clinical table.
  ///   - showsIDs: whether patients are named by these.
  package init(_ ids: [String], of study: StudyFile, showsIDs: Bool) {
    let salt = [study.name, study.cohort.table, study.cohort.id]
    let hashes = ids.map { id in
      var digest = SHA256Digest()
      for text in ["apus review"] + salt + [id] { digest.add("\(text.utf8.count) \(text)") }
      return digest.finish()
    }
    // Eight digits tell thousands of patients apart; a longer pseudonym is hardly ever needed.
    let digits = [8, 12, 16].first { count in Set(hashes.map { $0.prefix(count) }).count == hashes.count } ?? 64
    pseudonyms = Dictionary(zip(ids, hashes.map { "P-\($0.prefix(digits))" })) { first, _ in first }
    self.showsIDs = showsIDs
    paths = ShownPaths(study)
  }

  /// The name of a patient.
  package func name(of id: String) -> String { showsIDs ? id : pseudonym(of: id) }

  /// The pseudonym of a patient.
  package func pseudonym(of id: String) -> String { pseudonyms[id] ?? "P-unknown" }

  /// The patient whom somebody names by id or by pseudonym; `nil` if there is none.
  package func id(named name: String) -> String? {
    if pseudonyms[name] != nil { return name }
    return pseudonyms.first { $0.value == name }?.key
  }

  /// The message of a reader as it may be shown: without the folder of the study, and, unless ids are shown, without
  /// paths and the id of the patient.
  package func shown(_ message: String, of id: String) -> String {
    guard !showsIDs else { return paths.shortened(message) }
    return Self.replacing(id, in: paths.removed(from: message, of: id), by: pseudonym(of: id))
  }

  /// Replaces a whole word. A number of one to three digits is no identity, and would be found in every message.
  private static func replacing(_ id: String, in text: String, by name: String) -> String {
    guard id.count > 3 || !id.allSatisfy(\.isNumber), !id.isEmpty else { return text }
    var (result, rest) = ("", text[...])
    while let place = rest.range(of: id) {
      let before = rest[..<place.lowerBound].last ?? result.last
      let after = rest[place.upperBound...].first
      let isWord =
        !(before.map { $0.isLetter || $0.isNumber } ?? false) && !(after.map { $0.isLetter || $0.isNumber } ?? false)
      result += rest[..<place.lowerBound] + (isWord ? name : id)
      rest = rest[place.upperBound...]
    }
    return result + rest
  }
}

/// Paths of a study in messages.
private struct ShownPaths: Sendable {
  /// Folders from which paths start, the longest first.
  private let folders: [String]
  private let root: String

  init(_ study: StudyFile) {
    root = study.root
    let patterns = study.cohort.images + study.series.flatMap(\.paths)
    let absolute = patterns.filter { $0.hasPrefix("/") }.compactMap { pattern -> String? in
      let start = pattern.prefix { $0 != "{" && $0 != "*" && $0 != "?" }
      return start.lastIndex(of: "/").map { String(start[...$0]) }
    }
    folders = ([study.root + "/"] + absolute).filter { $0.count > 1 }.sorted { $0.count > $1.count }
  }

  func shortened(_ text: String) -> String { text.replacingOccurrences(of: root + "/", with: "") }

  /// A path goes on, spaces included, to what ends it in a message. A word with a slash that is left over is a path if
  /// it starts with one or has the id.
  func removed(from text: String, of id: String) -> String {
    var result = text
    for folder in folders {
      while let start = result.range(of: folder) {
        let rest = result[start.upperBound...]
        let end =
          [": ", ", ", " (", ")", "; ", ". "].compactMap { rest.range(of: $0)?.lowerBound }.min() ?? rest.endIndex
        result.replaceSubrange(start.lowerBound..<end, with: "[path]")
      }
    }
    let words = result.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      let isPath = word.contains("/") && (word.hasPrefix("/") || !id.isEmpty && word.contains(id))
      return isPath ? "[path]" + (word.last.map { ":,;.".contains($0) ? String($0) : "" } ?? "") : String(word)
    }
    return words.joined(separator: " ")
  }
}

extension StudyFile.Series {
  /// The paths that the study file has for it.
  fileprivate var paths: [String] {
    var paths: [String] = []
    if case .pattern(let path, _, _) = image { paths.append(path) }
    switch mask {
    case .file(let path, _, _, _): paths.append(path)
    case .drawn(_, let folder): paths += [folder].compactMap(\.self)
    case .series: break
    }
    return paths
  }
}

extension PatientNames {
  /// Pseudonym and id of every patient as CSV.
  package func table(of ids: [String]) -> String {
    CSVWriter.text(columns: ["pseudonym", "patient"], rows: ids.map { [pseudonym(of: $0), $0] })
  }
}

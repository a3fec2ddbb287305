import DeepRadiomics
import ImageProcessing
import Records

/// Why a study file cannot be used.
package struct StudyFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The problem in the file.
  package enum Problem: Sendable, Hashable {
    /// The file has no text to be parsed.
    case text(TextInput.Failure)
    case notYAML(String)
    /// A key is missing; `near` is a key that stands there instead and may be meant.
    case missingKey(String, near: String? = nil)
    case unknownKeys([String], known: [String])
    case wrongValue(key: String, found: String, expected: String)
    case notYet(String, comesWith: String)
    case unknownName(String, in: String, known: [String])
    /// The normalisation of a series, at a place such as `series.T1.normalisation`.
    case normalisation(NormalisationSettingError, at: String)
    /// The choices of the network's input do not go together.
    case networkInput(InputError)
    case otherwise(String)
  }

  /// The study file.
  package let file: String
  /// Line in the file, counted from 1; `nil` if unknown.
  package let line: Int?
  /// The problem.
  package let problem: Problem

  /// An error at a place of a study file.
  package init(file: String, line: Int? = nil, problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// The file, the line, the cause and what to do next.
  package var description: String { file + (line.map { ":\($0)" } ?? "") + ": " + cause }

  private var cause: String {
    switch problem {
    case .text(.unreadable): "cannot be read. Check the path and the permissions."
    case .text(.isFolder): "is a folder. Name the study file in it."
    case .text(.otherEncoding): "is not text in UTF-8. Save it as UTF-8."
    case .notYAML(let what): "is not valid YAML: \(what)"
    case .missingKey(let key, let near?): "the key \"\(key)\" is missing; is it meant by \"\(near)\"?"
    case .missingKey(let key, nil):
      "the key \"\(key)\" is missing. Add it; Documentation/study-file.md shows every key."
    case .unknownKeys(let keys, let known):
      "unknown \(keys.count == 1 ? "key" : "keys") "
        + keys.map { "\"\($0)\"" + suggestion(for: $0, among: known) }.joined(separator: ", ")
        + ". Known here: \(known.sorted().joined(separator: ", "))."
    case .wrongValue(let key, let found, let expected): "\"\(key)\" is \(found); expected \(expected)."
    case .notYet(let what, let version):
      "\(what) is not in this version; it comes with \(version). Nothing else was run instead."
    case .normalisation(let error, let place): "\(place): \(error)."
    case .networkInput(let error): "deep: \(error)"
    case .otherwise(let cause): "\(cause)."
    case .unknownName(let name, let place, let known):
      "\"\(name)\" in \(place) is not known\(suggestion(for: name, among: known)). "
        + "Known: \(known.joined(separator: ", "))."
    }
  }
}

import Features
import Records

/// Why a PyRadiomics parameter file could not be used.
public struct ParameterFileError: Error, Hashable, Sendable {
  /// The kind of problem.
  public enum Problem: Hashable, Sendable {
    /// The file is missing or cannot be opened.
    case unreadable
    /// The file is not UTF-8 text.
    case isFolder
    case notText
    /// Neither YAML nor JSON; the parser's words.
    case notYAML(String)
    /// A name that PyRadiomics does not know either.
    case unknownKey(String, in: String, known: [String])
    /// A name or a value of PyRadiomics that is not computed with, and why.
    case notSupported(String, why: String)
    /// A name of another section.
    case misplaced(String, in: String, belongs: String)
    /// A known name with a value it cannot have.
    case wrongValue(key: String, found: String, expected: String)
    /// A feature that its class does not have.
    case unknownFeature(UnknownFeature)
  }

  /// The parameter file.
  public let file: String
  /// Line in the file, counted from 1, where known.
  public let line: Int?
  /// The problem.
  public let problem: Problem

  package init(_ file: String, line: Int? = nil, _ problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}

extension ParameterFileError: CustomStringConvertible {
  /// File, line, cause and next step.
  public var description: String { file + (line.map { ":\($0)" } ?? "") + ": " + cause }

  private var cause: String {
    switch problem {
    case .unreadable: "cannot be read. Check the path."
    case .notYAML(let what): "is neither YAML nor JSON: \(what)"
    case .unknownKey(let key, let place, let known):
      "unknown key \"\(key)\" in \(place)\(suggestion(for: key, among: known)). Valid keys: "
        + "\(known.sorted().joined(separator: ", "))."
    case .isFolder: "is a folder. Name a parameter file in it."
    case .notText: "is not UTF-8 text. Give a YAML or JSON file."
    case .notSupported(let key, let why): "\"\(key)\" is refused: \(why). Nothing was run in its place."
    case .misplaced(let key, let place, let section):
      "\"\(key)\" is a key of \(section), not of \(place). Move it there."
    case .wrongValue(let key, let found, let expected): "\"\(key)\" is \(found); expected \(expected)."
    case .unknownFeature(let what): "\(what)."
    }
  }
}

import Foundation
import Glibc

/// A path of a study file with `{id}` and the wildcards `*` and `?`.
package struct FilePattern {
  package let pattern: String

  /// All parts, as they are.
  package init(pattern: String) {
    self.pattern = pattern
  }

  /// Paths that match, sorted.
  package static func matches(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    // Invariant: on success glob_t holds gl_pathc non-null C strings until globfree.
    let found = (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
    return found.sorted()
  }

  /// Whether a text matches a pattern of `*` and `?`, upper and lower case alike.
  package static func matches(_ text: String, pattern: String) -> Bool {
    fnmatch(pattern.lowercased(), text.lowercased(), 0) == 0
  }

  /// An id is data: a `*` or `[` in it means itself.
  package static func escaped(_ id: String) -> String {
    id.reduce(into: "") { $0 += "*?[]\\".contains($1) ? "\\\($1)" : "\($1)" }
  }
}

package import CPages
import Execution
import Foundation

/// The files of a page, which are part of the command: a page never comes from another version than its server, and no
/// file is opened for it.
package struct PageFiles: Sendable {
  /// The files by their names.
  package let all: [String: LocalResponse]

  /// - Parameter table: a static table of files; it writes their number.
  package init(_ table: (UnsafeMutablePointer<Int>) -> UnsafePointer<apus_page_file>) {
    var count = 0
    let files = table(&count)
    all = Dictionary(
      uniqueKeysWithValues: (0..<count).map { at in
        // Invariant: the table is static, and each entry has its bytes and their number.
        let (name, file) = (String(cString: files[at].name), files[at])
        return (name, Self.response(name, Data(bytes: file.bytes, count: file.count)))
      })
  }

  /// The page itself, and its other files by their names.
  package var routes: [Route] {
    all.map { name, file in name == "page.html" ? .get { _ in file } : .get(.word(name)) { _ in file } }
  }

  /// A browser asks again after an update of the command, and is told that nothing changed otherwise.
  private static func response(_ name: String, _ bytes: Data) -> LocalResponse {
    let types: [String: LocalResponse.ContentType] = [
      "html": .html, "js": .javascript, "css": .css, "svg": .svg,
    ]
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    guard let type = types[ending] else { preconditionFailure("a file of the page of an unknown kind: \(name)") }
    return LocalResponse(type, bytes, caching: .asked(tag: bytes.sha256))
  }
}

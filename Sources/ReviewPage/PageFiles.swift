internal import CReviewPage
import Execution
import Foundation
import LocalServer

/// The files of the page, which are part of the command: a page never comes from another version than its server.
package enum PageFiles {
  /// The files in `Sources/ReviewPage/Page`, by their names.
  package static let all: [String: LocalResponse] = {
    var count = 0
    let files = apus_review_page(&count)
    return Dictionary(
      uniqueKeysWithValues: (0..<count).map { at in
        // Invariant: the table is static, and each entry has its bytes and their number.
        let (name, file) = (String(cString: files[at].name), files[at])
        return (name, response(name, Data(bytes: file.bytes, count: file.count)))
      })
  }()

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

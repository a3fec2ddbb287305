import Foundation

/// A folder as it could be served, gone after the test.
final class ServedTree: Sendable {
  let path: String

  init() throws {
    let made = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    path = made.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ place: String) -> String { "\(path)/\(place)" }

  func write(_ text: String, _ place: String) throws {
    let url = URL(filePath: file(place))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: file(folder), withIntermediateDirectories: true)
  }

  func link(_ place: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: file(place), withDestinationPath: target)
  }

  /// Two tables of 30 patients from which a study can be made.
  func writeTables(in folder: String) throws {
    let ids = (10..<40).map { "P\($0)" }
    let features = ids.enumerated().map { "\($1),\(Double($0 * 37 % 101) / 7),\(Double($0 * 53 % 97) / 3)\n" }
    try write("id,original_firstorder_Mean,original_glcm_Contrast\n" + features.joined(), "\(folder)/features.csv")
    let rows = ids.enumerated().map { "\($1),\(40 + $0 * 7 % 23),\($0 * 7 % 10 < 4 ? 1 : 0)\n" }
    try write("id,age,death\n" + rows.joined(), "\(folder)/clinical.csv")
  }

  /// A study of tables.
  static func study(_ name: String) -> String {
    """
    apus: 1
    name: "\(name)"
    cohort: {table: clinical.csv, id: id}
    outcome: {column: death, event: ["1"], non-event: ["0"]}
    features: {table: features.csv, id: id}
    split: {nested: 5}

    """
  }
}

import Foundation
import Proposals
import StudyFiles

/// A proposal for a clinical table and features that the test makes up.
struct ProposedStudy {
  let proposal: StudyProposal
  let study: StudyFile

  /// - Parameters:
  ///   - clinical: a table whose first column is `id`, as CSV.
  ///   - ids: rows of the table of features.
  ///   - outcome: the column that a user names.
  ///   - event: its values that the user names as the event.
  init(clinical: String, ids: [String], outcome: String? = nil, event: [String] = []) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let features = ids.enumerated().map { at, id in
      "\(id),\(Double(at * 37 % 101) / 7),\(Double(at * 53 % 97) / 3)\n"
    }
    try ("id,original_firstorder_Mean,original_glcm_Contrast\n" + features.joined())
      .write(toFile: "\(folder)/features.csv", atomically: true, encoding: .utf8)
    try clinical.write(toFile: "\(folder)/clinical.csv", atomically: true, encoding: .utf8)
    let output = "\(folder)/study.yaml"
    proposal = try StudyProposal(
      .init(
        images: "\(folder)/features.csv", table: "\(folder)/clinical.csv", outcome: outcome, event: event,
        output: output, workers: 1))
    study = try StudyFile(parsing: proposal.text, file: output, folder: folder)
  }

  /// The factor of a column; `nil` if none is proposed.
  func factor(_ column: String) -> StudyFile.Factor? { study.factors.first { $0.column == column } }

  /// The levels of a factor, each with its values.
  func levels(_ column: String) -> [String: [String]]? {
    guard case .categorical(let levels, _)? = factor(column)?.kind else { return nil }
    return Dictionary(uniqueKeysWithValues: levels.map { ($0.name, $0.values) })
  }
}

/// A clinical table of columns given as cells, with ids before them.
func table(_ columns: [(name: String, cells: [String])], ids: [String]) -> String {
  let header = (["id"] + columns.map(\.name)).joined(separator: ",")
  let rows = ids.indices.map { row in ([ids[row]] + columns.map { $0.cells[row] }).joined(separator: ",") }
  return ([header] + rows).joined(separator: "\n") + "\n"
}

import Foundation

extension Explanation {
  /// Everything as JSON, keys sorted.
  package func json() throws -> String { String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self) + "\n" }

  /// A text to read: counts, the causes by how much they explain, then each differing column with its cause.
  package var text: String {
    var lines = cases.enumerated().map { position, item in summary(item, position: position) }
    if !single.isEmpty {
      lines += ["", "Alternatives after which columns agree, each applied alone:"] + single.map(line)
    }
    if chain.count > 1 {
      lines += ["", "Alternatives applied together, one after the other:"] + chain.map(line)
    }
    if let searched {
      let item = cases[searched]
      lines += ["", "Columns that differ\(cases.count > 1 ? " in case \(searched + 1)" : ""):"]
      lines += item.differing.map(line)
      if !item.unexplained.isEmpty {
        lines.append(
          "\(item.unexplained.count) of \(item.differing.count) are not explained by any alternative that "
            + "was tried.")
      }
    }
    lines += missing("only in ours", columns: onlyOurs) + missing("only in theirs", columns: onlyTheirs)
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(_ item: Case, position: Int) -> String {
    let place = cases.count > 1 ? "case \(position + 1), \(item.image): " : ""
    if let error = item.error { return "\(place)not compared: \(error)" }
    let agree = item.compared - item.differing.count
    let open = searched == nil || item.differing.isEmpty ? "" : ", \(item.unexplained.count) of them unexplained"
    let notes = (item.notes ?? []).map { "\nnote: \($0)" }.joined()
    return
      "\(place)\(agree) of \(item.compared) features agree to \(tolerance), \(item.differing.count) "
      + "differ\(open)\(notes)"
  }

  private func line(_ cause: Cause) -> String {
    let broken = cause.breaks.isEmpty ? "" : "; \(cause.breaks.count) that agreed then differ"
    return "  \(cause.name): \(cause.explains.count) columns\(broken). Likely cause: \(cause.cause)."
  }

  private func line(_ item: ColumnDifference) -> String {
    func shown(_ value: Double?) -> String { value.map { "\($0)" } ?? "undefined" }
    let relative = item.relative.map { String(format: "%.2g", $0) } ?? "-"
    let found = causes(of: item.column).map(\.name)
    let cause = found.isEmpty ? "unexplained" : found.joined(separator: ", then ")
    return "  \(item.column): ours \(shown(item.ours)), theirs \(shown(item.theirs)), relative \(relative): \(cause)"
  }

  private func missing(_ place: String, columns: [String]) -> [String] {
    guard !columns.isEmpty else { return [] }
    return ["", "Columns \(place): \(columns.count)"]
      + columns.map { column in "  \(column)" + (Self.hint(column).map { ": \($0)" } ?? "") }
  }

  /// What is known about a column that only one of the two has, mostly because another version renamed it.
  package static func hint(_ column: String) -> String? {
    guard let name = column.split(separator: "_").last, column.contains("_shape") || column.contains("_gl") else {
      return nil
    }
    return renamed[String(name)]
  }

  private static let renamed = [
    "Volume": "until PyRadiomics 2.0; VoxelVolume since 2.1, beside MeshVolume",
    "Homogeneity1": "deprecated; equals Id",
    "Homogeneity2": "deprecated; equals Idm", "Compactness1": "deprecated; a function of Sphericity",
    "Compactness2": "deprecated; Sphericity cubed", "SphericalDisproportion": "deprecated; 1 / Sphericity",
    "SumVariance": "deprecated; equals ClusterTendency", "Dissimilarity": "deprecated; equals DifferenceAverage",
    "MCC": "since PyRadiomics 2.1", "MeshVolume": "since PyRadiomics 2.1",
    "Maximum3DDiameter": "measured between mesh vertices since PyRadiomics 2.1",
  ]
}

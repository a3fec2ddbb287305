import Cohorts
import Results

// Vectors that another program computed.
extension RunAudit {
  /// Says what no file of a run can show of vectors from elsewhere; nothing for a study without them.
  package var vectorsFromElsewhere: [AuditFinding] {
    let rows = evidence.results.protocols.flatMap(\.models).compactMap { $0.deep?.vectors }
    let files = rows.flatMap(\.self).reduce(into: [VectorFile]()) { if !$0.contains($1) { $0.append($1) } }
    guard evidence.study.networks.contains(where: \.readsTables) else { return [] }
    let named = files.isEmpty ? "the tables of the study file" : files.map(\.words).joined(separator: ", ")
    return [
      AuditFinding(
        notChecked: .vectorsFromElsewhere, nil,
        because: "The vectors of \(named) were computed elsewhere. No file of the run shows by which network and from "
          + "which images, whether that network had learned from patients of this study, or whether its settings were "
          + "chosen by their outcomes. Ask their author. \(RunFile.deepFeatures) holds what was read of them, and from "
          + "there on folds, heads, scores and figures are checked as those of any other row.")
    ]
  }
}

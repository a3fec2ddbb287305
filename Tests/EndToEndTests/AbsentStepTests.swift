import Foundation
import Learning
import Testing

/// Real runs from whose log something is gone, with the hashes mended: the audit refutes, whatever it is.
@Suite struct AbsentStepTests {
  private struct Shape: Sendable, CustomTestStringConvertible {
    let split: String
    let steps: String
    var testDescription: String { "\(split), \(steps)" }
  }

  private static let shapes = [
    Shape(split: "split: {train: 0.6}", steps: "protocol: both"),
    Shape(
      split: "split: {train: 0.6}",
      steps: "learning: {filters: [{name: correlation}], select: [{name: lasso}], oversample: synthetic, "
        + "classifier: {name: logistic, inverse-penalty: [0.1, 1]}}"),
    Shape(
      split: "split: {nested: 3}",
      steps: "learning: {impute: {name: multiple, completions: 2}, select: [{name: mrmr, keep: 3}], "
        + "oversample: random, classifier: {name: naive-bayes}}"),
    Shape(
      split: "split: {train: 0.6}",
      steps: "learning: {select: [{name: rfecv-logistic}], classifier: {name: naive-bayes}}"),
    Shape(
      split: "split: {leave-one-out: true}",
      steps: "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}"),
  ]

  @Test(arguments: shapes) private func isRefuted(_ shape: Shape) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, shape.steps, split: shape.split)
    let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
    _ = try scratch.write(text, to: "study.yaml")
    let done = try AuditedRun(scratch, file)
    let original = scratch.file("run")
    #expect(try TamperedRun(copying: original).refuted() == [:])
    let purposes = Set(try done.log.entries.map { "\($0.purpose)" })
    let kinds = Set(try done.log.entries.map(\.kind.rawValue))
    let rows = Set(purposes.compactMap { $0.components(separatedBy: " / ").first }).subtracting(["as-published"])
    for kind in kinds.sorted() {
      try expectMissed(original, "all \(kind)") { $0.kind == kind }
      for row in rows where try done.log.entries.contains(where: { $0.kind.rawValue == kind && owned($0, by: row) }) {
        try expectMissed(original, "\(kind) of \(row)") { $0.kind == kind && $0.purpose.hasPrefix("\(row) /") }
      }
    }
    for row in rows { try expectMissed(original, row) { $0.purpose.hasPrefix("\(row) /") } }
    for purpose in purposes.sorted().enumerated().filter({ $0.offset % max(1, purposes.count / 8) == 0 }) {
      try expectMissed(original, purpose.element) { $0.purpose == purpose.element }
    }
  }

  private func owned(_ fit: FitLog.Entry, by row: String) -> Bool { "\(fit.purpose)".hasPrefix("\(row) /") }

  private func expectMissed(
    _ original: String, _ what: String, where isGone: (TamperedRun.Fit) -> Bool
  ) throws {
    let run = try TamperedRun(copying: original)
    try run.fits { isGone($0) ? [] : [$0] }
    try run.seal()
    #expect(try !run.refuted().isEmpty, "\(what) gone, and nothing is refuted")
  }
}

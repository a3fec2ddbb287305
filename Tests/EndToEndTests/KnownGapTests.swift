import Foundation
import Results
import Testing
import TestSupport

/// Reference: scikit-learn 1.9.1, `leakage_demo` of `oracles/sklearn_models.json`; AUCs are ratios of small whole
/// numbers, so that only their rounding may differ.
@Suite("The known gap", .enabled(if: ReferenceData.isPresent, "skipped: the known gap needs oracles/"))
struct KnownGapTests {
  private struct Oracle: Decodable {
    struct Set: Decodable {
      let leakage_demo: Gap
      let rfe_liblinear: Elimination
    }
    struct Gap: Decodable {
      let cv_auc_rfe_outside: Double
      let cv_auc_rfe_inside_pipeline: Double
      let split_auc_inside: [Double]
      let heldout_auc: Double
    }
    struct Elimination: Decodable { let support_idx: [Int] }
    let datasets: [String: Set]
  }

  /// Selection outside the folds, inside them, and what the test set keeps of it, by a study file that is shipped.
  @Test func theShippedStudyFileShowsScikitLearnsFigures() throws {
    let scratch = try Scratch()
    let file = try ReferenceData.file("oracles/sklearn_models.json")
    let all = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file)).datasets
    let oracle = try #require(all["radiomics167x400"])
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Examples/tabular/selection-outside-folds.yaml").path
    let root = try ReferenceData.file("oracles/data").path
    let run = try Command(arguments: [
      "study", "run", example, "--root", root, "-o", scratch.file("run"), "--quiet",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    let results = try JSONDecoder().decode(StudyResults.self, from: data)
    let rows = results.protocols.compactMap { $0.models.first { $0.id.hasSuffix("hcr_mr") } }
    try #require(rows.count == 2)
    #expect(rows[0].predictions.count == 55)
    let gap = oracle.leakage_demo
    #expect(abs(try #require(rows[0].tuning?.auc) - gap.cv_auc_rfe_inside_pipeline) < 1e-12)
    #expect(abs(try #require(rows[1].tuning?.auc) - gap.cv_auc_rfe_outside) < 1e-12)
    for row in rows {
      let heldOut = (row.test.scoreAUC ?? row.test.auc).value.number
      #expect(abs(try #require(heldOut) - gap.heldout_auc) < 1e-12)
      let names = oracle.rfe_liblinear.support_idx.map {
        "f" + String(repeating: "0", count: 3 - "\($0)".count) + "\($0)"
      }
      #expect(Set(row.selectedColumns) == Set(names))
    }

    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2, "\(audit.errors)")
    let line = "HCR (MR): cross-validated AUC 0.996 with selection outside the folds, 0.795 inside, 0.692 held out"
    #expect(audit.output.contains(line), "\(audit.output)")
    #expect(try scratch.read("run/report.html").contains(line))
    let report = try JSONDecoder().decode(
      AuditReport.self, from: Data(contentsOf: URL(filePath: scratch.file("run/audit.json"))))
    #expect(report == results.audit && report.gaps.count == 1)
    let refuted = report.findings.filter { $0.verdict == .refuted }
    #expect(refuted.contains { $0.check == .foldsHonest })
    #expect(refuted.allSatisfy { $0.evaluation == .asPublished && $0.isExplained })
  }
}

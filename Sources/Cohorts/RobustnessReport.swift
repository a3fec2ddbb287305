import Extraction
import Learning
import Records
import Results

/// The report of the robustness filter: a table and a paragraph of the methods.
package struct RobustnessReport {
  package let filter: RobustnessFilter
  private let sets: [RobustnessFilter.Fit]
  private let reference: [String]
  private let provenance: Provenance

  /// Covers all training sets of a split. The table shows the coefficients for the training set of a split with one
  /// pair, otherwise for all patients, on whom the saved model is fitted.
  package init(_ filter: RobustnessFilter, _ split: StudySplit, _ cohort: AnalysisCohort, _ provenance: Provenance) {
    self.filter = filter
    self.provenance = provenance
    var unused = FitLog()
    sets = split.pairs.map { pair in filter.fit(pair.training.map { cohort.ids[$0] }, log: &unused) }
    reference = split.pairs.count == 1 ? split.pairs[0].training.map { cohort.ids[$0] } : cohort.ids
  }

  /// One row per feature: the coefficients, whether it is kept, and in how many training sets.
  package var table: String {
    let counts = sets.reduce(into: [String: Int]()) { counts, fit in
      for name in fit.kept { counts[name, default: 0] += 1 }
    }
    let rows = filter.agreements(reference).map { agreement in
      agreement.cells + [
        filter.rule.keeps(agreement) ? "1" : "0", "\(counts[agreement.feature, default: 0])", "\(sets.count)",
      ] + provenance.cells
    }
    return CSVWriter.text(
      columns: FeatureAgreement.header + ["kept", "kept_in_sets", "sets"] + Provenance.header, rows: rows)
  }

  /// The paragraph of the methods.
  package var note: MethodNote {
    let counts = sets.map(\.kept.count)
    let patients = sets.map(\.subjects.count)
    let source =
      switch filter.rule.source {
      case .table(let path): "in the repeated measurements of \(path)"
      case .perturbations:
        "over \(filter.versions.count) versions of each image (\(filter.versions.joined(separator: ", "))), after "
          + "Zwanenburg et al. (doi 10.1038/s41598-018-36938-4)"
      }
    return MethodNote(
      "Robustness of features",
      "Before selection, features were kept whose \(filter.rule.words) \(source): \(range(counts)) of "
        + "\(filter.columns.count), decided in each training set by \(range(patients)) of its patients, without test "
        + "patients. The coefficients are in robustness.csv.")
  }

  private func range(_ values: [Int]) -> String {
    guard let least = values.min(), let most = values.max() else { return "0" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}

import Features
import Results

// Features whose squares are too large for a number.
extension AnalysisCohort {
  /// The largest allowed magnitude of a feature. Its square, summed over any cohort, is still finite.
  static let largestFeature = 1e100

  /// The cohort without the columns in which a patient has a value beyond ``largestFeature``, and a finding about them.
  /// Without such columns the cohort is unchanged and the finding `nil`.
  package func withoutExtremes() -> (AnalysisCohort, Finding?) {
    let sets = [features] + imageFits.variants.values
    let isExtreme = { (value: FeatureValue) in value.number.map { abs($0) > Self.largestFeature } ?? false }
    let extreme = columns.indices.filter { column in
      sets.contains { set in
        set.contains { patient in
          isExtreme(patient.values[column])
            || patient.shuffled.map { column < $0.count && isExtreme($0[column]) } ?? false
        }
      }
    }
    guard !extreme.isEmpty else { return (self, nil) }
    let cells = extreme.prefix(10).map { column in
      let found = patients.indices.lazy.compactMap { row -> String? in
        let value = features[row].values[column]
        return isExtreme(value) ? "\(columns[column]) of patient \(patients[row].id) is \(value.number ?? 0)" : nil
      }.first
      return found ?? columns[column]
    }
    let finding = Finding(
      .caution,
      extreme.count == 1
        ? "1 feature has a value that is too large to compute with and was left out."
        : "\(extreme.count) features have values that are too large to compute with and were left out.",
      detail: "The square of a value beyond 1e100 cannot be represented: "
        + "\(cells.joined(separator: "; "))\(extreme.count > 10 ? "; and \(extreme.count - 10) more features" : ""). "
        + "Check these columns for a division by nearly zero.")
    return (keeping(columns.indices.filter { !Set(extreme).contains($0) }), finding)
  }

  private func keeping(_ kept: [Int]) -> AnalysisCohort {
    let pick = { (patient: CaseFeatures) -> CaseFeatures in
      var own = patient
      own.values = kept.map { patient.values[$0] }
      own.shuffled = patient.shuffled.map { all in kept.map { all[$0] } }
      return own
    }
    var fits = imageFits
    fits.variants = imageFits.variants.mapValues { $0.map(pick) }
    return AnalysisCohort(
      study: study, patients: patients, columns: kept.map { columns[$0] }, features: features.map(pick), imageFits: fits
    )
  }
}

extension Finding {
  /// A caution for results that were written before all protocols were finished.
  package static func unfinished(_ next: EvaluationProtocol) -> Finding {
    Finding(
      .caution,
      "These results lack the protocol \(next.name.rawValue), which was still running when they were written.",
      detail: "If this remains, the run was interrupted. Run the study again; features are cached.")
  }
}

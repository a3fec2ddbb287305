import Features

// Features whose squares are too large for a number.
extension AnalysisCohort {
  /// The largest allowed magnitude of a feature. Its square, summed over any cohort, is still finite.
  static let largestFeature = 1e100

  /// The cohort without the columns in which a patient has a value beyond ``largestFeature``, and a finding about them.
  /// Without such columns the cohort is unchanged and the finding `nil`.
  package func withoutExtremes() -> (AnalysisCohort, CohortFinding?) {
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
    let values = extreme.prefix(10).map { column in
      let row = patients.indices.first { isExtreme(features[$0].values[column]) }
      return LargeValue(
        feature: columns[column], patient: row.map { patients[$0].id },
        value: row.flatMap { features[$0].values[column].number } ?? 0)
    }
    let finding = CohortFinding.tooLarge(values, features: extreme.count)
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

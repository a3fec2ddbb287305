import StudyFiles

extension CohortReview {
  /// Adds what only the whole cohort tells, and sorts.
  package init(comparing patients: [PatientReview], of study: StudyFile) {
    var (all, twins) = (patients, Twins())
    let references = study.series.indices.map { at in SeriesReference(all.compactMap { $0.series[at].measures }) }
    for patient in all {
      for series in patient.series {
        if let measures = series.measures { twins.take(measures, of: patient.owner(of: series)) }
      }
    }
    for (row, patient) in all.enumerated() {
      for (at, series) in patient.series.enumerated() {
        guard let measures = series.measures else { continue }
        all[row].series[at].suspicions += references[at].suspicions(of: measures)
        all[row].series[at].suspicions += twins.suspicions(of: measures, patient.owner(of: series))
      }
    }
    let names = study.series.map(\.name)
    let common = CommonTraits(all, series: names)
    for (row, patient) in all.enumerated() {
      for (at, series) in patient.series.enumerated() {
        all[row].series[at].suspicions = common.rest(series.suspicions, ofSeries: at).byGravity
      }
    }
    let order = all.indices.sorted { (-all[$0].suspicion, $0) < (-all[$1].suspicion, $1) }
    self.init(
      study: study.name, isSynthetic: study.isSynthetic, series: names, patients: order.map { all[$0] },
      common: common.all)
  }
}

extension [Suspicion] {
  /// In the order of the kinds; those of one kind stay as they are.
  fileprivate var byGravity: [Suspicion] {
    enumerated().sorted { ($0.element.kind.order, $0.offset) < ($1.element.kind.order, $1.offset) }.map(\.element)
  }
}

extension PatientReview {
  fileprivate func owner(of series: SeriesReview) -> Suspicion.ImageOwner {
    Suspicion.ImageOwner(patient: id, series: series.name)
  }
}

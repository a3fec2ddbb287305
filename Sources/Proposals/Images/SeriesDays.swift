import Exports

/// Patients with fitting series of several days: before and after treatment, or a scan that was repeated.
struct SeriesDays {
  private let rows: [(id: String, days: [String])]

  /// - Parameter rules: without a choice of one of several.
  init(_ rules: SeriesRules, _ index: ExportIndex, _ join: PatientJoin) {
    rows = join.rows.compactMap { row in
      let fitting = (join.patientIDs[row.id] ?? []).flatMap { index.series(of: $0) }.filter(rules.fits)
      let days = Set(fitting.map { String($0.made.prefix(8)) }.filter { $0.count == 8 }).sorted()
      return days.count > 1 ? (row.id, days) : nil
    }
  }

  /// Whether any patient has.
  var areSeveral: Bool { !rows.isEmpty }

  /// What a reader must decide.
  var remarks: [String] {
    guard let first = rows.first, let apart = ExportSeries.days(from: first.days[0], to: first.days[1]) else {
      return []
    }
    return [
      "\(rows.count) patients have such series of several days, \(first.id) \(apart) days apart: from before and after "
        + "treatment? Add `choose: earliest` (the first of each patient) or `choose: latest`; nothing was chosen by time"
    ]
  }
}

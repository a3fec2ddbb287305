import Exports

/// Patients with fitting series of several days: before and after treatment, or a scan that was repeated.
struct SeriesDays {
  private let rows: [(id: String, days: [String], contoured: Int)]

  /// - Parameters:
  ///   - rules: without a choice of one of several.
  ///   - region: what is wanted on the series, of any structure set.
  init(_ rules: SeriesRules, _ region: RegionRequest, _ index: ExportIndex, _ join: PatientJoin) {
    rows = join.rows.compactMap { row in
      let fitting = (join.patientIDs[row.id] ?? []).flatMap { index.series(of: $0) }.filter(rules.fits)
      let days = Set(fitting.compactMap(Self.day)).sorted()
      guard days.count > 1 else { return nil }
      let own = (try? region.reading(row)) ?? region
      let contoured = fitting.filter { Self.isContoured(own, $0, index) }
      return (row.id, days, Set(contoured.compactMap(Self.day)).count)
    }
  }

  private static func day(_ series: ExportSeries) -> String? {
    let day = String(series.made.prefix(8))
    return day.count == 8 ? day : nil
  }

  private static func isContoured(_ region: RegionRequest, _ series: ExportSeries, _ index: ExportIndex) -> Bool {
    switch index.region(region, on: series) {
    case .one, .severalSets, .severalRegions: true
    case .noSet, .noFittingSet, .noRegion: false
    }
  }

  /// Whether any patient has.
  var areSeveral: Bool { !rows.isEmpty }

  /// Whether rules take one of the days of a patient who was contoured on several.
  func areChosen(by links: SeriesLinks, _ name: String) -> Bool {
    rows.contains { $0.contoured > 1 && (try? links.series(name, of: $0.id)) != nil }
  }

  /// What a reader must decide.
  /// - Parameter complete: the rules of structure sets with which most patients are complete if the first or the last
  ///   day is taken, and their number.
  func asks(complete: (SeriesRules.Choice) -> (sets: StructureSetRules, count: Int)) -> [String] {
    guard let first = rows.first, let apart = ExportSeries.days(from: first.days[0], to: first.days[1]) else {
      return []
    }
    let ways = [SeriesRules.Choice.earliest, .latest].map { choose in
      let (sets, count) = complete(choose)
      let more =
        sets.isApproved
        ? " with `structure-set: {approved: true}`" : sets.choose != nil ? " with the latest contours" : ""
      return "`choose: \(choose.rawValue)`\(more) (complete for \(count))"
    }
    return [
      "\(rows.count) patients have such series of several days, \(first.id) \(apart) days apart: from before and after "
        + "treatment? Nothing was chosen by time. Add \(ways.joined(separator: " or "))"
    ]
  }
}

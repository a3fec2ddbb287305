import Extraction
import ImageFiles

/// What a study wants of each patient under the name of a series.
package struct SeriesRequest: Hashable, Sendable {
  /// Name of the series in the study file.
  package let name: String
  /// Rules that choose it.
  package let rules: SeriesRules
  /// The region on it; `nil` if the mask is that of another series or a file of its own.
  package let region: RegionRequest?

  /// Takes every part as given.
  package init(name: String, rules: SeriesRules, region: RegionRequest?) {
    (self.name, self.rules, self.region) = (name, rules, region)
  }
}

extension SeriesRequest {
  /// The same with the region that a row of the table names.
  fileprivate func reading(_ row: PatientJoin.Row) throws(LinkProblem) -> SeriesRequest {
    guard let region, region.column != nil else { return self }
    return SeriesRequest(name: name, rules: rules, region: try region.reading(row))
  }
}

/// The series of a patient that a request means, with its region.
package struct LinkedSeries: Sendable {
  /// The series.
  package let series: ExportSeries
  /// Its region; `nil` if none was asked for.
  package let region: LinkedRegion?
}

/// What an export has for each patient and series of a study.
///
/// Nothing here is opened: the index says all of it, so thousands of patients take a moment.
package struct SeriesLinks: Sendable {
  /// The index.
  package let index: ExportIndex
  /// Which PatientID each id has.
  package let join: PatientJoin
  /// What is wanted.
  package let requests: [SeriesRequest]
  private let found: [String: [String: Result<LinkedSeries, LinkProblem>]]

  /// Looks for every series of every row.
  /// - Parameter masks: an index of folders in which structure sets of each series are looked for instead, by the
  ///   name of the series.
  package init(index: ExportIndex, join: PatientJoin, requests: [SeriesRequest], masks: [String: ExportIndex] = [:]) {
    (self.index, self.join, self.requests) = (index, join, requests)
    let finder = SeriesFinder(index: index, masks: masks)
    var found: [String: [String: Result<LinkedSeries, LinkProblem>]] = [:]
    for row in join.rows {
      for request in requests {
        found[row.id, default: [:]][request.name] = Result { () throws(LinkProblem) -> LinkedSeries in
          guard let patients = join.patientIDs[row.id] else {
            throw LinkProblem.noPatient(join.misses[row.id] ?? .unknown)
          }
          return try finder.find(request.reading(row), of: patients)
        }
      }
    }
    self.found = found
  }

  /// The series of a patient of the table, by its id and the name of the series.
  package func series(_ name: String, of id: String) throws(LinkProblem) -> LinkedSeries {
    guard let result = found[id]?[name] else { throw .noPatient(.unknown) }
    return try result.get()
  }

  /// The names in the patient's structure set that entries of `roi` name, if they are several: a list is tried in its
  /// order, so what stands behind is not seen.
  package func severalNames(_ name: String, of id: String) -> [String] {
    guard let rois = requests.first(where: { $0.name == name })?.region?.rois, rois.count > 1,
      let region = try? series(name, of: id).region
    else { return [] }
    let known = region.set.traits.names
    let named = Set(rois.flatMap { regionNames($0, among: known) })
    return named.count > 1 ? known.filter(named.contains) : []
  }

  /// What is open or missing for a patient, one problem a series in the order of the study.
  package func problems(of id: String) -> [(series: String, problem: LinkProblem)] {
    requests.compactMap { request in
      guard case .failure(let problem)? = found[id]?[request.name] else { return nil }
      return (request.name, problem)
    }
  }
}

/// Finds the series and the region that a request means in an index.
package struct SeriesFinder: Sendable {
  private let index: ExportIndex
  private let masks: [String: ExportIndex]

  /// - Parameter masks: indices of structure sets to be used instead of those of the index, by series.
  package init(index: ExportIndex, masks: [String: ExportIndex] = [:]) { (self.index, self.masks) = (index, masks) }

  /// The series of a patient, under whichever of the PatientIDs, that a request means.
  package func find(_ request: SeriesRequest, of patientIDs: [String]) throws(LinkProblem) -> LinkedSeries {
    // Whichever series is chosen may be that of the other person.
    guard !patientIDs.contains(where: { index.personCount(of: $0) > 1 }) else { throw .severalPersons }
    let series = try chosen(request, among: patientIDs.flatMap { index.series(of: $0) })
    guard let region = request.region else { return LinkedSeries(series: series, region: nil) }
    switch search(region, on: series, for: request.name) {
    case .one(let linked): return LinkedSeries(series: series, region: linked)
    case let other: throw LinkProblem(other, region, on: series.label)
    }
  }

  private func chosen(_ request: SeriesRequest, among all: [ExportSeries]) throws(LinkProblem) -> ExportSeries {
    guard !all.isEmpty else { throw .noImages }
    let isContoured = { (series: ExportSeries) -> Bool in
      switch search(request.region ?? RegionRequest(rois: []), on: series, for: request.name) {
      case .noSet, .noFittingSet, .noRegion: false
      case .one, .severalSets, .severalRegions: true
      }
    }
    switch request.rules.chosen(among: all, isContoured: isContoured) {
    case .one(let series): return series
    case .none: throw .noSeries(found: all)
    case .several(let candidates):
      throw .severalSeries(
        candidates, choose: request.rules.choose, contoured: candidates.count(where: isContoured))
    }
  }

  private func search(_ region: RegionRequest, on series: ExportSeries, for name: String) -> RegionSearch {
    (masks[name] ?? index).region(region, on: series)
  }
}

import Records

/// What an export holds, grouped as one describes it: for whoever writes rules or shows a folder.
package struct ExportSummary: Sendable {
  /// Series of one description and modality.
  package struct SeriesGroup: Sendable {
    /// SeriesDescription as most of them spell it; case and spaces are set aside.
    package let description: String
    /// Modality.
    package let modality: String
    /// Its series, in the order of the index.
    package let series: [ExportSeries]
    /// PatientIDs, sorted.
    package let patientIDs: [String]
    /// PatientIDs with more than one of them.
    package let repeated: [String]
    /// PatientIDs of whom a structure set was drawn on one of them.
    package let contoured: [String]
  }

  /// Regions whose names differ only by case, spaces or zeros.
  package struct RegionGroup: Sendable {
    /// The name as most spell it.
    package let name: String
    /// All spellings with the number of structure sets that have them, the most frequent first.
    package let spellings: [(name: String, sets: Int)]
    /// PatientIDs with such a region, sorted.
    package let patientIDs: [String]
  }

  /// Groups of series, those of most patients first.
  package let series: [SeriesGroup]
  /// Groups of regions, those of most patients first.
  package let regions: [RegionGroup]
  /// Number of structure sets of each PatientID that has any.
  package let setsOfPatients: [String: Int]

  /// Groups what an index holds.
  package init(_ index: ExportIndex) {
    let groups = Dictionary(grouping: index.series) { [$0.modality, PatientID.plain($0.description)] }
    series = groups.values.map { SeriesGroup($0, index) }.sorted { one, other in
      (other.patientIDs.count, one.description, one.modality) < (
        one.patientIDs.count, other.description, other.modality
      )
    }
    let named = index.regionSets.flatMap { set in Set(set.traits.names).map { (name: $0, patient: set.patientID) } }
    regions = Dictionary(grouping: named) { PatientID.plain($0.name) }.values.map(RegionGroup.init).sorted {
      ($1.patientIDs.count, $0.name) < ($0.patientIDs.count, $1.name)
    }
    setsOfPatients = Dictionary(grouping: index.regionSets, by: \.patientID).mapValues(\.count)
  }
}

extension ExportSummary.SeriesGroup {
  fileprivate init(_ all: [ExportSeries], _ index: ExportIndex) {
    let counts = Dictionary(grouping: all, by: \.patientID).mapValues(\.count)
    self.init(
      description: mostFrequent(all.map(\.description)), modality: all[0].modality, series: all,
      patientIDs: counts.keys.sorted(), repeated: counts.filter { $0.value > 1 }.keys.sorted(),
      contoured: Set(all.filter(index.isContoured).map(\.patientID)).sorted())
  }
}

extension ExportSummary.RegionGroup {
  fileprivate init(_ named: [(name: String, patient: String)]) {
    let spellings = Dictionary(grouping: named, by: \.name).map { (name: $0.key, sets: $0.value.count) }.sorted {
      ($1.sets, $0.name) < ($0.sets, $1.name)
    }
    self.init(
      name: spellings[0].name, spellings: spellings, patientIDs: Set(named.map(\.patient)).sorted())
  }
}

extension ExportIndex {
  /// Whether a region of any structure set was drawn on a series.
  package func isContoured(_ series: ExportSeries) -> Bool {
    let image = series.identity
    return regionSets(near: series).contains {
      !$0.names(drawnOn: image, isOfPatient: $0.patientID == series.patientID).isEmpty
    }
  }
}

/// The text that occurs most often; of several the first in the order of the alphabet.
private func mostFrequent(_ texts: [String]) -> String {
  Dictionary(grouping: texts, by: \.self).min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.key ?? ""
}

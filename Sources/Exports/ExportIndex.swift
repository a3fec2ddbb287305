import ImageFiles

/// What the DICOM files of an export say of themselves: series and structure sets of every patient, from headers alone.
///
/// It holds PatientIDs, which join a table, and neither names nor dates of birth.
package struct ExportIndex: Sendable {
  /// Absolute paths of the folders that were looked at.
  package let folders: [String]
  /// Image series, by PatientID, description and UID.
  package let series: [ExportSeries]
  /// Structure sets and segmentations, by PatientID, time and path.
  package let regionSets: [ExportRegions]
  /// Files that should be DICOM and cannot be read.
  package let problems: [ImageFileError]
  /// PatientIDs that seem to be the same person, by name and date of birth, which are not kept.
  package let samePersons: [[String]]
  /// How the index was made.
  package let counts: Counts

  /// How many files were looked at.
  package struct Counts: Hashable, Sendable {
    /// Files below the folders.
    package let files: Int
    /// Those that were opened; the others were known from the last time.
    package let opened: Int
  }

  private let seriesOfPatient: [String: [Int]]
  private let setsOfPatient: [String: [Int]]
  private let neighbours: DamagedNeighbours
  private let setsOnSeries: [String: [Int]]
  /// Structure sets with a region that names images and no series.
  private let setsOnImages: [Int]

  init(
    folders: [String], series: [ExportSeries], regionSets: [ExportRegions], problems: [ImageFileError],
    samePersons: [[String]], counts: Counts
  ) {
    (self.folders, self.series, self.regionSets) = (folders, series, regionSets)
    (self.problems, self.samePersons, self.counts) = (problems, samePersons, counts)
    neighbours = DamagedNeighbours(problems.map(\.file), of: series)
    seriesOfPatient = Dictionary(grouping: series.indices) { series[$0].patientID }
    setsOfPatient = Dictionary(grouping: regionSets.indices) { regionSets[$0].patientID }
    var onSeries: [String: [Int]] = [:]
    for (at, set) in regionSets.enumerated() {
      for uid in Set(set.traits.groups.flatMap(\.origin.series)) { onSeries[uid, default: []].append(at) }
    }
    setsOnSeries = onSeries
    setsOnImages = regionSets.indices.filter { at in
      regionSets[at].traits.groups.contains { $0.origin.series.isEmpty && !$0.origin.instances.isEmpty }
    }
  }

  /// PatientIDs with images or contours, sorted.
  package var patientIDs: [String] { Set(seriesOfPatient.keys).union(setsOfPatient.keys).sorted() }

  /// The series of a patient.
  package func series(of patientID: String) -> [ExportSeries] {
    seriesOfPatient[patientID, default: []].map { series[$0] }
  }

  /// The structure sets of a patient.
  package func regionSets(of patientID: String) -> [ExportRegions] {
    setsOfPatient[patientID, default: []].map { regionSets[$0] }
  }

  /// How many people have files under a PatientID, as far as dates of birth and sexes tell.
  func personCount(of patientID: String) -> Int {
    Set(series(of: patientID).flatMap(\.persons) + regionSets(of: patientID).map(\.person)).count
  }

  /// Files that cannot be read in folders that hold nothing but one series: they may be its missing slices.
  package func damagedNeighbours(of series: ExportSeries) -> [String] { neighbours.files(beside: series) }

  /// The structure sets that may be drawn on a series, in the order of the index: those of its patient, and those that
  /// list it or name single images, whatever their PatientID is.
  func regionSets(near series: ExportSeries) -> [ExportRegions] {
    sets(setsOnSeries[series.seriesUID, default: []] + setsOnImages + setsOfPatient[series.patientID, default: []])
  }

  /// The structure sets that list a series or name single images.
  func regionSets(listing seriesUID: String) -> [ExportRegions] {
    sets(setsOnSeries[seriesUID, default: []] + setsOnImages)
  }

  private func sets(_ places: [Int]) -> [ExportRegions] { Set(places).sorted().map { regionSets[$0] } }
}

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
  private let setsOnSeries: [String: [Int]]

  init(
    folders: [String], series: [ExportSeries], regionSets: [ExportRegions], problems: [ImageFileError],
    samePersons: [[String]], counts: Counts
  ) {
    (self.folders, self.series, self.regionSets) = (folders, series, regionSets)
    (self.problems, self.samePersons, self.counts) = (problems, samePersons, counts)
    seriesOfPatient = Dictionary(grouping: series.indices) { series[$0].patientID }
    setsOfPatient = Dictionary(grouping: regionSets.indices) { regionSets[$0].patientID }
    var onSeries: [String: [Int]] = [:]
    for (at, set) in regionSets.enumerated() {
      for uid in Set(set.traits.groups.flatMap(\.origin.series)) { onSeries[uid, default: []].append(at) }
    }
    setsOnSeries = onSeries
  }

  /// PatientIDs with images or contours, sorted.
  package var patientIDs: [String] { Set(seriesOfPatient.keys).union(setsOfPatient.keys).sorted() }

  /// The series of a patient.
  package func series(of patientID: String) -> [ExportSeries] { seriesOfPatient[patientID, default: []].map { series[$0] } }

  /// The structure sets of a patient.
  package func regionSets(of patientID: String) -> [ExportRegions] {
    setsOfPatient[patientID, default: []].map { regionSets[$0] }
  }

  /// The structure sets that list a series or belong to its patient, in the order of the index: all that may be drawn
  /// on it. UIDs are the same all over the world, so those that list the series count whatever their PatientID is.
  func regionSets(near series: ExportSeries) -> [ExportRegions] {
    Set(setsOnSeries[series.seriesUID, default: []] + setsOfPatient[series.patientID, default: []]).sorted()
      .map { regionSets[$0] }
  }
}

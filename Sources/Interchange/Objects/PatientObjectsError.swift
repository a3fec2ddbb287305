/// Why the DICOM objects of a patient cannot be written.
package enum PatientObjectsError: Error, Sendable, CustomStringConvertible {
  case noSeries
  case noFeatures(folder: String)
  case unknown
  case unusableID
  case notDICOM(series: String)
  case empty(series: String)
  case changed(series: String, folder: String)

  /// The cause and what to do next; the name of the patient stands before it.
  package var description: String {
    switch self {
    case .noSeries:
      "The study has no image series, so there is nothing that DICOM objects could refer to. Use --as sqlite for the "
        + "values."
    case .noFeatures(let folder):
      "\(folder)/features.csv: is missing or has no column \"subject\". Give the folder of a finished run."
    case .unknown: "is not a patient of this run. features.csv lists those that were analysed."
    case .unusableID:
      "a PatientID of DICOM has at most 64 characters, no backslash and no control "
        + "characters. Give the patient another id in the clinical table and run the study again."
    case .notDICOM(let series):
      "series \(series): its image is not DICOM, so it has no identifiers that a DICOM object could name. Use "
        + "--as sqlite for the values, and apus review STUDY --masks DIR for the regions."
    case .empty(let series):
      "series \(series): its region has no voxel, so there is nothing to segment. Check the contours."
    case .changed(let series, let folder):
      "series \(series): the image in \(folder) is not the one that the run read, so its features do not belong to it. "
        + "Restore the image, or run the study again."
    }
  }
}

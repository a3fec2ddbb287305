import Volumes

/// What objects that are made from a series name of it: its study, itself and its instances.
package struct ReferencedSeries: Hashable, Sendable {
  /// An instance by its class.
  package struct Instance: Hashable, Sendable {
    /// SOPClassUID.
    package let classUID: String
    /// SOPInstanceUID.
    package let uid: String

    /// Takes both parts as given.
    package init(classUID: String, uid: String) { (self.classUID, self.uid) = (classUID, uid) }
  }

  /// StudyInstanceUID.
  package let studyUID: String
  /// SeriesInstanceUID.
  package let seriesUID: String
  /// FrameOfReferenceUID.
  package let frameOfReferenceUID: String
  /// `MR`, `CT` and so on.
  package let modality: String
  /// The instance of each slice, in the order of the slices.
  package let slices: [Instance]

  /// Takes every part as given.
  package init(studyUID: String, seriesUID: String, frameOfReferenceUID: String, modality: String, slices: [Instance]) {
    (self.studyUID, self.seriesUID) = (studyUID, seriesUID)
    (self.frameOfReferenceUID, self.modality, self.slices) = (frameOfReferenceUID, modality, slices)
  }
}

extension DICOMSeriesSummary {
  /// The reference to a series of which every file is one slice; `nil` if a file has several, or no identifier.
  package func reference(spacing: SpacingRule = .standard) throws(ImageFileError) -> ReferencedSeries? {
    let places = try layout(spacing: spacing).slices
    var instances: [Int: ReferencedSeries.Instance] = [:]
    var study = ""
    for path in files {
      let dataset = try DICOMFile(path, headerOnly: true).dataset
      guard let uid = dataset.text(.instanceUID), let classUID = dataset.text(.classUID), let slice = places[uid] else {
        return nil
      }
      instances[slice] = .init(classUID: classUID, uid: uid)
      study = dataset.text(.studyUID) ?? ""
    }
    let slices = (0..<files.count).compactMap { instances[$0] }
    guard slices.count == files.count, !study.isEmpty else { return nil }
    return ReferencedSeries(
      studyUID: study, seriesUID: seriesUID, frameOfReferenceUID: frameOfReferenceUID, modality: modality,
      slices: slices)
  }
}

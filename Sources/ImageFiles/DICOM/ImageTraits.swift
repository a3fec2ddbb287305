import Volumes

/// The plane of the body in which slices lie: the one that is nearest, for oblique ones.
package enum SliceOrientation: String, Hashable, Codable, Sendable, CaseIterable {
  case axial, coronal, sagittal
}

/// How the slices of one file were made, as far as a series is chosen by it.
package struct ImageTraits: Hashable, Sendable {
  /// Values of ImageType.
  package let imageTypes: [String]
  /// EchoTime in ms; several for a file with several echoes, none if it is unknown.
  package let echoTimes: [Double]
  /// RepetitionTime in ms.
  package let repetitionTimes: [Double]
  /// The plane of its slices; `nil` if it is unknown.
  package let orientation: SliceOrientation?
  /// Slices in the file.
  package let frames: Int
  /// Rows and columns.
  package let rows, columns: Int

  /// `nil` for an object without pixels.
  /// - Throws: for an image that ends before its pixels.
  init?(_ dataset: DICOMItem) throws(ImageFileError) {
    rows = ((try? dataset.integer(.rows)) ?? nil) ?? 0
    columns = ((try? dataset.integer(.columns)) ?? nil) ?? 0
    guard rows > 0, columns > 0 else {
      try dataset.refuseCutImage()
      return nil
    }
    guard dataset.text(.seriesUID) != nil else {
      throw ImageFileError(dataset.file.path, .damaged(detail: "it has no SeriesInstanceUID"))
    }
    imageTypes = (dataset.text(.imageType) ?? "").split(separator: "\\").map { String($0).trimmed }
    // What is no number is refused where the pixels are read.
    frames = min(max(((try? dataset.integer(.numberOfFrames)) ?? nil) ?? 1, 0), 1 << 24)
    let groups = dataset.items(.perFrameGroups).prefix(1) + dataset.items(.sharedGroups).prefix(1)
    func numbers(_ tag: DICOMTag, in group: DICOMTag, _ inner: DICOMTag) -> [Double] {
      let own = ((try? dataset.numbers(tag)) ?? nil) ?? []
      guard own.isEmpty else { return own }
      return groups.lazy.flatMap { $0.items(group) }.compactMap { (try? $0.numbers(inner)) ?? nil }.first ?? []
    }
    echoTimes = numbers(.echoTime, in: .magneticEcho, .effectiveEchoTime).distinct
    repetitionTimes = numbers(.repetitionTime, in: .magneticTiming, .repetitionTime).distinct
    orientation = SliceOrientation(
      cosines: numbers(.imageOrientation, in: .planeOrientation, .imageOrientation))
  }
}

extension SliceOrientation {
  /// By the largest component of the normal of two directions, six cosines; `nil` for fewer.
  package init?(cosines: [Double]) {
    guard cosines.count == 6 else { return nil }
    let (row, column) = (SIMD3(cosines[0], cosines[1], cosines[2]), SIMD3(cosines[3], cosines[4], cosines[5]))
    let normal = row.cross(column)
    let (x, y, z) = (abs(normal.x), abs(normal.y), abs(normal.z))
    guard max(x, y, z) > 0.1 else { return nil }
    self = z >= x && z >= y ? .axial : y >= x ? .coronal : .sagittal
  }
}

extension DICOMItem {
  /// Refuses an object without pixels that, by its class, is an image: a file that was cut between two elements can be
  /// parsed, and would be passed over without a message.
  func refuseCutImage() throws(ImageFileError) {
    guard text(.seriesUID) == nil || isImageByClass, items(.directoryRecords).isEmpty else { return }
    throw ImageFileError(file.path, .damaged(detail: "it ends before its pixels or its SeriesInstanceUID"))
  }

  /// Whether the object class is one of CT, MR or PET images, classic or enhanced (DICOM PS3.4, B.5).
  private var isImageByClass: Bool {
    let storage = "1.2.840.10008.5.1.4.1.1."
    return ["2", "2.1", "4", "4.1", "4.3", "128", "130"].contains { text(.objectClass) == storage + $0 }
  }
}

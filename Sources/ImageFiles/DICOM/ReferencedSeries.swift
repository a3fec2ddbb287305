import Volumes

/// What objects that are made from a series name of it: its study, itself and the image of each slice.
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

  /// The image of a slice.
  package struct Slice: Hashable, Sendable {
    /// The instance that holds it.
    package let instance: Instance
    /// Number of its frame, counted from 1; `nil` in an instance of one frame.
    package let frame: Int?
    /// Centre of its first pixel as the header states it, LPS mm.
    package let position: SIMD3<Double>

    /// Takes every part as given.
    package init(instance: Instance, frame: Int? = nil, position: SIMD3<Double>) {
      (self.instance, self.frame, self.position) = (instance, frame, position)
    }
  }

  /// StudyInstanceUID.
  package let studyUID: String
  /// SeriesInstanceUID.
  package let seriesUID: String
  /// FrameOfReferenceUID.
  package let frameOfReferenceUID: String
  /// The image of each slice, in the order of the slices.
  package let slices: [Slice]

  /// Takes every part as given.
  package init(studyUID: String, seriesUID: String, frameOfReferenceUID: String, slices: [Slice]) {
    (self.studyUID, self.seriesUID) = (studyUID, seriesUID)
    (self.frameOfReferenceUID, self.slices) = (frameOfReferenceUID, slices)
  }

  /// Every instance once, in the order of the slices.
  package var instances: [Instance] {
    var seen: Set<Instance> = []
    return slices.map(\.instance).filter { seen.insert($0).inserted }
  }
}

/// An identifier without which nothing can refer to an image.
package struct MissingIdentifier: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file of the image.
  package let file: String
  /// The attribute, as "FrameOfReferenceUID (0020,0052)".
  package let attribute: String

  /// File, cause and next step.
  package var description: String {
    "\(file): there is no \(attribute), so no DICOM object can refer to this image. Ask for the images with their "
      + "identifiers."
  }
}

extension DICOMSeriesSummary {
  /// The identifiers of the series, from headers alone.
  /// - Throws: ``ImageFileError``, and ``MissingIdentifier`` where a header lacks one.
  package func reference(spacing: SpacingRule = .standard) throws -> ReferencedSeries {
    let (parts, stack) = try stackedParts(files, folder: commonFolder, rule: spacing)
    func wanted(_ value: String?, _ tag: DICOMTag, _ part: SeriesPart) throws(MissingIdentifier) -> String {
      guard let value, !value.isEmpty else { throw MissingIdentifier(file: part.file, attribute: tag.name) }
      return value
    }
    let shown = try parts.flatMap { part in
      let instance = ReferencedSeries.Instance(
        classUID: try wanted(part.classUID, .objectClass, part), uid: try wanted(part.instanceUID, .instanceUID, part))
      return part.frames.enumerated().map { at, frame in
        ReferencedSeries.Slice(
          instance: instance, frame: part.frames.count > 1 ? at + 1 : nil, position: frame.position)
      }
    }
    return ReferencedSeries(
      studyUID: try wanted(parts[0].studyUID, .studyUID, parts[0]),
      seriesUID: try wanted(seriesUID, .seriesUID, parts[0]),
      frameOfReferenceUID: try wanted(frameOfReferenceUID, .frameOfReferenceUID, parts[0]),
      slices: stack.order.map { shown[$0] })
  }
}

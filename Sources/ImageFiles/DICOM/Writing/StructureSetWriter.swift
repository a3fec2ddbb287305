import Volumes

/// A closed polygon drawn on one slice.
package struct DrawnContour: Sendable {
  /// Corners in LPS, mm, in order; the last is joined to the first.
  package let points: [SIMD3<Double>]
  /// SOPInstanceUID of the slice it was drawn on.
  package let imageUID: String

  /// A polygon of three corners or more.
  package init(points: [SIMD3<Double>], imageUID: String) {
    precondition(points.count >= 3, "a closed contour has three corners or more")
    self.points = points
    self.imageUID = imageUID
  }
}

/// A named region with its contours.
package struct DrawnRegion: Sendable {
  /// ROIName.
  package let name: String
  /// One or more closed polygons per slice.
  package let contours: [DrawnContour]

  /// A region to write.
  package init(name: String, contours: [DrawnContour]) {
    self.name = name
    self.contours = contours
  }
}

/// Writes RT Structure Set Storage: regions drawn on the slices of one MR series.
package struct StructureSetWriter: Sendable {
  /// SOP class of RT Structure Set Storage (DICOM PS3.4, B.5).
  package static let sopClassUID = "1.2.840.10008.5.1.4.1.1.481.3"

  private let header: DICOMHeader
  private let uids: (series: String, instance: String)
  private let drawnOn: (seriesUID: String, imageUIDs: [String])
  private let number: Int
  private let description: String
  /// StructureSetLabel.
  package var label = "SYNTHETIC"
  /// Whether somebody approved it.
  package var isApproved = false

  /// - Parameters:
  ///   - uids: identifiers of the structure set's own series and instance.
  ///   - drawnOn: the series that was contoured and all its slices.
  ///   - number: SeriesNumber of the structure set.
  ///   - description: SeriesDescription and StructureSetDescription.
  package init(
    header: DICOMHeader, uids: (series: String, instance: String),
    drawnOn: (seriesUID: String, imageUIDs: [String]), number: Int, description: String
  ) {
    self.header = header
    self.uids = uids
    self.drawnOn = drawnOn
    self.number = number
    self.description = description
  }

  /// Writes the regions; their order is their ROINumber.
  package func write(_ regions: [DrawnRegion], to file: String) throws(DICOMWritingError) {
    let listed = regions.enumerated().flatMap { index, region in
      roi(region, index: index) + contours(of: region, index: index)
    }
    try DICOMFileWriter.write(header.attributes + general + frameOfReference + listed, to: file)
  }

  private var general: [DICOMAttribute] {
    [
      .init(.sopClassUID, Self.sopClassUID), .init(.sopInstanceUID, uids.instance), .init(.modality, "RTSTRUCT"),
      .init(.seriesInstanceUID, uids.series), .init(.seriesNumber, String(number)),
      .init(.seriesDescription, description), .init(.seriesDate, header.date), .init(.seriesTime, "120000"),
      .init(.instanceNumber, "1"), .init(.structureSetLabel, label),
      .init(.structureSetDescription, description), .init(.structureSetDate, header.date),
      .init(.structureSetTime, "120000"), .init(.approvalStatus, isApproved ? "APPROVED" : "UNAPPROVED"),
    ]
  }

  private var frameOfReference: [DICOMAttribute] {
    let frame = [(sequence: Tag.referencedFrameOfReferenceSequence, item: 0)]
    let study = frame + [(.referencedStudySequence, 0)]
    let series = study + [(.referencedSeriesSequence, 0)]
    var result: [DICOMAttribute] = [
      .init(in: frame, .frameOfReferenceUID, header.frameOfReferenceUID),
      // The detached study management class: retired, but it is what every structure set names here.
      .init(in: study, .referencedSOPClassUID, "1.2.840.10008.3.1.2.3.1"),
      .init(in: study, .referencedSOPInstanceUID, header.studyUID),
      .init(in: series, .seriesInstanceUID, drawnOn.seriesUID),
    ]
    for (index, uid) in drawnOn.imageUIDs.enumerated() {
      result += reference(to: uid, in: series + [(.contourImageSequence, index)])
    }
    return result
  }

  private func roi(_ region: DrawnRegion, index: Int) -> [DICOMAttribute] {
    let roi = [(sequence: Tag.structureSetROISequence, item: index)]
    let observation = [(sequence: Tag.rtROIObservationsSequence, item: index)]
    let number = String(index + 1)
    return [
      .init(in: roi, .roiNumber, number),
      .init(in: roi, .referencedFrameOfReferenceUID, header.frameOfReferenceUID),
      .init(in: roi, .roiName, region.name), .init(in: roi, .roiGenerationAlgorithm, "AUTOMATIC"),
      .init(in: observation, .observationNumber, number), .init(in: observation, .referencedROINumber, number),
      .init(in: observation, .rtROIInterpretedType, region.name == "GTV" ? "GTV" : ""),
      .init(in: observation, .roiInterpreter, ""),
    ]
  }

  private func contours(of region: DrawnRegion, index: Int) -> [DICOMAttribute] {
    let parent = [(sequence: Tag.roiContourSequence, item: index)]
    let drawn = region.contours.enumerated().flatMap { position, contour -> [DICOMAttribute] in
      let item = parent + [(sequence: Tag.contourSequence, item: position)]
      let numbers = contour.points.flatMap { [$0.x, $0.y, $0.z] }
      return reference(to: contour.imageUID, in: item + [(.contourImageSequence, 0)]) + [
        .init(in: item, .contourGeometricType, "CLOSED_PLANAR"),
        .init(in: item, .numberOfContourPoints, String(contour.points.count)),
        .init(in: item, .contourData, DICOMAttribute.decimals(numbers, decimals: 5)),
      ]
    }
    return [
      .init(in: parent, .referencedROINumber, String(index + 1)), .init(in: parent, .roiDisplayColour, "255\\0\\0"),
    ]
      + drawn
  }

  private func reference(to uid: String, in item: [(sequence: Tag, item: Int)]) -> [DICOMAttribute] {
    [
      .init(in: item, .referencedSOPClassUID, DICOMSeriesWriter.sopClassUID),
      .init(in: item, .referencedSOPInstanceUID, uid),
    ]
  }

  private typealias Tag = DICOMAttribute.Tag
}

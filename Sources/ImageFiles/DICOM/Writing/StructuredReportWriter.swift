/// Writes Comprehensive SR Storage: a tree of content items, with every instance that it names as evidence.
package struct StructuredReportWriter: Sendable {
  /// SOP class of Comprehensive SR Storage (DICOM PS3.4, B.5).
  package static let sopClassUID = "1.2.840.10008.5.1.4.1.1.88.33"

  /// Instances of one series that a report rests on.
  package struct Evidence: Hashable, Sendable {
    let studyUID, seriesUID: String
    let instances: [ReferencedSeries.Instance]

    /// Takes every part as given.
    package init(studyUID: String, seriesUID: String, instances: [ReferencedSeries.Instance]) {
      (self.studyUID, self.seriesUID, self.instances) = (studyUID, seriesUID, instances)
    }
  }

  private let object: DerivedObject
  private let evidence, pertinent: [Evidence]
  /// Coding schemes of our own: designator, then name.
  private let schemes: [(designator: String, name: String)]

  /// A writer of one report.
  /// - Parameters:
  ///   - evidence: instances that its content names.
  ///   - pertinent: further ones that it rests on: the images of a segmentation.
  package init(
    _ object: DerivedObject, evidence: [Evidence], pertinent: [Evidence],
    schemes: [(designator: String, name: String)]
  ) {
    (self.object, self.evidence, self.pertinent, self.schemes) = (object, evidence, pertinent, schemes)
  }

  /// Writes the report whose content is the tree under `root`.
  package func write(_ root: ReportNode, to file: String) throws(DICOMWritingError) {
    let document: [DICOMAttribute] = [
      .init(.completionFlag, "COMPLETE"), .init(.verificationFlag, "UNVERIFIED"),
      // Both are empty sequences: the report fulfils no step and no order.
      .init(.referencedPerformedProcedureStepSequence, ""), .init(.performedProcedureCodeSequence, ""),
    ]
    let named = schemes.enumerated().flatMap { at, scheme -> [DICOMAttribute] in
      let path = [(sequence: DICOMAttribute.Tag.codingSchemeIdentificationSequence, item: at)]
      return [
        .init(in: path, .codingSchemeDesignator, scheme.designator), .init(in: path, .codingSchemeName, scheme.name),
      ]
    }
    try DICOMFileWriter.write(
      object.attributes(classUID: Self.sopClassUID, modality: "SR") + document + named
        + Self.references(evidence, in: .currentRequestedProcedureEvidenceSequence)
        + Self.references(pertinent, in: .pertinentOtherEvidenceSequence)
        + root.attributes(at: []), to: file)
  }

  /// One item for each study, in it one for each series.
  private static func references(_ evidence: [Evidence], in sequence: DICOMAttribute.Tag) -> [DICOMAttribute] {
    let studies = evidence.map(\.studyUID).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return studies.enumerated().flatMap { at, uid -> [DICOMAttribute] in
      let study = [(sequence: sequence, item: at)]
      let series = evidence.filter { $0.studyUID == uid }.enumerated().flatMap { place, one -> [DICOMAttribute] in
        let path = study + [(.evidenceSeriesSequence, place)]
        return [.init(in: path, .seriesInstanceUID, one.seriesUID)]
          + one.instances.enumerated().flatMap { place, instance -> [DICOMAttribute] in
            let item = path + [(.referencedSOPSequence, place)]
            return [
              .init(in: item, .referencedSOPClassUID, instance.classUID),
              .init(in: item, .referencedSOPInstanceUID, instance.uid),
            ]
          }
      }
      return [.init(in: study, .studyInstanceUID, uid)] + series
    }
  }
}

extension DICOMAttribute.Tag {
  static let codingSchemeIdentificationSequence = Self(rawValue: 0x0008_0110)
  static let codingSchemeName = Self(rawValue: 0x0008_0115)
  static let referencedPerformedProcedureStepSequence = Self(rawValue: 0x0008_1111)
  /// Referenced Series Sequence of the evidence; that of a structure set is another attribute.
  static let evidenceSeriesSequence = Self(rawValue: 0x0008_1115)
  static let performedProcedureCodeSequence = Self(rawValue: 0x0040_a372)
  static let currentRequestedProcedureEvidenceSequence = Self(rawValue: 0x0040_a375)
  static let pertinentOtherEvidenceSequence = Self(rawValue: 0x0040_a385)
  static let completionFlag = Self(rawValue: 0x0040_a491)
  static let verificationFlag = Self(rawValue: 0x0040_a493)
}

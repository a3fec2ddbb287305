import Volumes

/// The name and the identifier that a lesion has in every object about it.
package struct TrackedLesion: Hashable, Sendable {
  /// Tracking Identifier, for readers.
  package let name: String
  /// Tracking Unique Identifier.
  package let uid: String

  /// Takes both parts as given.
  package init(name: String, uid: String) { (self.name, self.uid) = (name, uid) }
}

/// Writes Segmentation Storage: one region as bits, on the slices of the series that it was drawn on.
package struct SegmentationWriter: Sendable {
  /// SOP class of Segmentation Storage (DICOM PS3.4, B.5).
  package static let sopClassUID = "1.2.840.10008.5.1.4.1.1.66.4"

  /// What the region is.
  package struct Segment: Hashable, Sendable {
    /// Name of the region.
    package let label: String
    /// How it was made: words on the program, since who drew it is not known here.
    package let algorithm: String
    /// By what a report tells that it measures this region.
    package let tracking: TrackedLesion

    /// Takes every part as given.
    package init(label: String, algorithm: String, tracking: TrackedLesion) {
      (self.label, self.algorithm, self.tracking) = (label, algorithm, tracking)
    }
  }

  private typealias Tag = DICOMAttribute.Tag
  private typealias Path = [(sequence: DICOMAttribute.Tag, item: Int)]

  private let object: DerivedObject
  private let source: ReferencedSeries
  private let segment: Segment

  /// A writer of one region of a series.
  package init(_ object: DerivedObject, of source: ReferencedSeries, segment: Segment) {
    (self.object, self.source, self.segment) = (object, source, segment)
  }

  /// Writes the slices of the mask that have a voxel.
  /// - Parameter mask: on the grid of the series, with one slice for each of its images and at least one voxel.
  package func write(_ mask: Mask, to file: String) throws(DICOMWritingError) {
    let grid = mask.grid
    precondition(grid.size.z == source.slices.count, "one image for each slice")
    let area = grid.size.x * grid.size.y
    let slices = (0..<grid.size.z).filter { k in mask.voxels[(k * area)..<((k + 1) * area)].contains { $0 != 0 } }
    precondition(!slices.isEmpty, "a region with a voxel")
    try DICOMFileWriter.write(
      object.attributes(classUID: Self.sopClassUID, modality: "SEG") + image(grid, frames: slices.count) + segments
        + references + dimensions + shared(grid)
        + slices.enumerated().flatMap { frame, k in self.frame(frame, shows: source.slices[k]) },
      pixels: Self.packed(mask, slices), to: file)
  }

  /// One bit for each voxel, the first in the lowest bit, frames one after the other without a gap (PS3.5, 8.1.1).
  static func packed(_ mask: Mask, _ slices: [Int]) -> [UInt16] {
    let area = mask.grid.size.x * mask.grid.size.y
    var words = [UInt16](repeating: 0, count: (slices.count * area + 15) / 16)
    var bit = 0
    for k in slices {
      for voxel in mask.voxels[(k * area)..<((k + 1) * area)] {
        if voxel != 0 { words[bit >> 4] |= 1 << UInt16(bit & 15) }
        bit += 1
      }
    }
    return words
  }
}

// The object as a whole.
extension SegmentationWriter {
  private func image(_ grid: Grid, frames: Int) -> [DICOMAttribute] {
    [
      .init(.imageType, "DERIVED\\PRIMARY"), .init(.frameOfReferenceUID, source.frameOfReferenceUID),
      .init(.positionReferenceIndicator, ""), .init(.rows, "\(grid.size.y)"), .init(.columns, "\(grid.size.x)"),
      .init(.numberOfFrames, "\(frames)"), .init(.samplesPerPixel, "1"),
      .init(.photometricInterpretation, "MONOCHROME2"), .init(.bitsAllocated, "1"), .init(.bitsStored, "1"),
      .init(.highBit, "0"), .init(.pixelRepresentation, "0"), .init(.lossyImageCompression, "00"),
      .init(.segmentationType, "BINARY"), .init(.contentLabel, "REGION"),
      .init(.contentDescription, DICOMAttribute.words(object.description, atMost: 64)), .init(.contentCreatorName, ""),
    ]
  }

  /// The region is a lesion; whoever knows more says so in the description.
  private var segments: [DICOMAttribute] {
    let item = [(sequence: Tag.segmentSequence, item: 0)]
    return [
      .init(in: item, .segmentNumber, "1"),
      .init(in: item, .segmentLabel, DICOMAttribute.words(segment.label, atMost: 64)),
      // Contours were drawn by somebody, and made voxels by a program.
      .init(in: item, .segmentAlgorithmType, "SEMIAUTOMATIC"),
      .init(in: item, .segmentAlgorithmName, DICOMAttribute.words(segment.algorithm, atMost: 64)),
      .init(in: item, .trackingID, DICOMAttribute.words(segment.tracking.name, atMost: 64)),
      .init(in: item, .trackingUID, segment.tracking.uid),
    ]
      + DICOMCode("49755003", "SCT", "Morphologically Abnormal Structure").attributes(
        in: item, .segmentedPropertyCategoryCodeSequence)
      + DICOMCode("52988006", "SCT", "Lesion").attributes(in: item, .segmentedPropertyTypeCodeSequence)
  }

  /// Every image of the series, since the region was drawn on all of it; a slice without a frame is outside.
  private var references: [DICOMAttribute] {
    let series = [(sequence: Tag.evidenceSeriesSequence, item: 0)]
    return [.init(in: series, .seriesInstanceUID, source.seriesUID)]
      + source.instances.enumerated().flatMap { at, one in
        instance(one, in: series + [(.referencedInstanceSequence, at)])
      }
  }

  private func instance(_ instance: ReferencedSeries.Instance, in path: Path) -> [DICOMAttribute] {
    [
      .init(in: path, .referencedSOPClassUID, instance.classUID),
      .init(in: path, .referencedSOPInstanceUID, instance.uid),
    ]
  }

  /// Frames are ordered by segment, then by position.
  private var dimensions: [DICOMAttribute] {
    let organisation = object.instanceUID + ".1"
    let index = { (at: Int) in [(sequence: Tag.dimensionIndexSequence, item: at)] }
    return [
      .init(in: [(.dimensionOrganizationSequence, 0)], .dimensionOrganizationUID, organisation),
      .init(in: index(0), .dimensionOrganizationUID, organisation),
      .init(in: index(0), .dimensionIndexPointer, "(0062,000b)"),
      .init(in: index(0), .functionalGroupPointer, "(0062,000a)"),
      .init(in: index(0), .dimensionDescriptionLabel, "Segment"),
      .init(in: index(1), .dimensionOrganizationUID, organisation),
      .init(in: index(1), .dimensionIndexPointer, "(0020,0032)"),
      .init(in: index(1), .functionalGroupPointer, "(0020,9113)"),
      .init(in: index(1), .dimensionDescriptionLabel, "Position"),
    ]
  }
}

// What all frames share, and what each has.
extension SegmentationWriter {
  private func shared(_ grid: Grid) -> [DICOMAttribute] {
    let group = [(sequence: Tag.sharedFunctionalGroupsSequence, item: 0)]
    let measures = group + [(.pixelMeasuresSequence, 0)]
    let (i, j) = (grid.axes.i, grid.axes.j)
    return [
      .init(in: measures, .pixelSpacing, DICOMAttribute.shortest([grid.spacing.y, grid.spacing.x])),
      .init(in: measures, .sliceThickness, DICOMAttribute.shortest(grid.spacing.z)),
      .init(in: measures, .spacingBetweenSlices, DICOMAttribute.shortest(grid.spacing.z)),
      .init(
        in: group + [(.planeOrientationSequence, 0)], .imageOrientationPatient,
        DICOMAttribute.shortest([i.x, i.y, i.z, j.x, j.y, j.z])),
      .init(in: group + [(.segmentIdentificationSequence, 0)], .referencedSegmentNumber, "1"),
    ]
  }

  private func frame(_ frame: Int, shows slice: ReferencedSeries.Slice) -> [DICOMAttribute] {
    let group = [(sequence: Tag.perFrameFunctionalGroupsSequence, item: frame)]
    let derivation = group + [(.derivationImageSequence, 0)]
    let image = derivation + [(.sourceImageSequence, 0)]
    return [
      .init(in: group + [(.frameContentSequence, 0)], .dimensionIndexValues, "1\\\(frame + 1)"),
      .init(
        in: group + [(.planePositionSequence, 0)], .imagePositionPatient,
        // That of the image and not of the grid, so that a frame lies on its image where slices are not quite even.
        DICOMAttribute.shortest([slice.position.x, slice.position.y, slice.position.z])),
    ] + DICOMCode("113076", "DCM", "Segmentation").attributes(in: derivation, .derivationCodeSequence)
      + instance(slice.instance, in: image)
      + (slice.frame.map { [.init(in: image, .referencedFrameNumber, "\($0)")] } ?? [])
      + DICOMCode("121322", "DCM", "Source image for image processing operation").attributes(
        in: image, .purposeOfReferenceCodeSequence)
  }
}

extension DICOMAttribute.Tag {
  static let referencedInstanceSequence = Self(rawValue: 0x0008_114a)
  static let referencedFrameNumber = Self(rawValue: 0x0008_1160)
  static let sourceImageSequence = Self(rawValue: 0x0008_2112)
  static let derivationImageSequence = Self(rawValue: 0x0008_9124)
  static let derivationCodeSequence = Self(rawValue: 0x0008_9215)
  static let frameContentSequence = Self(rawValue: 0x0020_9111)
  static let planePositionSequence = Self(rawValue: 0x0020_9113)
  static let planeOrientationSequence = Self(rawValue: 0x0020_9116)
  static let dimensionIndexValues = Self(rawValue: 0x0020_9157)
  static let dimensionOrganizationUID = Self(rawValue: 0x0020_9164)
  static let dimensionIndexPointer = Self(rawValue: 0x0020_9165)
  static let functionalGroupPointer = Self(rawValue: 0x0020_9167)
  static let dimensionOrganizationSequence = Self(rawValue: 0x0020_9221)
  static let dimensionIndexSequence = Self(rawValue: 0x0020_9222)
  static let dimensionDescriptionLabel = Self(rawValue: 0x0020_9421)
  static let numberOfFrames = Self(rawValue: 0x0028_0008)
  static let lossyImageCompression = Self(rawValue: 0x0028_2110)
  static let pixelMeasuresSequence = Self(rawValue: 0x0028_9110)
  static let purposeOfReferenceCodeSequence = Self(rawValue: 0x0040_a170)
  static let sharedFunctionalGroupsSequence = Self(rawValue: 0x5200_9229)
  static let perFrameFunctionalGroupsSequence = Self(rawValue: 0x5200_9230)
  static let segmentationType = Self(rawValue: 0x0062_0001)
  static let segmentSequence = Self(rawValue: 0x0062_0002)
  static let segmentedPropertyCategoryCodeSequence = Self(rawValue: 0x0062_0003)
  static let segmentNumber = Self(rawValue: 0x0062_0004)
  static let segmentLabel = Self(rawValue: 0x0062_0005)
  static let segmentAlgorithmType = Self(rawValue: 0x0062_0008)
  static let segmentAlgorithmName = Self(rawValue: 0x0062_0009)
  static let segmentIdentificationSequence = Self(rawValue: 0x0062_000a)
  static let segmentedPropertyTypeCodeSequence = Self(rawValue: 0x0062_000f)
  static let trackingID = Self(rawValue: 0x0062_0020)
  static let trackingUID = Self(rawValue: 0x0062_0021)
  static let contentLabel = Self(rawValue: 0x0070_0080)
  static let contentDescription = Self(rawValue: 0x0070_0081)
  static let contentCreatorName = Self(rawValue: 0x0070_0084)
}

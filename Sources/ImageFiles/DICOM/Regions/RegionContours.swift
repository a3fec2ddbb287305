import Volumes

/// The contours of one region of a structure set, and what they were drawn on.
struct RegionContours {
  /// One contour.
  struct Contour {
    /// ContourGeometricType.
    let type: String
    /// Corners in LPS, mm.
    let points: [SIMD3<Double>]
    /// SOPInstanceUIDs of the images that it says it was drawn on.
    let images: [String]

    /// Whether it encloses an area by its type.
    var isClosed: Bool { type.isClosedType }
    /// Whether several of a slice are combined by exclusive or.
    var isExclusive: Bool { type == "CLOSEDPLANAR_XOR" }
    /// What it is called where it encloses nothing.
    var typeOfLeftOut: String { isClosed ? "\(type) without \(points.isEmpty ? "points" : "an area")" : type }
  }

  let contours: [Contour]
  /// With how many digits the corners of its closed contours are written.
  let digits: WrittenDigits
  let origin: RegionOrigin
  /// SOPInstanceUIDs of the images of each series that the file lists.
  let listedImages: [Set<String>]

  /// The contours of the one region of that name.
  ///
  /// Contours belong to a region by its ROINumber, so a number that two regions share, or two groups of contours, would
  /// mix them.
  init(of roi: String, in set: StructureSet) throws(ImageFileError) {
    try self.init(of: roi, in: set, try StructureSet.dataset(set.file))
  }

  /// - Parameter dataset: that of the structure set's file.
  init(of roi: String, in set: StructureSet, _ dataset: DICOMItem) throws(ImageFileError) {
    let regions = dataset.items(.structureSetROIs)
    let named = regions.filter { ($0.text(.roiName) ?? "") == roi }
    guard let region = named.first, !roi.isEmpty || regions.count == 1 else {
      throw ImageFileError(set.file, .regionNotFound(name: roi, present: set.roiNames))
    }
    guard named.count == 1 else {
      throw ImageFileError(
        set.file,
        .unsupported(what: "a structure set with \(named.count) regions \"\(roi)\"", remedy: "Rename all but one"))
    }
    guard let number = try region.integer(.roiNumber) else {
      throw ImageFileError(set.file, .damaged(detail: "the region \"\(roi)\" has no usable ROINumber"))
    }
    // Another region whose number cannot be read is not this one.
    let sharing = regions.filter { (try? $0.integer(.roiNumber)) == number }
    guard sharing.count == 1 else {
      throw ImageFileError(
        set.file, .sharedNumber(region: "\"\(roi)\"", number: number, names: sharing.map { $0.text(.roiName) ?? "" }))
    }
    let groups = dataset.items(.roiContours).filter {
      (try? $0.integer(.contourROINumber)) == number && !$0.items(.contours).isEmpty
    }
    guard groups.count <= 1 else {
      throw ImageFileError(set.file, .contoursTwice(region: "\"\(roi)\"", number: number, groups: groups.count))
    }
    let items = groups.flatMap { $0.items(.contours) }
    contours = try items.enumerated().map { n, item throws(ImageFileError) in
      try Contour(item, number: n + 1, of: "\"\(roi)\"", file: set.file)
    }
    digits = items.reduce(into: WrittenDigits()) { digits, item in
      if item.isClosedContour { digits.add(item.bytes(ofText: .contourData)) }
    }
    let listed = ListedImages(dataset)
    origin = RegionOrigin(region, contours: items, listed).naming(items.filter(\.isClosedContour), listed)
    let series = dataset.items(.referencedFrames).flatMap { $0.items(.referencedStudies) }
      .flatMap { $0.items(.referencedRTSeries) }
    listedImages = series.map { Set($0.items(.contourImages).compactMap { $0.text(.referencedInstance) }) }
  }
}

extension DICOMItem {
  /// ContourGeometricType of an item of ContourSequence. Code strings have capitals, and some programs write small
  /// letters.
  fileprivate var typeOfContour: String { text(.contourType)?.uppercased() ?? "CLOSED_PLANAR" }

  fileprivate var isClosedContour: Bool { typeOfContour.isClosedType }
}

extension String {
  fileprivate var isClosedType: Bool { hasPrefix("CLOSED") }
}

extension RegionContours.Contour {
  /// - Parameters:
  ///   - number: its number in the region, from 1.
  ///   - region: name of the region, in quotation marks.
  init(_ item: DICOMItem, number: Int, of region: String, file: String) throws(ImageFileError) {
    type = item.typeOfContour
    images = item.items(.contourImages).compactMap { $0.text(.referencedInstance) }
    guard type.isClosedType else {
      // Of what is left out anyway only the place is wanted.
      let values = ((try? item.numbers(.contourData)) ?? nil) ?? []
      points = values.count % 3 == 0 && values.allSatisfy { abs($0) < 1e6 } ? Self.points(values) : []
      return
    }
    let values = try Self.coordinates(item, ContourPlace(region: region, number: number, start: nil), file: file)
    let place = ContourPlace(region: region, number: number, start: Self.points(values).first)
    try Self.check(values, place, file: file)
    try Self.check(item, points: values.count / 3, place, file: file)
    points = Self.points(values)
  }

  /// Whole points alone.
  private static func points(_ values: [Double]) -> [SIMD3<Double>] {
    stride(from: 0, to: values.count - values.count % 3, by: 3).map {
      SIMD3(values[$0], values[$0 + 1], values[$0 + 2])
    }
  }

  /// The error about a value that is no number names the contour.
  private static func coordinates(
    _ item: DICOMItem, _ place: ContourPlace, file: String
  ) throws(ImageFileError) -> [Double] {
    do throws(ImageFileError) {
      return try item.numbers(.contourData) ?? []
    } catch {
      guard case .unreadableValue(let attribute, let value) = error.kind else { throw error }
      throw ImageFileError(file, .unreadableValue(attribute: "\(attribute) of \(place)", value: value))
    }
  }

  private static func check(_ values: [Double], _ place: ContourPlace, file: String) throws(ImageFileError) {
    guard values.count % 3 == 0 else {
      throw ImageFileError(
        file, .damaged(detail: "\(place) has \(values.count) coordinates, which is not three for each point"))
    }
    guard let far = values.first(where: { abs($0) >= 1e6 }) else { return }
    throw ImageFileError(file, .damaged(detail: "\(place) has a coordinate of \(far.short) mm"))
  }

  /// Refuses a contour that lost points, or that is meant elsewhere than its coordinates say.
  private static func check(
    _ item: DICOMItem, points: Int, _ place: ContourPlace, file: String
  ) throws(ImageFileError) {
    // Some programs write 0, or leave out the closing point; only points that are not there are a loss.
    let announced = try item.integer(.contourPointCount) ?? points
    guard announced <= points, announced >= 0 else {
      throw ImageFileError(file, .contourPointCount(place, announced: announced, found: points))
    }
    // Readers do not agree on whether it is added, so the place of such a contour is unknown.
    guard try item.numbers(.contourOffset)?.contains(where: { $0 != 0 }) != true else {
      throw ImageFileError(
        file,
        .unsupported(
          what: "a contour with a ContourOffsetVector (3006,0045), which DICOM has retired,",
          remedy: "Export the structure set again, with the offset in the coordinates of its contours"))
    }
  }
}

/// What a region says of the images that it was drawn on; whatever the file does not say is empty.
public struct RegionOrigin: Hashable, Codable, Sendable {
  /// FrameOfReferenceUID of the region.
  public let frameOfReferenceUID: String
  /// SeriesInstanceUIDs of the images.
  public let series: [String]
  /// SOPInstanceUIDs of the images that single contours name.
  public let instances: [String]
  /// Whether the region has no FrameOfReferenceUID of its own, and another region of its file has one.
  package internal(set) var lacksFrame = false
  /// The images that each closed contour names, of those that name any.
  package internal(set) var namedImages: [[NamedImage]] = []

  /// An image that a contour names.
  package struct NamedImage: Hashable, Codable, Sendable {
    /// SOPInstanceUID.
    package let instance: String
    /// SeriesInstanceUID and FrameOfReferenceUID by which the file lists it; empty where it does not.
    package let series, frameOfReferenceUID: String
  }

  /// What a file says.
  package init(frameOfReferenceUID: String, series: [String], instances: [String]) {
    (self.frameOfReferenceUID, self.series, self.instances) = (frameOfReferenceUID, series, instances)
  }

  /// Whether nothing can be compared.
  public var isEmpty: Bool { frameOfReferenceUID.isEmpty && series.isEmpty && instances.isEmpty }
}

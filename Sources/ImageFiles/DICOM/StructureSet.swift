import Volumes

/// A DICOM RTSTRUCT: named regions drawn as contours. Contours are read when a mask is asked for.
public struct StructureSet: Hashable, Codable, Sendable {
  /// Path of the file.
  public let file: String
  /// Names of its regions, in file order.
  public let roiNames: [String]
  /// FrameOfReferenceUID that the contours are drawn in, empty when absent.
  public let frameOfReferenceUID: String
  /// SeriesInstanceUIDs of the images that it was drawn on.
  public let referencedSeries: [String]

  /// Reads names and references.
  public init(reading path: String) throws(ImageFileError) {
    let dataset = try Self.dataset(path)
    file = path
    let regions = dataset.items(.structureSetROIs)
    roiNames = regions.compactMap { $0.text(.roiName) }
    let frames = dataset.items(.referencedFrames)
    frameOfReferenceUID =
      regions.compactMap { $0.text(.roiFrameOfReferenceUID) }.first
      ?? frames.compactMap { $0.text(.frameOfReferenceUID) }.first ?? ""
    referencedSeries = frames.flatMap { $0.items(.referencedStudies) }.flatMap { $0.items(.referencedRTSeries) }
      .compactMap { $0.text(.seriesUID) }
  }

  /// The voxels of `grid` whose centres lie inside the contours of a region.
  ///
  /// A contour belongs to the slice nearest to it. Contours of one slice are combined even-odd, so a contour in a contour
  /// is a hole, and a keyhole contour has one. A centre on a contour is inside if the region lies on its +i side, or on its
  /// +j side along a row: of two regions that share an edge exactly one gets the voxel.
  public func mask(roi: String, on grid: Grid) throws(ImageFileError) -> Mask {
    let contours = try contours(of: roi)
    let polygons = try contours.map { contour throws(ImageFileError) in
      try SlicePolygon(contour, on: grid, region: roi, file: file)
    }
    try checkPlanes(polygons, region: roi)
    let mask = Mask(grid: grid, voxels: filled(polygons, on: grid))
    guard mask.voxels.contains(1) else {
      throw ImageFileError(file, .emptyMask(region: "\"\(roi)\"", present: []))
    }
    return mask
  }

  /// Closed contours of a region in LPS mm.
  func contours(of roi: String) throws(ImageFileError) -> [[SIMD3<Double>]] {
    let dataset = try Self.dataset(file)
    let named = dataset.items(.structureSetROIs).filter { $0.text(.roiName) == roi }
    guard let region = named.first else { throw ImageFileError(file, .regionNotFound(name: roi, present: roiNames)) }
    guard named.count == 1 else {
      throw ImageFileError(
        file,
        .unsupported(what: "a structure set with \(named.count) regions \"\(roi)\"", remedy: "Rename all but one"))
    }
    let number = region.integer(.roiNumber)
    let items = dataset.items(.roiContours).filter { $0.integer(.contourROINumber) == number }
      .flatMap { $0.items(.contours) }
    let types = items.map { $0.text(.contourType) ?? "CLOSED_PLANAR" }
    let closed = zip(items, types).filter { $0.1.hasPrefix("CLOSED") }.map(\.0)
    guard !closed.isEmpty || items.isEmpty else {
      throw ImageFileError(file, .noClosedContour(region: "\"\(roi)\"", types: Set(types).sorted()))
    }
    return try closed.map { item throws(ImageFileError) in try points(of: item) }
  }

  private func points(of item: DICOMItem) throws(ImageFileError) -> [SIMD3<Double>] {
    let values = item.numbers(.contourData) ?? []
    guard values.count % 3 == 0, values.count >= 3, values.allSatisfy({ abs($0) < 1e6 }) else {
      throw ImageFileError(file, .damaged(detail: "a contour has \(values.count) usable coordinates"))
    }
    return stride(from: 0, to: values.count, by: 3).map { SIMD3(values[$0], values[$0 + 1], values[$0 + 2]) }
  }

  /// Even-odd is only meant among contours of one plane: two planes on one slice would cancel where they overlap.
  private func checkPlanes(_ polygons: [SlicePolygon], region: String) throws(ImageFileError) {
    // In order of the slices, so that the same file always names the same one.
    for (slice, group) in Dictionary(grouping: polygons, by: \.slice).sorted(by: { $0.key < $1.key }) {
      let heights = group.map(\.height)
      guard let lowest = heights.min(), let highest = heights.max(), highest - lowest > 0.1 else { continue }
      throw ImageFileError(file, .contoursShareSlice(region: "\"\(region)\"", slice: slice))
    }
  }

  private static func dataset(_ path: String) throws(ImageFileError) -> DICOMItem {
    let dataset = try DICOMFile(path).dataset
    guard dataset.text(.modality) == "RTSTRUCT" || !dataset.items(.structureSetROIs).isEmpty else {
      throw ImageFileError(path, .otherObject(found: dataset.kindOfObject, wanted: "structure set (RTSTRUCT)"))
    }
    return dataset
  }
}

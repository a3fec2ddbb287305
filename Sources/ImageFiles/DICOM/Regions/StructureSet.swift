import Volumes

/// A DICOM RTSTRUCT: named regions drawn as contours. Contours are read when a mask is asked for.
public struct StructureSet: Hashable, Codable, Sendable {
  /// Path of the file.
  public let file: String
  /// Names of its regions, in file order; those without a name are left out.
  public let roiNames: [String]
  /// Regions without a name, which nobody can ask for.
  public let unnamedRegions: Int
  /// FrameOfReferenceUID that the contours are drawn in, empty when absent; of the first region, where they differ.
  public let frameOfReferenceUID: String
  /// SeriesInstanceUIDs of the images that it was drawn on.
  public let referencedSeries: [String]

  /// Reads names and references.
  public init(reading path: String) throws(ImageFileError) {
    let dataset = try Self.dataset(path)
    file = path
    let regions = dataset.items(.structureSetROIs)
    roiNames = regions.compactMap { $0.text(.roiName) }
    // Contours for a number that no region has are those of a region that lost its name.
    let numbers = Set(regions.compactMap { try? $0.integer(.roiNumber) })
    let lost = dataset.items(.roiContours).count { item in
      !item.items(.contours).isEmpty
        && ((try? item.integer(.contourROINumber)) ?? nil).map { !numbers.contains($0) } ?? true
    }
    unnamedRegions = regions.count - roiNames.count + lost
    let frames = dataset.items(.referencedFrames)
    frameOfReferenceUID =
      regions.compactMap { $0.text(.roiFrameOfReferenceUID) }.first
      ?? frames.compactMap { $0.text(.frameOfReferenceUID) }.first ?? ""
    referencedSeries = frames.flatMap { $0.items(.referencedStudies) }.flatMap { $0.items(.referencedRTSeries) }
      .compactMap { $0.text(.seriesUID) }
  }

  /// The voxels of `grid` whose centres lie inside the contours of a region; ``reading(roi:on:between:slices:)``
  /// without its notes.
  public func mask(
    roi: String, on grid: Grid, between: BetweenContours = .refuse
  ) throws(ImageFileError) -> Mask {
    try reading(roi: roi, on: grid, between: between).mask
  }

  /// The voxels of `grid` whose centres lie inside the contours of a region.
  ///
  /// A contour belongs to the slice nearest to it. Of several on one slice the same one counts once, crossing ones are
  /// united, and one inside another is a hole (`Documentation/reading-images.md` has the rule and its reasons). A
  /// centre on a contour is inside if the region lies on its +i side, or on its +j side along a row: of two regions
  /// that share an edge exactly one gets the voxel.
  /// - Parameters:
  ///   - roi: name of the region; empty for the only one of a file, where that has no name.
  ///   - between: what becomes of slices without a contour between others.
  ///   - slices: slice of each SOPInstanceUID of the image, where that is known: contours that name another slice than
  ///     they lie on are a note.
  /// - Throws: among others `.slicesWithoutContour`, `.sharedNumber` and `.contoursTwice`.
  public func reading(
    roi: String, on grid: Grid, between: BetweenContours = .refuse, slices: [String: Int] = [:]
  ) throws(ImageFileError) -> MaskReading {
    let region = try RegionContours(of: roi, in: self)
    // Where not every slice is known by its image, one that is listed may be there.
    let known = slices.count == grid.size.z ? slices : [:]
    let unfound = ReadingNote.unfoundImages(region.listedImages, known: known)
    let drawn: MaskReading
    do throws(ImageFileError) {
      drawn = try DrawnRegionMask(region, of: roi, in: file, on: grid, slices: slices).reading(between)
    } catch {
      let reachesBeyond = region.contours.contains { $0.isClosed && grid.isBeyondSlices($0.points) }
      throw reachesBeyond ? error.explained(by: unfound) : error
    }
    return MaskReading(mask: drawn.mask, notes: drawn.notes + [unfound].compactMap(\.self))
  }

  /// What a region says of the images that it was drawn on.
  public func origin(of roi: String) throws(ImageFileError) -> RegionOrigin {
    try RegionContours(of: roi, in: self).origin
  }

  static func dataset(_ path: String) throws(ImageFileError) -> DICOMItem {
    let dataset = try DICOMFile(path).dataset
    guard dataset.text(.modality) == "RTSTRUCT" || !dataset.items(.structureSetROIs).isEmpty else {
      throw ImageFileError(path, .otherObject(found: dataset.kindOfObject, wanted: "structure set (RTSTRUCT)"))
    }
    return dataset
  }
}

extension Grid {
  /// Whether any point lies before the first slice or after the last.
  func isBeyondSlices(_ points: [SIMD3<Double>]) -> Bool {
    points.contains { abs(index(of: $0).z - Double(size.z - 1) / 2) > Double(size.z) / 2 + 1e-3 }
  }
}

extension ImageFileError {
  /// The error about a region that reaches beyond the slices, with the images that were not found.
  func explained(by note: ReadingNote?) -> ImageFileError {
    guard case .outsideImage(let region, let grid) = kind, case .fewerThanListed(let listed, let found) = note else {
      return self
    }
    return ImageFileError(file, .outsideFoundImages(region: region, grid: grid, listed: listed, found: found))
  }
}

import Execution
import Foundation
import ImageFiles
import Volumes

/// A file that holds a region of interest: an RTSTRUCT, a SEG, or a label image.
package enum MaskFile {
  case structureSet(StructureSet)
  case segmentation(SegmentationObject)
  case labels(path: String)

  /// Tells the kinds apart by content. Only "this is something else" leads on; a damaged RTSTRUCT stays an error of its
  /// own.
  package init(_ path: String) throws(ImageFileError) {
    let path = try Self.file(in: path)
    // Asked first: DCMTK takes longer to start than a label image to read.
    if holdsLabelImage(path) {
      self = .labels(path: path)
      return
    }
    do throws(ImageFileError) {
      self = .structureSet(try StructureSet(reading: path))
    } catch {
      guard error.isOfAnotherKind else { throw error }
      do throws(ImageFileError) {
        self = .segmentation(try SegmentationObject(reading: path))
      } catch {
        guard error.isOfAnotherKind else { throw error }
        self = .labels(path: path)
      }
    }
  }

  /// The one RTSTRUCT or SEG of a folder, as archives have each in a folder of its own; a file as it is.
  private static func file(in path: String) throws(ImageFileError) -> String {
    guard FileManager.default.isFolder(path) else { return path }
    let folder = try DICOMFolder(scanning: path)
    if let problem = folder.problems.first { throw problem }
    let files = folder.structureSets.map(\.file) + folder.segmentations.map(\.file)
    guard files.count == 1 else { throw ImageFileError(path, .folderAsMask(found: folder.contentAsMask(path))) }
    return files[0]
  }

  /// The mask on the grid of an image, with what a reader should know of it. A label image keeps its own header within
  /// `tolerance` of the image's, since PyRadiomics lays the resampled grid by the mask's.
  /// - Throws: ``/ImageFiles/ImageFileError``, ``RegionError``, ``RegionChoiceError``.
  package func reading(
    _ choice: RegionChoice, between: BetweenContours? = nil, for image: OpenedImage, tolerance: Double = 0.01
  ) throws -> MaskReading {
    switch self {
    case .structureSet(let set):
      let name = try choice.region(of: set)
      let origin = try set.origin(of: name)
      try check(origin, set.file, image)
      let reading = try set.reading(
        roi: name, on: image.volume.grid, between: between ?? .refuse, slices: image.slices)
      return MaskReading(mask: reading.mask, notes: reading.notes + origin.notes(on: image.identity))
    case .segmentation(let object):
      let origin = object.origin
      try check(origin, object.file, image)
      let segment = try choice.segment(of: object)
      let reading = try object.reading(
        segment: segment, on: image.volume.grid, imageThickness: image.sliceThickness, slices: image.slices)
      let noted = MaskReading(
        mask: reading.mask, notes: reading.notes + origin.notes(on: image.identity), label: reading.label)
      return try noted.settled(between ?? .refuse, region: "\"\(segment.label)\"", file: object.file)
    case .labels(let path):
      guard !image.isAt(path) else { throw ImageFileError(path, .imageAsMask(reason: "it is the image itself")) }
      let read = try choice.labelMask(in: path)
      try checkAgreement(
        image: image.volume.grid, imageFile: image.path, mask: read.mask.grid, maskFile: path, tolerance: tolerance)
      return try MaskReading(settling: read, of: path, between)
    }
  }

  /// A region drawn on another series is not this one's, unless the study file says so with `mask-of`.
  private func check(_ origin: RegionOrigin, _ file: String, _ image: OpenedImage) throws(RegionError) {
    switch image.place {
    case .given: break
    case .unknown: throw RegionError.imageWithoutPlace(image: image.path, mask: file)
    case .aligned: throw RegionError.alignedImage(image: image.path, mask: file)
    }
    if let error = origin.contradiction(with: image.identity, file: file) { throw error }
  }
}

extension DICOMFolder {
  /// What it holds, for one who looks for a mask; where that is no DICOM, some names.
  fileprivate func contentAsMask(_ path: String) -> String {
    func counted(_ count: Int, _ one: String, _ several: String) -> [String] {
      count == 0 ? [] : ["\(count) \(count == 1 ? one : several)"]
    }
    let found =
      counted(structureSets.count, "RTSTRUCT", "RTSTRUCTs") + counted(segmentations.count, "SEG", "SEGs")
      + counted(series.count, "DICOM image series", "DICOM image series")
    guard found.isEmpty else { return found.joined(separator: " and ") }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).map(fileText).sorted()
    guard !names.isEmpty else { return "nothing" }
    return "no DICOM, but " + names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and more" : "")
  }
}

extension ImageFileError {
  /// Whether the file is sound, but of another kind than was tried.
  fileprivate var isOfAnotherKind: Bool {
    switch kind {
    case .otherObject, .notAnImage, .otherContent: true
    default: false
    }
  }
}

extension Mask {
  /// What the extent of a region asks, where no lesion is like that.
  ///
  /// A crop to the box of a lesion is filled by half (a ball by pi/6, a cylinder by pi/4), never by nine tenths, but
  /// for boxes of so few voxels that a lesion of some of them is a box itself.
  ///
  /// A mask that was cropped to its region, and is placed by `correctMask`, fills its own grid and not the image.
  func extentNotes(in image: Grid) -> [ReadingNote] {
    let ofImage = Double(voxels.count) * grid.voxelVolume / (Double(image.count) * image.voxelVolume)
    let share = Double(count) / Double(voxels.count) * min(ofImage, 1)
    if share >= 0.9, voxels.count >= 64 { return [.fillsImage(share: share)] + partNotes }
    guard voxels.count >= 32_768 else { return partNotes }
    if share >= 0.5, ofImage >= 0.9, crossesImage { return [.fillsImage(share: share)] + partNotes }
    let volume = Double(count) * grid.voxelVolume / 1000
    // A crop around a lesion is touched by it on all sides too, but hardly by one of a litre.
    let spans = volume >= 1000 && ofImage >= 0.9 && boundingBox == grid.bounds
    return (spans ? [.spansImage(volume: volume)] : []) + partNotes
  }

  /// Whether the region covers two fifths of both faces of the grid along an axis, as a body or a threshold does that
  /// goes on beyond the image. A lesion ends within its crop: it touches the faces there, but covers none.
  private var crossesImage: Bool {
    (0..<3).contains { axis in
      let ends = [0, grid.size[axis] - 1].map { at in
        var (lower, upper) = (grid.bounds.lower, grid.bounds.upper)
        (lower[axis], upper[axis]) = (at, at + 1)
        return cropped(to: VoxelBox(lower: lower, upper: upper))
      }
      return ends.allSatisfy { 5 * $0.count >= 2 * $0.voxels.count }
    }
  }

  /// Many parts: a thousand, or two hundred of which none has a tenth of the region. Metastases and plaques are some
  /// dozens, and the specks around a noisy lesion are small beside it.
  private var partNotes: [ReadingNote] {
    let sizes = RegionParts(self).sizes
    let largest = Double(sizes.max() ?? 0) / Double(max(count, 1))
    guard sizes.count >= 1000 || sizes.count >= 200 && largest < 0.1 else { return holeNotes }
    return [.manyParts(count: sizes.count, largest: largest)]
  }

  /// Many small holes, 500 and one for a hundred voxels: a noisy image cut at a low threshold hangs together as one
  /// part. Regions below 20,000 voxels may have them by the noise of a semi-automatic contour.
  private var holeNotes: [ReadingNote] {
    guard count >= 20_000, let box = boundingBox else { return [] }
    let inside = cropped(to: box)
    let others = Mask(grid: inside.grid, voxels: inside.voxels.map { 1 - $0 })
    let holes = RegionParts(others, joinedBy: .faces).sizes.count { $0 <= 27 }
    return holes >= 500 && 100 * holes >= count ? [.manyHoles(count: holes)] : []
  }
}

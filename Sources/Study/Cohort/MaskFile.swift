import ImageFiles
import Volumes

/// A file that holds a region of interest: an RTSTRUCT, a SEG, or a label image.
enum MaskFile {
  case structureSet(StructureSet)
  case segmentation(SegmentationObject)
  case labels(path: String)

  /// Tells the kinds apart by content. Only "this is something else" leads on; a damaged RTSTRUCT stays an error of its own.
  init(_ path: String) throws(ImageFileError) {
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

  /// The mask on the grid of an image. A label image keeps its own header within `tolerance` of the image's, since
  /// PyRadiomics lays the resampled grid by the mask's.
  func mask(
    roi: String?, label: Int, channel: Int = 0, for image: OpenedImage, tolerance: Double = 0.01
  ) throws -> Mask {
    switch self {
    case .structureSet(let set):
      try check(set.referencedSeries, set.frameOfReferenceUID, set.file, image)
      return try set.mask(roi: region(roi, among: set.roiNames, in: set.file), on: image.volume.grid)
    case .segmentation(let object):
      try check(object.referencedSeries, object.frameOfReferenceUID, object.file, image)
      let name = try region(roi, among: object.segments.map(\.label), in: object.file)
      return try object.mask(segment: name, on: image.volume.grid)
    case .labels(let path):
      let mask = try readMask(path, label: label, channel: channel)
      try checkAgreement(
        image: image.volume.grid, imageFile: image.path, mask: mask.grid, maskFile: path, tolerance: tolerance)
      return mask
    }
  }

  /// A region drawn on another series is not this one's, unless the study file says so with `mask-of`.
  private func check(
    _ referenced: [String], _ frame: String, _ file: String, _ image: OpenedImage
  ) throws(CaseError) {
    if let own = image.frameOfReference, !own.isEmpty, !frame.isEmpty, own != frame {
      throw CaseError.differentFrames(series: image.path, maskSeries: file)
    }
    if let own = image.seriesUID, !referenced.isEmpty, !referenced.contains(own) {
      throw CaseError.drawnElsewhere(image: image.path, file: file)
    }
  }

  /// The region of that name, or the one that fits the pattern, or without either the only one.
  private func region(_ name: String?, among known: [String], in file: String) throws(CaseError) -> String {
    // An exact name wins, since `*` and `?` may stand in names.
    if let name, known.contains(name) { return name }
    let fitting = known.filter { FilePattern.matches($0, pattern: name ?? "*") }
    guard fitting.count <= 1 else { throw CaseError.needsROI(file: file, known: fitting) }
    // Where nothing fits, the reader's own error lists what is there.
    return fitting.first ?? name ?? ""
  }
}

extension ImageFileError {
  /// Whether the file is sound, but of another kind than was tried.
  fileprivate var isOfAnotherKind: Bool {
    switch kind {
    case .otherObject, .notAnImage: true
    default: false
    }
  }
}

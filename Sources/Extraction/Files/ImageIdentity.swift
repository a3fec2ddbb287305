import ImageFiles

/// What an image says of itself, by which a region is known to be drawn on it.
struct ImageIdentity {
  /// Where it is.
  let path: String
  /// FrameOfReferenceUID; `nil` for files that are not DICOM.
  let frameOfReference: String?
  /// SeriesInstanceUID; `nil` for files that are not DICOM.
  let seriesUID: String?
  /// SOPInstanceUIDs; empty for files that are not DICOM.
  let instanceUIDs: [String]
}

extension RegionOrigin {
  /// Why a region was not drawn on an image; `nil` where nothing speaks against it.
  /// - Parameter file: the file of the region.
  func contradiction(with image: ImageIdentity, file: String) -> RegionError? {
    if let own = image.frameOfReference, !own.isEmpty, !frameOfReferenceUID.isEmpty, own != frameOfReferenceUID {
      return .differentFrames(image: image.path, mask: file)
    }
    let isOfOtherSeries = image.seriesUID.map { !series.isEmpty && !series.contains($0) } ?? false
    // Some files name the image of each contour and no more.
    let isOfOtherImages =
      !image.instanceUIDs.isEmpty && !instances.isEmpty && Set(image.instanceUIDs).isDisjoint(with: instances)
    return isOfOtherSeries || isOfOtherImages ? .drawnElsewhere(image: image.path, file: file) : nil
  }
}

extension SegmentationObject {
  /// What the file says of the images that it was made on.
  var origin: RegionOrigin {
    RegionOrigin(frameOfReferenceUID: frameOfReferenceUID, series: referencedSeries, instances: [])
  }
}

import ImageFiles

/// What an image says of itself, by which a region is known to be drawn on it.
package struct ImageIdentity {
  /// Where it is.
  let path: String
  /// FrameOfReferenceUID; `nil` for files that are not DICOM.
  package let frameOfReference: String?
  /// SeriesInstanceUID; `nil` for files that are not DICOM.
  package let seriesUID: String?
  /// SOPInstanceUIDs; empty for files that are not DICOM.
  let instanceUIDs: [String]

  /// Takes every part as given.
  package init(path: String, frameOfReference: String?, seriesUID: String?, instanceUIDs: [String]) {
    (self.path, self.frameOfReference) = (path, frameOfReference)
    (self.seriesUID, self.instanceUIDs) = (seriesUID, instanceUIDs)
  }
}

extension RegionOrigin {
  /// Why a region was not drawn on an image; `nil` where nothing speaks against it.
  /// - Parameter file: the file of the region.
  package func contradiction(with image: ImageIdentity, file: String) -> RegionError? {
    if let own = image.frameOfReference, !own.isEmpty, !frameOfReferenceUID.isEmpty, own != frameOfReferenceUID {
      return .differentFrames(image: image.path, mask: file)
    }
    let isOfOtherSeries = image.seriesUID.map { !series.isEmpty && !series.contains($0) } ?? false
    // Some files name the image of each contour and no more.
    let isOfOtherImages =
      !image.instanceUIDs.isEmpty && !instances.isEmpty && Set(image.instanceUIDs).isDisjoint(with: instances)
    if isOfOtherSeries || isOfOtherImages { return .drawnElsewhere(image: image.path, file: file) }
    let inOtherFrames = strangers(to: image).count { isOfOtherFrame($0, image) }
    guard inOtherFrames > 0 else { return nil }
    return .contoursInOtherFrame(count: inOtherFrames, all: namedImages.count, image: image.path, file: file)
  }

  /// The images of contours that name none of this series, where others name images of it.
  private func strangers(to image: ImageIdentity) -> [[NamedImage]] {
    guard let series = image.seriesUID, !image.instanceUIDs.isEmpty else { return [] }
    let own = Set(image.instanceUIDs)
    // One that the file lists in this series is of it, and was not found.
    let found = namedImages.filter { named in
      named.allSatisfy { !own.contains($0.instance) && $0.series != series }
    }
    return found.count < namedImages.count ? found : found.filter { isOfOtherFrame($0, image) }
  }

  private func isOfOtherFrame(_ named: [NamedImage], _ image: ImageIdentity) -> Bool {
    guard let own = image.frameOfReference, !own.isEmpty else { return false }
    return named.allSatisfy { !$0.frameOfReferenceUID.isEmpty && $0.frameOfReferenceUID != own }
  }

  /// What of the origin nobody can check, and what contradicts the image without telling where the region is.
  func notes(on image: ImageIdentity) -> [ReadingNote] {
    guard image.seriesUID != nil else { return [.originUnchecked(.imageIsNotDICOM)] }
    if isEmpty { return [.originUnchecked(.noReference)] }
    let others = strangers(to: image).count
    return (lacksFrame ? [.originUnchecked(.regionWithoutFrame)] : [])
      + (others > 0 ? [.namesOtherSeries(count: others, all: namedImages.count)] : [])
  }
}

extension SegmentationObject {
  /// What the file says of the images that it was made on.
  var origin: RegionOrigin {
    RegionOrigin(frameOfReferenceUID: frameOfReferenceUID, series: referencedSeries, instances: [])
  }
}

/// The images that a structure set lists, by frame of reference and series; read once for all of its regions.
struct ListedImages {
  /// One frame of reference.
  struct Frame {
    let uid: String
    let series: [(uid: String, instances: Set<String>)]
  }

  let frames: [Frame]
  /// Whether any region of the file has a frame of reference of its own.
  let isFrameKnownOfAny: Bool

  init(_ dataset: DICOMItem) {
    frames = dataset.items(.referencedFrames).map(Frame.init)
    isFrameKnownOfAny = dataset.items(.structureSetROIs).contains { $0.text(.roiFrameOfReferenceUID) != nil }
  }
}

extension ListedImages.Frame {
  fileprivate init(_ item: DICOMItem) {
    uid = item.text(.frameOfReferenceUID) ?? ""
    series = item.items(.referencedStudies).flatMap { $0.items(.referencedRTSeries) }.compactMap { series in
      series.text(.seriesUID).map {
        ($0, Set(series.items(.contourImages).compactMap { $0.text(.referencedInstance) }))
      }
    }
  }
}

extension RegionOrigin {
  /// Of one region: its own frame of reference, and of the series that the file lists those in that frame and, where
  /// images are listed, those with an image that a contour of the region names.
  /// - Parameter contours: the items of ContourSequence that are the region's.
  init(_ region: DICOMItem, contours: [DICOMItem], _ listed: ListedImages) {
    let frames = listed.frames
    let only = Set(frames.map(\.uid)).count == 1 ? frames[0].uid : ""
    let own = region.text(.roiFrameOfReferenceUID)
    let frame = own ?? only
    let named = Set(
      contours.flatMap { $0.items(.contourImages) }.compactMap { $0.text(.referencedInstance) })
    let inFrame = frames.filter { frame.isEmpty || $0.uid == frame }.flatMap(\.series)
    let candidates = inFrame.isEmpty ? frames.flatMap(\.series) : inFrame
    let drawnOn = candidates.filter { !named.isDisjoint(with: $0.instances) }
    // Of the instances only what the list of series cannot tell: a listed image is known by its series.
    self.init(
      frameOfReferenceUID: frame, series: (drawnOn.isEmpty ? candidates : drawnOn).map(\.uid),
      instances: drawnOn.isEmpty ? named.sorted() : [])
    lacksFrame = own == nil && listed.isFrameKnownOfAny
  }

  /// The same with the images that each closed contour names.
  /// - Parameter closed: the items of the region's closed contours.
  func naming(_ closed: [DICOMItem], _ listed: ListedImages) -> RegionOrigin {
    let all = listed.frames.flatMap { frame in
      frame.series.flatMap { series in
        series.instances.map { NamedImage(instance: $0, series: series.uid, frameOfReferenceUID: frame.uid) }
      }
    }
    let byInstance = Dictionary(all.map { ($0.instance, $0) }, uniquingKeysWith: { first, _ in first })
    let images = closed.map { contour in
      contour.items(.contourImages).compactMap { $0.text(.referencedInstance) }
    }
    var own = self
    own.namedImages = images.filter { !$0.isEmpty }.map { images in
      images.map { byInstance[$0] ?? NamedImage(instance: $0, series: "", frameOfReferenceUID: "") }
    }
    return own
  }
}

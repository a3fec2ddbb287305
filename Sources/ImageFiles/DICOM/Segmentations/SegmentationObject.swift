import Volumes

/// A DICOM SEG: labelled segments as binary frames. Frames are read when a mask is asked for.
public struct SegmentationObject: Hashable, Codable, Sendable {
  /// One segment.
  public struct Segment: Hashable, Codable, Sendable {
    /// SegmentNumber.
    public let number: Int
    /// SegmentLabel.
    public let label: String
  }

  /// Path of the file.
  public let file: String
  /// Its segments, in file order.
  public let segments: [Segment]
  /// `BINARY`, `FRACTIONAL` or `LABELMAP`. The first has masks, and the second where its frames hold nothing between 0
  /// and its maximum.
  public let type: String
  /// FrameOfReferenceUID, empty when absent.
  public let frameOfReferenceUID: String
  /// SeriesInstanceUIDs of the images that it was made on.
  public let referencedSeries: [String]

  /// Reads labels and references.
  public init(reading path: String) throws(ImageFileError) {
    let dataset = try DICOMFile(path, headerOnly: true).dataset
    guard dataset.text(.modality) == "SEG" || !dataset.items(.segments).isEmpty else {
      throw ImageFileError(path, .otherObject(found: dataset.kindOfObject, wanted: "segmentation (SEG)"))
    }
    file = path
    segments = try dataset.items(.segments).map { item throws(ImageFileError) in
      let number = try item.integer(.segmentNumber) ?? 0
      return Segment(number: number, label: item.text(.segmentLabel) ?? "segment \(number)")
    }
    type = dataset.text(.segmentationType)?.uppercased() ?? "BINARY"
    frameOfReferenceUID = dataset.text(.frameOfReferenceUID) ?? ""
    referencedSeries = dataset.items(.referencedSeries).compactMap { $0.text(.seriesUID) }
  }

  /// The voxels of a segment on the grid of an image; ``reading(segment:on:imageThickness:slices:)`` without its notes.
  public func mask(segment: String, on grid: Grid, imageThickness: Double? = nil) throws(ImageFileError) -> Mask {
    try reading(segment: segment, on: grid, imageThickness: imageThickness).mask
  }

  /// The voxels of a segment on the grid of an image; slices without a frame are empty.
  ///
  /// Frames are placed by position and may be flipped or cropped against the image, but every pixel must fall on a
  /// voxel centre, within a hundredth of a voxel.
  /// - Parameters:
  ///   - segment: its label, or its number as text.
  ///   - imageThickness: SliceThickness of the image in mm, where it is known: a segmentation repeats it, whatever the
  ///     distance between the slices.
  ///   - slices: slice of each SOPInstanceUID of the image, where that is known: frames that name another slice than
  ///     they lie on are a note.
  /// - Throws: among others `.otherSlices` where its frames stand for slices that are not those of the image.
  public func reading(
    segment: String, on grid: Grid, imageThickness: Double? = nil, slices: [String: Int] = [:]
  ) throws(ImageFileError) -> MaskReading {
    try reading(segment: self.segment(named: segment), on: grid, imageThickness: imageThickness, slices: slices)
  }

  /// The voxels of one of ``segments``, which is known by its number; else as
  /// ``reading(segment:on:imageThickness:slices:)``.
  package func reading(
    segment: Segment, on grid: Grid, imageThickness: Double? = nil, slices: [String: Int] = [:]
  ) throws(ImageFileError) -> MaskReading {
    try checkType()
    try checkIsAlone(segment.number)
    let number = segment.number
    let opened = try DICOMFile(file)
    let format = try PixelFormat(opened.dataset)
    let placements = try placements(
      opened.dataset, of: number, format: format, on: grid, imageThickness: imageThickness)
    var notes: [ReadingNote] = []
    let pixels = try storedPixels(opened, format: format, notes: &notes)
    try checkValues(
      placements.lazy.map { pixels[($0.frame * format.frameCount)..<(($0.frame + 1) * format.frameCount)] },
      maximum: try opened.dataset.number(.maximumFractionalValue), notes: &notes)
    let undescribed = undescribed(Set(try segmentNumbers(opened.dataset)))
    if !undescribed.isEmpty { notes.append(.undescribedSegments(undescribed)) }
    var canvas = FrameCanvas(grid)
    for (frame, placement, height) in placements {
      let isInside = canvas.place(
        pixels[(frame * format.frameCount)..<((frame + 1) * format.frameCount)], at: placement)
      guard isInside else {
        let error = ImageFileError(file, .outsideImage(region: "a segment", grid: grid))
        let isBeyond = height < -0.5 || height > Double(grid.size.z) - 0.5
        throw isBeyond ? error.explained(by: unfoundImages(opened.dataset, slices, on: grid)) : error
      }
    }
    guard canvas.voxels.contains(1) else {
      throw ImageFileError(file, .emptyMask(region: "\"\(segment.label)\"", present: []))
    }
    let named = namedSlices(opened.dataset, placements, slices)
    return MaskReading(
      mask: Mask(grid: grid, voxels: canvas.voxels), notes: notes + canvas.notes + named.notes(on: grid), label: number)
  }

  /// Images of the series that the file lists and that are not there.
  private func unfoundImages(_ dataset: DICOMItem, _ slices: [String: Int], on grid: Grid) -> ReadingNote? {
    let listed = dataset.items(.referencedSeries).map { series in
      Set(series.items(.referencedInstances).compactMap { $0.text(.referencedInstance) })
    }
    return ReadingNote.unfoundImages(listed, known: slices.count == grid.size.z ? slices : [:])
  }

  /// Compares the frames of a segment with the images that they were made of.
  private func namedSlices(_ dataset: DICOMItem, _ placed: [Placed], _ known: [String: Int]) -> NamedSlices {
    var named = NamedSlices(known)
    guard !known.isEmpty else { return named }
    let groups = dataset.items(.perFrameGroups)
    for (frame, _, height) in placed where frame < groups.count {
      let images = groups[frame].items(.derivationImages).flatMap { $0.items(.sourceImages) }
      named.compare(height, with: images.compactMap { $0.text(.referencedInstance) })
    }
    return named
  }

  /// Frames of several bits hold inside and outside where they have one value beside 0; with more they are
  /// probabilities or labels, whatever the file calls itself. That one value of a FRACTIONAL file must be its maximum:
  /// then every threshold gives the same region.
  func checkValues(
    _ frames: some Sequence<ArraySlice<Double>>, maximum: Double?, notes: inout [ReadingNote]
  ) throws(ImageFileError) {
    var inside: Double?
    for frame in frames {
      inside = inside ?? frame.first { $0 != 0 }
      guard let inside else { continue }
      if type == "FRACTIONAL", let between = frame.first(where: { $0 != 0 && $0 != maximum }) {
        throw ImageFileError(file, .fractionalSegmentation(value: between, maximum: maximum))
      }
      guard let other = frame.first(where: { $0 != 0 && $0 != inside }) else { continue }
      throw ImageFileError(file, .severalValues([inside, other].sorted()))
    }
    if type == "FRACTIONAL", let inside { notes.append(.fractionalAllOrNothing(maximum: inside)) }
  }

  /// Refuses types whose frames are no masks.
  package func checkType() throws(ImageFileError) {
    guard type == "BINARY" || type == "FRACTIONAL" else {
      throw ImageFileError(file, .unsupported(what: "segmentation type \(type)", remedy: "Export it as BINARY"))
    }
  }

  /// The error about a segment that is none of those that frames show.
  func withoutFrames(_ label: String, shown numbers: Set<Int>) -> ImageFileError {
    let shown = segments.filter { numbers.contains($0.number) }.map(\.label)
    return ImageFileError(
      file, .segmentWithoutFrames(segment: "\"\(label)\"", shown: shown, undescribed: undescribed(numbers)))
  }

  /// Numbers of segments that frames name, and SegmentSequence does not describe.
  func undescribed(_ shown: Set<Int>) -> [Int] { shown.subtracting(segments.map(\.number)).sorted() }

  /// A number that two segments share does not say whose frames they are.
  func checkIsAlone(_ number: Int) throws(ImageFileError) {
    let sharing = segments.filter { $0.number == number }
    guard sharing.count == 1 else {
      throw ImageFileError(file, .sharedSegment(number: number, labels: sharing.map(\.label)))
    }
  }

  /// The segment with a label, or with a number as text if no segment has that label.
  package func segment(named segment: String) throws(ImageFileError) -> Segment {
    let labelled = segments.filter { $0.label == segment }
    if labelled.count == 1 { return labelled[0] }
    if let numbered = segments.first(where: { "\($0.number)" == segment }) { return numbered }
    guard labelled.isEmpty else {
      throw ImageFileError(
        file,
        .unsupported(
          what: "a label that \(labelled.count) segments have, \"\(segment)\"", remedy: "Name the segment by its number"
        ))
    }
    throw ImageFileError(file, .regionNotFound(name: segment, present: segments.map(\.label)))
  }

  /// A frame, how its pixels map to voxels, and its height above slice 0, in slices.
  private typealias Placed = (frame: Int, placement: FramePlacement, height: Double)

  private func placements(
    _ dataset: DICOMItem, of number: Int, format: PixelFormat, on grid: Grid, imageThickness: Double?
  ) throws(ImageFileError) -> [Placed] {
    let sources = FrameSources.frames(of: dataset)
    let numbers = try segmentNumbers(dataset)
    guard sources.count == format.frames, numbers.count == format.frames else {
      throw ImageFileError(
        file, .damaged(detail: "\(format.frames) frames, but functional groups for \(numbers.count) of them"))
    }
    guard numbers.contains(number) else {
      throw withoutFrames(segments.first { $0.number == number }?.label ?? "\(number)", shown: Set(numbers))
    }
    let all = sources.compactMap { try? FrameGeometry(sources: $0) }
    let unit = all.map { $0.positionUnits.min() }.min() ?? 0
    var placed: [Placed] = []
    for (frame, source) in sources.enumerated() where numbers[frame] == number {
      let geometry = try FrameGeometry(sources: source)
      guard
        let placement = FramePlacement(
          geometry, positionUnit: unit, columns: format.columns, rows: format.rows, on: grid)
      else {
        throw ImageFileError(
          file, .frameOffGrid(image: grid, frame: geometry.grid(format, spacing: grid.spacing.z)))
      }
      placed.append((frame, placement, grid.index(of: geometry.position).z))
    }
    // Frames of other segments tell on which slices the whole was made; of theirs only the place is wanted.
    let slices = SegmentationSlices(all, on: grid)
    if !placed.isEmpty, let found = slices.disagreement(imageThickness: imageThickness) {
      throw ImageFileError(file, .otherSlices(mask: found, image: slices.spacing, imageGrid: grid))
    }
    return placed
  }

  /// The segment that each frame shows.
  func segmentNumbers(_ dataset: DICOMItem) throws(ImageFileError) -> [Int] {
    func number(_ item: DICOMItem) throws(ImageFileError) -> Int? {
      try item.items(.segmentIdentification).first?.integer(.referencedSegment)
    }
    let shared = try dataset.items(.sharedGroups).first.flatMap(number)
    let alone = segments.count == 1 ? segments[0].number : nil
    let numbers = try dataset.items(.perFrameGroups).map { item throws(ImageFileError) in
      try number(item) ?? shared ?? alone
    }
    if let frame = numbers.firstIndex(of: nil) {
      throw ImageFileError(
        file, .damaged(detail: "frame \(frame + 1) does not say which of \(segments.count) segments it shows"))
    }
    return numbers.compactMap(\.self)
  }
}

extension FrameGeometry {
  /// The frame as a grid of one slice, for errors.
  fileprivate func grid(_ format: PixelFormat, spacing: Double) -> Grid {
    Grid(
      size: [format.columns, format.rows, 1], spacing: [pixelSpacing.x, pixelSpacing.y, nominalSpacing ?? spacing],
      origin: position, axes: Axes(i: rowDirection, j: columnDirection, k: normal))
  }
}

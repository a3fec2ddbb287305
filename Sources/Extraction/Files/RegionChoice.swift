import Execution
import ImageFiles

/// Which region of a file is meant: by its name, by its label, or by both if they mean the same region.
package struct RegionChoice: Hashable, Sendable {
  /// Name of the region; `nil` if no name was given.
  package let roi: String?
  /// Label of an image, or number of a segment; `nil` if no label was given. A label image is then read at label 1.
  package let label: Int?
  /// Whether the label is 1 in every row of its table. Tables of PyRadiomics are like that whatever their masks are, so
  /// such a label chooses the region, but it does not tell that the file is a label image.
  package let isLabelOfEveryRow: Bool
  /// The position, from 0, of the label in a voxel with several numbers.
  package let channel: Int

  /// Takes every part as given.
  package init(roi: String?, label: Int?, isLabelOfEveryRow: Bool = false, channel: Int = 0) {
    self.roi = roi
    self.label = label
    self.isLabelOfEveryRow = isLabelOfEveryRow
    self.channel = channel
  }

  /// The label that is read in a label image if nobody gave one, as in PyRadiomics.
  package static let usualLabel = 1

  /// The label in a cell or an option: a whole number from 1 on, also as `1.0`, since programs that know missing
  /// numbers write those of a column that has some so. `nil` for every other text.
  package static func number(_ text: String) -> Int? {
    guard let number = Int(text) ?? Double(text).flatMap(Int.init(exactly:)), number > 0 else { return nil }
    return number
  }

  /// The label and channel of the region in a label image.
  ///
  /// A name is looked up among those that 3D Slicer writes into NRRD files. If the image has no names, a name alone is
  /// refused, because every name would give the same label. If the label was given too, the label decides.
  package func place(in path: String) throws(RegionChoiceError) -> SegmentPlace {
    let segments = try RegionChoiceError.reading { () throws(ImageFileError) in try LabelSegments(of: path) }
    guard let roi else { return try placeByLabel(among: segments) }
    guard !segments.all.isEmpty else {
      if let label { return SegmentPlace(label: label, layer: channel) }
      let (present, count) = try RegionChoiceError.reading { () throws(ImageFileError) in
        try labelCounts(of: path, channel: channel)
      }
      throw .file(ImageFileError(path, .labelsWithoutNames(name: roi, present: present, count: count)))
    }
    let segment = try self.segment(roi, among: segments)
    return try RegionChoiceError.reading { () throws(ImageFileError) in try segments.place(of: segment) }
  }

  /// The label that was given, or label 1 as in PyRadiomics, where it means one region of the file.
  ///
  /// A label says enough in a file with one layer. In one with several the named segments say in which layer it is. A
  /// file of several segments of which label 1 is none or more than one is not read without a name or a label.
  private func placeByLabel(among segments: LabelSegments) throws(RegionChoiceError) -> SegmentPlace {
    let label = self.label ?? Self.usualLabel
    let fitting = segments.all.filter { segments.label(of: $0) == label }
    if isEnough(fitting.count, of: segments) { return SegmentPlace(label: label, layer: channel) }
    guard let meant = fitting.first ?? segments.all.first, fitting.count == 1 || segments.all.count == 1 else {
      throw .region(.needsROI(file: segments.file, known: segments.all.map(\.name), unnamed: 0))
    }
    return try RegionChoiceError.reading { () throws(ImageFileError) in try segments.place(of: meant) }
  }

  /// Whether a label that so many segments have is looked for as it is.
  private func isEnough(_ fitting: Int, of segments: LabelSegments) -> Bool {
    if segments.all.isEmpty || channel > 0 { return true }
    if segments.layers > 1 { return label != nil && fitting == 0 }
    return label != nil || fitting == 1 || segments.all.count == 1
  }

  /// The segment of that name; of several that the name fits, the one with the label.
  private func segment(_ roi: String, among segments: LabelSegments) throws(RegionChoiceError) -> LabelSegment {
    let names = regionNames(roi, among: segments.all.map(\.name))
    let fitting = segments.all.filter { names.contains($0.name) }
    guard let first = fitting.first else {
      throw .file(ImageFileError(segments.file, .regionNotFound(name: roi, present: segments.all.map(\.name))))
    }
    let meant = label.map { label in fitting.filter { segments.label(of: $0) ?? label == label } } ?? fitting
    if let label, meant.isEmpty, let number = segments.label(of: first) {
      throw .file(ImageFileError(segments.file, .labelOfAnother(label: label, name: first.name, number: number)))
    }
    guard meant.count == 1 else {
      guard Set(meant.map(\.name)).count == 1 else {
        throw .region(.needsROI(file: segments.file, known: meant.map(\.name), unnamed: 0))
      }
      throw .region(.severalOfName(first.name, file: segments.file, labels: meant.map(segments.label(of:))))
    }
    return meant[0]
  }

  /// Whether a file is a label image without names. `false` for a file that cannot be read.
  package static func isWithoutNames(_ path: String) -> Bool {
    holdsLabelImage(path) && (try? LabelSegments(of: path))?.all.isEmpty == true
  }

  /// Whether a file is a label image with only one label and without names, so that a region name meant for other files
  /// can be ignored. `false` for a file that cannot be read; reading it later gives the error.
  package static func isOneLabelWithoutName(_ path: String) -> Bool {
    guard isWithoutNames(path) else { return false }
    return (try? labelCounts(of: path)).map { $0.count <= 1 } ?? false
  }

  /// The mask of a label image, before empty slices are settled.
  package func labelMask(in path: String) throws(RegionChoiceError) -> MaskReading {
    let place = try place(in: path)
    let isAsked = roi != nil || label != nil && !isLabelOfEveryRow
    let read = try RegionChoiceError.reading { () throws(ImageFileError) in
      try readNotedMask(path, label: place.label, channel: place.layer, isAsked: isAsked)
    }
    guard channel == 0, let segments = try? LabelSegments(of: path), segments.all.isEmpty, segments.layers > 1 else {
      return read
    }
    return MaskReading(mask: read.mask, notes: read.notes + [.firstLayerTaken(of: segments.layers)], label: read.label)
  }

  /// The segment that is meant. A name may be the segment's number as text, if no segment has that name.
  package func segment(of object: SegmentationObject) throws(RegionChoiceError) -> SegmentationObject.Segment {
    // Said before a segment is asked for, which then could not be read.
    try RegionChoiceError.reading { () throws(ImageFileError) in try object.checkType() }
    guard let label else { return try namedSegment(of: object) }
    let present = object.segments
    guard let roi else {
      guard let segment = present.first(where: { $0.number == label }) else {
        let listed = present.map { "\($0.number) \"\($0.label)\"" }
        throw .file(ImageFileError(object.file, .segmentNumberNotFound(number: label, present: listed)))
      }
      return segment
    }
    let names = regionNames(roi, among: present.map(\.label))
    let fitting = names.isEmpty ? [try namedSegment(of: object)] : present.filter { names.contains($0.label) }
    guard let segment = fitting.first(where: { $0.number == label }) else {
      throw .file(
        ImageFileError(
          object.file, .labelOfAnother(label: label, name: fitting[0].label, number: fitting[0].number)))
    }
    return segment
  }

  /// The segment by its name alone, or the only one.
  private func namedSegment(of object: SegmentationObject) throws(RegionChoiceError) -> SegmentationObject.Segment {
    guard !object.segments.isEmpty else { throw .file(ImageFileError(object.file, .undescribedSegments([]))) }
    let name = try regionName(roi, among: object.segments.map(\.label), in: object.file)
    return try RegionChoiceError.reading { () throws(ImageFileError) in try object.segment(named: name) }
  }

  /// The name of a region of a structure set. Label 1 is accepted and ignored, because tables with a column of labels
  /// have it in every row.
  package func region(of set: StructureSet) throws(RegionChoiceError) -> String {
    if let label, label != Self.usualLabel {
      throw .file(ImageFileError(set.file, .contoursWithoutLabels(label: label, names: set.roiNames)))
    }
    return try regionName(roi, among: set.roiNames, unnamed: set.unnamedRegions, in: set.file)
  }
}

/// The names that a name as a user gives it can mean: the equal one, else the one that looks alike, else those that
/// match it as a pattern.
package func regionNames(_ name: String, among known: [String]) -> [String] {
  // An equal name comes first, because names may contain `*` and `?`.
  if known.contains(name) { return [name] }
  // The name as a user types it: accents may be composed or not, and one space may stand for several.
  let alike = names(like: name, among: known)
  if alike.count == 1 { return alike }
  return known.filter { FilePattern.matches($0, pattern: fileText(name)) }
}

/// The name that is meant, or without one that of the only region; `""` if the only region has no name.
/// - Parameter unnamed: number of regions without a name, which count when it is asked whether a region is the only
///   one.
private func regionName(
  _ name: String?, among known: [String], unnamed: Int = 0, in file: String
) throws(RegionChoiceError) -> String {
  let fitting = name.map { regionNames($0, among: known) } ?? known
  guard fitting.count <= 1 else { throw .region(.needsROI(file: file, known: fitting, unnamed: 0)) }
  if name == nil, unnamed > 0, unnamed + known.count > 1 {
    throw .region(.needsROI(file: file, known: known, unnamed: unnamed))
  }
  // If nothing matches, the reader's own error lists the regions.
  return fitting.first ?? name ?? ""
}

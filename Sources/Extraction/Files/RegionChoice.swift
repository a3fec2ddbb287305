import ImageFiles

/// Which region of a file is meant: by its name, by its label, or by both if they mean the same region.
package struct RegionChoice: Hashable, Sendable {
  /// Name of the region; `nil` if no name was given.
  package let roi: String?
  /// Label of an image, or number of a segment.
  package let label: Int
  /// Whether the user gave the label; otherwise it is the default.
  package let isLabelGiven: Bool
  /// The position, from 0, of the label in a voxel with several numbers.
  package let channel: Int

  /// - Parameter isLabelGiven: whether the user gave the label; always true for a label other than 1.
  package init(roi: String?, label: Int, isLabelGiven: Bool = false, channel: Int = 0) {
    self.roi = roi
    self.label = label
    self.isLabelGiven = isLabelGiven || label != 1
    self.channel = channel
  }

  /// The label and channel of the region in a label image.
  ///
  /// A name is looked up among those that 3D Slicer writes into NRRD files. If the image has no names, a name alone is
  /// refused, because every name would give the same label. If the label was given too, the label decides.
  /// - Throws: `.labelsWithoutNames`, `.regionNotFound`, `.labelOfAnother`, ``RegionError``.
  package func place(in path: String) throws -> (label: Int, channel: Int) {
    guard let roi else { return (label, channel) }
    let segments = try labelSegments(of: path)
    guard !segments.isEmpty else {
      guard !isLabelGiven else { return (label, channel) }
      let (present, count) = try labelCounts(of: path, channel: channel)
      throw ImageFileError(path, .labelsWithoutNames(name: roi, present: present, count: count))
    }
    let names = segments.map(\.name)
    let name = try regionName(roi, among: names, in: path)
    guard let segment = segments.first(where: { $0.name == name }) else {
      throw ImageFileError(path, .regionNotFound(name: roi, present: names))
    }
    guard names.count(where: { $0 == name }) == 1 else {
      throw RegionError.needsROI(file: path, known: names.filter { $0 == name }, unnamed: 0)
    }
    try check(name, has: segment.label, in: path)
    return (segment.label, segment.layer)
  }

  /// Whether a file is a label image with only one label and without names, so that a region name meant for other files
  /// can be ignored. `false` for a file that cannot be read; reading it later gives the error.
  package static func isOneLabelWithoutName(_ path: String) -> Bool {
    guard holdsLabelImage(path), (try? labelSegments(of: path))?.isEmpty == true else { return false }
    return (try? labelCounts(of: path)).map { $0.count <= 1 } ?? false
  }

  /// The mask of a label image, before empty slices are settled.
  /// - Throws: as ``place(in:)``, and the errors of reading.
  package func labelMask(in path: String) throws -> MaskReading {
    let place = try place(in: path)
    // Tables of PyRadiomics have label 1 in every row, so it says nothing of what the file is.
    return try readNotedMask(
      path, label: place.label, channel: place.channel, isAsked: label != 1 || roi != nil)
  }

  /// The name of a segment: the given one, or that of the segment with the given number. If several segments share this
  /// name, the number as text.
  /// - Throws: `.segmentNumberNotFound`, `.labelOfAnother`, ``RegionError``.
  package func segment(of object: SegmentationObject) throws -> String {
    let labels = object.segments.map(\.label)
    guard roi == nil, isLabelGiven else {
      let name = try regionName(roi, among: labels, in: object.file)
      if isLabelGiven { try check(name, has: object.number(of: name), in: object.file) }
      return name
    }
    guard let segment = object.segments.first(where: { $0.number == label }) else {
      let present = object.segments.map { "\($0.number) \"\($0.label)\"" }
      throw ImageFileError(object.file, .segmentNumberNotFound(number: label, present: present))
    }
    return labels.count { $0 == segment.label } == 1 ? segment.label : "\(label)"
  }

  /// The name of a region of a structure set. Label 1 is accepted and ignored, because tables with a column of labels
  /// have it in every row.
  /// - Throws: `.contoursWithoutLabels`, ``RegionError``.
  package func region(of set: StructureSet) throws -> String {
    guard label == 1 else {
      throw ImageFileError(set.file, .contoursWithoutLabels(label: label, names: set.roiNames))
    }
    return try regionName(roi, among: set.roiNames, unnamed: set.unnamedRegions, in: set.file)
  }

  private func check(_ name: String, has number: Int, in file: String) throws(ImageFileError) {
    guard !isLabelGiven || label == number else {
      throw ImageFileError(file, .labelOfAnother(label: label, name: name, number: number))
    }
  }
}

/// The region of that name, the one that matches the pattern, or without a name the only region; `""` if the only
/// region has no name.
/// - Parameter unnamed: number of regions without a name, which count when it is asked whether a region is the only
///   one.
private func regionName(
  _ name: String?, among known: [String], unnamed: Int = 0, in file: String
) throws(RegionError) -> String {
  // An equal name comes first, because names may contain `*` and `?`.
  if let name, known.contains(name) { return name }
  if let name {
    // The name as a user types it: accents may be composed or not, and one space may stand for several.
    let alike = names(like: name, among: known)
    if alike.count == 1 { return alike[0] }
  }
  let pattern = name.map(fileText) ?? "*"
  let fitting = known.filter { FilePattern.matches($0, pattern: pattern) }
  guard fitting.count <= 1 else { throw RegionError.needsROI(file: file, known: fitting, unnamed: 0) }
  if name == nil, unnamed > 0, unnamed + known.count > 1 {
    throw RegionError.needsROI(file: file, known: known, unnamed: unnamed)
  }
  // If nothing matches, the reader's own error lists the regions.
  return fitting.first ?? name ?? ""
}

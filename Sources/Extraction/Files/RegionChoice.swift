import ImageFiles

/// Which region of a file is meant: by name, by label, or by both where they say the same.
package struct RegionChoice: Hashable, Sendable {
  /// Name of the region; `nil` for none.
  package let roi: String?
  /// Label of an image, or number of a segment.
  package let label: Int
  /// Whether the label was asked for; else it is the one that holds where nothing is said.
  package let isLabelGiven: Bool
  /// Which number of a voxel with several, from 0.
  package let channel: Int

  /// - Parameter isLabelGiven: another label than 1 is always asked for.
  package init(roi: String?, label: Int, isLabelGiven: Bool = false, channel: Int = 0) {
    self.roi = roi
    self.label = label
    self.isLabelGiven = isLabelGiven || label != 1
    self.channel = channel
  }

  /// Where the region lies in a label image.
  ///
  /// A name is looked for among those that 3D Slicer writes into NRRD files. An image without names cannot be asked for
  /// one: whatever the name, it would give the same label. Where the label is asked for too, that says what is meant.
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

  /// Whether a file is a label image of one label and without names, of which a name that was given for other files
  /// says nothing. A file that cannot be read is none; reading it says why.
  package static func isOneLabelWithoutName(_ path: String) -> Bool {
    guard holdsLabelImage(path), (try? labelSegments(of: path))?.isEmpty == true else { return false }
    return (try? labelCounts(of: path)).map { $0.count <= 1 } ?? false
  }

  /// The mask of a label image, as it is.
  package func labelMask(in path: String) throws -> MaskReading {
    let place = try place(in: path)
    return try readNotedMask(
      path, label: place.label, channel: place.channel, isAsked: isLabelGiven || roi != nil)
  }

  /// The name of a segment: the one asked for, or the one that has the number asked for.
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

  /// The name of a region of a structure set. Label 1 is what tables say that have a column for it, and says nothing.
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

/// The region of that name, or the one that fits the pattern, or without either the only one; `""` where that has no
/// name.
/// - Parameter unnamed: regions without a name: with one of them another is not the only one.
private func regionName(
  _ name: String?, among known: [String], unnamed: Int = 0, in file: String
) throws(RegionError) -> String {
  // An exact name wins, since `*` and `?` may stand in names.
  if let name, known.contains(name) { return name }
  if let name {
    // As the user types it: accents composed or not, and one space for several.
    let alike = names(like: name, among: known)
    if alike.count == 1 { return alike[0] }
  }
  let pattern = name.map(fileText) ?? "*"
  let fitting = known.filter { FilePattern.matches($0, pattern: pattern) }
  guard fitting.count <= 1 else { throw RegionError.needsROI(file: file, known: fitting, unnamed: 0) }
  if name == nil, unnamed > 0, unnamed + known.count > 1 {
    throw RegionError.needsROI(file: file, known: known, unnamed: unnamed)
  }
  // Where nothing fits, the reader's own error lists what is there.
  return fitting.first ?? name ?? ""
}

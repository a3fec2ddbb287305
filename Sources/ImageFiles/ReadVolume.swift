import Volumes

/// The image in a NIfTI, NRRD or DICOM file, or in a folder with one DICOM series.
///
/// The format is told by content, not by name. The result is in LPS; see `Documentation/reading-images.md`.
///
/// - Parameter spacing: how unevenly the slices of a DICOM series may be spaced.
public func readVolume(_ path: String, spacing: SpacingRule = .standard) throws(ImageFileError) -> Volume {
  try readNotedVolume(path, spacing: spacing).volume
}

/// ``readVolume(_:spacing:)`` with what a reader should know of the image.
package func readNotedVolume(
  _ path: String, spacing: SpacingRule = .standard
) throws(ImageFileError) -> NotedVolume {
  do throws(ImageFileError) {
    return try readAnyVolume(path, spacing)
  } catch {
    guard error.kind == .notAnImage, isOfPair(path) else { throw error }
    throw ImageFileError(path, .pairOfNIfTI)
  }
}

private func readAnyVolume(_ path: String, _ spacing: SpacingRule) throws(ImageFileError) -> NotedVolume {
  switch try ImageFormat(of: path) {
  case .nifti:
    let stored = try readNIfTI(path)
    return NotedVolume(volume: try stored.volume(), notes: stored.notes, place: stored.place)
  case .nrrd:
    let stored = try readNRRD(path)
    return NotedVolume(volume: try stored.volume(), notes: stored.notes, place: stored.place)
  case .folder: return try DICOMFolder(scanning: path).onlySeries(of: path).readNoted(spacing: spacing)
  case .dicom: return try readSeries([path], folder: path, rule: spacing)
  }
}

/// Whether a file holds the values of a NIfTI or ANALYZE pair: its header lies beside it, packed or not, with the
/// extension flag of NIfTI or without.
private func isOfPair(_ path: String) -> Bool {
  let ending = [".img", ".img.gz"].first { path.lowercased().hasSuffix($0) }
  guard let ending else { return false }
  let stem = String(path.dropLast(ending.count))
  return (try? FileFacts.size(of: stem + ".hdr")).map { (348...1024).contains($0) } ?? false
    || (try? FileFacts.size(of: stem + ".hdr.gz")) != nil
}

extension ImageFileError.Kind {
  /// A header and its values in two files.
  static let pairOfNIfTI = ImageFileError.Kind.unsupported(
    what: "a NIfTI pair (.hdr and .img)", remedy: "Convert it to one .nii or .nii.gz file")
}

/// The voxels with value `label` in a label image.
///
/// Values are labels where they are whole numbers to a ten-thousandth, as masks that were scaled to their type and back
/// are.
/// - Parameters:
///   - path: a NIfTI or NRRD file; of DICOM an RTSTRUCT is a ``StructureSet`` and a SEG a ``SegmentationObject``.
///   - label: the value inside the region.
///   - channel: which number of a voxel with several, from 0: overlapping segments are kept so.
/// - Throws: `.labelNotFound`, with the labels there are, when no voxel has it; `.labelsNotWhole` and `.imageAsMask`
///   for what is no label image; `.unsupported` for a channel that is not there.
public func readMask(_ path: String, label: Int = 1, channel: Int = 0) throws(ImageFileError) -> Mask {
  try readNotedMask(path, label: label, channel: channel).mask
}

/// ``readMask(_:label:channel:)`` with what a reader should know of the label.
///
/// - Parameter isAsked: whether the user chose the label by name or number. A label other than 1 always counts as
///   chosen.
package func readNotedMask(
  _ path: String, label: Int = 1, channel: Int = 0, isAsked: Bool = false
) throws(ImageFileError) -> MaskReading {
  let isAsked = isAsked || label != 1
  // Compared as stored: a label image need never become float64.
  let stored =
    switch try ImageFormat(of: path) {
    case .nifti: try readNIfTI(path, channel: channel)
    case .nrrd: try readNRRD(path, channel: channel)
    case .folder, .dicom: nil as StoredVolume?
    }
  // What the header says of its place is for the image to say.
  let lengths = stored?.notes.filter(\.isOfLength) ?? []
  if let mask = stored?.mask(label: label) {
    let values = stored?.labelValues(asking: label)
    if let reason = values?.reasonAgainst {
      let size = mask.grid.size
      guard isAsked, let voxels = try stored?.volume().voxels, AskedLabels(voxels, size: size).areLabels else {
        throw ImageFileError(path, .imageAsMask(reason: reason))
      }
    }
    let ofLabel =
      isAsked
      ? values?.notes
      : try values?.notes(
        voxels: { () throws(ImageFileError) in try stored?.volume().voxels ?? [] }, size: mask.grid.size)
    return MaskReading(mask: mask, notes: lengths + (ofLabel ?? []), label: label)
  }
  let volume = if let stored { try stored.volume() } else { try readVolume(path) }
  do throws(ImageFileError) {
    let reading = try volume.labelMask(label, isAsked: isAsked, file: path)
    return MaskReading(mask: reading.mask, notes: lengths + reading.notes, label: label)
  } catch {
    throw error.ofLayer(channel, label: label)
  }
}

extension ImageFileError {
  /// A label that is not there, in a file with several layers: it may be in another one.
  fileprivate func ofLayer(_ layer: Int, label: Int) -> ImageFileError {
    guard case .labelNotFound = kind, case .nrrd? = try? ImageFormat(of: file),
      let layers = try? readNRRDLayers(file), layers.count > 1
    else { return self }
    let found = layers.indices.filter { (try? layers[$0].volume().labels.contains(label)) == true }
    return ImageFileError(
      file, .labelNotInLayer(label: label, layer: layer, layers: layers.count, found: found))
  }
}

/// Whether a path is a NIfTI or NRRD file by its content, which as a mask can only be a label image.
public func holdsLabelImage(_ path: String) -> Bool {
  switch try? ImageFormat(of: path) {
  case .nifti, .nrrd: true
  case .folder, .dicom, nil: false
  }
}

/// Whether a path is a folder, or a file that is an image by its first bytes: a table of cases is neither.
public func looksLikeImage(_ path: String) -> Bool {
  switch try? ImageFormat(of: path) {
  case .nifti, .nrrd, .folder: true
  // What is nothing else counts as DICOM, a table of text too.
  case .dicom: (try? firstBytes(of: path, count: 132)).map(hasDICOMPrefix) ?? false
  case nil: false
  }
}

/// Passes when image and mask put every voxel in the same place; else an error that prints both grids.
///
/// - Parameter tolerance: as for ``/Volumes/Grid/agrees(with:tolerance:)``.
public func checkAgreement(
  image: Grid, imageFile: String, mask: Grid, maskFile: String, tolerance: Double = 0.01
) throws(ImageFileError) {
  guard !image.agrees(with: mask, tolerance: tolerance) else { return }
  throw ImageFileError(imageFile, .differentGrids(image: image, mask: mask, maskFile: maskFile))
}

/// What a path holds, by its first bytes.
enum ImageFormat {
  case nifti, nrrd, dicom, folder

  init(of path: String) throws(ImageFileError) {
    guard case .file = try FileFacts(of: path) else {
      self = .folder
      return
    }
    let start = try firstBytes(of: path, count: 352)
    // The preamble of a DICOM file may hold anything (PS3.10, 7.1), such as the number that a NIfTI header begins with.
    if hasDICOMPrefix(start) {
      self = .dicom
    } else if hasNRRDPrefix(start) {
      self = .nrrd
    } else if start.starts(with: [0x1f, 0x8b]) || looksLikeNIfTI(start) {
      self = .nifti
    } else {
      self = .dicom
    }
  }
}

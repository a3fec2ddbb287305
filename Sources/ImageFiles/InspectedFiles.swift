import Volumes

/// What is at a path: a file, or a folder and everything below it. Never fails: what cannot be read is listed as a
/// problem.
public func inspect(_ path: String) -> Inspection {
  do throws(ImageFileError) {
    guard case .folder = try FileFacts(of: path) else { return Inspection(files: [path], isFolder: false) }
    let files = FilesBelow(path)
    let inspection = Inspection(files: files.visible, unfinished: files.unfinished, isFolder: true)
    guard inspection.isEmpty, inspection.problems.isEmpty else { return inspection }
    throw ImageFileError(path, .nothingInFolder(wanted: "images, contours or segmentations"))
  } catch {
    return Inspection(problem: error)
  }
}

extension Inspection {
  fileprivate init(problem: ImageFileError) {
    (images, series, structureSets, segmentations, problems, notes) = ([], [], [], [], [Problem(problem)], [])
  }

  /// - Parameter isFolder: a file of another kind is passed over in a folder, and a problem when it was named.
  fileprivate init(files: [String], unfinished: [String] = [], isFolder: Bool) {
    let isVolume = { (file: String) in hasVolumeName(file) || (!isFolder && isVolumeByContent(file)) }
    var images: [ImageFile] = []
    var faults = RegionFaults()
    for file in files where isVolume(file) {
      do throws(ImageFileError) {
        images.append(try ImageFile(file, faults: &faults))
      } catch {
        faults.problems.append(error)
      }
    }
    let dicom = DICOMFolder(files: files.filter { !isVolume($0) }, unfinished: unfinished)
    self.images = images
    series = dicom.series.map(Series.init)
    (structureSets, segmentations) = (dicom.structureSets, dicom.segmentations)
    for set in dicom.structureSets { faults.add(set.faults) }
    for object in dicom.segmentations { faults.add(object.faults) }
    var problems = faults.problems + dicom.problems
    notes = faults.notes.map(Problem.init)
    if !isFolder, images.isEmpty, dicom.isEmpty, problems.isEmpty { problems = [otherKind(files[0])] }
    self.problems = problems.map(Problem.init)
  }
}

/// What a single file that is nothing usable is instead.
private func otherKind(_ file: String) -> ImageFileError {
  do throws(ImageFileError) {
    _ = try readVolume(file)
    return ImageFileError(file, .notAnImage)
  } catch {
    return error
  }
}

/// Whether a file is NIfTI or NRRD by its name.
func hasVolumeName(_ file: String) -> Bool {
  [".nii", ".nii.gz", ".nrrd", ".nhdr"].contains { file.lowercased().hasSuffix($0) }
}

/// Whether a name is one of a packed file, whose content is not looked at.
func isPacked(_ file: String) -> Bool {
  [".gz", ".zip", ".bz2", ".xz", ".7z", ".tar", ".tgz", ".rar"].contains { file.lowercased().hasSuffix($0) }
}

private func isVolumeByContent(_ file: String) -> Bool {
  switch try? ImageFormat(of: file) {
  case .nifti, .nrrd: true
  default: false
  }
}

extension Inspection.ImageFile {
  fileprivate init(_ file: String, faults: inout RegionFaults) throws(ImageFileError) {
    let segments = try LabelSegments(of: file)
    let layers =
      if segments.all.isEmpty { [try readVolume(file)] } else { try segmentVolumes(file) }
    self.file = file
    (grid, precision) = (layers[0].grid, layers[0].precision)
    let ranges = layers.map(\.finiteRange)
    range = ranges.reduce(ranges[0].values) {
      min($0.lowerBound, $1.values.lowerBound)...max($0.upperBound, $1.values.upperBound)
    }
    // The span bounds the count, so labels are only gathered where they can be few.
    let areLabels = ranges.allSatisfy { $0.areWhole } && range.lowerBound >= 0 && range.upperBound < 256
    let labels = areLabels ? layers.map { Set($0.labels) } : []
    let all = labels.reduce(into: Set<Int>()) { $0.formUnion($1) }.sorted()
    self.labels = all.count <= 32 ? all : []
    self.segments = segments.all.map { .init(name: $0.name, place: try? segments.place(of: $0)) }
    if range == 0...0 { faults.problems.append(ImageFileError(file, .everyVoxelZero)) }
    if areLabels, range != 0...0 { faults.add(segments.faults(labels)) }
  }
}

extension LabelSegments {
  /// What keeps its segments from being read.
  /// - Parameter labels: the labels in the voxels of each layer.
  fileprivate func faults(_ labels: [Set<Int>]) -> RegionFaults {
    var faults = RegionFaults()
    for segment in all {
      do throws(ImageFileError) {
        let place = try place(of: segment)
        guard labels.indices.contains(place.layer), labels[place.layer].contains(place.label) else {
          faults.empty.append(ImageFileError(file, .emptyMask(region: "\"\(segment.name)\"", present: [])))
          continue
        }
        faults.usable += 1
      } catch {
        faults.problems.append(error)
      }
    }
    return faults
  }
}

/// The layers of a segmentation.
private func segmentVolumes(_ file: String) throws(ImageFileError) -> [Volume] {
  try readNRRDLayers(file).map { layer throws(ImageFileError) in try layer.volume() }
}

extension Volume {
  /// The lowest and the highest finite value, and whether all of them are whole numbers. A volume has such a value, or
  /// it would not have been read.
  fileprivate var finiteRange: (values: ClosedRange<Double>, areWhole: Bool) {
    var (low, high, areWhole) = (Double.infinity, -Double.infinity, true)
    for value in voxels where value.isFinite {
      (low, high) = (min(low, value), max(high, value))
      areWhole = areWhole && value == value.rounded()
    }
    return (low...high, areWhole)
  }
}

extension Inspection.Series {
  fileprivate init(_ summary: DICOMSeriesSummary) {
    description = summary.seriesDescription
    modality = summary.modality
    seriesUID = summary.seriesUID
    frameOfReferenceUID = summary.frameOfReferenceUID
    folder = summary.commonFolder
    fileCount = summary.files.count
    scanner = [summary.manufacturer, summary.manufacturerModel].filter { !$0.isEmpty }.joined(separator: " ")
    do throws(ImageFileError) {
      grid = try summary.grid()
      problem = pixelFault(of: summary.files).map(Inspection.Problem.init)
    } catch {
      (grid, problem) = (nil, Inspection.Problem(error))
    }
  }
}

import Volumes

/// What is at a path: a file, or a folder and everything below it. Never fails: what cannot be read is listed as a
/// problem.
/// - Parameter spacing: how unevenly the slices of a DICOM series may be spaced.
public func inspect(_ path: String, spacing: SpacingRule = .standard) -> Inspection {
  InspectedPath(path, spacing: spacing).inspection
}

/// What is at a path, with its DICOM files.
package struct InspectedPath {
  /// What was found.
  package var inspection: Inspection
  /// Its DICOM files; `nil` where the path cannot be read.
  package let dicom: DICOMFolder?
  /// The series whose headers tell where their voxels are.
  package let placed: [(series: DICOMSeriesSummary, layout: SeriesLayout)]

  /// Looks at a file, or at a folder and everything below it.
  package init(_ path: String, spacing: SpacingRule) {
    do throws(ImageFileError) {
      guard case .folder = try FileFacts(of: path) else {
        self.init(files: [path], isFolder: false, spacing: spacing)
        return
      }
      let files = FilesBelow(path)
      self.init(files: files.visible, unfinished: files.unfinished, isFolder: true, spacing: spacing)
      guard inspection.isEmpty, inspection.problems.isEmpty else { return }
      throw ImageFileError(
        path, .nothingInFolder(wanted: "images, contours or segmentations", beside: unreadNames(below: path)))
    } catch {
      self.init(problem: error)
    }
  }

  private init(problem: ImageFileError) {
    (inspection, dicom, placed) = (Inspection(problem: problem), nil, [])
  }

  /// - Parameter isFolder: a file of another kind is passed over in a folder, and a problem when it was named.
  private init(files: [String], unfinished: [String] = [], isFolder: Bool, spacing: SpacingRule) {
    let isVolume = { (file: String) in hasVolumeName(file) || (!isFolder && isVolumeByContent(file)) }
    let dicom = DICOMFolder(files: files.filter { !isVolume($0) }, unfinished: unfinished)
    let series = dicom.series.map { NotedSeries($0, spacing) }
    self.dicom = dicom
    placed = zip(dicom.series, series).compactMap { summary, noted in noted.layout.map { (summary, $0) } }
    inspection = Inspection(
      volumes: files.filter(isVolume), dicom: dicom, series, only: isFolder ? nil : files[0])
  }
}

extension Inspection {
  fileprivate init(problem: ImageFileError) {
    (images, series, structureSets, segmentations, problems, notes) = ([], [], [], [], [Problem(problem)], [])
  }

  /// - Parameter only: the file that was named; `nil` for a folder.
  fileprivate init(volumes: [String], dicom: DICOMFolder, _ series: [NotedSeries], only: String?) {
    var images: [ImageFile] = []
    var faults = RegionFaults()
    for file in volumes {
      do throws(ImageFileError) {
        images.append(try ImageFile(file, faults: &faults))
      } catch {
        faults.problems.append(error)
      }
    }
    self.images = images
    self.series = series.map(\.series)
    (structureSets, segmentations) = (dicom.structureSets, dicom.segmentations)
    for set in dicom.structureSets { faults.add(set.faults) }
    for object in dicom.segmentations { faults.add(object.faults) }
    var problems = faults.problems + dicom.problems
    notes = series.flatMap(\.notes) + faults.notes.map(Problem.init)
    if let only, images.isEmpty, dicom.isEmpty, problems.isEmpty { problems = [otherKind(only)] }
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
  fileprivate init(
    _ summary: DICOMSeriesSummary, grid: Grid?, problem: Inspection.Problem?
  ) {
    description = summary.seriesDescription
    modality = summary.modality
    seriesUID = summary.seriesUID
    frameOfReferenceUID = summary.frameOfReferenceUID
    folder = summary.commonFolder
    fileCount = summary.files.count
    scanner = [summary.manufacturer, summary.manufacturerModel].filter { !$0.isEmpty }.joined(separator: " ")
    (self.grid, self.problem) = (grid, problem)
  }
}

/// A series with what its headers ask a reader to know.
private struct NotedSeries {
  let series: Inspection.Series
  /// `nil` where the headers do not tell it.
  let layout: SeriesLayout?
  let notes: [Inspection.Problem]

  init(_ summary: DICOMSeriesSummary, _ spacing: SpacingRule) {
    do throws(ImageFileError) {
      let layout = try summary.layout(spacing: spacing)
      let fault = pixelFault(of: summary.files)
      series = Inspection.Series(summary, grid: layout.grid, problem: fault.map(Inspection.Problem.init))
      self.layout = layout
      notes = layout.notes.map { Inspection.Problem($0, file: summary.commonFolder) }
    } catch {
      series = Inspection.Series(summary, grid: nil, problem: Inspection.Problem(error))
      (layout, notes) = (nil, [])
    }
  }
}

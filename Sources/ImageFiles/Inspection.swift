import Volumes

/// What files and folders hold: what `apus inspect` prints, as text or as JSON.
public struct Inspection: Hashable, Codable, Sendable {
  /// A NIfTI or NRRD file.
  public struct ImageFile: Hashable, Codable, Sendable {
    /// Path of the file.
    public let file: String
    /// Where its voxels are.
    public let grid: Grid
    /// Precision of its intensities.
    public let precision: StoredPrecision
    /// Lowest and highest finite intensity.
    public let range: ClosedRange<Double>
    /// Its labels, if it looks like a label image: whole numbers, at most 32 of them.
    public let labels: [Int]
  }

  /// A DICOM image series.
  public struct Series: Hashable, Codable, Sendable {
    /// SeriesDescription, empty when absent.
    public let description: String
    /// `MR`, `CT` and so on.
    public let modality: String
    /// SeriesInstanceUID.
    public let seriesUID: String
    /// FrameOfReferenceUID, empty when absent.
    public let frameOfReferenceUID: String
    /// Folder of its first file.
    public let folder: String
    /// Number of files.
    public let fileCount: Int
    /// Maker and model of the scanner.
    public let scanner: String
    /// Where its voxels are; `nil` when the headers do not make one grid, and then `problem` says why.
    public let grid: Grid?
    /// Why there is no grid.
    public let problem: Problem?
  }

  /// A file that cannot be used.
  public struct Problem: Hashable, Codable, Sendable {
    /// Path of the file or folder.
    public let file: String
    /// Stable name of the kind of problem.
    public let kind: String
    /// Cause and next step.
    public let description: String

    /// The record of an error.
    public init(_ error: ImageFileError) {
      (file, kind, description) = (error.file, error.kind.name, error.description)
    }
  }

  /// NIfTI and NRRD files.
  public let images: [ImageFile]
  /// DICOM image series.
  public let series: [Series]
  /// RTSTRUCT files with their regions.
  public let structureSets: [StructureSet]
  /// SEG files with their segments.
  public let segmentations: [SegmentationObject]
  /// What cannot be used, and why.
  public let problems: [Problem]

  /// Whether nothing usable was found.
  public var isEmpty: Bool { images.isEmpty && series.isEmpty && structureSets.isEmpty && segmentations.isEmpty }
}

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
    (images, series, structureSets, segmentations, problems) = ([], [], [], [], [Problem(problem)])
  }

  /// - Parameter isFolder: a file of another kind is passed over in a folder, and a problem when it was named.
  fileprivate init(files: [String], unfinished: [String] = [], isFolder: Bool) {
    let isVolume = { (file: String) in hasVolumeName(file) || (!isFolder && isVolumeByContent(file)) }
    var (images, problems): ([ImageFile], [ImageFileError]) = ([], [])
    for file in files where isVolume(file) {
      do throws(ImageFileError) {
        images.append(try ImageFile(file))
      } catch {
        problems.append(error)
      }
    }
    let dicom = DICOMFolder(files: files.filter { !isVolume($0) }, unfinished: unfinished)
    self.images = images
    series = dicom.series.map(Series.init)
    (structureSets, segmentations) = (dicom.structureSets, dicom.segmentations)
    problems += dicom.problems
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

private func hasVolumeName(_ file: String) -> Bool {
  [".nii", ".nii.gz", ".nrrd", ".nhdr"].contains { file.lowercased().hasSuffix($0) }
}

private func isVolumeByContent(_ file: String) -> Bool {
  switch try? ImageFormat(of: file) {
  case .nifti, .nrrd: true
  default: false
  }
}

extension Inspection.ImageFile {
  fileprivate init(_ file: String) throws(ImageFileError) {
    let volume = try readVolume(file)
    self.file = file
    grid = volume.grid
    precision = volume.precision
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var areWhole = true
    for value in volume.voxels where value.isFinite {
      lowest = min(lowest, value)
      highest = max(highest, value)
      areWhole = areWhole && value == value.rounded()
    }
    range = lowest...highest
    // The span bounds the count, so labels are only gathered where they can be few.
    let labels = areWhole && lowest >= 0 && highest < 256 ? volume.labels : []
    self.labels = labels.count <= 32 ? labels : []
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
      (grid, problem) = (try summary.grid(), nil)
    } catch {
      (grid, problem) = (nil, Inspection.Problem(error))
    }
  }
}

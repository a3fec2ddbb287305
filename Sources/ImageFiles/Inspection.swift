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
    /// The named regions of a `.seg.nrrd`; none for every other file.
    public let segments: [Segment]
  }

  /// A named region of a label image.
  public struct Segment: Hashable, Codable, Sendable {
    /// Its name.
    public let name: String
    /// Where its voxels are; `nil` where the header leaves that open, and then a problem says why.
    public let place: SegmentPlace?
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

    /// The record of another error.
    package init(file: String, kind: String, description: String) {
      (self.file, self.kind, self.description) = (file, kind, description)
    }

    /// The record of what a reader should know of a file.
    package init(_ note: ReadingNote, file: String) {
      self.init(file: file, kind: note.kind, description: "\(file): \(note).")
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
  public internal(set) var problems: [Problem]
  /// What a reader should know: assumptions about a series, regions that cannot be used in files of which other regions
  /// can, files that do not go together.
  public internal(set) var notes: [Problem]

  /// Whether nothing usable was found.
  public var isEmpty: Bool { images.isEmpty && series.isEmpty && structureSets.isEmpty && segmentations.isEmpty }

  /// Adds what was found by comparing with other files, each thing once; what is a problem there is no mere note.
  package mutating func add(problems more: [Problem], notes moreNotes: [Problem]) {
    let known = Set(problems.map(\.description))
    problems += more.filter { !known.contains($0.description) }.distinct
    let all = Set(problems.map(\.description))
    notes = (notes + moreNotes).filter { !all.contains($0.description) }.distinct
  }

  /// Whether anything was found that cannot be used, or nothing at all.
  public var hasProblems: Bool { isEmpty || !problems.isEmpty || series.contains { $0.problem != nil } }
}

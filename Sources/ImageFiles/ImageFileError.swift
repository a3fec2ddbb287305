import Volumes

/// What is wrong with a file, as facts; ``description`` says it with the file's name and what to do next.
///
/// No value here ever holds a patient's name or identifier: readers do not read those tags.
public struct ImageFileError: Error, Hashable, Sendable {
  /// The file or folder the error is about, as the caller named it.
  public let file: String
  /// What is wrong.
  public let kind: Kind

  /// An error about `file`.
  public init(_ file: String, _ kind: Kind) {
    self.file = file
    self.kind = kind
  }

  /// Everything that can be wrong with an image, a mask or a folder of them.
  public enum Kind: Hashable, Sendable {
    // MARK: The file

    /// Nothing is at this path.
    case notFound
    /// There is something, but it cannot be opened.
    case unreadable
    /// The file has no bytes.
    case emptyFile
    /// The folder holds none of `wanted`.
    case nothingInFolder(wanted: String)
    /// The content is neither NIfTI, NRRD nor DICOM.
    case notAnImage
    /// DICOM, but not of the kind asked for.
    case otherObject(found: String, wanted: String)
    /// The file ends before its content does. Counts are bytes; `nil` when the decoder cannot tell.
    case truncated(expected: Int?, found: Int?)
    /// The content contradicts the format.
    case damaged(detail: String)

    // MARK: Content refused by name

    /// Colour pixels have no single intensity.
    case colour(model: String)
    /// Complex numbers have no single intensity.
    case complexNumbers(type: String)
    /// More than three axes longer than 1.
    case notThreeDimensional(sizes: [Int])
    /// A data type, format version or compression that is not read.
    case unsupported(what: String, remedy: String)
    /// A segmentation object of probabilities or occupancies.
    case fractionalSegmentation

    // MARK: Geometry

    /// The header has no usable spacing, position or orientation.
    case invalidGrid(detail: String)
    /// Slices are missing between others, at these positions along the normal in mm.
    case missingSlices(count: Int, between: [ClosedRange<Double>], spacing: Double)
    /// The distance between slices varies more than allowed; `tolerance` is a share of the spacing.
    case unevenSpacing(smallest: Double, largest: Double, tolerance: Double)
    /// Two slices, or two frames, at one place.
    case duplicatePositions(position: Double, count: Int, other: String)
    /// Slices of one series look in different directions.
    case mixedOrientations(other: String)
    /// Slices of one series have different sizes or pixel spacings.
    case mixedSizes(first: String, other: String, otherFile: String)
    /// Slices are shifted against each other across the normal, as with a tilted gantry.
    case shearedStack(shift: Double)
    /// Several frames of reference in one series.
    case severalFramesOfReference(count: Int)
    /// Several series where one was wanted.
    case severalSeries([String])
    /// A file beside a series that should be DICOM and cannot be read: it may be a slice of it.
    case unreadableNeighbour(cause: String, series: String)
    /// Image and mask are on different grids.
    case differentGrids(image: Grid, mask: Grid, maskFile: String)

    // MARK: Regions

    /// No region of this name.
    case regionNotFound(name: String, present: [String])
    /// The region has no voxel.
    case emptyMask(region: String, present: [Int])
    /// A contour or segment lies outside the image.
    case outsideImage(region: String, grid: Grid)
    /// A contour's plane is not parallel to the slices.
    case contourNotParallel(region: String, spread: Double)
    /// Contours of several planes fall on one slice.
    case contoursShareSlice(region: String, slice: Int)
    /// The region has points or open lines only.
    case noClosedContour(region: String, types: [String])

    // MARK: Values

    /// No voxel has a finite value.
    case noFiniteValue
  }
}

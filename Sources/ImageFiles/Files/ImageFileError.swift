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
    /// The name exists, but its bytes are not UTF-8, so that no path in text leads to it.
    case nameNotUTF8
    /// A folder was given as a mask, but it does not hold exactly one RTSTRUCT or SEG.
    case folderAsMask(found: String)
    /// There is something, but it cannot be opened.
    case unreadable
    /// The file has no bytes.
    case emptyFile
    /// The folder holds none of `wanted`, but perhaps image files of another kind.
    case nothingInFolder(wanted: String, beside: [String] = [])
    /// The content is neither NIfTI, NRRD nor DICOM.
    case notAnImage
    /// A file of another kind that is known, such as a table or a saved model.
    case otherContent(found: String)
    /// DICOM, but not of the kind asked for.
    case otherObject(found: String, wanted: String)
    /// The file ends before its content does. Counts are bytes; `nil` when the decoder cannot tell.
    case truncated(expected: Int?, found: Int?)
    /// All values are there, but the compressed stream ends before its checksum.
    case streamWithoutChecksum
    /// There are more values than the header announces, which then are not those that it describes. Counts are bytes;
    /// more than `found` may be there.
    case surplus(expected: Int, found: Int)
    /// The content contradicts the format.
    case damaged(detail: String)

    /// A compressed image contradicts the header: an attribute, its value in the header, and that in the stream.
    case streamContradiction(attribute: String, header: String, stream: String)
    /// A transfer syntax that is not supported, with its name if it is known.
    case unreadSyntax(uid: String, name: String?)

    /// More voxels than the memory of this machine can hold; bytes needed, and those there are.
    case tooLarge(voxels: Int, needed: Double, available: Int)

    // MARK: Content refused by name

    /// Colour pixels have no single intensity.
    case colour(model: String)
    /// Complex numbers have no single intensity.
    case complexNumbers(type: String)
    /// More than three axes longer than 1.
    case notThreeDimensional(sizes: [Int])
    /// An axis of an NRRD image that is time, a list or components by its kind, and so no axis of space.
    case axisNotSpace(kind: String, size: Int)
    /// A data type, format version or compression that is not read.
    case unsupported(what: String, remedy: String)
    /// A segmentation object of probabilities or occupancies: a value between nothing and all, and the
    /// MaximumFractionalValue where the file has one.
    case fractionalSegmentation(value: Double, maximum: Double?)
    /// Frames of a segment with more than one value beside 0, two of them here.
    case severalValues([Double])

    /// A value that is there, but is not the number it should be.
    case unreadableValue(attribute: String, value: String)
    /// A number in a header, or a value in text, that is not of the wanted form or that its type cannot hold.
    case unreadableNumber(place: String, value: String, wanted: String)
    /// So many pixels have bits above BitsStored that go on from those below, so they would be cut.
    case bitsStoredTooSmall(stored: Int, count: Int)
    /// HighBit, and BitsStored, of pixels that all lie below the bits these two describe, in part at least.
    case highBitTooHigh(Int, stored: Int)
    /// HighBit, and BitsStored, of pixels with bits below those that these two describe, of which so many have digits
    /// there.
    case digitsBelowStored(highBit: Int, stored: Int, count: Int)
    /// Pixels that PixelRepresentation calls signed, or unsigned, and whose values say the contrary; BitsStored.
    case signContradicted(isSigned: Bool, stored: Int)
    /// HighBit, and BitsStored, of pixels that have one value by the number of bits that HighBit leaves, and another by
    /// BitsStored.
    case highBitTooLow(Int, stored: Int)
    /// An attribute whose value cannot be, beside the others, and what it can be.
    case impossibleValue(attribute: String, value: String, wanted: String)
    /// Images of several kinds in one series: echoes, diffusion weightings, phases.
    case mixedImages(attribute: String, values: [String])

    /// A list of numbers that has more or fewer than it must.
    case wrongCount(attribute: String, found: Int, wanted: Int)
    /// Some slices of a series have an attribute with this value, and others lack it.
    case absentInSome(attribute: String, value: String)

    // MARK: Geometry

    /// The header has no usable spacing, position or orientation.
    case invalidGrid(detail: String)
    /// The axes of the grid are not at right angles; `angle` is the one furthest from 90, in degrees.
    case shearedGrid(angle: Double)
    /// The header gives two voxel sizes, in mm, and nothing says which is the patient's.
    case contradictorySpacing(pixdim: SIMD3<Double>, sform: SIMD3<Double>)
    /// The header gives positions in a unit that is no length, or none that is known.
    case unknownUnit(String)
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
    /// By its name, an unfinished copy of a slice, or a compressed one; the name of the slice.
    case unfinishedCopy(of: String)
    /// A file beside a series that should be DICOM and cannot be read: it may be a slice of it.
    case unreadableNeighbour(cause: String, series: String)
    /// Image and mask are on different grids.
    case differentGrids(image: Grid, mask: Grid, maskFile: String)
    /// A frame of a segmentation whose pixels do not lie on the voxels of the image.
    case frameOffGrid(image: Grid, frame: Grid)

    // MARK: Regions

    /// No region of this name.
    case regionNotFound(name: String, present: [String])
    /// A region of a label image was asked for by name, but the image has no names. `present` are its labels with their
    /// numbers of voxels, the largest first, at most twenty of `count`.
    case labelsWithoutNames(name: String, present: [LabelCount], count: Int)
    /// A label was asked for in a file of contours, whose regions have only names.
    case contoursWithoutLabels(label: Int, names: [String])
    /// No segment has this number; `present` has the numbers and labels of all segments.
    case segmentNumberNotFound(number: Int, present: [String])
    /// A label and a name were asked for together, but the region of that name has another label.
    case labelOfAnother(label: Int, name: String, number: Int)
    /// The region has no voxel.
    case emptyMask(region: String, present: [Int])
    /// Contours that enclose no voxel centre, and why: `holes` where what they enclose was taken out again.
    case nothingEnclosed(region: String, holes: Bool)
    /// A segment that no frame shows, the segments that frames show, and numbers that frames name and the file does not
    /// describe.
    case segmentWithoutFrames(segment: String, shown: [String], undescribed: [Int])
    /// No voxel of a label image has this label. `present` are the labels there with their voxels, the largest first,
    /// at most twenty of `count`.
    case labelNotFound(label: Int, present: [LabelCount], count: Int)
    /// The header of a `.seg.nrrd` leaves open which voxels the segment has.
    case uncertainSegment(name: String, SegmentDoubt)
    /// No voxel of the layer that was read has the label, of several layers; those that have it.
    case labelNotInLayer(label: Int, layer: Int, layers: Int, found: [Int])
    /// Every voxel of the file is 0.
    case everyVoxelZero
    /// Values of a label image that are no whole numbers: how many voxels, and some of the values.
    case labelsNotWhole(count: Int, examples: [Double])
    /// A label image that is an image of intensities; `reason` says by what.
    case imageAsMask(reason: String)
    /// A contour or segment lies outside the image.
    case outsideImage(region: String, grid: Grid)
    /// A region reaches beyond the first or last slice, and its file lists more images of this series than were found.
    case outsideFoundImages(region: String, grid: Grid, listed: Int, found: Int)
    /// A contour's plane is not parallel to the slices.
    case contourNotParallel(ContourPlace, spread: Double)
    /// The points of a contour do not follow an outline.
    case contourInNoOrder(ContourPlace)
    /// A contour has fewer or more points than its NumberOfContourPoints says.
    case contourPointCount(ContourPlace, announced: Int, found: Int)
    /// Contours of several planes fall on one slice.
    case contoursShareSlice(region: String, slice: SlicePlace)
    /// The region has points or open lines only, or nothing.
    case noClosedContour(region: String, types: [String])
    /// Slices between those with a closed contour have none; `types` are the contours that they have instead.
    case slicesWithoutContour(region: String, slices: [SlicePlace], types: [String])
    /// A mask stored as voxels is empty on slices at even distances, or has two slices with nothing between them.
    case emptySlices(region: String, slices: [SlicePlace], axis: Int)
    /// Regions with one ROINumber, by which contours are told apart; one of them was asked for.
    case sharedNumber(region: String, number: Int, names: [String])
    /// Several groups of contours refer to the region.
    case contoursTwice(region: String, number: Int, groups: Int)
    /// Frames show segments with these numbers, which the file does not describe.
    case undescribedSegments([Int])
    /// Segments with one SegmentNumber, by which frames are told apart.
    case sharedSegment(number: Int, labels: [String])
    /// A segmentation whose frames are farther apart, or thicker, than the slices of the image, in mm.
    case otherSlices(mask: Double, image: Double, imageGrid: Grid)

    // MARK: Values

    /// No voxel has a finite value.
    case noFiniteValue
  }
}

/// A label of a label image and how many voxels have it.
public struct LabelCount: Hashable, Sendable, CustomStringConvertible {
  /// The label.
  public let label: Int
  /// Voxels with it.
  public let voxels: Int

  /// A label with its voxels.
  public init(label: Int, voxels: Int) {
    self.label = label
    self.voxels = voxels
  }

  /// `2 (150 voxels)`.
  public var description: String { "\(label) (\(voxels) voxel\(voxels == 1 ? "" : "s"))" }
}

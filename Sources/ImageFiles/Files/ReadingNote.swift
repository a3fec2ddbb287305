/// One thing that was done while an image or a mask was read, or that could not be checked, as facts.
public enum ReadingNote: Hashable, Codable, Sendable {
  /// Contours that repeat another one of their slice and were therefore ignored.
  case doubledContours(count: Int, slices: [SlicePlace])
  /// Contours of one slice cross, and their union was taken.
  case overlappingContours(slices: [SlicePlace])
  /// CLOSED_PLANAR contours that lie inside another were read as holes.
  case contoursAsHoles(slices: [SlicePlace])
  /// A contour crosses itself so that it runs round some voxels twice; even-odd leaves those out.
  case selfOverlap(slices: [SlicePlace])
  /// A contour crosses itself and encloses voxels on both sides, which all count as inside.
  case selfCrossing(slices: [SlicePlace])
  /// Contours that enclose nothing, such as OPEN_PLANAR or POINT, were left out.
  case openContours(types: [String], slices: [SlicePlace])
  /// Closed contours without a point were left out.
  case contoursWithoutPoints(count: Int)
  /// The contours run through the centres of the outermost voxels, and these were counted as inside.
  case tracedContours
  /// The corners of the contours are centres of voxels and their edges run in any direction, so they are outlines of a
  /// mask of which corners were left out; the voxels under them were counted as inside.
  case simplifiedContours
  /// The corners of the contours lie on centres of voxels but for the rounding of their coordinates, and were read as
  /// on them; or so few digits and corners do not tell whether they do.
  case roundedCorners(areOnCentres: Bool)
  /// Contours that enclose the centre of no voxel and so neither add nor remove a voxel.
  case contoursWithoutVoxel(count: Int, slices: [SlicePlace])
  /// Contours lie beside the planes of the slices to which they were assigned; the largest distance in mm.
  case contoursOffPlane(distance: Double, slices: [SlicePlace])
  /// Contours of the region that name images of another series than the image's; their number, and that of all closed
  /// contours.
  case namesOtherSeries(count: Int, all: Int)
  /// Contours or frames that lie on these slices but name images of other slices, with their number.
  case namesOtherSlices(count: Int, slices: [SlicePlace])
  /// Frames of one segment at one place that differ, so that their union was taken.
  case contradictingFrames(slices: [SlicePlace])
  /// Slices without a contour got a shape interpolated between those of their neighbours.
  case filledSlices([SlicePlace])
  /// Slices without a contour between others with one stay empty, because the user asked for it.
  case leftSlices([SlicePlace])
  /// Slices without a voxel of the region, or of one part, between slices that overlap in the plane, in a mask that was
  /// stored as voxels.
  case emptySlices([SlicePlace])
  /// It cannot be checked that the region was drawn on the image, because the file names no image or the image is not
  /// DICOM.
  case originUnchecked(OriginGap)
  /// The sform of a NIfTI image leads to another space, so the qform was taken; the sizes of a voxel in mm by the
  /// sform, and as read.
  case qformTaken(sform: [Double], taken: [Double])
  /// The sform and the qform of a NIfTI image put it in different places, and the sform was taken; the largest distance
  /// in mm.
  case sformTaken(distance: Double)
  /// The region reaches from side to side of the image along every axis and is larger than a litre; its volume in ml.
  case spansImage(volume: Double)
  /// The region has very many parts; voxels that touch at a corner belong to one part. `largest` is the share of its
  /// voxels that the largest part has, from 0 to 1.
  case manyParts(count: Int, largest: Double)
  /// The region has so many small holes as a thresholded image of noise has.
  case manyHoles(count: Int)
  /// Voxels of a label image that are no number were read as background.
  case notNumbers(count: Int)
  /// The label is a layer of one voxel between lower and higher labels.
  case skinOfOtherLabels(label: Int)
  /// Voxels of a label image have so many numbers each, nothing says what they are, and the first was read.
  case firstLayerTaken(of: Int)
  /// The higher labels of the file lie inside this one, which nobody chose by name or number.
  case higherLabelsInside(label: Int, labels: [Int])
  /// The region fills nearly the whole image; its share of the voxels, from 0 to 1.
  case fillsImage(share: Double)

  /// The image is MONOCHROME1: its lowest values are meant to be shown white, and were turned round.
  case greyLevelsInverted
  /// A Philips image with a private scale slope, which is not applied to its intensities; the smallest and largest
  /// factor from the scanner's floating point values to them.
  case privateScale(smallest: Double, largest: Double)
  /// Voxels of the region that the image's header calls padding; their number and their share of the region, from 0 to
  /// 1.
  case paddingInRegion(count: Int, share: Double)
  /// Slices of the region on which the image has one value everywhere.
  case flatSlices([SlicePlace])
  /// Slices of the region, or beside it, on which the image has the pixels of the slice before.
  case repeatedSlices([SlicePlace])
  /// The pixels were once compressed with loss; the ratio as the header has it, empty without one.
  case lossyCompression(ratio: String)
  /// An attribute alternates between these values from slice to slice.
  case alternatingSlices(attribute: String, values: [String])
  /// Slices differ in what a scanner does not change within a series.
  case mergedSlices(attribute: String, values: [String])
  /// ImageOrientationPatient is written with so few digits that the slices drift from the normal by this distance in
  /// mm, so the direction of the stack was taken from their positions.
  case stackDirectionTaken(decimals: Int, drift: Double)
  /// The slices are not evenly spaced and were read as if they were, because the user allowed it; the smallest and the
  /// largest distance and the one taken, mm.
  case unevenSlices(smallest: Double, largest: Double, taken: Double)
  /// Fewer slices or parts were found than an attribute of the image announces.
  case fewerThanAnnounced(attribute: String, announced: Int, found: Int)
  /// Fewer images of the series were found than the structure set lists.
  case fewerThanListed(listed: Int, found: Int)
  /// SpacingBetweenSlices is a multiple of the distance between slices, or the reverse; both in mm.
  case otherDistance(declared: Double, found: Double)
  /// Bytes after the values that the header announces, which were ignored; their number, and whether all are 0.
  case trailingBytes(count: Int, areZero: Bool)
  /// JPEG 2000 frames without the marker that ends a complete frame; their number.
  case streamsWithoutEnd(count: Int)
  /// Pixels with bits outside the stored ones that no overlay of the header explains, and that were left out; their
  /// number.
  case foreignBits(count: Int)
  /// Frames of single bits each begin at a new byte, although DICOM packs them without gaps.
  case framesOfWholeBytes
  /// The length of the pixels is that of frames that each begin at a new byte and that of frames without gaps, which
  /// differ; the latter, which is DICOM's, was taken.
  case framesOfEitherPacking
  /// An attribute has a value that cannot be, and was read as the only one that can.
  case attributeTaken(attribute: String, value: String, taken: String)
  /// A FRACTIONAL segmentation that holds only 0 and its MaximumFractionalValue.
  case fractionalAllOrNothing(maximum: Double)
  /// Frames refer to segments with these numbers, which the file does not describe.
  case undescribedSegments([Int])
  /// The sizes of a voxel in a NIfTI header (`pixdim`) are 0 or no number along these axes, so those of the sform were
  /// taken; the sizes as read, in mm.
  case pixdimMissing(axes: [String], taken: [Double])
  /// The header of an NRRD image gives no size of its voxels.
  case sizeNotGiven
  /// The size of a voxel, in mm along each axis, which no scanner produces.
  case oddVoxelSize([Double])

  /// Why the origin of a region could not be checked.
  public enum OriginGap: String, Hashable, Codable, Sendable {
    /// The image is a NIfTI or NRRD file.
    case imageIsNotDICOM
    /// The contours or segments name neither a series nor a frame of reference.
    case noReference
    /// The region has no frame of reference, and others of its file have one.
    case regionWithoutFrame
  }
}

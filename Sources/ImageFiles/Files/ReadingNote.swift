import Volumes

/// A slice of an image, as notes and errors name it.
public struct SlicePlace: Hashable, Codable, Sendable {
  /// Number in the image, from 1.
  public let number: Int
  /// Position of its centre along the normal, mm; for axial slices the z of DICOM.
  public let position: Double
  /// The plane in which it lies where that is not the slices of the image; `nil` for a slice.
  public let plane: ImagePlane?

  /// Slice `index`, counted from 0, of a grid.
  package init(_ index: Int, of grid: Grid) { self.init(index, along: 2, of: grid) }

  /// Slice `index`, counted from 0, at right angles to an axis of a grid.
  package init(_ index: Int, along axis: Int, of grid: Grid) {
    let direction = [grid.axes.i, grid.axes.j, grid.axes.k][axis]
    number = index + 1
    plane = axis == 2 ? nil : axis == 1 ? .row : .column
    position = (grid.origin + direction * (Double(index) * grid.spacing[axis])).dot(direction)
  }
}

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
  /// The corners of the contours lie on centres of voxels but for the rounding of their coordinates, and were read as on
  /// them; or so few digits and corners do not tell whether they do.
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
  /// ImageOrientationPatient is written with so few digits that the slices drift from the normal by this distance in mm,
  /// so the direction of the stack was taken from their positions.
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

extension ReadingNote: CustomStringConvertible {
  /// One sentence, without a full stop.
  public var description: String {
    switch self {
    case .qformTaken(let sform, let taken):
      "the sform of the image leads to another space (voxels of \(sform.map(\.short).joined(separator: ", ")) mm), so the qform was "
        + "taken, as ITK "
        + "does (\(taken.map(\.short).joined(separator: ", ")) mm)"
    case .sformTaken(let distance):
      "sform and qform of the image put it in different places, up to \(distance.short) mm apart; the sform was taken (ITK takes the "
        + "qform where the code of the sform is not 1). Check that the mask lies on the lesion"
    case .spansImage(let volume):
      "the region reaches from side to side of the image along every axis (\(volume.short) ml); is this the lesion, or the body?"
    case .manyParts(let count, let largest):
      "the region falls into \(count) separate parts, the largest with \(Int((100 * largest).rounded())) % of its voxels; is it a "
        + "thresholded image "
        + "and not a segmentation?"
    case .skinOfOtherLabels(let label):
      "label \(label) is a skin of one voxel between lower and higher labels; is the file a map of votes or distances, and the "
        + "region larger than "
        + "this label?"
    case .higherLabelsInside(let label, let labels):
      "label \(label) was read without \(labels.map(String.init).listed()), which \(labels.count == 1 ? "lies" : "lie") inside it; if "
        + "these are votes of readers, or an organ and its tumour, choose the region by its label, or give it as one label"
    case .firstLayerTaken(let count):
      "each voxel of the file has \(count) numbers, and no segment says what they are; the first was read, as PyRadiomics reads it "
        + "(`label_channel` among the parameters chooses another)"
    case .pixdimMissing(let axes, let taken):
      "the header gives no size of a voxel along \(axes.listed()) (pixdim is 0 or no number), so the sizes by the sform were taken: "
        + "\(taken.map(\.significant).joined(separator: " x ")) mm; other programs take 1 mm"
    case .sizeNotGiven:
      "the header gives no size of the voxels, so 1 mm was taken, as ITK does; volumes and distances are in voxels"
    case .fillsImage(let share):
      "the region fills \(Int((100 * share).rounded())) % of the image; is this the region that was meant?"
    case .doubledContours(let count, let slices):
      "\(count) contour\(count == 1 ? " repeats" : "s repeat") another and \(count == 1 ? "was" : "were") read once, on \(slices.named)"
    case .overlappingContours(let slices):
      "contours overlap, and their union was taken, on \(slices.named)"
    case .contoursAsHoles(let slices):
      "contours inside another were read as holes, on \(slices.named)"
    case .selfOverlap(let slices):
      "a contour runs round some voxels twice, and these were left out (even-odd), on \(slices.named)"
    case .selfCrossing(let slices):
      "a contour crosses itself, as one does of which two points were exchanged, on \(slices.named); look whether it is drawn as it was "
        + "meant"
    case .openContours(let types, let slices):
      "contours that are not closed were left out (\(types.listed())), on \(slices.named)"
    case .greyLevelsInverted:
      "the image is MONOCHROME1, whose lowest stored values are shown white; they were inverted, as ITK and so PyRadiomics "
        + "invert them, so that bright is high as in other images"
    case .privateScale(let smallest, let largest):
      "Philips' private scale slope is left out, as PyRadiomics leaves it out: intensities are "
        + (smallest == largest ? largest.significant : "\(smallest.significant) to \(largest.significant)")
        + " times the scanner's own values, and the factor differs between scans; normalise, or do not compare intensities between "
        + "patients"
    case .paddingInRegion(let count, let share):
      "\(count) voxel\(count == 1 ? "" : "s") of the region (\((100 * share).significant) %) "
        + "\(count == 1 ? "has" : "have") the PixelPaddingValue of the image, which is no measurement; features take it for an intensity"
    case .oddVoxelSize(let spacing):
      "a voxel measures \(spacing.map(\.significant).joined(separator: " x ")) mm; is the unit of the image's header right?"
    case .flatSlices(let slices):
      "the image has one value everywhere on \(slices.named), and the region has voxels there; were its pixels lost?"
    case .repeatedSlices(let slices):
      "the image has the same pixels on \(slices.named) as on the slice before; was a slice written twice, and another lost?"
    case .lossyCompression(let ratio):
      "the image was compressed with loss\(ratio.isEmpty ? "" : " (ratio \(ratio))"), so its fine texture is not that of the scanner; do "
        + "not compare it with images that were not"
    case .alternatingSlices(let attribute, let values):
      "slices of the image have \(attribute) \(values.joined(separator: " and ")) in turn; are they two series, or slices of one "
        + "that were "
        + "taken in turn?"
    case .unevenSlices(let smallest, let largest, let taken):
      "the slices lie \(smallest.short) to \(largest.short) mm apart and were read as if all lay \(taken.short) mm apart, as the "
        + "spacing tolerance allows, so places and volumes are not exact"
    case .fewerThanAnnounced(let attribute, let announced, let found):
      "\(attribute) of the image is \(announced), and \(found) \(found == 1 ? "is" : "are") there; are files missing? What is "
        + "computed from the whole image, as "
        + "normalisation is, would change"
    case .fewerThanListed(let listed, let found):
      "the structure set lists \(listed) images of the series, and \(found) of them \(found == 1 ? "is" : "are") there; are files "
        + "missing? What is computed "
        + "from the whole image, as normalisation is, would change"
    case .otherDistance(let declared, let found):
      "the slices lie \(found.short) mm apart, and SpacingBetweenSlices is \(declared.short) mm; are slices missing, or two stacks "
        + "in one series?"
    case .stackDirectionTaken(let decimals, let drift):
      "ImageOrientationPatient is written with \(decimals) decimals, and the slices drift from its normal by \(drift.short) mm over the "
        + "stack, so its direction was taken from their positions"
    case .trailingBytes(let count, let areZero):
      "\(count) \(areZero ? "zero bytes follow" : "bytes follow") the values that the header announces, and were left out"
        + (areZero ? "" : "; were the sizes or the type in the header changed?")
    case .streamsWithoutEnd(let count):
      "\(count) compressed frame\(count == 1 ? " lacks" : "s lack") the end marker of JPEG 2000, so pixels may be lost and were "
        + "decoded all the same; "
        + "compare the file with its original"
    case .foreignBits(let count):
      "\(count) pixel\(count == 1 ? " has" : "s have") bits outside the stored ones that no overlay explains, and they were left out; are they marks for padding, "
        + "or larger values than BitsStored holds?"
    case .framesOfWholeBytes:
      "each frame of the segmentation begins with a byte of its own (as dcmjs wrote them), where DICOM packs the bits of all frames "
        + "one after the "
        + "other, and was read so"
    case .framesOfEitherPacking:
      "the length of the segmentation is that of frames packed one after the other, as DICOM has it, and that of frames that each "
        + "begin with a byte of their own (as dcmjs wrote them); it was read as DICOM has it. Check that the mask lies on the lesion"
    case .attributeTaken(let attribute, let value, let taken):
      "\(attribute) is \(value), which cannot be, and was read as \(taken), the only value that fits the rest of the file"
    case .fractionalAllOrNothing(let maximum):
      "the segmentation is FRACTIONAL and holds only 0 and its MaximumFractionalValue (\(maximum.short)), so it was read as BINARY"
    case .undescribedSegments(let numbers):
      "frames of the file show \(numbers.count == 1 ? "segment" : "segments") \(numbers.listed()), which it does not describe; is "
        + "the region among "
        + "them?"
    case .contoursWithoutPoints(let count):
      "\(count) closed contour\(count == 1 ? " has no point and was" : "s have no point and were") left out; is a part of the region lost?"
    case .tracedContours:
      "the contours run through the centres of the outermost voxels, as programs write them that trace a mask (rt-utils, OpenCV), so "
        + "the voxels on the contours were counted as inside"
    case .simplifiedContours:
      "the corners of the contours are centres of voxels, as in the outline of a mask of which corners were left out (OpenCV's "
        + "approxPolyDP), so the voxels under the contours were counted as inside; the mask itself may differ from this by voxels at "
        + "its border"
    case .roundedCorners(areOnCentres: true):
      "the corners of the contours lie on centres of voxels but for the rounding of their coordinates, and were read as on them, so "
        + "that the rounding decides about no voxel"
    case .roundedCorners(areOnCentres: false):
      "the coordinates of the contours have so few digits that they may run through centres of voxels or beside them, so voxels at the "
        + "border may be lost or added; export the structure set with more digits"
    case .contoursWithoutVoxel(let count, let slices):
      "\(count) contour\(count == 1 ? "" : "s") enclose\(count == 1 ? "s" : "") no centre of a voxel, and so no voxel, on \(slices.named)"
    case .contoursOffPlane(let distance, let slices):
      "contours lie up to \(distance.short) mm off the planes of the slices that they were given to; were they drawn on another "
        + "series? On "
        + slices.named
    case .namesOtherSlices(let count, let slices):
      "\(count) contour\(count == 1 ? " or frame lies" : "s or frames lie") on another slice than the image that "
        + "\(count == 1 ? "it names" : "they name"), and the coordinates were followed; check that the mask lies on the lesion. On "
        + slices.named
    case .namesOtherSeries(let count, let all):
      "\(count) of \(all) contours name\(count == 1 ? "s" : "") an image that is not of this series, and the coordinates were followed; "
        + "check that the mask lies on the lesion"
    case .contradictingFrames(let slices):
      "frames of the segment lie on each other and differ, and their union was taken; which of them is meant? On \(slices.named)"
    case .filledSlices(let slices):
      "interpolated between the contours of their neighbours (between: fill): \(slices.named)"
    case .leftSlices(let slices):
      "left as they are, though the region goes on beyond (between: leave): \(slices.named)"
    case .emptySlices(let slices):
      "the region, or a part of it, has no voxel on \(slices.named), though it goes on beyond; is a slice missing?"
    case .originUnchecked(.imageIsNotDICOM):
      "the image is no DICOM, so it cannot be checked that the region was drawn on it"
    case .originUnchecked(.regionWithoutFrame):
      "the region has no frame of reference, though others of its file have one, so it cannot be checked that its coordinates are those "
        + "of the image"
    case .originUnchecked(.noReference):
      "the region names no image, so it cannot be checked that it was drawn on this one"
    }
  }

  /// Whether the note is about bytes after the values of a file.
  var isOfLength: Bool {
    if case .trailingBytes = self { true } else { false }
  }

  /// The subject of the note, without numbers. Notes of one kind in several patients form one finding.
  public var kind: String {
    switch self {
    case .doubledContours: "doubled contours read once"
    case .overlappingContours: "union of overlapping contours"
    case .contoursAsHoles: "contours inside others read as holes"
    case .selfOverlap: "contours that overlap themselves"
    case .selfCrossing: "contours that cross themselves"
    case .openContours: "contours that are not closed left out"
    case .greyLevelsInverted: "MONOCHROME1 inverted"
    case .privateScale: "private scaling of Philips left out"
    case .paddingInRegion: "padding within the region"
    case .oddVoxelSize: "voxels of an unlikely size"
    case .flatSlices: "slices with one value"
    case .repeatedSlices: "slices that repeat another"
    case .lossyCompression: "images compressed with loss"
    case .alternatingSlices: "slices that alternate"
    case .stackDirectionTaken: "direction of the stack by its positions"
    case .unevenSlices: "unevenly spaced slices"
    case .fewerThanAnnounced, .fewerThanListed: "fewer images than announced"
    case .otherDistance: "distance of slices contradicts the header"
    case .trailingBytes: "bytes after the values left out"
    case .streamsWithoutEnd: "compressed frames without an end"
    case .foreignBits: "bits outside the stored ones left out"
    case .framesOfWholeBytes: "frames of whole bytes"
    case .framesOfEitherPacking: "frames that fit two packings"
    case .attributeTaken: "attributes with impossible values"
    case .fractionalAllOrNothing: "FRACTIONAL segmentation of all or nothing"
    case .undescribedSegments: "frames of segments that are not described"
    case .contoursWithoutPoints: "contours without points left out"
    case .tracedContours: "contours through the centres of voxels"
    case .simplifiedContours: "simplified contours through the centres of voxels"
    case .roundedCorners: "corners of contours rounded beside centres of voxels"
    case .contoursWithoutVoxel: "contours without a voxel"
    case .contoursOffPlane: "contours between the slices"
    case .namesOtherSeries: "contours that name images of another series"
    case .namesOtherSlices: "coordinates and named images contradict each other"
    case .contradictingFrames: "frames of one place that differ"
    case .filledSlices: "slices without contour interpolated"
    case .leftSlices: "slices without contour left empty"
    case .emptySlices: "empty slices within the region"
    case .originUnchecked: "origin of the region not checked"
    case .qformTaken: "qform taken instead of a template's sform"
    case .sformTaken: "sform and qform in different places"
    case .spansImage: "region reaches across the image"
    case .manyParts: "region in very many parts"
    case .skinOfOtherLabels: "label that is a skin between others"
    case .firstLayerTaken: "first of several layers without names"
    case .higherLabelsInside: "label with others inside"
    case .pixdimMissing: "size of the voxels by the sform alone"
    case .sizeNotGiven: "size of the voxels not given"
    case .fillsImage: "region fills the image"
    }
  }
}

extension [SlicePlace] {
  /// `slices 4, 6 (at 3, 9 mm)`; more than twelve are counted.
  var named: String {
    let shown = prefix(12)
    let more = count > shown.count ? " and \(count - shown.count) more" : ""
    let along = first?.plane.map { ", counted along \($0 == .column ? "i" : "j")" } ?? ""
    return "slice\(count == 1 ? "" : "s") \(shown.map { "\($0.number)" }.listed())\(more)\(along) "
      + "(at \(shown.map(\.position.short).listed())\(more.isEmpty ? "" : ", …") mm)"
  }
}

extension Double {
  /// Three significant digits.
  var significant: String {
    guard self != 0, isFinite else { return asText }
    var (scale, size) = (1.0, abs(self))
    while size < 100 { (scale, size) = (scale * 10, size * 10) }
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}

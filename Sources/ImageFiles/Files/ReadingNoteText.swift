import Volumes

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
    case .manyHoles(let count):
      "the region has \(count) small holes; is it a thresholded image and not a segmentation?"
    case .notNumbers(let count):
      "\(count) voxel\(count == 1 ? " is no number" : "s are no numbers") (NaN) and \(count == 1 ? "was" : "were") read as background"
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
    case .mergedSlices(let attribute, let values):
      "the slices differ in \(attribute) (\(values.prefix(5).joined(separator: "; "))), as those of series that were merged do; look "
        + "whether they are of one acquisition"
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

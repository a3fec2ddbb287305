extension ReadingNote {
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
    case .mergedSlices: "slices that differ as those of two series do"
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
    case .manyHoles: "regions with many small holes"
    case .notNumbers: "NaN in a mask read as background"
    case .skinOfOtherLabels: "label that is a skin between others"
    case .firstLayerTaken: "first of several layers without names"
    case .higherLabelsInside: "label with others inside"
    case .pixdimMissing: "size of the voxels by the sform alone"
    case .sizeNotGiven: "size of the voxels not given"
    case .fillsImage: "region fills the image"
    }
  }
}

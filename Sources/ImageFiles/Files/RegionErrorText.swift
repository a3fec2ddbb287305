import Execution

// What errors about regions say.
extension ImageFileError.Kind {
  /// Cause and next step of an error about the region asked for, or its place; `nil` for any other error.
  var regionSentences: (String, String)? {
    switch self {
    case .regionNotFound(_, let present) where present.isEmpty:
      ("the file describes no region", "Give the file that holds the region, or export this one again")
    case .regionNotFound(let name, let present):
      (
        "there is no region \"\(name)\"; there are: \(present.map { "\"\($0)\"" }.listed())",
        nearest(to: name, among: present).map { "Give one of these names, perhaps \"\($0)\"" }
          ?? "Give one of these names"
      )
    case .emptyMask(let region, let present):
      (
        "the mask of \(region) has no voxel",
        present.isEmpty ? "Give another region, or draw this one" : "Labels present: \(present.listed()); name one"
      )
    case .outsideImage(let region, let grid):
      ("\(region) reaches outside the image (\(grid))", "Give the series that the region was drawn on")
    case .outsideFoundImages(let region, let grid, let listed, let found):
      (
        "\(region) reaches beyond the first or last slice of the image (\(grid)); its file lists \(listed) images of this series, and "
          + "\(found) \(found == 1 ? "is" : "are") there",
        "Copy the whole series again, and give the folder that holds it"
      )
    case .contourNotParallel(let place, let spread):
      (
        "\(place) is not parallel to the slices: it spans \(spread.short) mm across them",
        "Give the series that the region was drawn on"
      )
    case .contourInNoOrder(let place):
      (
        "the points of \(place) are in no order along an outline: its edges cross again and again, with voxels on both sides",
        "Write the points in the order in which the outline runs"
      )
    case .contourPointCount(let place, let announced, let found):
      (
        "\(place) has \(found) points, and its NumberOfContourPoints says \(announced), so a part of it may be lost",
        "Export the structure set again"
      )
    case .contoursShareSlice(let region, let slice):
      (
        "contours of \(region) from several planes fall on \([slice].named)",
        "Give the series that the region was drawn on"
      )
    default: nil
    }
  }

  /// Cause and next step of an error about contours, segments and empty slices; `nil` for any other error.
  var drawnSentences: (String, String)? {
    switch self {
    case .nothingEnclosed(let region, let holes):
      (
        "\(region) has closed contours, but none of them encloses the centre of a voxel"
          + (holes ? " that is not taken out again as a hole" : "; the region is thinner than a voxel"),
        "Give another region or a finer image, or check the contours"
      )
    case .segmentWithoutFrames(let segment, let shown, let undescribed):
      (
        "the segment \(segment) is listed, but no frame of the file shows it; frames show: "
          + (shown.map { "\"\($0)\"" }
          + undescribed.map { "segment \($0), which SegmentSequence does not describe" }).listed(),
        "Give one of these, or export the segmentation again"
      )
    case .noClosedContour(let region, let types) where types.isEmpty:
      ("\(region) is named, but has no contour", "Give another region, or draw this one")
    case .noClosedContour(let region, let types):
      ("\(region) has no closed contour, only: \(types.listed())", "Draw the region as closed planar contours")
    case .slicesWithoutContour(let region, let slices, let types):
      (
        "\(region) has no closed contour on \(slices.named)\(types.isEmpty ? "" : ", only \(types.listed())"), though its outline "
          + "goes on "
          + "beyond; the region would be too small",
        "Complete the contours, or say what these slices are: fill (interpolated) or leave (empty), by `between:` in a study file or "
          + "`--between` on the command line"
      )
    case .emptySlices(let region, let slices, _):
      (
        "\(region), or a part of it, has no voxel on \(slices.named), between slices that have: it was drawn on every second or third "
          + "slice, or on a thicker image; the region would be too small",
        "Complete the mask, or say what these slices are: fill (interpolated) or leave (empty), by `between:` in a study file or "
          + "`--between` on the command line"
      )
    case .sharedNumber(let region, let number, let names):
      (
        "\(names.count) regions have the ROINumber \(number) of \(region): \(names.map { "\"\($0)\"" }.listed()); contours belong to a "
          + "number, so theirs cannot be told apart",
        "Export the structure set again with a number for each region"
      )
    case .contoursTwice(let region, let number, let groups):
      (
        "\(groups) groups of contours refer to the ROINumber \(number) of \(region), and one of them may be of another region",
        "Export the structure set again"
      )
    case .sharedSegment(let number, let labels):
      (
        "\(labels.count) segments have the SegmentNumber \(number): \(labels.map { "\"\($0)\"" }.listed()); frames belong to a "
          + "number, so "
          + "theirs cannot be told apart",
        "Export the segmentation again with a number for each segment"
      )
    case .otherSlices(let mask, let image, let grid):
      (
        "image and mask are on different grids: the frames of the segmentation stand for slices of \(mask.short) mm, and those of the "
          + "image are \(image.short) mm apart (\(grid))",
        "Give the segmentation that was made on this image, or resample it onto the image first"
      )
    default: nil
    }
  }

  /// Cause and next step of an error about label images and labels; `nil` for any other error.
  var labelSentences: (String, String)? {
    switch self {
    case .labelNotFound(let label, let present, let count):
      (
        "no voxel has label \(label). "
          + (present.isEmpty
            ? "Every voxel is 0"
            : "Labels in the file: \(present.listed())"
              + (count > present.count ? " and \(count - present.count) more" : "")),
        present.isEmpty
          ? "Give the file that holds the segmentation; this one is empty"
          : "Choose one: `label:` in a study file, `--label` or the column Label for extract"
      )
    case .labelsNotWhole(let count, let examples):
      (
        "\(count) voxel\(count == 1 ? " holds" : "s hold") no label (\(examples.map(\.asText).listed())); labels are whole numbers "
          + "up to 4294967296",
        "Give the segmentation itself. A label image that was scaled when it was saved (scl_slope of NIfTI) has to be saved as "
          + "whole numbers; a "
          + "probability map or an interpolated mask has to be cut at a threshold first"
      )
    case .labelsWithoutNames(let name, let present, let count):
      (
        "the region \"\(name)\" was asked for, and this label image has no names of regions. Its labels: "
          + present.listed() + (count > present.count ? " and \(count - present.count) more" : ""),
        "Leave roi out and choose one by its number: `label:` in a study file, `--label` or the column Label for extract"
      )
    case .contoursWithoutLabels(let label, let names):
      (
        "label \(label) was asked for, and the regions of an RTSTRUCT have names and no labels: "
          + names.map { "\"\($0)\"" }.listed(),
        "Leave the label out, and name the region with roi"
      )
    case .segmentNumberNotFound(let number, let present):
      (
        "label \(number) was asked for, and no segment has this number; there are: \(present.listed())",
        "Choose one of these numbers, or leave the label out and name the segment with roi"
      )
    case .labelOfAnother(let label, let name, let number):
      (
        "label \(label) and the region \"\(name)\" were asked for, and that region has the label \(number)",
        "Leave one of the two out, or correct it"
      )
    case .imageAsMask(let reason):
      (
        "this looks like an image of intensities and not like a mask: \(reason)",
        "Give the file of the segmentation; image and mask may have been exchanged. Labels that are numbered from 1 on are read "
          + "where one is "
          + "asked for by its number"
      )
    default: nil
    }
  }
}

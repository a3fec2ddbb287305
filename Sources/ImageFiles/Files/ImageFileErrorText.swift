extension ImageFileError: CustomStringConvertible {
  /// `FILE: cause. Next step.`
  public var description: String {
    let (cause, step) = kind.sentences
    return "\(file): \(cause). \(step)."
  }
}

extension ImageFileError.Kind {
  /// The cause and the next step, without full stops.
  var sentences: (cause: String, step: String) {
    fileSentences ?? contentSentences ?? stackSentences ?? regionSentences ?? drawnSentences ?? gridSentences
      ?? labelSentences ?? doubtSentences ?? ("no reason is known", "Report this")
  }

  private var fileSentences: (String, String)? {
    switch self {
    case .notFound: ("there is no such file or folder", "Check the path")
    case .unreadable: ("it cannot be opened", "Check its permissions, and that a file is given where a file is meant")
    case .nameNotUTF8:
      (
        "its name has bytes that are not UTF-8 (shown as \u{fffd}), so that it cannot be opened by its name",
        "Rename the file or folder, or convert the names to UTF-8 (`convmv`)"
      )
    case .folderAsMask(let found):
      (
        "this is a folder, where the file of a mask is meant; it holds \(found)",
        "Give the RTSTRUCT, SEG, NIfTI or NRRD file itself; a folder will do where it holds one RTSTRUCT or SEG"
      )
    case .emptyFile: ("the file is empty", "Copy or export it again")
    case .nothingInFolder(let wanted): ("the folder holds no \(wanted)", "Check the path, or name the folder below it")
    case .notAnImage: ("this is neither NIfTI, NRRD nor DICOM", "Give a .nii, .nii.gz, .nrrd, .nhdr or DICOM file")
    case .otherContent(let found):
      ("this is \(found), and neither NIfTI, NRRD nor DICOM", "Give a .nii, .nii.gz, .nrrd, .nhdr or DICOM file")
    case .otherObject(let found, let wanted):
      ("this is \(found), not the \(wanted) wanted here", "Give the file of the \(wanted)")
    case .truncated(let expected?, let found?):
      ("the file is truncated: \(expected) bytes are announced, \(found) are there", "Copy or export it again")
    case .truncated: ("the file is truncated", "Copy or export it again")
    case .surplus(let expected, let found):
      (
        "its header announces \(expected) bytes of values, and \(found) are there\(times(found, expected)), so the values are not those that the "
          + "header describes",
        "Correct the sizes, the number of frames or the bits of a value in the header, or export it again"
      )
    case .damaged(let detail): ("the file is damaged: \(detail)", "Copy or export it again")
    case .tooLarge(let voxels, let needed, let available):
      (
        "its header announces \(voxels) values, which take \((needed / 1e9).short) GB of memory where \((Double(available) / 1e9).short) GB are "
          + "there",
        "Check the sizes in the header; crop the image, or read it on a machine with more memory"
      )
    default: nil
    }
  }

  private var contentSentences: (String, String)? {
    switch self {
    case .colour(let model): ("the pixels are colour (\(model))", "Give the grey-scale series it was made from")
    case .complexNumbers(let type): ("the voxels are complex numbers (\(type))", "Export the magnitude image")
    case .notThreeDimensional(let sizes):
      ("the image is not three-dimensional: \(sizes.listed(by: " x "))", "Extract one volume of it")
    case .unreadableValue(let attribute, let value):
      (
        "\(attribute) is \"\(value)\", which is not a number as DICOM writes it",
        "Correct the value (a decimal point, no units), or export the file again"
      )
    case .unreadableNumber(let place, let value, let wanted):
      ("\(place) is \"\(value)\", which is not \(wanted)", "Correct the value, or write the file again")
    case .wrongCount(let attribute, let found, let wanted):
      (
        "\(attribute) has \(found) value\(found == 1 ? "" : "s") where it must have \(wanted), so the place of the image is not known",
        "Correct the header, or export the series again"
      )
    case .absentInSome(let attribute, let value):
      (
        "some slices of the series have \(attribute) (\(value)) and others have none, so they may be images of several kinds or scales",
        "Export the series again, or separate the slices into folders of their own"
      )
    case .mixedImages(let attribute, let values):
      (
        "the series holds images that differ in \(attribute): \(values.prefix(6).joined(separator: ", "))\(values.count > 6 ? " and more" : ""), "
          + "which one volume cannot hold",
        "Give each of them a folder of its own"
      )
    case .streamContradiction(let attribute, let header, let stream):
      (
        "its compressed pixels contradict its header: \(attribute) is \(header) in the header and \(stream) in the compressed image",
        "Export the series again, uncompressed if need be"
      )
    case .unreadSyntax(let uid, let name):
      (
        "its pixels are stored in the transfer syntax \(uid)\(name.map { " (\($0))" } ?? ""), which is not supported",
        "Convert the series to an uncompressed syntax first, with the program that wrote it or another that reads it"
      )
    case .unsupported(let what, let remedy): ("\(what) is not supported", remedy)
    case .fractionalSegmentation(let value, let maximum):
      (
        "the segmentation is FRACTIONAL with values between nothing and all (\(value.short)"
          + (maximum.map { " of \($0.short)" } ?? ", and no MaximumFractionalValue")
          + "), and no threshold is given by the file",
        "Export it as BINARY"
      )
    case .severalValues(let values):
      (
        "the frames of the segment hold several values (\(values.map(\.short).listed()), …), so they are probabilities or labels and not inside and outside",
        "Export the segmentation as BINARY"
      )
    case .noFiniteValue: ("no voxel has a finite value", "Export the image again")
    case .invalidGrid(let detail): ("the voxel grid is unusable: \(detail)", "Correct the header, or convert again")
    default: nil
    }
  }

  private var gridSentences: (String, String)? {
    switch self {
    case .shearedGrid(let angle):
      (
        "the axes of its voxels are not at right angles (\(angle.short) degrees), so distances and volumes along them would be wrong",
        "Resample the image and its mask to a right-angled grid first, or correct the sform or the space directions"
      )
    case .contradictorySpacing(let pixdim, let sform):
      (
        "the header gives two voxel sizes, (\(pixdim.listed)) mm by pixdim and (\(sform.listed)) mm by the sform, and volumes follow from one",
        "Find out which is the patient's, write it to both (set the sform from the qform, or pixdim from the sform), in image and mask"
      )
    case .unknownUnit(let unit):
      (
        "its positions are in \(unit), which is no unit of length that is known here",
        "Write mm, cm, m or um (NIfTI: xyzt_units 1, 2 or 3) into the header, or convert the image again"
      )
    default: nil
    }
  }

  private var labelSentences: (String, String)? {
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
        "\(count) voxel\(count == 1 ? " holds" : "s hold") no label (\(examples.map { "\($0)" }.listed())); labels are whole numbers up to 4294967296",
        "Give the segmentation itself. A label image that was scaled when it was saved (scl_slope of NIfTI) has to be saved as whole numbers; a "
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
        "Give the file of the segmentation; image and mask may have been exchanged. Labels that are numbered from 1 on are read where one is "
          + "asked for by its number"
      )
    default: nil
    }
  }

  private var stackSentences: (String, String)? {
    switch self {
    case .missingSlices(let count, let between, let spacing):
      (
        "\(count) slice\(count == 1 ? " is" : "s are") missing (spacing \(spacing.short) mm) between "
          + between.map { "\($0.lowerBound.short) and \($0.upperBound.short) mm" }.listed(),
        "Copy the whole series again"
      )
    case .unevenSpacing(let smallest, let largest, let tolerance):
      (
        "slices are \(smallest.short) to \(largest.short) mm apart, more than \((tolerance * 100).short) % uneven",
        "Reconstruct with even spacing; the series of a study file may allow more (`spacing-tolerance`)"
      )
    case .duplicatePositions(let position, let count, let other):
      (
        "\(count) slices lie at \(position.short) mm, one of them in \(other)",
        "Separate echoes, time points or repeated copies, and give one of them"
      )
    case .mixedOrientations(let other):
      ("its slices are not parallel to those of \(other)", "Take localisers and reformats out of the series")
    case .mixedSizes(let first, let other, let otherFile):
      ("its slices differ: \(first) here, \(other) in \(otherFile)", "Separate the series and give one of them")
    case .shearedStack(let shift):
      (
        "slices are shifted by up to \(shift.short) mm across the stack (tilted gantry)",
        "Resample the series to a right-angled grid first"
      )
    case .severalFramesOfReference(let count):
      ("the series has \(count) frames of reference", "Give the slices of one of them")
    case .severalSeries(let series):
      (
        "there are \(series.count) series: \(series.listed(by: "; "))",
        "Give a folder with one of them; the series of a study file may name its `description`"
      )
    case .unreadableNeighbour(let cause, let series):
      (
        "\(cause), and it may be a slice of the series \(series) beside it",
        "Copy or export it again, or move it elsewhere if it does not belong to the series"
      )
    case .frameOffGrid(let image, let frame):
      (
        "the pixels of its frames do not lie on the voxels of the image. Image: \(image). One frame: \(frame)",
        "Give the segmentation made on this series, or convert it to a label image (NIfTI), which `correctMask: true` among the "
          + "parameters and `resample-mask` of a series resample"
      )
    case .differentGrids(let image, let mask, let maskFile):
      (
        "image and mask are on different grids. Image: \(image). Mask: \(mask) (\(maskFile))",
        "Give the mask made for this image, or have this one resampled: `correctMask: true` among the parameters, `resample-mask` of a "
          + "series"
      )
    default: nil
    }
  }

  private var regionSentences: (String, String)? {
    switch self {
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
    case .contourNotParallel(let region, let spread):
      (
        "a contour of \(region) is not parallel to the slices: it spans \(spread.short) mm across them",
        "Give the series that the region was drawn on"
      )
    case .contourPointCount(let announced, let found):
      (
        "a contour has \(found) points, and its NumberOfContourPoints says \(announced), so a part of it may be lost",
        "Export the structure set again"
      )
    case .contoursShareSlice(let region, let slice):
      (
        "contours of \(region) from several planes fall on slice \(slice)",
        "Give the series that the region was drawn on"
      )
    default: nil
    }
  }

  private var drawnSentences: (String, String)? {
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
        "\(region) has no closed contour on \(slices.named)\(types.isEmpty ? "" : ", only \(types.listed())"), though its outline goes on "
          + "beyond; the region would be too small",
        "Complete the contours, or say what these slices are: fill (interpolated) or leave (empty), by `between:` in a study file or "
          + "`--between` on the command line"
      )
    case .emptySlices(let region, let slices, let axis):
      (
        "\(region) has no voxel on \(slices.named)\(axis == 2 ? "" : ", counted along \(axis == 0 ? "i" : "j")"), between slices that have: it was drawn on every second or third slice, or "
          + "on a thicker image; the region would be too small",
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
        "\(labels.count) segments have the SegmentNumber \(number): \(labels.map { "\"\($0)\"" }.listed()); frames belong to a number, so "
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
}

/// `, twice as many` where one count is a multiple of the other.
private func times(_ found: Int, _ expected: Int) -> String {
  guard expected > 0, found % expected == 0 else { return "" }
  return found == 2 * expected ? ", twice as many" : ", \(found / expected) times as many"
}

extension Array where Element: CustomStringConvertible {
  /// The elements in one line; "none" when there are none.
  func listed(by separator: String = ", ") -> String {
    isEmpty ? "none" : map(\.description).joined(separator: separator)
  }
}

extension Double {
  /// At most four decimals, without a trailing zero.
  var short: String {
    let rounded = (self * 10_000).rounded() / 10_000
    guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return "\(rounded)" }
    return "\(Int(rounded))"
  }
}

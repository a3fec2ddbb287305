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
    fileSentences ?? contentSentences ?? stackSentences ?? regionSentences ?? ("no reason is known", "Report this")
  }

  private var fileSentences: (String, String)? {
    switch self {
    case .notFound: ("there is no such file or folder", "Check the path")
    case .unreadable: ("it cannot be opened", "Check its permissions, and that a file is given where a file is meant")
    case .emptyFile: ("the file is empty", "Copy or export it again")
    case .nothingInFolder(let wanted): ("the folder holds no \(wanted)", "Check the path, or name the folder below it")
    case .notAnImage: ("this is neither NIfTI, NRRD nor DICOM", "Give a .nii, .nii.gz, .nrrd, .nhdr or DICOM file")
    case .otherObject(let found, let wanted):
      ("this is \(found), not the \(wanted) wanted here", "Give the file of the \(wanted)")
    case .truncated(let expected?, let found?):
      ("the file is truncated: \(expected) bytes are announced, \(found) are there", "Copy or export it again")
    case .truncated: ("the file is truncated", "Copy or export it again")
    case .damaged(let detail): ("the file is damaged: \(detail)", "Copy or export it again")
    default: nil
    }
  }

  private var contentSentences: (String, String)? {
    switch self {
    case .colour(let model): ("the pixels are colour (\(model))", "Give the grey-scale series it was made from")
    case .complexNumbers(let type): ("the voxels are complex numbers (\(type))", "Export the magnitude image")
    case .notThreeDimensional(let sizes):
      ("the image is not three-dimensional: \(sizes.listed(by: " x "))", "Extract one volume of it")
    case .unsupported(let what, let remedy): ("\(what) is not supported", remedy)
    case .fractionalSegmentation:
      ("the segmentation is FRACTIONAL, and no threshold is given by the file", "Export it as BINARY")
    case .noFiniteValue: ("no voxel has a finite value", "Export the image again")
    case .invalidGrid(let detail): ("the voxel grid is unusable: \(detail)", "Correct the header, or convert again")
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
        "Reconstruct with even spacing, or allow a larger spacing tolerance by name"
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
        "Name one by its SeriesDescription or its folder"
      )
    case .unreadableNeighbour(let cause, let series):
      (
        "\(cause), and it may be a slice of the series \(series) beside it",
        "Copy or export it again, or move it elsewhere if it does not belong to the series"
      )
    case .differentGrids(let image, let mask, let maskFile):
      (
        "image and mask are on different grids. Image: \(image). Mask: \(mask) (\(maskFile))",
        "Give the mask made for this image, or have this one resampled: `correctMask: true` in a parameter file, `resample-mask` in a "
          + "study file"
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
        present.isEmpty ? "Check the contours, or exclude the patient" : "Labels present: \(present.listed()); name one"
      )
    case .outsideImage(let region, let grid):
      ("\(region) reaches outside the image (\(grid))", "Give the series that the region was drawn on")
    case .contourNotParallel(let region, let spread):
      (
        "a contour of \(region) is not parallel to the slices: it spans \(spread.short) mm across them",
        "Give the series that the region was drawn on"
      )
    case .contoursShareSlice(let region, let slice):
      (
        "contours of \(region) from several planes fall on slice \(slice)",
        "Give the series that the region was drawn on"
      )
    case .noClosedContour(let region, let types):
      ("\(region) has no closed contour, only: \(types.listed())", "Draw the region as closed planar contours")
    default: nil
    }
  }
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

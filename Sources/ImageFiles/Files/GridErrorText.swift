// What errors about grids and stacks of slices say.
extension ImageFileError.Kind {
  /// Cause and next step of an error about slices and series; `nil` for any other error.
  var stackSentences: (String, String)? {
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
        "Reconstruct with even spacing, or allow more by a share of the spacing: `--spacing-tolerance` on the command line, "
          + "`spacing-tolerance` of a series in a study file"
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
    case .unfinishedCopy(let name):
      (
        "by its name, this is \"\(name)\" in an unfinished copy or download, or compressed",
        "Complete the copy, or decompress the file; remove it if it is not needed"
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

  /// Cause and next step of an error about voxels and their axes; `nil` for any other error.
  var gridSentences: (String, String)? {
    switch self {
    case .shearedGrid(let angle):
      (
        "the axes of its voxels are not at right angles (\(angle.short) degrees), so distances and volumes along them would be wrong",
        "Resample the image and its mask to a right-angled grid first, or correct the sform or the space directions"
      )
    case .contradictorySpacing(let pixdim, let sform):
      (
        "the header gives two voxel sizes, (\(pixdim.listed)) mm by pixdim and (\(sform.listed)) mm by the sform, and volumes "
          + "follow from one",
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
}

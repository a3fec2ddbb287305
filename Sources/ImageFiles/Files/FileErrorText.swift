// What errors about a file and its content say.
extension ImageFileError.Kind {
  /// Cause and next step of an error about the file itself; `nil` for any other error.
  var fileSentences: (String, String)? {
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
    case .nothingInFolder(let wanted, let beside) where beside.isEmpty:
      ("the folder holds no \(wanted)", "Check the path, or name the folder below it")
    case .nothingInFolder(let wanted, let beside):
      (
        "the folder holds no \(wanted), but \(beside.prefix(3).joined(separator: ", "))\(beside.count > 3 ? " and more" : "")",
        "Give the file itself where that is the image, and unpack what is packed"
      )
    case .notAnImage: ("this is neither NIfTI, NRRD nor DICOM", "Give a .nii, .nii.gz, .nrrd, .nhdr or DICOM file")
    case .otherContent(let found):
      (
        "this is \(found), and neither NIfTI, NRRD nor DICOM",
        "Give a .nii, .nii.gz, .nrrd, .nhdr or DICOM file; an image of another format has to be converted to one of these"
      )
    case .otherObject(let found, let wanted):
      ("this is \(found), not the \(wanted) wanted here", "Give the file of the \(wanted)")
    case .truncated(let expected?, let found?):
      ("the file is truncated: \(expected) bytes are announced, \(found) are there", "Copy or export it again")
    case .truncated: ("the file is truncated", "Copy or export it again")
    case .streamWithoutChecksum:
      (
        "the file is truncated: its compressed stream ends before its checksum, so nobody can tell whether the values are whole",
        "Copy or export it again"
      )
    case .surplus(let expected, let found):
      (
        "its header announces \(expected) bytes of values, and \(found) are there\(times(found, expected)), so the values are not "
          + "those that the "
          + "header describes",
        "Correct the sizes, the number of frames or the bits of a value in the header, or export it again"
      )
    case .damaged(let detail): ("the file is damaged: \(detail)", "Copy or export it again")
    case .tooLarge(let voxels, let needed, let available):
      (
        "its header announces \(voxels) values, which take \((needed / 1e9).short) GB of memory where "
          + "\((Double(available) / 1e9).short) GB are "
          + "there",
        "Check the sizes in the header; crop the image, or read it on a machine with more memory"
      )
    default: nil
    }
  }

  /// Cause and next step of an error about what the file holds; `nil` for any other error.
  var contentSentences: (String, String)? {
    switch self {
    case .colour(let model): ("the pixels are colour (\(model))", "Give the grey-scale series it was made from")
    case .complexNumbers(let type): ("the voxels are complex numbers (\(type))", "Export the magnitude image")
    case .notThreeDimensional(let sizes):
      ("the image is not three-dimensional: \(sizes.listed(by: " x "))", "Extract one volume of it")
    case .axisNotSpace(let kind, let size):
      (
        "the image is not three-dimensional: an axis of \(size) is of the kind \"\(kind)\", not of space",
        "Extract one volume of it, or correct the field kinds"
      )
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
        "the series holds images that differ in \(attribute): "
          + "\(values.prefix(6).joined(separator: ", "))\(values.count > 6 ? " and more" : ""), "
          + "which one volume cannot hold",
        "Give each of them a folder of its own"
      )
    case .streamContradiction(let attribute, let header, let stream):
      (
        "its compressed pixels contradict its header: \(attribute) is \(header) in the header and \(stream) in the compressed image",
        "Export the series again, uncompressed if need be"
      )
    case .bitsStoredTooSmall(let stored, let count):
      (
        "BitsStored is \(stored), and \(count) pixel\(count == 1 ? " has" : "s have") larger values, which would be cut",
        "Correct BitsStored and HighBit, or export the series again"
      )
    case .highBitTooHigh(let highBit, let stored):
      (
        "HighBit is \(highBit), but all pixels lie in the lowest \(stored) bits, of which some would be cut",
        "Correct HighBit, or export the series again"
      )
    case .digitsBelowStored(let highBit, let stored, let count):
      (
        "HighBit is \(highBit) and BitsStored is \(stored), and \(count) pixel\(count == 1 ? " has" : "s have") digits below the bits "
          + "that these two describe, which would be cut",
        "Correct BitsStored and HighBit (which is BitsStored - 1), or export the series again"
      )
    case .signContradicted(true, let stored):
      (
        "PixelRepresentation is 1 (signed) and BitsStored is \(stored), so pixels from half of the range on would be negative, and by "
          + "their neighbours they are not",
        "Correct PixelRepresentation (0 for unsigned) or BitsStored, or export the series again"
      )
    case .signContradicted(false, let stored):
      (
        "PixelRepresentation is 0 (unsigned) and BitsStored is \(stored), and by their bits and their neighbours some pixels are "
          + "negative numbers",
        "Correct PixelRepresentation (1 for signed), or export the series again"
      )
    case .highBitTooLow(let highBit, let stored):
      (
        "HighBit is \(highBit) and BitsStored is \(stored), and pixels have one value by the first and another by the second",
        "Correct BitsStored and HighBit (which is BitsStored - 1), or export the series again"
      )
    case .impossibleValue(let attribute, let value, let wanted):
      ("\(attribute) is \(value), and it must be \(wanted)", "Correct the value, or export the file again")
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
        "the frames of the segment hold several values (\(values.map(\.short).listed()), …), so they are probabilities or labels "
          + "and not inside "
          + "and outside",
        "Export the segmentation as BINARY"
      )
    case .noFiniteValue: ("no voxel has a finite value", "Export the image again")
    case .invalidGrid(let detail): ("the voxel grid is unusable: \(detail)", "Correct the header, or convert again")
    default: nil
    }
  }
}

/// `, twice as many` where one count is a multiple of the other.
private func times(_ found: Int, _ expected: Int) -> String {
  guard expected > 0, found % expected == 0 else { return "" }
  return found == 2 * expected ? ", twice as many" : ", \(found / expected) times as many"
}

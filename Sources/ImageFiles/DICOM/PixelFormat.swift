/// How a DICOM file stores its pixels.
struct PixelFormat: Hashable {
  let rows: Int
  let columns: Int
  let frames: Int
  let bitsAllocated: Int
  private(set) var bitsStored: Int
  private(set) var highBit: Int
  let isSigned: Bool
  /// Whether the header says so; without it values of the upper half may be negative.
  let saysSign: Bool
  /// HighBit as the header has it, where it leaves fewer bits than BitsStored; the pixels show whether that matters.
  private(set) var lowHighBit: Int?
  /// Values of the header that cannot be, where the rest of it leaves one that can.
  let corrections: [ReadingNote]

  /// What a stored value and its inverse add up to: the smallest and the largest value that the stored bits can hold.
  /// ITK inverts the values of MONOCHROME1 so (gdcm::ImageChangePhotometricInterpretation).
  var inversion: Double { isSigned ? -1 : Double(sign: .plus, exponent: bitsStored, significand: 1) - 1 }

  /// Pixels of one frame.
  var frameCount: Int { rows * columns }

  /// Bytes of all frames. Single bits are packed across frames, and the last byte is filled up.
  var byteCount: Int { (count * bitsAllocated + 7) / 8 }

  /// Pixels of all frames.
  var count: Int { frames * frameCount }

  /// Checks what the header says, the product of the sizes among it; colour is refused by name.
  init(_ dataset: DICOMItem) throws(ImageFileError) {
    let file = dataset.file.path
    try refuseColour(dataset)
    guard let rows = try dataset.integer(.rows), let columns = try dataset.integer(.columns), rows > 0, columns > 0
    else {
      throw ImageFileError(file, .otherObject(found: dataset.kindOfObject, wanted: "image"))
    }
    let announced = try dataset.integer(.numberOfFrames) ?? 1
    // Then the length of the pixels is compared with one frame.
    let frames = announced == 0 && dataset.items(.perFrameGroups).isEmpty ? 1 : announced
    let allocated = try dataset.integer(.bitsAllocated) ?? 0
    let stored = try dataset.integer(.bitsStored) ?? allocated
    guard [1, 8, 16, 32].contains(allocated) else {
      throw ImageFileError(
        file, .unsupported(what: "\(allocated) bits per pixel", remedy: "Export the series with 16 bits per pixel"))
    }
    try require(frames, .numberOfFrames, (1..<1 << 24).contains(frames), "a number from 1 on", file: file)
    try require(
      stored, .bitsStored, (1...allocated).contains(stored), "from 1 to \(allocated), as BitsAllocated has it",
      file: file)
    let said = try dataset.integer(.highBit) ?? stored - 1
    // Where all bits are stored, or fewer than HighBit leaves, the last one follows from BitsStored.
    let high = said < stored - 1 || stored == allocated ? stored - 1 : said
    try require(said, .highBit, high < allocated, "from \(stored - 1) to \(allocated - 1), by BitsStored", file: file)
    lowHighBit = said < high ? said : nil
    _ = try checkedCount([columns, rows, frames], file: file)
    (self.rows, self.columns, self.frames) = (rows, columns, frames)
    (bitsAllocated, bitsStored, highBit) = (allocated, stored, high)
    let sign = try dataset.integer(.pixelRepresentation)
    guard sign == nil || sign == 0 || sign == 1 else {
      throw ImageFileError(file, .damaged(detail: "the PixelRepresentation is \(sign ?? 0), and 0 or 1 are known"))
    }
    (isSigned, saysSign) = (sign == 1, sign != nil)
    let model = dataset.text(.photometricInterpretation)
    let found: [ReadingNote?] = [
      announced == frames ? nil : .taken(.numberOfFrames, "\(announced)", "\(frames)"),
      said == high ? nil : .taken(.highBit, "\(said)", "\(high)"),
      model.flatMap { $0 == $0.uppercased() ? nil : .taken(.photometricInterpretation, $0, $0.uppercased()) },
    ]
    corrections = found.compactMap(\.self)
  }

  /// The format of the same number of bits in the lowest places of a cell.
  var inLowestBits: PixelFormat {
    var moved = self
    moved.highBit = bitsStored - 1
    return moved
  }

  /// The format of as many bits as HighBit leaves, where these are fewer than BitsStored.
  var narrowed: PixelFormat? {
    guard let lowHighBit, lowHighBit >= 0 else { return nil }
    var narrow = self
    (narrow.bitsStored, narrow.highBit) = (lowHighBit + 1, lowHighBit)
    return narrow
  }
}

/// Refuses a value that cannot be, by its name.
private func require(
  _ value: Int, _ tag: DICOMTag, _ isPossible: Bool, _ wanted: String, file: String
) throws(ImageFileError) {
  guard !isPossible else { return }
  throw ImageFileError(file, .impossibleValue(attribute: tag.name, value: "\(value)", wanted: wanted))
}

extension ReadingNote {
  /// The note on a value that cannot be, with what it was read as.
  static func taken(_ tag: DICOMTag, _ value: String, _ taken: String) -> ReadingNote {
    .attributeTaken(attribute: tag.name, value: value, taken: taken)
  }
}

extension DICOMItem {
  /// What a data set is, in words for an error.
  var kindOfObject: String {
    text(.modality).map { "a DICOM object of modality \($0)" } ?? "a DICOM object without pixels"
  }
}

private func refuseColour(_ dataset: DICOMItem) throws(ImageFileError) {
  let model = dataset.text(.photometricInterpretation)?.uppercased() ?? "MONOCHROME2"
  let samples = try dataset.integer(.samplesPerPixel) ?? 1
  guard samples > 0 else {
    throw ImageFileError(dataset.file.path, .damaged(detail: "SamplesPerPixel (0028,0002) is \(samples)"))
  }
  guard samples == 1, model.uppercased().hasPrefix("MONOCHROME") else {
    throw ImageFileError(dataset.file.path, .colour(model: model))
  }
}

/// How a DICOM file stores its pixels.
struct PixelFormat: Hashable {
  let rows: Int
  let columns: Int
  let frames: Int
  let bitsAllocated: Int
  let bitsStored: Int
  let highBit: Int
  let isSigned: Bool
  /// Whether the header says so; without it values of the upper half may be negative.
  let saysSign: Bool

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
    let frames = try dataset.integer(.numberOfFrames) ?? 1
    let allocated = try dataset.integer(.bitsAllocated) ?? 0
    let stored = try dataset.integer(.bitsStored) ?? allocated
    let high = try dataset.integer(.highBit) ?? stored - 1
    guard [1, 8, 16, 32].contains(allocated) else {
      throw ImageFileError(
        file, .unsupported(what: "\(allocated) bits per pixel", remedy: "Export the series with 16 bits per pixel"))
    }
    guard (1...allocated).contains(stored), (stored - 1..<allocated).contains(high), (1..<1 << 24).contains(frames)
    else {
      throw ImageFileError(
        file, .damaged(detail: "\(frames) frames of \(stored) bits up to bit \(high) in \(allocated) cannot be"))
    }
    _ = try checkedCount([columns, rows, frames], file: file)
    (self.rows, self.columns, self.frames) = (rows, columns, frames)
    (bitsAllocated, bitsStored, highBit) = (allocated, stored, high)
    let sign = try dataset.integer(.pixelRepresentation)
    guard sign == nil || sign == 0 || sign == 1 else {
      throw ImageFileError(file, .damaged(detail: "the PixelRepresentation is \(sign ?? 0), and 0 or 1 are known"))
    }
    (isSigned, saysSign) = (sign == 1, sign != nil)
  }
}

extension DICOMItem {
  /// What a data set is, in words for an error.
  var kindOfObject: String {
    text(.modality).map { "a DICOM object of modality \($0)" } ?? "a DICOM object without pixels"
  }
}

private func refuseColour(_ dataset: DICOMItem) throws(ImageFileError) {
  let model = dataset.text(.photometricInterpretation) ?? "MONOCHROME2"
  let samples = try dataset.integer(.samplesPerPixel) ?? 1
  guard samples == 1, model.uppercased().hasPrefix("MONOCHROME") else {
    throw ImageFileError(dataset.file.path, .colour(model: model))
  }
}

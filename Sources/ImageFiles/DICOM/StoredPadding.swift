/// The same as stored, before any rescale.
struct StoredPadding {
  private let range: ClosedRange<Double>

  /// `nil` where a file has none. It is used for a note only, so one that cannot be read is no reason to refuse an
  /// image.
  init?(_ dataset: DICOMItem, _ format: PixelFormat) {
    func value(_ tag: DICOMTag) -> Double? {
      guard let value = (try? dataset.number(tag)) ?? nil else { return nil }
      // Signed pixels whose padding was written as an unsigned number.
      let half = Double(sign: .plus, exponent: format.bitsAllocated - 1, significand: 1)
      return format.isSigned && value >= half ? value - 2 * half : value
    }
    guard let first = value(.pixelPadding) else { return nil }
    let last = value(.pixelPaddingLimit) ?? first
    range = min(first, last)...max(first, last)
  }

  /// As intensities of a frame with this rescale.
  func rescaled(slope: Double, intercept: Double) -> ClosedRange<Double> {
    let ends = [range.lowerBound * slope + intercept, range.upperBound * slope + intercept]
    return min(ends[0], ends[1])...max(ends[0], ends[1])
  }
}

/// Intensities as whole numbers of 16 bits: what a browser can show, in a quarter of the memory.
///
/// Whole numbers within a range of 65,535, as of nearly all scanners, are kept as they are. Others are rounded to
/// 65,536 steps, thousands of which make one grey of a screen.
package struct SixteenBits: Sendable {
  /// Value = offset + slope * grey.
  package let slope: Double
  package let offset: Double
  package let greys: [UInt16]

  package init(_ values: [Double]) {
    var (low, high, isWhole) = (Double.infinity, -Double.infinity, true)
    values.withUnsafeBufferPointer { values in
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
        if value != value.rounded(.down) { isWhole = false }
      }
    }
    if low > high { (low, high) = (0, 0) }
    // Of two halves, since the range of huge values may be no number itself.
    let range = high / 65535 - low / 65535
    let step = isWhole && high - low <= 65535 || range == 0 ? 1 : range
    (offset, slope) = (low, step)
    greys = [UInt16](unsafeUninitializedCapacity: values.count) { greys, count in
      values.withUnsafeBufferPointer { values in
        for (at, value) in values.enumerated() {
          // What is no number is shown as the darkest.
          let grey = value.isNaN ? 0 : ((value - low) / step).rounded()
          greys.initializeElement(at: at, to: UInt16(min(max(grey, 0), 65535)))
        }
      }
      count = values.count
    }
  }

  /// The values between which shares of the voxels lie.
  package func window(_ low: Double, _ high: Double) -> [Double] {
    var counts = [Int](repeating: 0, count: 65536)
    for grey in greys { counts[Int(grey)] += 1 }
    return [low, high].map { share in
      let rank = Int(share * Double(max(greys.count - 1, 0)))
      var (grey, below) = (0, counts[0])
      while below <= rank, grey < 65535 {
        grey += 1
        below += counts[grey]
      }
      return offset + slope * Double(grey)
    }
  }
}

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
        isWhole = isWhole && Self.isWhole(value)
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
          greys.initializeElement(at: at, to: Self.grey((value - low) / step))
        }
      }
      count = values.count
    }
  }

  // `rounded` is a call for every voxel on processors without SSE 4.1, for which this is built; conversions are not.

  private static func isWhole(_ value: Double) -> Bool {
    // From 2^52 on there are no fractions.
    abs(value) >= 0x1p52 || Double(Int64(value)) == value
  }

  /// The nearest grey; what is no number is shown as the darkest.
  private static func grey(_ steps: Double) -> UInt16 {
    guard steps > 0 else { return 0 }
    guard steps < 65535 else { return 65535 }
    let below = UInt16(steps)
    return steps - Double(below) >= 0.5 ? below + 1 : below
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

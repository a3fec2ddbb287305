/// Reductions with eight lanes that are folded in a fixed order: the same bits on every run, and vector instructions.
extension Array<Double> {
  /// `Σ f(x)`. What does not fill eight lanes is padded with lanes that are then masked out.
  @inline(__always) func sum(_ f: (SIMD8<Double>) -> SIMD8<Double>) -> Double {
    var total = SIMD8<Double>.zero
    forEachVector { vector, isValid in total += f(vector).replacing(with: 0, where: .!isValid) }
    return total.folded
  }

  /// Smallest and largest; `nil` when empty.
  var extremes: (minimum: Double, maximum: Double)? {
    guard let first else { return nil }
    var (low, high) = (SIMD8(repeating: first), SIMD8(repeating: first))
    forEachVector { vector, isValid in
      low.replace(with: vector, where: (vector .< low) .& isValid)
      high.replace(with: vector, where: (vector .> high) .& isValid)
    }
    return (low.min(), high.max())
  }

  /// `Σ |d|`, `Σ d²`, `Σ d³` and `Σ d⁴` of the differences d to `center`.
  func centralMoments(about center: Double) -> (absolute: Double, second: Double, third: Double, fourth: Double) {
    var (absolute, second, third, fourth) = (
      SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero
    )
    forEachVector { vector, isValid in
      let difference = (vector - SIMD8(repeating: center)).replacing(with: 0, where: .!isValid)
      let square = difference * difference
      absolute += difference.magnitudes
      second += square
      third += square * difference
      fourth += square * square
    }
    return (absolute.folded, second.folded, third.folded, fourth.folded)
  }

  /// Mean absolute deviation from their mean of the values in a closed range; `nil` when there are none.
  func meanAbsoluteDeviation(from low: Double, through high: Double) -> Double? {
    var (total, number) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    let (lower, upper) = (SIMD8(repeating: low), SIMD8(repeating: high))
    forEachVector { vector, isValid in
      let isInRange = (vector .>= lower) .& (vector .<= upper) .& isValid
      total += SIMD8.zero.replacing(with: vector, where: isInRange)
      number += SIMD8.zero.replacing(with: SIMD8(repeating: 1), where: isInRange)
    }
    let (count, mean) = (number.folded, SIMD8(repeating: total.folded / number.folded))
    guard count > 0 else { return nil }
    let deviation = sum { vector in
      SIMD8.zero.replacing(with: (vector - mean).magnitudes, where: (vector .>= lower) .& (vector .<= upper))
    }
    return deviation / count
  }

  /// Calls `body` with eight values at a time and which of them exist.
  @inline(__always) private func forEachVector(_ body: (SIMD8<Double>, SIMDMask<SIMD8<Int64>>) -> Void) {
    withUnsafeBytes { bytes in
      let all = SIMDMask<SIMD8<Int64>>(repeating: true)
      let whole = count / 8 * 8
      for start in stride(from: 0, to: whole, by: 8) {
        body(bytes.loadUnaligned(fromByteOffset: start * 8, as: SIMD8<Double>.self), all)
      }
      guard whole < count else { return }
      var (rest, isValid) = (SIMD8<Double>.zero, SIMDMask<SIMD8<Int64>>(repeating: false))
      for lane in 0..<(count - whole) {
        rest[lane] = self[whole + lane]
        isValid[lane] = true
      }
      body(rest, isValid)
    }
  }
}

extension SIMD8<Double> {
  /// Sum of the lanes, halves first.
  fileprivate var folded: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  fileprivate var magnitudes: SIMD8<Double> { replacing(with: -self, where: self .< 0) }
}

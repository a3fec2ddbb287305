/// Reductions with eight lanes that are folded in a fixed order: the same bits on every run, and vector instructions.
extension Array<Double> {
  /// `Σ f(x)`.
  /// - Parameter padding: a value with `f(padding) = 0`, for the lanes that the last values leave empty.
  @inline(__always) func sum(padding: Double = 0, _ f: (SIMD2<Double>) -> SIMD2<Double>) -> Double {
    var total = EightLanes(repeating: 0)
    forEachEight(padding: padding) { total.add($0.map(f)) }
    return total.folded
  }

  /// Smallest and largest; `nil` when empty.
  var extremes: (minimum: Double, maximum: Double)? {
    guard let first else { return nil }
    var (low, high) = (EightLanes(repeating: first), EightLanes(repeating: first))
    forEachEight(padding: first) { values in
      low = low.merged(values) { $0.replacing(with: $1, where: $1 .< $0) }
      high = high.merged(values) { $0.replacing(with: $1, where: $1 .> $0) }
    }
    return (low.reduced(Swift.min), high.reduced(Swift.max))
  }

  /// `Σ |d|`, `Σ d²`, `Σ d³` and `Σ d⁴` of the differences d to `center`.
  func centralMoments(about center: Double) -> (absolute: Double, second: Double, third: Double, fourth: Double) {
    let zero = EightLanes(repeating: 0)
    var (absolute, second, third, fourth) = (zero, zero, zero, zero)
    forEachEight(padding: center) { values in
      let difference = values.map { $0 - SIMD2(repeating: center) }
      let square = difference.map { $0 * $0 }
      absolute.add(difference.map(\.magnitudes))
      second.add(square)
      third.add(square.merged(difference) { $0 * $1 })
      fourth.add(square.map { $0 * $0 })
    }
    return (absolute.folded, second.folded, third.folded, fourth.folded)
  }

  /// Mean absolute deviation from their mean of the values in a closed range; `nil` when there are none.
  func meanAbsoluteDeviation(from low: Double, through high: Double) -> Double? {
    var (total, number) = (EightLanes(repeating: 0), EightLanes(repeating: 0))
    let (lower, upper) = (SIMD2(repeating: low), SIMD2(repeating: high))
    // NaN lies in no range.
    forEachEight(padding: .nan) { values in
      total.add(values.map { SIMD2.zero.replacing(with: $0, where: ($0 .>= lower) .& ($0 .<= upper)) })
      number.add(
        values.map { SIMD2.zero.replacing(with: SIMD2(repeating: 1), where: ($0 .>= lower) .& ($0 .<= upper)) })
    }
    let (count, mean) = (number.folded, SIMD2(repeating: total.folded / number.folded))
    guard count > 0 else { return nil }
    let deviation = sum(padding: .nan) {
      SIMD2.zero.replacing(with: ($0 - mean).magnitudes, where: ($0 .>= lower) .& ($0 .<= upper))
    }
    return deviation / count
  }

  /// Calls `body` with eight values at a time, the last ones filled up with `padding`.
  @inline(__always) private func forEachEight(padding: Double, _ body: (EightLanes) -> Void) {
    withUnsafeBytes { bytes in
      let whole = count & ~7
      for start in stride(from: 0, to: whole, by: 8) { body(EightLanes(bytes, at: 8 * start)) }
      guard whole < count else { return }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 8) { rest in
        rest.initialize(repeating: padding)
        for lane in 0..<(count - whole) { rest[lane] = self[whole + lane] }
        body(EightLanes(UnsafeRawBufferPointer(rest), at: 0))
      }
    }
  }
}

/// Eight lanes as four vectors of two.
///
/// Two doubles are the vector of the instruction set that every x86-64 has: masks of wider ones are packed to bits and
/// unpacked again, which costs more than the arithmetic.
private struct EightLanes {
  private var a, b, c, d: SIMD2<Double>

  init(repeating value: Double) {
    (a, b, c, d) = (.init(repeating: value), .init(repeating: value), .init(repeating: value), .init(repeating: value))
  }

  @inline(__always) init(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Loads 64 bytes from `offset`, which the caller knows to be there.
  @inline(__always) init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    func two(_ lane: Int) -> SIMD2<Double> {
      bytes.loadUnaligned(fromByteOffset: offset &+ 8 &* lane, as: SIMD2<Double>.self)
    }
    self.init(two(0), two(2), two(4), two(6))
  }

  @inline(__always) func map(_ f: (SIMD2<Double>) -> SIMD2<Double>) -> EightLanes {
    EightLanes(f(a), f(b), f(c), f(d))
  }

  @inline(__always) func merged(
    _ other: EightLanes, _ f: (SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> EightLanes {
    EightLanes(f(a, other.a), f(b, other.b), f(c, other.c), f(d, other.d))
  }

  @inline(__always) mutating func add(_ other: EightLanes) {
    a += other.a
    b += other.b
    c += other.c
    d += other.d
  }

  /// Sum of the lanes, halves first.
  var folded: Double {
    let two = (a + c) + (b + d)
    return two.x + two.y
  }

  func reduced(_ f: (Double, Double) -> Double) -> Double {
    [a, b, c, d].map { f($0.x, $0.y) }.reduce(a.x, f)
  }
}

extension SIMD2<Double> {
  /// The bits without the sign.
  @inline(__always) fileprivate var magnitudes: SIMD2<Double> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD2<UInt64>.self) & SIMD2<UInt64>(repeating: ~0 >> 1), to: SIMD2<Double>.self)
  }
}

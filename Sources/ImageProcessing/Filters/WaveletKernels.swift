/// One output of a filter of six taps: which taps in which order, since floating-point sums depend on it.
struct TapOrder {
  /// The order in which PyWavelets adds the six products of output `position` of a line of `length`.
  ///
  /// Ascending, except that inputs which wrap around the upper end come first and in reverse.
  static func peer(_ position: Int, length: Int) -> [Int] {
    let wrapped = max(position + 3 - length + 1, 0)
    return Array((0..<wrapped).reversed()) + Array(wrapped..<6)
  }
}

/// `output[x] = Σ weights[t] · input[x + starts[t]]` in the order of the taps, for `output.count` values.
///
/// Explicit lanes, since the compiler gives up on six inputs that might overlap the output.
@inline(__always)
func filterRow<Real: WaveletReal>(
  _ output: UnsafeMutableBufferPointer<Real>, _ input: UnsafeBufferPointer<Real>, starts: [Int], weights: [Real]
) {
  precondition(starts.count == 6 && weights.count == 6)
  precondition(starts.allSatisfy { $0 >= 0 && $0 + output.count <= input.count })
  guard let target = output.baseAddress, let source = input.baseAddress else { return }
  let (a, b, c) = (source + starts[0], source + starts[1], source + starts[2])
  let (d, e, f) = (source + starts[3], source + starts[4], source + starts[5])
  let (u, v, w) = (weights[0], weights[1], weights[2])
  let (p, q, r) = (weights[3], weights[4], weights[5])
  // In range: `starts[t] + x + 7 < starts[t] + output.count <= input.count`, checked above.
  let whole = output.count & ~7
  for x in stride(from: 0, to: whole, by: 8) {
    var sum = lanes(a + x) * u
    sum += lanes(b + x) * v
    sum += lanes(c + x) * w
    sum += lanes(d + x) * p
    sum += lanes(e + x) * q
    sum += lanes(f + x) * r
    UnsafeMutableRawPointer(target + x).storeBytes(of: sum, as: SIMD8<Real>.self)
  }
  for x in whole..<output.count {
    var sum = a[x] * u + b[x] * v
    sum += c[x] * w
    sum += d[x] * p
    sum += e[x] * q
    sum += f[x] * r
    target[x] = sum
  }
}

@inline(__always)
private func lanes<Real: WaveletReal>(_ pointer: UnsafePointer<Real>) -> SIMD8<Real> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Real>.self)
}

/// Filters a block along one axis: from `extent + 5` lines to `extent`, without wrapping, as the block brings its surroundings.
/// - Parameters:
///   - first: position of the first output in the whole line of `length` (even) values.
func filtered<Real: WaveletReal>(
  _ block: [Real], _ layout: AxisLayout, weights: [Real], first: Int, length: Int
) -> [Real] {
  precondition(block.count == layout.count)
  let extent = layout.length - 5
  let inner = layout.inner
  return [Real](unsafeUninitializedCapacity: layout.outer * extent * inner) { result, count in
    block.withUnsafeBufferPointer { block in
      for outer in 0..<layout.outer {
        let group = layout.length * inner
        let input = UnsafeBufferPointer(rebasing: block[outer * group..<(outer + 1) * group])
        let output = UnsafeMutableBufferPointer(
          rebasing: result[outer * extent * inner..<(outer + 1) * extent * inner])
        filterLines(output, input, inner: inner, weights: weights, first: first, length: length)
      }
    }
    count = layout.outer * extent * inner
  }
}

/// The lines of one group. Outputs with the common order of sums are one long row, as the taps of neighbouring lines are
/// neighbours; the few at the upper end of the image follow one by one.
private func filterLines<Real: WaveletReal>(
  _ output: UnsafeMutableBufferPointer<Real>, _ input: UnsafeBufferPointer<Real>, inner: Int, weights: [Real],
  first: Int, length: Int
) {
  let extent = output.count / inner
  let common = min(max(length - 3 - first, 0), extent)
  func run(_ lines: Range<Int>, _ order: [Int]) {
    let rows = UnsafeMutableBufferPointer(rebasing: output[lines.lowerBound * inner..<lines.upperBound * inner])
    let starts = order.map { (lines.lowerBound + 5 - $0) * inner }
    filterRow(rows, input, starts: starts, weights: order.map { weights[$0] })
  }
  if common > 0 { run(0..<common, Array(0..<6)) }
  for line in common..<extent { run(line..<line + 1, TapOrder.peer(first + line, length: length)) }
}

import Execution
import Glibc
import Mathematics

/// An x-fastest block seen along one axis: `outer` groups of `length` lines of `inner` neighbouring values.
struct AxisLayout {
  let outer: Int
  let length: Int
  let inner: Int

  init(size: SIMD3<Int>, axis: Int) {
    inner = (0..<axis).reduce(1) { $0 * size[$1] }
    length = size[axis]
    outer = (axis + 1..<3).reduce(1) { $0 * size[$1] }
  }

  var count: Int { outer * length * inner }
}

/// Which ends of a block are ends of the image; at the others the image goes on and the block was cut.
struct BlockEnds {
  let lower: Bool
  let upper: Bool
  /// Voxels of the whole image along the axis.
  let available: Int
}

/// Turns samples into cubic B-spline coefficients along one axis, in place.
///
/// The recursive filter of Unser 1999 (doi 10.1109/79.799930, box 2) with ITK's treatment of the ends: mirror, the
/// causal start summed to a tolerance of 1e-10. At a cut end any start would do, as its error decays by 0.27 a voxel.
/// - Parameter sums: whether the first coefficient is summed in ITK's order, which tells in the last place.
func prefilter(
  _ values: inout [Double], _ layout: AxisLayout, ends: BlockEnds, sums: CausalSums = .asWeights, workers: Int = 1
) {
  guard ends.available > 1 else { return }
  precondition(values.count == layout.count && layout.length > 1)
  let (inner, group) = (layout.inner, layout.length * layout.inner)
  let start = CausalStart(layout.length, ends: ends, sums: sums)
  values.withUnsafeMutableBufferPointer { buffer in
    let shared = SharedBuffer(buffer)
    // Lines that lie side by side are filtered together, a few hundred at a time, which stay in the cache for both
    // recursions.
    let strips = inner == 1 ? 1 : (inner + stripWidth - 1) / stripWidth
    parallelRanges(layout.outer * strips, workers: workers, grain: 1 + 20_000 / max(group / strips, 1)) { range in
      for turn in range {
        let (outer, strip) = turn.quotientAndRemainder(dividingBy: strips)
        let lines = UnsafeMutableBufferPointer(rebasing: shared.elements[outer * group..<(outer + 1) * group])
        if inner == 1 {
          prefilterLine(lines, start: start)
        } else {
          let columns = strip * inner / strips..<(strip + 1) * inner / strips
          prefilterLines(lines, inner: inner, columns: columns, start: start)
        }
      }
    }
  }
}

private let stripWidth = 512

/// The pole of the cubic B-spline, `√3 - 2`.
private let pole = 3.0.squareRoot() - 2
/// Gain of the two recursions, `(1 - z)(1 - 1 / z)`.
private let gain = (1 - pole) * (1 - 1 / pole)
/// Terms of the causal start, `⌈log 1e-10 / log |z|⌉`.
private let horizon = 18

/// How the first causal coefficient is summed. Both are right to rounding.
enum CausalSums {
  /// By one weight for each sample, the gain among it.
  case asWeights
  /// As `itk::BSplineDecompositionImageFilter::SetInitialCausalCoefficient` does it.
  case asITK
}

/// The first causal coefficient: samples by their weights, added in this order, over a divisor.
private struct CausalStart {
  private(set) var terms: [(sample: Int, weight: Double)]
  private(set) var divisor = 1.0
  let sums: CausalSums

  init(_ length: Int, ends: BlockEnds, sums: CausalSums) {
    self.sums = sums
    guard ends.lower, horizon >= ends.available else {
      terms = (0..<(ends.lower ? min(horizon, length) : 1)).map { ($0, power(pole, $0)) }
      return
    }
    // The whole mirrored line, which is short and hence was not cut.
    switch sums {
    case .asWeights:
      let period = power(pole, 2 * length - 2)
      terms = (0..<length).map { n in
        let direct = power(pole, n)
        let mirrored = n == 0 || n == length - 1 ? 0 : power(pole, 2 * length - 2 - n)
        return (n, (direct + mirrored) / (1 - period))
      }
    case .asITK:
      let end = pow(pole, Double(length - 1))
      terms = [(0, 1), (length - 1, end)]
      var (direct, mirrored) = (pole, end * (end * (1 / pole)))
      for n in 1..<max(length - 1, 1) {
        terms.append((n, direct + mirrored))
        (direct, mirrored) = (direct * pole, mirrored * (1 / pole))
      }
      divisor = 1 - direct * direct
    }
  }
}

private func prefilterLine(
  _ line: UnsafeMutableBufferPointer<Double>, start: CausalStart
) {
  let last = line.count - 1
  var carried = 0.0
  switch start.sums {
  case .asWeights: for (n, weight) in start.terms { carried += weight * gain * line[n] }
  case .asITK: for (n, weight) in start.terms { carried += weight * (gain * line[n]) }
  }
  carried /= start.divisor
  line[0] = carried
  for n in 1...last {
    carried = gain * line[n] + pole * carried
    line[n] = carried
  }
  carried = pole / (pole * pole - 1) * (pole * line[last - 1] + line[last])
  line[last] = carried
  for n in stride(from: last - 1, through: 0, by: -1) {
    carried = pole * (carried - line[n])
    line[n] = carried
  }
}

/// The same for neighbouring lines at once, which vectorises.
private func prefilterLines(
  _ lines: UnsafeMutableBufferPointer<Double>, inner: Int, columns: Range<Int>, start: CausalStart
) {
  let last = lines.count / inner - 1
  func row(_ n: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: lines[n * inner + columns.lowerBound..<n * inner + columns.upperBound])
  }
  for n in 0...last { scale(row(n), by: gain) }
  scale(row(0), by: start.terms[0].weight)
  for (n, weight) in start.terms.dropFirst() { accumulate(row(0), row(n), weight) }
  if start.divisor != 1 { for x in 0..<columns.count { row(0)[x] /= start.divisor } }
  for n in 1...last { accumulate(row(n), row(n - 1), pole) }
  let (end, before) = (row(last), row(last - 1))
  for x in 0..<columns.count { end[x] = pole / (pole * pole - 1) * (pole * before[x] + end[x]) }
  for n in stride(from: last - 1, through: 0, by: -1) {
    let (current, next) = (row(n), row(n + 1))
    for x in 0..<columns.count { current[x] = pole * (next[x] - current[x]) }
  }
}

private func scale(_ row: UnsafeMutableBufferPointer<Double>, by factor: Double) {
  for x in 0..<row.count { row[x] *= factor }
}

/// `target += weight * source`; both rows have one length.
private func accumulate(
  _ target: UnsafeMutableBufferPointer<Double>, _ source: UnsafeMutableBufferPointer<Double>, _ weight: Double
) {
  for x in 0..<target.count { target[x] += weight * source[x] }
}

/// Reads a block at the taps of one axis: the weighted sum of `taps.count` lines per target index.
/// - Parameter offset: source index of the first line of the block.
func interpolate(
  _ values: [Double], _ layout: AxisLayout, _ taps: AxisTaps, offset: Int, workers: Int = 1
) -> [Double] {
  let targets = taps.indices.count / taps.count
  let inner = layout.inner
  precondition(values.count == layout.count)
  precondition(taps.support.lowerBound >= offset && taps.support.upperBound - offset < layout.length)
  return [Double](unsafeUninitializedCapacity: layout.outer * targets * inner) { result, count in
    values.withUnsafeBufferPointer { values in
      let (target, source) = (SharedBuffer(result), SharedSource(values))
      parallelRanges(layout.outer * targets, workers: workers, grain: 1 + 20_000 / inner) { range in
        // In range: every tap lies in the block, checked above, and every row is `inner` long.
        guard let target = target.elements.baseAddress, let source = source.elements.baseAddress else { return }
        for line in range {
          let (outer, index) = line.quotientAndRemainder(dividingBy: targets)
          let group = source + (outer * layout.length - offset) * inner
          interpolateLine(target + line * inner, group, taps, index, count: inner)
        }
      }
    }
    count = layout.outer * targets * inner
  }
}

/// One line. Two taps are interpolated in ITK's form; of more, products are added in the order of the taps.
@inline(__always) private func interpolateLine(
  _ target: UnsafeMutablePointer<Double>, _ group: UnsafePointer<Double>, _ taps: AxisTaps, _ index: Int, count: Int
) {
  let first = index * taps.count
  func source(_ tap: Int) -> UnsafePointer<Double> { group + taps.indices[first + tap] * count }
  func weight(_ tap: Int) -> Double { taps.weights[first + tap] }
  if taps.count == 2 {
    // ITK's form: the sum of two products rounds otherwise, which shows where integers are truncated.
    let (a, b, share) = (source(0), source(1), weight(1))
    for x in 0..<count { target[x] = a[x] + (b[x] - a[x]) * share }
    return
  }
  guard taps.count == 4 else {
    let (start, factor) = (source(0), weight(0))
    for x in 0..<count { target[x] = factor * start[x] }
    for tap in 1..<taps.count {
      let (next, factor) = (source(tap), weight(tap))
      for x in 0..<count { target[x] += factor * next[x] }
    }
    return
  }
  let (a, b, c, d) = (source(0), source(1), source(2), source(3))
  let (p, q, r, s) = (weight(0), weight(1), weight(2), weight(3))
  let whole = count & ~7
  for x in stride(from: 0, to: whole, by: 8) {
    var sum = p * eight(a + x)
    sum += q * eight(b + x)
    sum += r * eight(c + x)
    sum += s * eight(d + x)
    UnsafeMutableRawPointer(target + x).storeBytes(of: sum, as: SIMD8<Double>.self)
  }
  for x in whole..<count {
    var sum = p * a[x] + q * b[x]
    sum += r * c[x]
    sum += s * d[x]
    target[x] = sum
  }
}

@inline(__always) private func eight(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
}

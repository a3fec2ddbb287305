import Volumes

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

/// Six taps at fixed distances, added in a fixed order.
struct SixTaps<Real: WaveletReal> {
  private let starts: SIMD8<Int>
  private let weights: SIMD8<Real>

  init(starts: [Int], weights: [Real]) {
    precondition(starts.count == 6 && weights.count == 6)
    self.starts = SIMD8(starts + [0, 0])
    self.weights = SIMD8(weights + [0, 0])
  }

  /// The taps of output line `line` of a group of lines of `inner` values, in the order `order`.
  init(line: Int, inner: Int, order: [Int], weights: [Real]) {
    self.init(starts: order.map { (line + 5 - $0) * inner }, weights: order.map { weights[$0] })
  }

  /// Whether `count` outputs read nothing beyond `available` inputs.
  func stay(within available: Int, count: Int) -> Bool { starts.min() >= 0 && starts.max() + count <= available }

  /// `target[x] = Σ weights[t] · source[x + starts[t]]` for `count` values, which ``stay(within:count:)``.
  ///
  /// Explicit lanes, since the compiler gives up on six inputs that might overlap the output.
  @inline(__always)
  func apply(to target: UnsafeMutablePointer<Real>, count: Int, from source: UnsafePointer<Real>) {
    let (a, b, c) = (source + starts[0], source + starts[1], source + starts[2])
    let (d, e, f) = (source + starts[3], source + starts[4], source + starts[5])
    let (u, v, w) = (weights[0], weights[1], weights[2])
    let (p, q, r) = (weights[3], weights[4], weights[5])
    // In range: `starts[t] + x + 7 < starts[t] + count`.
    let whole = count & ~7
    for x in stride(from: 0, to: whole, by: 8) {
      var sum = lanes(a + x) * u
      sum += lanes(b + x) * v
      sum += lanes(c + x) * w
      sum += lanes(d + x) * p
      sum += lanes(e + x) * q
      sum += lanes(f + x) * r
      UnsafeMutableRawPointer(target + x).storeBytes(of: sum, as: SIMD8<Real>.self)
    }
    for x in whole..<count {
      var sum = a[x] * u + b[x] * v
      sum += c[x] * w
      sum += d[x] * p
      sum += e[x] * q
      sum += f[x] * r
      target[x] = sum
    }
  }
}

@inline(__always)
private func lanes<Real: WaveletReal>(_ pointer: UnsafePointer<Real>) -> SIMD8<Real> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Real>.self)
}

/// Filters a block along one axis: from `extent + 5` lines to `extent`, without wrapping, as the block brings its
/// surroundings.
/// - Parameters:
///   - first: position of the first output in the whole line of `length` (even) values.
func filtered<Real: WaveletReal>(
  _ block: [Real], _ layout: AxisLayout, weights: [Real], first: Int, length: Int
) -> [Real] {
  precondition(block.count == layout.count)
  let extent = layout.length - 5
  let (inner, group) = (layout.inner, layout.length * layout.inner)
  let pieces = lines(extent: extent, inner: inner, weights: weights, first: first, length: length)
  precondition(pieces.allSatisfy { $0.taps.stay(within: group, count: $0.count) })
  return [Real](unsafeUninitializedCapacity: layout.outer * extent * inner) { result, count in
    block.withUnsafeBufferPointer { block in
      guard let source = block.baseAddress, let target = result.baseAddress else { return }
      for outer in 0..<layout.outer {
        for piece in pieces {
          piece.taps.apply(
            to: target + outer * extent * inner + piece.start, count: piece.count, from: source + outer * group)
        }
      }
    }
    count = layout.outer * extent * inner
  }
}

/// The lines of a group. Outputs with the common order of sums are one long row, as the taps of neighbouring lines are
/// neighbours; the few at the upper end of the image follow one by one.
private func lines<Real: WaveletReal>(
  extent: Int, inner: Int, weights: [Real], first: Int, length: Int
) -> [(taps: SixTaps<Real>, start: Int, count: Int)] {
  let common = min(max(length - 3 - first, 0), extent)
  let whole = (SixTaps(line: 0, inner: inner, order: Array(0..<6), weights: weights), 0, common * inner)
  let single = (common..<extent).map { line in
    let order = TapOrder.peer(first + line, length: length)
    return (SixTaps(line: line, inner: inner, order: order, weights: weights), line * inner, inner)
  }
  return (common > 0 ? [whole] : []) + single
}

/// Filters a block along z where `runs` lie, and nowhere else.
/// - Parameters:
///   - plane: values of a slice; the block has five slices more than the grid of the runs.
///   - first: position of the first slice in the whole line of `length` (even) values.
func filteredAlongZ<Real: WaveletReal>(
  _ block: [Real], _ runs: RegionRuns, weights: [Real], first: Int, length: Int
) -> [Double] {
  let plane = runs.grid.size.x * runs.grid.size.y
  precondition(block.count == plane * (runs.grid.size.z + 5))
  let taps = (0..<runs.grid.size.z).map { slice in
    SixTaps(line: slice, inner: plane, order: TapOrder.peer(first + slice, length: length), weights: weights)
  }
  return [Double](unsafeUninitializedCapacity: runs.count) { result, filled in
    withUnsafeTemporaryAllocation(of: Real.self, capacity: runs.grid.size.x) { row in
      block.withUnsafeBufferPointer { block in
        guard let source = block.baseAddress, let row = row.baseAddress, var next = result.baseAddress else { return }
        // In range: a run ends before its slice does, and a tap is at most five slices on.
        for run in runs.runs {
          let (slice, start) = run.start.quotientAndRemainder(dividingBy: plane)
          taps[slice].apply(to: row, count: run.length, from: source + start)
          for x in 0..<run.length { next[x] = Double(row[x]) }
          next += run.length
        }
      }
    }
    filled = runs.count
  }
}

import Volumes

/// The part of a periodic axis that a block holds: `start..<start + count`, or the whole period.
struct AxisWindow: Sendable {
  let start: Int
  let count: Int
  /// The period: the number of voxels of the image, made even.
  let length: Int

  /// The windows of a box.
  static func all(of box: VoxelBox, length: SIMD3<Int>) -> [AxisWindow] {
    (0..<3).map { AxisWindow(start: box.lower[$0], count: box.size[$0], length: length[$0]) }
  }

  /// What a filter of `taps` reads for this window: output n takes inputs `n + taps / 2 - t`.
  func widened(taps: Int) -> AxisWindow {
    let wide = AxisWindow(start: start - (taps - 1 - taps / 2), count: count + taps - 1, length: length)
    return wide.count < length ? wide : AxisWindow(start: 0, count: length, length: length)
  }

  /// Where voxel `index` of the periodic axis lies in the block.
  func offset(of index: Int) -> Int {
    let position = count == length ? index : index - start
    return count == length ? (position % length + length) % length : position
  }
}

extension [AxisWindow] {
  func widened(_ axes: [Int], taps: Int) -> [AxisWindow] {
    indices.map { axes.contains($0) ? self[$0].widened(taps: taps) : self[$0] }
  }
}

extension [Int] {
  /// Three numbers as a vector.
  var asVector: SIMD3<Int> { SIMD3(self[0], self[1], self[2]) }
}

/// A block of a periodic image, x-fastest.
struct PeriodicBlock<Real: WaveletReal>: Sendable {
  let windows: [AxisWindow]
  let voxels: [Real]

  /// The image on the windows; the voxel that makes an axis even is a copy of the first.
  init(_ volume: Volume, _ windows: [AxisWindow]) {
    let size = volume.grid.size
    let sources = windows.enumerated().map { axis, window in
      (0..<window.count).map { position in
        let index = ((window.start + position) % window.length + window.length) % window.length
        return index == size[axis] ? 0 : index
      }
    }
    self.init(windows, sources) { i, j, k in Real(volume[i, j, k]) }
  }

  private init(_ windows: [AxisWindow], _ sources: [[Int]], _ read: (Int, Int, Int) -> Real) {
    self.windows = windows
    var voxels: [Real] = []
    voxels.reserveCapacity(sources.reduce(1) { $0 * $1.count })
    for k in sources[2] { for j in sources[1] { for i in sources[0] { voxels.append(read(i, j, k)) } } }
    self.voxels = voxels
  }

  private init(windows: [AxisWindow], voxels: [Real]) {
    self.windows = windows
    self.voxels = voxels
  }

  /// The block filtered along the axes in turn, with the high-pass filter where `high` is 1.
  func filtered(onto target: [AxisWindow], _ axes: [Int], _ filters: [[Real]], high: [Int]) -> PeriodicBlock {
    let taps = filters[0].count
    // Brings the surroundings of the target, so that no pass wraps around.
    let sources = (0..<3).map { axis in
      let window = target[axis]
      let (before, after) = axes.contains(axis) ? (taps - 1 - taps / 2, taps / 2) : (0, 0)
      return (window.start - before..<window.start + window.count + after).map { windows[axis].offset(of: $0) }
    }
    var size = sources.map(\.count).asVector
    let (row, slice) = (windows[0].count, windows[0].count * windows[1].count)
    var values = PeriodicBlock(target, sources) { i, j, k in voxels[i + row * j + slice * k] }.voxels
    for (position, axis) in axes.enumerated() {
      values = convolved(values, AxisLayout(size: size, axis: axis), target[axis], filters[high[position]])
      size[axis] = target[axis].count
    }
    return PeriodicBlock(windows: target, voxels: values)
  }
}

/// One pass: from `window.count + taps - 1` lines to `window.count`, each sum in PyWavelets' order of products.
private func convolved<Real: WaveletReal>(
  _ block: [Real], _ layout: AxisLayout, _ window: AxisWindow, _ weights: [Real]
) -> [Real] {
  precondition(block.count == layout.count && layout.length == window.count + weights.count - 1)
  let (inner, extent) = (layout.inner, window.count)
  return [Real](unsafeUninitializedCapacity: layout.outer * extent * inner) { result, filled in
    result.initialize(repeating: 0)
    block.withUnsafeBufferPointer { block in
      for outer in 0..<layout.outer {
        let source = UnsafeBufferPointer(
          rebasing: block[outer * layout.length * inner..<(outer + 1) * layout.length * inner])
        let target = UnsafeMutableBufferPointer(rebasing: result[outer * extent * inner..<(outer + 1) * extent * inner])
        convolve(source, into: target, inner: inner, window, weights)
      }
    }
    filled = layout.outer * extent * inner
  }
}

/// The lines of one group. Runs of outputs with the common, ascending order of sums are one long row.
private func convolve<Real: WaveletReal>(
  _ source: UnsafeBufferPointer<Real>, into target: UnsafeMutableBufferPointer<Real>, inner: Int, _ window: AxisWindow,
  _ weights: [Real]
) {
  let taps = weights.count
  var line = 0
  while line < window.count {
    let position = ((window.start + line) % window.length + window.length) % window.length
    // Inputs that wrap around the upper end come first and in reverse.
    let wrapped = max(position + taps / 2 - window.length + 1, 0)
    let run = wrapped > 0 ? 1 : min(window.length - taps / 2 - position, window.count - line)
    let order = Array((0..<wrapped).reversed()) + Array(wrapped..<taps)
    for tap in order {
      let start = (line + taps - 1 - tap) * inner
      accumulate(
        UnsafeBufferPointer(rebasing: source[start..<start + run * inner]), times: weights[tap],
        into: UnsafeMutableBufferPointer(rebasing: target[line * inner..<(line + run) * inner]))
    }
    line += run
  }
}

@inline(__always)
private func accumulate<Real: WaveletReal>(
  _ source: UnsafeBufferPointer<Real>, times weight: Real, into target: UnsafeMutableBufferPointer<Real>
) {
  precondition(source.count == target.count)
  for x in 0..<target.count { target[x] += source[x] * weight }
}

import Volumes

/// The values of a box of voxels, x-fastest.
struct FilterBlock: Sendable {
  let box: VoxelBox
  let values: [Double]

  init(box: VoxelBox, values: [Double]) {
    precondition(values.count == box.size.x * box.size.y * box.size.z, "one value per voxel")
    self.box = box
    self.values = values
  }

  /// The voxels of `box` of an image.
  init(_ volume: Volume, _ box: VoxelBox) {
    self.init(box: box, values: volume.voxels.block(box, of: volume.grid))
  }

  /// The part in `inner`, which lies inside.
  func cropped(to inner: VoxelBox) -> FilterBlock {
    let shifted = VoxelBox(lower: inner.lower &- box.lower, upper: inner.upper &- box.lower)
    return FilterBlock(box: inner, values: values.block(shifted, of: Grid(size: box.size)))
  }

  /// Filters along one axis.
  func filtered(by filter: AxisOperator, axis: Int) -> FilterBlock {
    let layout = AxisLayout(size: box.size, axis: axis)
    precondition(box.lower[axis] <= filter.support.lowerBound && filter.support.upperBound <= box.upper[axis])
    let (group, extent) = (layout.length * layout.inner, filter.targets.count * layout.inner)
    let passes = filter.runs.map { RunPass($0, filter, layout, lower: box.lower[axis]) }
    let result = [Double](unsafeUninitializedCapacity: layout.outer * extent) { result, count in
      values.withUnsafeBufferPointer { values in
        for outer in 0..<layout.outer {
          let input = UnsafeBufferPointer(rebasing: values[outer * group..<(outer + 1) * group])
          let output = UnsafeMutableBufferPointer(rebasing: result[outer * extent..<(outer + 1) * extent])
          for pass in passes { pass.run(output, input) }
        }
      }
      count = layout.outer * extent
    }
    var (lower, upper) = (box.lower, box.upper)
    (lower[axis], upper[axis]) = (filter.targets.lowerBound, filter.targets.upperBound)
    return FilterBlock(box: VoxelBox(lower: lower, upper: upper), values: result)
  }
}

/// One run of an operator in the layout of a block: as the taps of neighbouring lines are neighbours, a run is one long
/// row.
private struct RunPass {
  let output: Range<Int>
  let starts: [Int]
  let weights: [Double]

  init(_ run: AxisOperator.Run, _ filter: AxisOperator, _ layout: AxisLayout, lower: Int) {
    let first = (run.targets.lowerBound - filter.targets.lowerBound) * layout.inner
    output = first..<first + run.targets.count * layout.inner
    starts = run.sources.map { ($0 - lower) * layout.inner }
    weights = run.weights
  }

  func run(_ target: UnsafeMutableBufferPointer<Double>, _ source: UnsafeBufferPointer<Double>) {
    weightedSum(UnsafeMutableBufferPointer(rebasing: target[output]), source, starts: starts, weights: weights)
  }
}

/// `output[x] = Σₜ weights[t] · input[x + starts[t]]`, the products added in the order of the taps.
///
/// `starts` ascends, so its ends bound what is read. `output` may be uninitialised.
func weightedSum(
  _ output: UnsafeMutableBufferPointer<Double>, _ input: UnsafeBufferPointer<Double>, starts: [Int], weights: [Double]
) {
  precondition(starts.count == weights.count)
  precondition((starts.first ?? 0) >= 0 && (starts.last ?? 0) + output.count <= input.count)
  guard let target = output.baseAddress, let source = input.baseAddress else { return }
  // In range: `starts[t] + x + 15 < starts[t] + output.count <= input.count`, checked above as `starts` ascends.
  let whole = output.count & ~15
  starts.withUnsafeBufferPointer { starts in
    weights.withUnsafeBufferPointer { weights in
      for x in stride(from: 0, to: whole, by: 16) {
        var (low, high) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        for tap in 0..<weights.count {
          let first = source + (x &+ starts[tap])
          low += lanes(first) * weights[tap]
          high += lanes(first + 8) * weights[tap]
        }
        UnsafeMutableRawPointer(target + x).storeBytes(of: low, as: SIMD8<Double>.self)
        UnsafeMutableRawPointer(target + x + 8).storeBytes(of: high, as: SIMD8<Double>.self)
      }
      for x in whole..<output.count {
        var sum = 0.0
        for tap in 0..<weights.count { sum += source[x &+ starts[tap]] * weights[tap] }
        (target + x).initialize(to: sum)
      }
    }
  }
}

@inline(__always)
private func lanes(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
}

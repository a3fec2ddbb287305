import Volumes

extension Volume {
  /// The image read at the voxels of a grid that lies anyhow in it; 0 outside the image, as ITK.
  ///
  /// For a grid that follows a mask drawn on another grid. Places along a row of the target are found between its two
  /// ends, as `itk::ResampleImageFilter` does for affine maps. Taps are worked out for every voxel, so this is slower
  /// than ``resampled(_:_:normalisation:workers:)``, which needs parallel grids.
  /// - Returns: intensities in the type of the source.
  /// - Throws: ``ImageProcessingError/gridsDiffer(image:mask:)`` where the target is further from the image than the
  ///   taps reach; nearer targets outside it are 0.
  public func resampled(onto target: Grid, _ interpolator: Interpolator) throws(ImageProcessingError) -> Volume {
    guard let box = reached(by: target, interpolator) else { throw .gridsDiffer(image: grid, mask: target) }
    let block = ReadableBlock(self, box, interpolator)
    let spline =
      interpolator == .cubicBSpline && precision == .integer
      ? TruncatedSpline(cropped(to: box).voxels, box, in: grid) : nil
    let lines = ScanLines(of: target, in: grid)
    var values: [Double] = []
    values.reserveCapacity(target.count)
    for k in 0..<target.size.z {
      for j in 0..<target.size.y {
        let line = lines.row(j, k)
        values += block.row(line, target.size.x)
        guard let spline else { continue }
        for i in 0..<target.size.x where spline.isWhole(values[values.count - target.size.x + i]) {
          values[values.count - target.size.x + i] = spline.value(
            at: line.start + line.way * (Double(i) / Double(target.size.x)))
        }
      }
    }
    store(&values)
    return Volume(grid: target, voxels: values, precision: precision, storedRange: storedRange)
  }

  /// The voxels that any voxel of the target reads, and those that its spline coefficients depend on; `nil` where the
  /// image has none of them.
  private func reached(by target: Grid, _ interpolator: Interpolator) -> VoxelBox? {
    let corners = (0..<8).map { bits in
      let far = SIMD3<Double>(Double(bits & 1), Double(bits >> 1 & 1), Double(bits >> 2 & 1))
      return grid.index(of: target.position(of: far * SIMD3<Double>(target.size)))
    }
    let lower = corners.dropFirst().reduce(corners[0]) { pointwiseMin($0, $1) }.rounded(.down)
    let upper = corners.dropFirst().reduce(corners[0]) { pointwiseMax($0, $1) }.rounded(.up)
    let margin = Double(interpolator == .cubicBSpline ? Self.splineMargin : 8)
    let first = pointwiseMax(lower - margin, .zero)
    let last = pointwiseMin(upper + margin + 1, SIMD3<Double>(grid.size))
    guard (0..<3).allSatisfy({ first[$0] < last[$0] }) else { return nil }
    return VoxelBox(lower: SIMD3<Int>(first), upper: SIMD3<Int>(last))
  }
}

/// A part of an image as the coefficients of its interpolation.
private struct ReadableBlock {
  private let grid: Grid
  private let box: VoxelBox
  private let interpolator: Interpolator
  private let values: [Double]

  init(_ volume: Volume, _ box: VoxelBox, _ interpolator: Interpolator) {
    (grid, self.box, self.interpolator) = (volume.grid, box, interpolator)
    var values = volume.cropped(to: box).voxels
    if interpolator == .cubicBSpline {
      for axis in 0..<3 {
        let ends = BlockEnds(
          lower: box.lower[axis] == 0, upper: box.upper[axis] == grid.size[axis], available: grid.size[axis])
        prefilter(&values, AxisLayout(size: box.size, axis: axis), ends: ends)
      }
    }
    self.values = values
  }

  /// The intensities of one row of the target, of `count` voxels.
  func row(_ line: (start: SIMD3<Double>, way: SIMD3<Double>), _ count: Int) -> [Double] {
    let sampling = (0..<3).map { axis in
      AxisSampling(
        positions: (0..<count).map { line.start[axis] + line.way[axis] * (Double($0) / Double(count)) },
        available: grid.size[axis])
    }
    let taps = sampling.map { AxisTaps(interpolator, $0) }
    return (0..<count).map { target in
      sampling.allSatisfy { $0.isInside(target) } ? read(taps, target) : 0
    }
  }

  /// The sum over the taps of the three axes. Every tap of a position inside the image lies in the block, by its
  /// margin.
  private func read(_ taps: [AxisTaps], _ target: Int) -> Double {
    let count = taps[0].count
    let range = target * count..<(target + 1) * count
    return combined(taps[2].weights[range]) { c in
      combined(taps[1].weights[range]) { b in
        let start = place(taps[2].indices[c], 2) * box.size.x * box.size.y + place(taps[1].indices[b], 1) * box.size.x
        return combined(taps[0].weights[range]) { a in values[start + place(taps[0].indices[a], 0)] }
      }
    }
  }

  /// Two taps in ITK's form, as the parallel passes have it; of more, the sum of products in their order.
  private func combined(_ weights: ArraySlice<Double>, _ value: (Int) -> Double) -> Double {
    guard weights.count == 2 else { return weights.indices.reduce(0) { $0 + weights[$1] * value($1) } }
    let (first, second) = (value(weights.startIndex), value(weights.startIndex + 1))
    return first + (second - first) * weights[weights.startIndex + 1]
  }

  private func place(_ index: Int, _ axis: Int) -> Int {
    min(max(index - box.lower[axis], 0), box.size[axis] - 1)
  }
}

import Volumes

extension Volume {
  /// The image read on a moved grid by cubic B-spline; beyond the outermost voxels the intensity there goes on.
  func sampled(on moved: MovedGrid) -> Volume {
    let size = grid.size
    func held(_ places: [Double], _ axis: Int) -> [Double] { places.map { min(max($0, 0), Double(size[axis] - 1)) } }
    let depths = held(moved.depths, 2)
    let slices = (0..<moved.target.size.y).map { j in
      let row = moved.row(j)
      return (x: held(row.x, 0), y: held(row.y, 1))
    }
    let ranges = [slices.flatMap(\.x), slices.flatMap(\.y), depths].map { places in
      (Int((places.min() ?? 0).rounded(.down)), Int((places.max() ?? 0).rounded(.up)))
    }
    let touched = VoxelBox(
      lower: SIMD3(ranges[0].0, ranges[1].0, ranges[2].0), upper: SIMD3(ranges[0].1, ranges[1].1, ranges[2].1) &+ 1)
    let box = touched.expanded(by: SIMD3(repeating: Volume.splineMargin + 2), within: grid.bounds)
    var values = cropped(to: box).voxels
    for axis in 0..<3 {
      let ends = BlockEnds(
        lower: box.lower[axis] == 0, upper: box.upper[axis] == size[axis], available: size[axis])
      prefilter(&values, AxisLayout(size: box.size, axis: axis), ends: ends)
    }
    let block = SampledBlock(values: values, size: box.size, offset: box.lower, available: size)
    return Volume(grid: moved.target, voxels: block.read(.cubicBSpline, rows: slices, depths: depths))
  }
}

extension Mask {
  /// The mask read on a moved grid: inside is what is inside by half at least, linearly.
  func sampled(on moved: MovedGrid, box: VoxelBox) -> Mask {
    // A rim of nothing around the region, also beyond the image: what is read further out is held there.
    let offset = box.lower &- 1
    let size = box.size &+ 2
    var values = [Double](repeating: 0, count: size.x * size.y * size.z)
    let rim = Grid(size: size)
    for k in 0..<box.size.z {
      for j in 0..<box.size.y {
        for i in 0..<box.size.x where self[box.lower.x + i, box.lower.y + j, box.lower.z + k] {
          values[rim.offset(i + 1, j + 1, k + 1)] = 1
        }
      }
    }
    func held(_ places: [Double], _ axis: Int) -> [Double] {
      places.map { min(max($0 - Double(offset[axis]), 0), Double(size[axis] - 1)) }
    }
    let rows = (0..<moved.target.size.y).map { j in
      let row = moved.row(j)
      return (x: held(row.x, 0), y: held(row.y, 1))
    }
    let block = SampledBlock(values: values, size: size, offset: .zero, available: size)
    let parts = block.read(.linear, rows: rows, depths: held(moved.depths, 2))
    return Mask(grid: moved.target, voxels: parts.map { $0 >= 0.5 - 1e-6 ? 1 : 0 })
  }
}

/// A block of coefficients to read at places that lie in planes across k.
private struct SampledBlock {
  let values: [Double]
  let size: SIMD3<Int>
  /// Source index of its first voxel.
  let offset: SIMD3<Int>
  /// Voxels of the source along each axis.
  let available: SIMD3<Int>

  /// One pass along k, which no turn mixes with the others, then the plane.
  func read(_ interpolator: Interpolator, rows: [(x: [Double], y: [Double])], depths: [Double]) -> [Double] {
    let deep = AxisTaps(interpolator, AxisSampling(positions: depths, available: available.z))
    let planes = interpolate(values, AxisLayout(size: size, axis: 2), deep, offset: offset.z)
    let width = rows.first?.x.count ?? 0
    var result = [Double](repeating: 0, count: width * rows.count * depths.count)
    result.withUnsafeMutableBufferPointer { result in
      planes.withUnsafeBufferPointer { planes in
        for (j, row) in rows.enumerated() {
          let x = AxisTaps(interpolator, AxisSampling(positions: row.x, available: available.x))
          let y = AxisTaps(interpolator, AxisSampling(positions: row.y, available: available.y))
          for k in depths.indices {
            let plane = UnsafeBufferPointer(rebasing: planes[k * size.x * size.y..<(k + 1) * size.x * size.y])
            let start = (k * rows.count + j) * width
            read(plane, x, y, into: UnsafeMutableBufferPointer(rebasing: result[start..<start + width]))
          }
        }
      }
    }
    return result
  }

  /// One row of targets in one plane; every tap lies in the plane, as the block holds all that the places touch.
  private func read(
    _ plane: UnsafeBufferPointer<Double>, _ x: AxisTaps, _ y: AxisTaps, into row: UnsafeMutableBufferPointer<Double>
  ) {
    let taps = x.count
    for target in 0..<row.count {
      var sum = 0.0
      for b in target * taps..<(target + 1) * taps {
        let line = (y.indices[b] - offset.y) * size.x - offset.x
        var part = 0.0
        for a in target * taps..<(target + 1) * taps { part += x.weights[a] * plane[line + x.indices[a]] }
        sum += y.weights[b] * part
      }
      row[target] = sum
    }
  }
}

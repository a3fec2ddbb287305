import Volumes

extension Volume {
  /// The image read at the voxels of `plan`; 0 outside the source, as ITK.
  ///
  /// Grids are parallel, so the interpolation is three passes along the axes. Only the voxels that matter are touched:
  /// those under the taps and, for the B-spline, `splineMargin` more on each side.
  /// - Parameters:
  ///   - normalisation: applied to the intensities before they are interpolated.
  ///   - workers: threads at most; lines are independent, so the result is the same for any number.
  /// - Returns: intensities in the type of the source: truncated for integers and rounded for float32, as SimpleITK
  ///   stores them; float64 after a normalisation.
  public func resampled(
    _ plan: ResamplingPlan, _ interpolator: Interpolator, normalisation: Normalisation? = nil, workers: Int = 1
  ) -> Volume {
    let taps = plan.sampling.map { AxisTaps(interpolator, $0) }
    let followsLines = plan.followsScanLines && (interpolator == .linear || interpolator == .nearestNeighbour)
    let box = support(of: taps, margin: interpolator == .cubicBSpline ? Self.splineMargin : followsLines ? 1 : 0)
    let source = normalisation?.applied(to: self, within: box, workers: workers) ?? cropped(to: box)
    if followsLines {
      var values = source.read(along: plan.target, in: grid, box, interpolator, workers: workers)
      source.store(&values)
      return Volume(grid: plan.target, voxels: values, precision: source.precision, storedRange: source.storedRange)
    }
    var values = source.voxels
    var size = box.size
    for axis in 0..<3 {
      let layout = AxisLayout(size: size, axis: axis)
      if interpolator == .cubicBSpline {
        let ends = BlockEnds(
          lower: box.lower[axis] == 0, upper: box.upper[axis] == grid.size[axis], available: grid.size[axis])
        prefilter(&values, layout, ends: ends, workers: workers)
      }
      values = interpolate(values, layout, taps[axis], offset: box.lower[axis], workers: workers)
      size[axis] = plan.target.size[axis]
    }
    plan.clearOutside(&values)
    source.store(&values)
    return Volume(
      grid: plan.target, voxels: values, precision: source.precision, storedRange: source.storedRange)
  }

  /// Voxels beyond the taps that still move a spline coefficient: after 32 the weight is below 1e-18.
  static let splineMargin = 32

  private func support(of taps: [AxisTaps], margin: Int) -> VoxelBox {
    let ranges = taps.map(\.support)
    let lower = SIMD3(ranges[0].lowerBound, ranges[1].lowerBound, ranges[2].lowerBound)
    let upper = SIMD3(ranges[0].upperBound, ranges[1].upperBound, ranges[2].upperBound) &+ 1
    return VoxelBox(lower: lower, upper: upper).expanded(by: SIMD3(repeating: margin), within: grid.bounds)
  }
}

extension Mask {
  /// The mask read at the nearest voxel; outside its grid nothing is inside.
  public func resampled(_ plan: ResamplingPlan) -> Mask {
    guard !plan.followsScanLines else { return read(along: plan.target) }
    let nearest = plan.sampling.map { axis in axis.positions.indices.map { axis.nearest($0) ?? -1 } }
    let size = plan.target.size
    let result = [UInt8](unsafeUninitializedCapacity: plan.target.count) { result, filled in
      result.initialize(repeating: 0)
      // In range: a nearest index is a source index or, outside the source, -1.
      for k in 0..<size.z where nearest[2][k] >= 0 {
        for j in 0..<size.y where nearest[1][j] >= 0 {
          let (row, start) = (grid.offset(0, nearest[1][j], nearest[2][k]), plan.target.offset(0, j, k))
          copy(nearest[0], from: row, to: UnsafeMutableBufferPointer(rebasing: result[start..<start + size.x]))
        }
      }
      filled = result.count
    }
    return Mask(grid: plan.target, voxels: result)
  }

  private func read(along target: Grid) -> Mask {
    let lines = ScanLines(of: target, in: grid)
    var result: [UInt8] = []
    result.reserveCapacity(target.count)
    for k in 0..<target.size.z {
      for j in 0..<target.size.y {
        let (start, way) = lines.row(j, k)
        for i in 0..<target.size.x {
          let index = start + way * (Double(i) / Double(target.size.x))
          let place = (index + 0.5).rounded(.down)
          result.append(
            index.isInside(grid.size) ? voxels[grid.offset(Int(place.x), Int(place.y), Int(place.z))] : 0)
        }
      }
    }
    return Mask(grid: target, voxels: result)
  }

  private func copy(_ nearest: [Int], from row: Int, to target: UnsafeMutableBufferPointer<UInt8>) {
    voxels.withUnsafeBufferPointer { voxels in
      nearest.withUnsafeBufferPointer { nearest in
        for i in 0..<nearest.count where nearest[i] >= 0 { target[i] = voxels[row &+ nearest[i]] }
      }
    }
  }
}

extension ResamplingPlan {
  /// Sets the voxels that lie outside the source to 0.
  fileprivate func clearOutside(_ values: inout [Double]) {
    let inside = sampling.map { axis in axis.positions.indices.map { axis.isInside($0) } }
    guard inside.contains(where: { $0.contains(false) }) else { return }
    var position = 0
    for k in inside[2] {
      for j in inside[1] {
        for i in inside[0] {
          if !(i && j && k) { values[position] = 0 }
          position += 1
        }
      }
    }
  }
}

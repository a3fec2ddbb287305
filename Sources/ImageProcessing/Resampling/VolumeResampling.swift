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
    _ plan: ResamplingPlan, _ interpolator: Interpolator, normalisation: ZScoreMap? = nil, workers: Int = 1
  ) -> Volume {
    let taps = plan.sampling.map { AxisTaps(interpolator, $0) }
    let followsLines = plan.followsScanLines && (interpolator == .linear || interpolator == .nearestNeighbour)
    // Splines of integers are truncated, so where one meets a whole number ITK's sums are followed to the last place.
    let isTruncatedSpline = interpolator == .cubicBSpline && normalisation == nil && precision == .integer
    let margin =
      isTruncatedSpline && plan.meetsVoxels
      ? Self.exactSplineMargin : interpolator == .cubicBSpline ? Self.splineMargin : followsLines ? 1 : 0
    let box = support(of: taps, margin: margin)
    let source = normalisation?.applied(to: self, within: box, workers: workers) ?? cropped(to: box)
    if followsLines {
      var values = source.read(along: plan.target, in: grid, box, interpolator, workers: workers)
      source.store(&values)
      return Volume(grid: plan.target, voxels: values, precision: source.precision, storedRange: source.storedRange)
    }
    if isTruncatedSpline, plan.meetsVoxels {
      let spline = TruncatedSpline(source.voxels, box, in: grid, workers: workers)
      var values = spline.read(plan, taps, workers: workers)
      plan.clearOutside(&values, of: grid)
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
    // No centre meets another, but all around may be equal.
    if isTruncatedSpline, TruncatedSpline.meetsWhole(values) {
      let spline = TruncatedSpline(source.voxels, box, in: grid, workers: workers)
      spline.settle(&values, plan, workers: workers)
    }
    plan.clearOutside(&values, of: grid)
    source.store(&values)
    return Volume(
      grid: plan.target, voxels: values, precision: source.precision, storedRange: source.storedRange)
  }

  /// Voxels beyond the taps that still move a spline coefficient: after 32 the weight is below 1e-18.
  static let splineMargin = 32

  /// The same where the last place counts: after 40 the weight is below 1e-22.
  private static let exactSplineMargin = 40

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
  /// Whether a new voxel may lie on an old one: it does along every axis.
  fileprivate var meetsVoxels: Bool {
    sampling.allSatisfy { $0.positions.contains { abs($0 - $0.rounded()) < 1e-6 } }
  }

  /// Sets the voxels that lie outside the source to 0.
  ///
  /// A new centre may lie on the very edge of the source (25 voxels of 1 mm read at 2 mm). On a grid that is turned
  /// rounding decides then, and it is ITK's along the scan line that counts.
  fileprivate func clearOutside(_ values: inout [Double], of grid: Grid) {
    let inside = sampling.map { axis in axis.positions.indices.map { axis.isInside($0) } }
    let isOnEdge = sampling.map { axis in axis.positions.map { followsScanLines && axis.isOnEdge($0) } }
    guard (inside + isOnEdge.map { $0.map { !$0 } }).contains(where: { $0.contains(false) }) else { return }
    let lines = ScanLines(of: target, in: grid)
    var position = 0
    for k in inside[2].indices {
      for j in inside[1].indices {
        let row = isOnEdge[2][k] || isOnEdge[1][j] || isOnEdge[0].contains(true) ? lines.row(j, k) : nil
        for i in inside[0].indices {
          var isInside = inside[0][i] && inside[1][j] && inside[2][k]
          if let row, isOnEdge[0][i] || isOnEdge[1][j] || isOnEdge[2][k] {
            isInside = (row.start + row.way * (Double(i) / Double(target.size.x))).isInside(grid.size)
          }
          if !isInside { values[position] = 0 }
          position += 1
        }
      }
    }
  }
}

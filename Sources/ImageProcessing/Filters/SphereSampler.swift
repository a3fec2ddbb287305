import Volumes

/// Reads an image by cubic B-spline at fixed offsets around voxels, as SciPy's `map_coordinates` does with its
/// defaults.
///
/// The image is mirrored at its outermost voxels for the spline, and 0 beyond them. Results have the type of the image:
/// rounded for integers, away from zero from a tie, and held within their range; or rounded to float32.
struct SphereSampler {
  private let coefficients: [Double]
  private let block: VoxelBox
  private let size: SIMD3<Int>
  private let precision: StoredPrecision
  private let range: ClosedRange<Double>
  private let taps: [Taps]

  /// First voxel of the 4 x 4 x 4 under one offset, and the weights along x, y and z.
  private struct Taps {
    let offset: SIMD3<Double>
    let start: SIMD3<Int>
    let weights: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  }

  /// - Parameter offsets: in voxels, x along the image's z and z along its x, as PyRadiomics adds them to NumPy
  ///   indices.
  init(_ volume: Volume, within box: VoxelBox, offsets: [SIMD3<Double>]) {
    taps = offsets.map { point in
      let offset = SIMD3(point.z, point.y, point.x)
      let floor = offset.rounded(.down)
      let rest = offset - floor
      return Taps(
        offset: offset, start: SIMD3<Int>(floor) &- 1,
        weights: (cubicWeights(rest.x), cubicWeights(rest.y), cubicWeights(rest.z)))
    }
    let reach = Int(offsets.map { max(abs($0.x), abs($0.y), abs($0.z)) }.max() ?? 0) + 3 + Volume.splineMargin
    block = box.expanded(by: SIMD3(repeating: reach), within: volume.grid.bounds)
    size = volume.grid.size
    precision = volume.precision
    range = volume.storedRange ?? -Double.infinity...Double.infinity
    var values = volume.cropped(to: block).voxels
    for axis in 0..<3 {
      let ends = BlockEnds(
        lower: block.lower[axis] == 0, upper: block.upper[axis] == size[axis], available: size[axis])
      prefilter(&values, AxisLayout(size: block.size, axis: axis), ends: ends)
    }
    coefficients = values
  }

  /// The samples around one voxel.
  func read(at voxel: SIMD3<Int>, into samples: inout [Double]) {
    coefficients.withUnsafeBufferPointer { coefficients in
      for (position, tap) in taps.enumerated() { samples[position] = sample(tap, voxel, coefficients) }
    }
  }

  private func sample(_ tap: Taps, _ voxel: SIMD3<Int>, _ coefficients: UnsafeBufferPointer<Double>) -> Double {
    let place = SIMD3<Double>(voxel) + tap.offset
    let isInside = (0..<3).allSatisfy { place[$0] >= 0 && place[$0] <= Double(size[$0] - 1) }
    guard isInside else { return 0 }
    let first = voxel &+ tap.start
    var sum = 0.0
    // In range: mirrored indices are in the image, and no further from the voxel than the margin of the block.
    for dz in 0..<4 {
      let k = mirrored(first.z + dz, size.z) - block.lower.z
      var slice = 0.0
      for dy in 0..<4 {
        let j = mirrored(first.y + dy, size.y) - block.lower.y
        let row = (k * block.size.y + j) * block.size.x - block.lower.x
        var line = 0.0
        for dx in 0..<4 { line += tap.weights.0[dx] * coefficients[row + mirrored(first.x + dx, size.x)] }
        slice += tap.weights.1[dy] * line
      }
      sum += tap.weights.2[dz] * slice
    }
    return stored(sum)
  }

  private func stored(_ value: Double) -> Double {
    switch precision {
    case .integer: min(max(value.rounded(), range.lowerBound), range.upperBound)
    case .single: Double(Float(value))
    case .double: value
    }
  }
}

/// An index reflected at the first and the last of `count` voxels.
@inline(__always)
private func mirrored(_ index: Int, _ count: Int) -> Int {
  var index = index
  guard count > 1 else { return 0 }
  while index < 0 || index >= count { index = index < 0 ? -index : 2 * (count - 1) - index }
  return index
}

/// The cubic B-spline at the four voxels around a point `rest` beyond the second of them.
private func cubicWeights(_ rest: Double) -> SIMD4<Double> {
  let (y, z) = (rest, 1 - rest)
  let second = (y * y * (y - 2) * 3 + 4) / 6
  let third = (z * z * (z - 2) * 3 + 4) / 6
  let first = z * z * z / 6
  return SIMD4(first, second, third, 1 - first - second - third)
}

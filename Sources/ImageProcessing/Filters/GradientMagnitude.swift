import Volumes

extension Volume {
  /// Length of the gradient inside `box`, by central differences, the image continued by its outermost voxels.
  ///
  /// As ITK's `GradientMagnitudeImageFilter`: differences in float64, the result in float32.
  /// - Parameter usesSpacing: per mm; otherwise per voxel.
  public func gradientMagnitude(within box: VoxelBox, usesSpacing: Bool = true) -> Volume {
    let weights = (0..<3).map { 0.5 * (usesSpacing ? 1 / grid.spacing[$0] : 1) }
    var result: [Double] = []
    result.reserveCapacity(box.size.x * box.size.y * box.size.z)
    let neighbours = (0..<3).map { axis in
      (box.lower[axis]..<box.upper[axis]).map { (max($0 - 1, 0), min($0 + 1, grid.size[axis] - 1)) }
    }
    voxels.withUnsafeBufferPointer { voxels in
      for (k, z) in zip(box.lower.z..<box.upper.z, neighbours[2]) {
        for (j, y) in zip(box.lower.y..<box.upper.y, neighbours[1]) {
          let rows = (
            grid.offset(0, j, k), grid.offset(0, y.0, k), grid.offset(0, y.1, k), grid.offset(0, j, z.0),
            grid.offset(0, j, z.1)
          )
          for (i, x) in zip(box.lower.x..<box.upper.x, neighbours[0]) {
            let alongX = weights[0] * voxels[rows.0 + x.1] - weights[0] * voxels[rows.0 + x.0]
            let alongY = weights[1] * voxels[rows.2 + i] - weights[1] * voxels[rows.1 + i]
            let alongZ = weights[2] * voxels[rows.4 + i] - weights[2] * voxels[rows.3 + i]
            let square = alongX * alongX + alongY * alongY + alongZ * alongZ
            result.append(Double(Float(square.squareRoot())))
          }
        }
      }
    }
    return Volume(grid: grid.cropped(to: box), voxels: result, precision: .single)
  }
}

import Volumes

extension Volume {
  /// The Laplacian of the image smoothed by a Gaussian, times `sigma²`, inside `box`.
  ///
  /// As ITK's `LaplacianRecursiveGaussianImageFilter` with normalisation across scale: per axis the second derivative,
  /// then smoothing along the other two; recursive, so whole lines are read, but only those whose results `box` needs.
  /// What passes from one filter to the next is float32, and so is the result.
  /// - Parameter sigma: width of the Gaussian in mm, `> 0`.
  /// - Returns: `nil` where an axis has fewer than 4 voxels or is not longer than `sigma`, as in PyRadiomics.
  public func laplacianOfGaussian(sigma: Double, within box: VoxelBox) -> Volume? {
    let isLargeEnough = (0..<3).allSatisfy { axis in
      grid.size[axis] >= 4 && Double(grid.size[axis]) >= (sigma / grid.spacing[axis]).rounded(.up) + 1
    }
    guard isLargeEnough else { return nil }
    var sum = [Float](repeating: 0, count: box.size.x * box.size.y * box.size.z)
    for axis in 0..<3 {
      let weight = 1 / (grid.spacing[axis] * grid.spacing[axis])
      for (position, value) in curvature(along: axis, sigma: sigma, within: box).enumerated() {
        sum[position] = Float(Double(sum[position]) + Double(value) * weight)
      }
    }
    return Volume(grid: grid.cropped(to: box), voxels: sum.map { Double($0) }, precision: .single)
  }

  /// The second derivative along one axis of the smoothed image, per voxel squared.
  private func curvature(along axis: Int, sigma: Double, within box: VoxelBox) -> [Float] {
    var size = grid.size
    let derivative = RecursiveGaussian(sigma: sigma, spacing: grid.spacing[axis], order: .secondDerivative)
    var block = recursivelyFiltered(
      voxels, AxisLayout(size: size, axis: axis), by: derivative, kept: box.lower[axis]..<box.upper[axis])
    size[axis] = box.size[axis]
    for other in 0..<3 where other != axis {
      let smoothing = RecursiveGaussian(sigma: sigma, spacing: grid.spacing[other], order: .smoothing)
      block = recursivelyFiltered(
        block, AxisLayout(size: size, axis: other), by: smoothing, kept: box.lower[other]..<box.upper[other])
      size[other] = box.size[other]
    }
    return block
  }
}

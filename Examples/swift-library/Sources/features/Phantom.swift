import ApusRadiomics

/// A ball of 10 mm radius in a box of 40 mm, brighter at its centre and rippled, so that shape and texture have values.
struct Phantom {
  /// Voxels of 1 x 1 x 2 mm.
  let grid = Grid(size: [40, 40, 20], spacing: [1, 1, 2])

  /// Distance from the centre of the box in mm, for every voxel in storage order.
  private var distances: [Double] {
    let centre = SIMD3(19.5, 19.5, 19)
    return (0..<grid.count).map { offset in
      let voxel = SIMD3(offset % 40, offset / 40 % 40, offset / 1600)
      let away = SIMD3(Double(voxel.x), Double(voxel.y), Double(voxel.z)) * grid.spacing - centre
      return (away * away).sum().squareRoot()
    }
  }

  /// Whole numbers, as a scanner stores them.
  var image: Volume {
    let voxels = distances.enumerated().map { offset, distance in
      let ripple = Double((offset % 40 * 7 + offset / 40 % 40 * 13 + offset / 1600 * 29) % 50)
      return (400 - 10 * distance + ripple).rounded()
    }
    return Volume(grid: grid, voxels: voxels, precision: .integer)
  }

  /// The ball.
  var mask: Mask { Mask(grid: grid, voxels: distances.map { $0 <= 10 ? 1 : 0 }) }
}

import Volumes

/// An image by formula, so that references need no files: `((37 i + 17 j + 29 k + 3 i j + 5 j k) mod 101 - 50) / 4`.
enum Sawtooth {
  static func volume(on grid: Grid, precision: StoredPrecision, scale: Double = 1) -> Volume {
    var voxels: [Double] = []
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x {
          let value = (i * 37 + j * 17 + k * 29 + i * j * 3 + j * k * 5) % 101 - 50
          voxels.append(Double(value) * 0.25 * scale)
        }
      }
    }
    return Volume(grid: grid, voxels: voxels, precision: precision)
  }
}

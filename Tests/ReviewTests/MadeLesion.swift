import Execution
import ImageFiles
import Volumes

/// A patient on paper: a body in air with a lesion in it, which a test makes faulty in one way.
struct MadeLesion {
  var grid = Grid(size: [48, 44, 14], spacing: [1.5, 1.5, 4], origin: [-36, -33, 10])
  /// Centre and radii of the lesion in voxels.
  var centre = SIMD3<Double>(24, 22, 7)
  var radii = SIMD3<Double>(7, 6, 3.2)
  /// Intensities.
  var (air, body, lesion) = (10.0, 500.0, 800.0)
  var factor = 1.0
  var seed: UInt64 = 1
  /// Changes the mask at last; gets it and the grid.
  var edit: @Sendable (inout [UInt8], Grid) -> Void = { _, _ in }

  init(seed: UInt64 = 1) { self.seed = seed }

  private func isInside(_ centre: SIMD3<Double>, _ radii: SIMD3<Double>, _ i: Int, _ j: Int, _ k: Int) -> Bool {
    let place = (SIMD3(Double(i), Double(j), Double(k)) - centre) / radii
    return (place * place).sum() <= 1
  }

  private func voxels<Value>(_ make: (Int, Int, Int) -> Value) -> [Value] {
    (0..<grid.size.z).flatMap { k in
      (0..<grid.size.y).flatMap { j in (0..<grid.size.x).map { i in make(i, j, k) } }
    }
  }

  /// The image with noise.
  var image: Volume {
    var stream = RandomStream(seed: seed, name: "made lesion")
    let middle = SIMD3(Double(grid.size.x) / 2, Double(grid.size.y) / 2, 7)
    let values = voxels { i, j, k -> Double in
      let noise = 8 * stream.normal()
      if isInside(centre, radii, i, j, k) { return factor * (lesion + noise) }
      return factor * ((isInside(middle, [20, 18, 100], i, j, k) ? body : air) + noise)
    }
    return Volume(grid: grid, voxels: values, precision: .single)
  }

  /// The mask of the lesion.
  var mask: Mask {
    var values = voxels { i, j, k in isInside(centre, radii, i, j, k) ? UInt8(1) : 0 }
    edit(&values, grid)
    return Mask(grid: grid, voxels: values)
  }

  /// A lesion like others: its size, place and brightness vary.
  static func sound(_ seed: UInt64) -> MadeLesion {
    var stream = RandomStream(seed: seed, name: "sound lesion")
    var made = MadeLesion(seed: seed)
    let size = 1 + 0.12 * stream.normal()
    made.radii = SIMD3(7, 6, 3.2) * max(0.75, min(1.25, size))
    made.centre += SIMD3(stream.normal(), stream.normal(), 0)
    made.lesion += 40 * stream.normal()
    return made
  }
}

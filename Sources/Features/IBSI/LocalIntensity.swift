import Glibc
import Volumes

/// Intensity peaks, IBSI 3.2 (`9ST6`): means over spheres of 1 cm³ around voxels of the region.
struct LocalIntensity {
  private let local: Double
  private let global: Double

  /// Radius of a sphere of 1 cm³, mm.
  private static let radius = cbrt(3 / (4 * Double.pi)) * 10

  /// The intensity mask has at least one voxel.
  init(of region: IBSIRegion) {
    let grid = region.image.grid
    let reach = SIMD3<Int>((0..<3).map { Int((Self.radius / grid.spacing[$0]).rounded(.down)) })
    let steps = Self.steps(reach, grid.spacing)
    var (top, local, global) = (-Double.infinity, -Double.infinity, -Double.infinity)
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x where region.intensityMask[i, j, k] {
          let mean = Self.mean(of: region.image, at: [i, j, k], steps)
          let intensity = region.image[i, j, k]
          global = max(global, mean)
          // Of several voxels of the highest intensity the one with the highest peak.
          local = intensity > top ? mean : intensity == top ? max(local, mean) : local
          top = max(top, intensity)
        }
      }
    }
    (self.local, self.global) = (local, global)
  }

  /// Both peaks.
  static let features: [IBSIFeature<LocalIntensity>] = [
    IBSIFeature("loc_peak_loc", code: "VJGA", named: "Local intensity peak", unit: .intensity) { $0.local },
    IBSIFeature("loc_peak_glob", code: "0F91", named: "Global intensity peak", unit: .intensity) { $0.global },
  ]

  /// Rows of the sphere: how far they reach along i, by their j and k.
  private static func steps(_ reach: SIMD3<Int>, _ spacing: SIMD3<Double>) -> [SIMD3<Int>] {
    (-reach.z...reach.z).flatMap { z in
      (-reach.y...reach.y).compactMap { y -> SIMD3<Int>? in
        let (dy, dz) = (Double(y) * spacing.y, Double(z) * spacing.z)
        let left = radius * radius - dy * dy - dz * dz
        return left < 0 ? nil : [Int((left.squareRoot() / spacing.x).rounded(.down)), y, z]
      }
    }
  }

  /// Voxels beyond the image do not count.
  private static func mean(of image: Volume, at centre: SIMD3<Int>, _ steps: [SIMD3<Int>]) -> Double {
    let size = image.grid.size
    var (sum, count) = (0.0, 0)
    for step in steps {
      let (j, k) = (centre.y + step.y, centre.z + step.z)
      guard j >= 0, j < size.y, k >= 0, k < size.z else { continue }
      let (first, last) = (max(centre.x - step.x, 0), min(centre.x + step.x, size.x - 1))
      let row = image.grid.offset(0, j, k)
      for i in first...last { sum += image.voxels[row + i] }
      count += last - first + 1
    }
    return sum / Double(count)
  }
}

import Glibc

/// Half the number of voxels under a windowed sinc; SimpleITK's.
let sincRadius = 5

/// Weights of the voxels from `1 - sincRadius` to `sincRadius` about a position `fraction` after voxel 0.
///
/// `w(x) sin(πx) / (πx)` with x the distance to the voxel (Meijering et al. 1999, doi 10.1007/10704282_23); on a voxel
/// only that one counts.
func sincWeights(_ window: Interpolator, fraction: Double) -> [Double] {
  (1 - sincRadius...sincRadius).map { voxel in
    if fraction == 0 { return voxel == 0 ? 1 : 0 }
    let x = fraction - Double(voxel)
    return window.weight(x) * sin(.pi * x) / (.pi * x)
  }
}

extension Interpolator {
  /// The window at a distance, 1 at 0; it ends at `sincRadius`.
  fileprivate func weight(_ x: Double) -> Double {
    let share = x / Double(sincRadius)
    switch self {
    case .hammingSinc: return 0.54 + 0.46 * cos(.pi * share)
    case .cosineSinc: return cos(.pi * share / 2)
    case .welchSinc: return 1 - share * share
    case .lanczosSinc: return share == 0 ? 1 : sin(.pi * share) / (.pi * share)
    case .blackmanSinc: return 0.42 + 0.5 * cos(.pi * share) + 0.08 * cos(2 * .pi * share)
    case .nearestNeighbour, .linear, .cubicBSpline, .gaussian: return 1
    }
  }
}

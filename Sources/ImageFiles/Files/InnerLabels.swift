import Volumes

/// The higher labels of a label image that lie inside the lowest one.
///
/// The votes of two readers are such labels (1 where they disagree, 2 where both see the lesion), and so are an organ
/// and its tumour. Whoever takes label 1 without having chosen it gets a shell. Regions side by side are no such
/// labels: most of their surface lies against the background.
struct InnerLabels {
  /// Share of the surface of the higher labels that may lie against the background, as outlines of readers coincide in
  /// places.
  private static let most = 0.25
  /// Surface voxels below which there is nothing to judge by.
  private static let enough = 20

  /// The higher labels; empty where they do not lie inside.
  let labels: [Int]

  /// - Parameter voxels: whole numbers, x fastest.
  init(of label: Int, in voxels: [Double], size: SIMD3<Int>) {
    let own = Double(label)
    let values = Set(voxels.lazy.filter { $0 > 0 })
    let higher = values.filter { $0 > own }
    guard values.min() == own, !higher.isEmpty else {
      labels = []
      return
    }
    let (surface, outer) = Self.surface(above: own, in: voxels, size: size)
    let isInside = surface >= Self.enough && Double(outer) <= Self.most * Double(surface)
    labels = isInside ? higher.map { Int($0) }.sorted() : []
  }

  /// Voxels above a value that have a neighbour which is not, and those of them with a neighbour of 0 or less.
  private static func surface(
    above value: Double, in voxels: [Double], size: SIMD3<Int>
  ) -> (surface: Int, outer: Int) {
    let steps = [1, size.x, size.x * size.y]
    var (surface, outer) = (0, 0)
    for at in voxels.indices where voxels[at] > value {
      let place = [at % size.x, at / steps[1] % size.y, at / steps[2]]
      var (isSurface, isOuter) = (false, false)
      for axis in 0..<3 {
        for side in [-1, 1] {
          // What lies beside the image is not known.
          guard (0..<size[axis]).contains(place[axis] + side) else { continue }
          let neighbour = voxels[at + side * steps[axis]]
          isSurface = isSurface || neighbour <= value
          isOuter = isOuter || neighbour <= 0
        }
      }
      surface += isSurface ? 1 : 0
      outer += isOuter ? 1 : 0
    }
    return (surface, outer)
  }
}

import Volumes

/// A step from a voxel to a neighbour, in voxels along i, j and k.
public typealias Direction = SIMD3<Int>

/// The directions in which two voxels are neighbours.
public enum Directions {
  /// One of each pair of opposite directions at the given Chebyshev distances: 13 at distance 1, 49 more at distance 2.
  ///
  /// The half kept comes later in storage, so a raster scan meets the other end of the pair first.
  /// - Parameter size: size of the box; a longer step than the box has voxels along an axis meets no neighbour.
  public static func half(distances: [Int], within size: SIMD3<Int>) -> [Direction] {
    all(distances: distances, within: size).filter { ($0.z, $0.y, $0.x) > (0, 0, 0) }
  }

  /// Both of each pair: 26 at distance 1, 98 more at distance 2.
  public static func all(distances: [Int], within size: SIMD3<Int>) -> [Direction] {
    let reach = distances.max() ?? 0
    var directions: [Direction] = []
    for z in -reach...reach where abs(z) < size.z {
      for y in -reach...reach where abs(y) < size.y {
        for x in -reach...reach where abs(x) < size.x && distances.contains(max(abs(x), abs(y), abs(z))) {
          directions.append([x, y, z])
        }
      }
    }
    return directions
  }
}

extension [Direction] {
  /// The directions that stay in a plane; all of them where there is none.
  func within(_ plane: ImagePlane?) -> [Direction] {
    guard let plane else { return self }
    return filter { $0[plane.normal] == 0 }
  }
}

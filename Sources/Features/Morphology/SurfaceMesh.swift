import Volumes

/// Area and volume of the surface mesh of a mask.
///
/// The mesh is never built: cubes of one configuration have the same triangles, so their number and the sum of their
/// places are enough. Both are integers, hence exact.
struct SurfaceMesh {
  /// mm².
  let area: Double
  /// mm³. Signed sum over triangles of the tetrahedra to the voxel before the first of the bounding box.
  let volume: Double

  init(_ mask: PaddedMask, spacing: SIMD3<Double>) {
    let cubes = CubeCounts(mask)
    var (area, volume) = (0.0, 0.0)
    for configuration in 1..<255 where cubes.counts[configuration] > 0 {
      let (count, place) = (Double(cubes.counts[configuration]), cubes.places[configuration].asDoubles * spacing)
      for triangle in MarchingCubes.triangles[configuration] {
        let (a, b, c) = (
          triangle.a.asDoubles / 2 * spacing, triangle.b.asDoubles / 2 * spacing, triangle.c.asDoubles / 2 * spacing
        )
        area += count * (a - c).cross(b - c).length / 2
        // det(o + a, o + b, o + c) = det(a, b, c) + o · (a × b + b × c + c × a), summed over the places o of the cubes.
        volume += count * a.cross(b).dot(c) + place.dot(a.cross(b) + b.cross(c) + c.cross(a))
      }
    }
    self.area = area
    self.volume = abs(volume) / 6
  }
}

/// The bounding box of a mask with one layer of outside voxels around.
struct PaddedMask {
  let size: SIMD3<Int>
  let voxels: [UInt8]

  /// `nil` when the mask is empty.
  init?(_ mask: Mask) {
    guard let box = mask.boundingBox else { return nil }
    let size = box.size &+ 2
    let inner = box.size
    let cropped = mask.voxels.block(box, of: mask.grid)
    self.size = size
    voxels = [UInt8](unsafeUninitializedCapacity: size.x * size.y * size.z) { padded, filled in
      padded.initialize(repeating: 0)
      for row in 0..<inner.y * inner.z {
        let start = 1 + size.x * (1 + row % inner.y + size.y * (1 + row / inner.y))
        for x in 0..<inner.x { padded[start + x] = cropped[row * inner.x + x] }
      }
      filled = padded.count
    }
  }

  func offset(_ x: Int, _ y: Int, _ z: Int) -> Int { x + size.x * (y + size.y * z) }
}

/// How many cubes have each configuration, and the sum of their corner-0 indices.
private struct CubeCounts {
  var counts = [Int](repeating: 0, count: 256)
  var places = [SIMD3<Int>](repeating: .zero, count: 256)

  init(_ mask: PaddedMask) {
    // Bits of the corners of one column of a cube, by slice and row; the next column is the next bit or the one before.
    mask.voxels.withUnsafeBufferPointer { voxels in
      for z in 0..<mask.size.z - 1 {
        for y in 0..<mask.size.y - 1 {
          let (a, b) = (mask.offset(0, y, z), mask.offset(0, y + 1, z))
          let (c, d) = (mask.offset(0, y, z + 1), mask.offset(0, y + 1, z + 1))
          for x in 0..<mask.size.x - 1 {
            let left = voxels[a + x] | voxels[b + x] << 3 | voxels[c + x] << 4 | voxels[d + x] << 7
            let right =
              voxels[a + x + 1] << 1 | voxels[b + x + 1] << 2 | voxels[c + x + 1] << 5 | voxels[d + x + 1] << 6
            let configuration = Int(left | right)
            if configuration != 0 && configuration != 255 {
              counts[configuration] += 1
              places[configuration] &+= [x, y, z]
            }
          }
        }
      }
    }
  }
}

extension SIMD3<Int> {
  /// The same numbers as doubles.
  var asDoubles: SIMD3<Double> { [Double(x), Double(y), Double(z)] }
}

import Volumes

/// The input of the shape features: mesh, diameters and principal axes of a mask.
package struct Shape: Sendable {
  /// Volume as voxels times voxel volume, mm³.
  let voxelVolume: Double
  /// Volume inside the mesh, mm³.
  let meshVolume: Double
  /// Area of the mesh, mm².
  let area: Double
  /// Largest distances between vertices of the mesh, mm.
  let maximum3DDiameter: Double
  let maximum2DDiameterSlice: Double
  let maximum2DDiameterColumn: Double
  let maximum2DDiameterRow: Double
  /// Variances of the voxel centres along the principal axes, mm², ascending.
  let axisVariances: SIMD3<Double>

  /// `nil` when the mask is empty.
  init?(_ mask: Mask) {
    guard let padded = PaddedMask(mask) else { return nil }
    let spacing = mask.grid.spacing
    let mesh = SurfaceMesh(padded, spacing: spacing)
    let diameters = Diameters(padded, spacing: spacing)
    let moments = VoxelMoments(padded)
    voxelVolume = Double(moments.count) * mask.grid.voxelVolume
    meshVolume = mesh.volume
    area = mesh.area
    maximum3DDiameter = diameters.inSpace
    maximum2DDiameterSlice = diameters.inSlice
    maximum2DDiameterColumn = diameters.inColumn
    maximum2DDiameterRow = diameters.inRow
    axisVariances = moments.axisVariances(spacing: spacing)
  }
}

/// Number, sums and sums of products of the indices of inside voxels: integers, so the covariance is exact but for its
/// last division, and a flat mask has a variance of exactly 0 across.
private struct VoxelMoments {
  var count = 0
  private var sum = SIMD3<Int>.zero
  private var squares = SIMD3<Int>.zero
  /// jk, ik, ij.
  private var products = SIMD3<Int>.zero

  init(_ mask: PaddedMask) {
    for z in 1..<mask.size.z - 1 {
      for y in 1..<mask.size.y - 1 {
        let start = mask.offset(0, y, z)
        var (number, total, square) = (0, 0, 0)
        for x in 1..<mask.size.x - 1 where mask.voxels[start + x] != 0 {
          number += 1
          total += x
          square += x * x
        }
        count += number
        sum &+= [total, number * y, number * z]
        squares &+= [square, number * y * y, number * z * z]
        products &+= [number * y * z, total * z, total * y]
      }
    }
  }

  /// Population covariance of two axes, in voxels.
  private func covariance(_ product: Int, _ first: Int, _ second: Int) -> Double {
    Double(Int128(count) * Int128(product) - Int128(sum[first]) * Int128(sum[second])) / (Double(count) * Double(count))
  }

  func axisVariances(spacing s: SIMD3<Double>) -> SIMD3<Double> {
    let ij = covariance(products.z, 0, 1) * s.x * s.y
    let ik = covariance(products.y, 0, 2) * s.x * s.z
    let jk = covariance(products.x, 1, 2) * s.y * s.z
    let diagonal = SIMD3((0..<3).map { covariance(squares[$0], $0, $0) * s[$0] * s[$0] })
    let values = symmetricEigenvalues(
      of: [diagonal.x, ij, ik, ij, diagonal.y, jk, ik, jk, diagonal.z], order: 3)
    // Voxels in a plane or on a line have no variance across, which rounding would leave a little above or below 0; the
    // flattest region that is not has a share far above this.
    let noise = 16 * Double.ulpOfOne * values[2]
    return SIMD3(values.map { $0 > noise ? $0 : 0 })
  }
}

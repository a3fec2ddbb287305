import Volumes

/// The input of the shape features of a region of one slice: its contour, diameter and principal axes.
package struct PlanarShape: Sendable {
  /// Area inside the contour, mm².
  let area: Double
  /// Length of the contour, mm.
  let perimeter: Double
  /// Number of pixels times the area of one, mm².
  let pixelArea: Double
  /// Largest distance between vertices of the contour, mm.
  let diameter: Double
  /// Variances of the pixel centres along the two principal axes, mm².
  let minorVariance: Double
  let majorVariance: Double

  /// `nil` where the region is not one slice of `plane`.
  init?(_ mask: Mask, plane: ImagePlane) {
    guard let box = mask.boundingBox, box.size[plane.normal] == 1, let shape = Shape(mask) else { return nil }
    let (fast, slow) = plane.axes
    let spacing = SIMD2(mask.grid.spacing[fast], mask.grid.spacing[slow])
    let contour = Contour(mask.slice(of: plane, in: box), width: box.size[fast], spacing: spacing)
    area = contour.area
    perimeter = contour.perimeter
    pixelArea = Double(mask.count) * spacing.x * spacing.y
    // The vertices of the contour are those of the surface mesh in the plane of the slice. The mesh has others in the
    // planes before and behind it, at the centres of the pixels, which are never farther apart.
    // PyRadiomics' Column diameter lies in the plane of rows and slices, where i and k vary, and its Row diameter in
    // the plane of columns and slices, where j and k vary.
    diameter =
      switch plane {
      case .slice: shape.maximum2DDiameterSlice
      case .row: shape.maximum2DDiameterColumn
      case .column: shape.maximum2DDiameterRow
      }
    // The smallest of the three variances is that across the slice, 0.
    minorVariance = shape.axisVariances.y
    majorVariance = shape.axisVariances.z
  }
}

/// Area and length of the contour of a mask by marching squares: every square of four pixel centres is cut at the
/// middles of its sides; where two opposite corners are inside, each is cut off alone.
private struct Contour {
  let area: Double
  let perimeter: Double

  init(_ pixels: [UInt8], width: Int, spacing: SIMD2<Double>) {
    let height = pixels.count / width
    func inside(_ x: Int, _ y: Int) -> Int {
      x >= 0 && x < width && y >= 0 && y < height && pixels[x + width * y] != 0 ? 1 : 0
    }
    // Squares by the part of their area inside, in eighths, and sides by their direction.
    var (eighths, diagonals, alongX, alongY) = (0, 0, 0, 0)
    for y in -1..<height {
      for x in -1..<width {
        let (a, b, c, d) = (inside(x, y), inside(x + 1, y), inside(x + 1, y + 1), inside(x, y + 1))
        switch a + b + c + d {
        case 1: (eighths, diagonals) = (eighths + 1, diagonals + 1)
        case 2 where a == c: (eighths, diagonals) = (eighths + 2, diagonals + 2)
        case 2:
          eighths += 4
          if a == b { alongX += 1 } else { alongY += 1 }
        case 3: (eighths, diagonals) = (eighths + 7, diagonals + 1)
        case 4: eighths += 8
        default: break
        }
      }
    }
    let half = spacing / 2
    area = Double(eighths) / 8 * spacing.x * spacing.y
    perimeter =
      Double(diagonals) * (half * half).sum().squareRoot() + Double(alongX) * spacing.x + Double(alongY) * spacing.y
  }
}

extension Mask {
  /// The pixels of a region of one slice, the faster axis first.
  fileprivate func slice(of plane: ImagePlane, in box: VoxelBox) -> [UInt8] {
    // A box one voxel thick is stored in the order of its two other axes.
    cropped(to: box).voxels
  }
}

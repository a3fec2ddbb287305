import Volumes

/// Shape features of a mask of one slice; PyRadiomics' class `shape2D`, which IBSI does not define.
package enum PlanarFeatures {
  typealias Property = Feature<PlanarShape>

  /// By name, as PyRadiomics orders its columns.
  static let all: [Feature<PlanarShape>] = [
    elongation, majorAxisLength, maximumDiameter, meshSurface, minorAxisLength, perimeter, perimeterSurfaceRatio,
    pixelSurface, sphericity,
  ]

  /// Only when named: `1 / Sphericity`.
  static let onlyWhenNamed: [Feature<PlanarShape>] = [
    Property("SphericalDisproportion", ibsi: nil, unit: .none) {
      $0.perimeter / (2 * (Double.pi * $0.area).squareRoot())
    }
  ]

  /// Minor over major axis length, in `[0, 1]`.
  static let elongation = Property("Elongation", ibsi: nil, unit: .none) { shape in
    shape.majorVariance == 0
      ? .undefined(.noExtent) : .defined((shape.minorVariance / shape.majorVariance).squareRoot())
  }

  /// Four standard deviations along the first principal axis, mm.
  static let majorAxisLength = Property("MajorAxisLength", ibsi: nil, unit: .millimetre) {
    4 * $0.majorVariance.squareRoot()
  }

  /// Largest distance between vertices of the contour, mm.
  static let maximumDiameter = Property("MaximumDiameter", ibsi: nil, unit: .millimetre) { $0.diameter }

  /// Area inside the contour, mm².
  static let meshSurface = Property("MeshSurface", ibsi: nil, unit: .squareMillimetre) { $0.area }

  /// Four standard deviations along the second principal axis, mm.
  static let minorAxisLength = Property("MinorAxisLength", ibsi: nil, unit: .millimetre) {
    4 * $0.minorVariance.squareRoot()
  }

  /// Length of the contour, mm.
  static let perimeter = Property("Perimeter", ibsi: nil, unit: .millimetre) { $0.perimeter }

  /// Perimeter over area, 1/mm.
  static let perimeterSurfaceRatio = Property("PerimeterSurfaceRatio", ibsi: nil, unit: .perMillimetre) {
    $0.perimeter / $0.area
  }

  /// Number of pixels times the area of one, mm².
  static let pixelSurface = Property("PixelSurface", ibsi: nil, unit: .squareMillimetre) { $0.pixelArea }

  /// `2 √(π A) / P`, in `(0, 1]`, 1 for a disc.
  static let sphericity = Property("Sphericity", ibsi: nil, unit: .none) {
    2 * (Double.pi * $0.area).squareRoot() / $0.perimeter
  }
}

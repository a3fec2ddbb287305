import Glibc
import Mathematics
import Volumes

/// Shape features of a mask. IBSI 3.1 (`HCUG`).
package enum MorphologicalFeatures {
  typealias Property = Feature<Shape>

  /// By name, as PyRadiomics orders its columns.
  static let all: [Feature<Shape>] = [
    elongation, flatness, leastAxisLength, majorAxisLength, maximum2DDiameterColumn, maximum2DDiameterRow,
    maximum2DDiameterSlice, maximum3DDiameter, meshVolume, minorAxisLength, sphericity, surfaceArea, surfaceVolumeRatio,
    voxelVolume,
  ]

  /// Only when named: functions of `Sphericity`.
  static let onlyWhenNamed: [Feature<Shape>] = [compactness1, compactness2, sphericalDisproportion]

  /// `V / (√π A^(3/2))`, up to `1 / (6π)` for a sphere. IBSI `SKGS`.
  static let compactness1 = Property("Compactness1", ibsi: "SKGS", unit: .none) {
    $0.meshVolume / ($0.area * $0.area.squareRoot() * Double.pi.squareRoot())
  }

  /// `36 π V² / A³`, in `(0, 1]`. IBSI `BQWJ`.
  static let compactness2 = Property("Compactness2", ibsi: "BQWJ", unit: .none) {
    36 * .pi * $0.meshVolume * $0.meshVolume / power($0.area, 3)
  }

  /// `A / ∛(36 π V²)`, `>= 1`. IBSI `KRCK`.
  static let sphericalDisproportion = Property("SphericalDisproportion", ibsi: "KRCK", unit: .none) { shape in
    FeatureValue.ratio(shape.area, cbrt(36 * .pi * shape.meshVolume * shape.meshVolume), else: .noMeshVolume)
  }

  /// Minor over major axis length, in `[0, 1]`. IBSI `Q3CK`.
  static let elongation = Property("Elongation", ibsi: "Q3CK", unit: .none) { shape in
    ratioOfAxes(shape.axisVariances.y, shape.axisVariances.z)
  }

  /// Least over major axis length, in `[0, 1]`. IBSI `N17B`.
  static let flatness = Property("Flatness", ibsi: "N17B", unit: .none) { shape in
    ratioOfAxes(shape.axisVariances.x, shape.axisVariances.z)
  }

  /// Four standard deviations along the third principal axis, mm. IBSI `7J51`.
  static let leastAxisLength = Property("LeastAxisLength", ibsi: "7J51", unit: .millimetre) {
    4 * $0.axisVariances.x.squareRoot()
  }

  /// Four standard deviations along the first principal axis, mm. IBSI `TDIC`.
  static let majorAxisLength = Property("MajorAxisLength", ibsi: "TDIC", unit: .millimetre) {
    4 * $0.axisVariances.z.squareRoot()
  }

  /// Largest distance between mesh vertices of one j, mm.
  static let maximum2DDiameterColumn = Property("Maximum2DDiameterColumn", ibsi: nil, unit: .millimetre) {
    $0.maximum2DDiameterColumn
  }

  /// Largest distance between mesh vertices of one i, mm.
  static let maximum2DDiameterRow = Property("Maximum2DDiameterRow", ibsi: nil, unit: .millimetre) {
    $0.maximum2DDiameterRow
  }

  /// Largest distance between mesh vertices of one k, mm.
  static let maximum2DDiameterSlice = Property("Maximum2DDiameterSlice", ibsi: nil, unit: .millimetre) {
    $0.maximum2DDiameterSlice
  }

  /// Largest distance between mesh vertices, mm. IBSI `L0JK`.
  static let maximum3DDiameter = Property("Maximum3DDiameter", ibsi: "L0JK", unit: .millimetre) { $0.maximum3DDiameter }

  /// Volume inside the mesh, mm³. IBSI `RNU0`.
  static let meshVolume = Property("MeshVolume", ibsi: "RNU0", unit: .cubicMillimetre) { $0.meshVolume }

  /// Four standard deviations along the second principal axis, mm. IBSI `P9VJ`.
  static let minorAxisLength = Property("MinorAxisLength", ibsi: "P9VJ", unit: .millimetre) {
    4 * $0.axisVariances.y.squareRoot()
  }

  /// `∛(36 π V²) / A`, in `(0, 1]`, 1 for a sphere. IBSI `QCFX`.
  static let sphericity = Property("Sphericity", ibsi: "QCFX", unit: .none) {
    cbrt(36 * .pi * $0.meshVolume * $0.meshVolume) / $0.area
  }

  /// Area of the mesh, mm². IBSI `C0JK`.
  static let surfaceArea = Property("SurfaceArea", ibsi: "C0JK", unit: .squareMillimetre) { $0.area }

  /// `A / V`, 1/mm. IBSI `2PR5`.
  static let surfaceVolumeRatio = Property("SurfaceVolumeRatio", ibsi: "2PR5", unit: .perMillimetre) { shape in
    FeatureValue.ratio(shape.area, shape.meshVolume, else: .noMeshVolume)
  }

  /// Number of voxels times the volume of one, mm³. IBSI `YEKZ`.
  static let voxelVolume = Property("VoxelVolume", ibsi: "YEKZ", unit: .cubicMillimetre) { $0.voxelVolume }

  private static func ratioOfAxes(_ numerator: Double, _ denominator: Double) -> FeatureValue {
    denominator == 0 ? .undefined(.noExtent) : .defined((numerator / denominator).squareRoot())
  }
}

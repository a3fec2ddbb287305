import Glibc
import Volumes

/// Morphology, IBSI 3.1 (`HCUG`).
///
/// Shape comes from the morphological mask, intensities from the intensity mask. Axis lengths use the sample
/// covariance.
struct IBSIMorphology {
  private let region: IBSIRegion
  private let shape: Shape
  private let hull: ConvexHull
  /// Sides of the bounding box, mm: the vertices of the mesh lie half a voxel outside the voxel centres.
  private let sides: SIMD3<Double>
  private let autocorrelation: SpatialAutocorrelation

  /// `nil` when one of the masks is empty.
  init?(_ region: IBSIRegion) {
    guard let shape = Shape(region.morphologicalMask), let padded = PaddedMask(region.morphologicalMask),
      let autocorrelation = SpatialAutocorrelation(of: region.image, mask: region.intensityMask)
    else { return nil }
    self.region = region
    self.shape = shape
    self.autocorrelation = autocorrelation
    let spacing = region.image.grid.spacing
    hull = ConvexHull(padded, spacing: spacing)
    sides = (padded.size &- 2).asDoubles * spacing
  }

  private var volume: Double { shape.meshVolume }
  private var area: Double { shape.area }

  /// Area over that of the sphere of the same volume.
  private var disproportion: Double { area / cbrt(36 * .pi * volume * volume) }

  /// Four sample standard deviations along the principal axes, ascending; 0 for a single voxel.
  private var axisLengths: SIMD3<Double> {
    let count = region.morphologicalMask.count
    let unbiased = count > 1 ? Double(count) / Double(count - 1) : 1
    return 4 * (shape.axisVariances * unbiased).squareRoot()
  }

  /// Half of the axis lengths, ascending.
  private var semiAxes: SIMD3<Double> { axisLengths / 2 }
  private var ellipsoidVolume: Double { 4 * .pi / 3 * semiAxes.x * semiAxes.y * semiAxes.z }
  private var boxVolume: Double { sides.x * sides.y * sides.z }
  private var boxArea: Double { 2 * (sides.x * sides.y + sides.y * sides.z + sides.x * sides.z) }
}

extension IBSIMorphology {
  /// Every feature with a reference value, in the order of the manual.
  static let features: [IBSIFeature<IBSIMorphology>] = surface + axes + densities + intensities

  private static let surface: [IBSIFeature<IBSIMorphology>] = [
    IBSIFeature("morph_volume", code: "RNU0", named: "Volume (mesh)", unit: .cubicMillimetre) { $0.volume },
    IBSIFeature("morph_vol_approx", code: "YEKZ", named: "Volume (voxel counting)", unit: .cubicMillimetre) {
      $0.shape.voxelVolume
    },
    IBSIFeature("morph_area_mesh", code: "C0JK", named: "Surface area (mesh)", unit: .squareMillimetre) { $0.area },
    IBSIFeature("morph_av", code: "2PR5", named: "Surface to volume ratio", unit: .perMillimetre) {
      .ratio($0.area, $0.volume, else: .noMeshVolume)
    },
    IBSIFeature("morph_comp_1", code: "SKGS", named: "Compactness 1", unit: .none) {
      $0.volume / (Double.pi.squareRoot() * $0.area * $0.area.squareRoot())
    },
    IBSIFeature("morph_comp_2", code: "BQWJ", named: "Compactness 2", unit: .none) {
      36 * .pi * $0.volume * $0.volume / ($0.area * $0.area * $0.area)
    },
    IBSIFeature("morph_sph_dispr", code: "KRCK", named: "Spherical disproportion", unit: .none) { $0.disproportion },
    IBSIFeature("morph_sphericity", code: "QCFX", named: "Sphericity", unit: .none) { 1 / $0.disproportion },
    IBSIFeature("morph_asphericity", code: "25C7", named: "Asphericity", unit: .none) { $0.disproportion - 1 },
    IBSIFeature("morph_diam", code: "L0JK", named: "Maximum 3D diameter", unit: .millimetre) {
      $0.shape.maximum3DDiameter
    },
  ]

  private static let axes: [IBSIFeature<IBSIMorphology>] = [
    IBSIFeature("morph_pca_maj_axis", code: "TDIC", named: "Major axis length", unit: .millimetre) {
      $0.axisLengths.z
    },
    IBSIFeature("morph_pca_min_axis", code: "P9VJ", named: "Minor axis length", unit: .millimetre) {
      $0.axisLengths.y
    },
    IBSIFeature("morph_pca_least_axis", code: "7J51", named: "Least axis length", unit: .millimetre) {
      $0.axisLengths.x
    },
    IBSIFeature("morph_pca_elongation", code: "Q3CK", named: "Elongation", unit: .none) {
      .ratio($0.axisLengths.y, $0.axisLengths.z, else: .noExtent)
    },
    IBSIFeature("morph_pca_flatness", code: "N17B", named: "Flatness", unit: .none) {
      .ratio($0.axisLengths.x, $0.axisLengths.z, else: .noExtent)
    },
  ]

  /// AABB is the bounding box along the axes of the image, AEE the ellipsoid with the axis lengths.
  private static let densities: [IBSIFeature<IBSIMorphology>] = [
    IBSIFeature("morph_vol_dens_aabb", code: "PBX1", named: "Volume density (AABB)", unit: .none) {
      $0.volume / $0.boxVolume
    },
    IBSIFeature("morph_area_dens_aabb", code: "R59B", named: "Area density (AABB)", unit: .none) {
      $0.area / $0.boxArea
    },
    IBSIFeature("morph_vol_dens_aee", code: "6BDE", named: "Volume density (AEE)", unit: .none) {
      .ratio($0.volume, $0.ellipsoidVolume, else: .noExtent)
    },
    IBSIFeature("morph_area_dens_aee", code: "RDD2", named: "Area density (AEE)", unit: .none) {
      .ratio($0.area, ellipsoidArea($0.semiAxes), else: .noExtent)
    },
    IBSIFeature("morph_vol_dens_conv_hull", code: "R3ER", named: "Volume density (convex hull)", unit: .none) {
      .ratio($0.volume, $0.hull.volume, else: .noMeshVolume)
    },
    IBSIFeature("morph_area_dens_conv_hull", code: "7T7F", named: "Area density (convex hull)", unit: .none) {
      .ratio($0.area, $0.hull.area, else: .noMeshVolume)
    },
  ]

  private static let intensities: [IBSIFeature<IBSIMorphology>] = [
    IBSIFeature("morph_com", code: "KLMA", named: "Centre of mass shift", unit: .millimetre) {
      centreOfMassShift($0.region)
    },
    IBSIFeature("morph_integ_int", code: "99N0", named: "Integrated intensity", unit: .intensityVolume) {
      $0.autocorrelation.mean * $0.volume
    },
    IBSIFeature("morph_moran_i", code: "N365", named: "Moran's I index", unit: .none) { $0.autocorrelation.moran },
    IBSIFeature("morph_geary_c", code: "NPT7", named: "Geary's C measure", unit: .none) { $0.autocorrelation.geary },
  ]
}

/// Surface of an ellipsoid by Legendre polynomials up to degree 20, as the manual truncates it (`RDD2`).
///
/// `4π a b Σ (αβ)ⁿ / (1 - 4n²) Pₙ((α² + β²) / 2αβ)`; the products `(αβ)ⁿ Pₙ` follow Bonnet's recurrence without
/// dividing by αβ, which is 0 for a sphere.
private func ellipsoidArea(_ axes: SIMD3<Double>) -> Double {
  let (a, b, c) = (axes.z, axes.y, axes.x)
  guard a > 0 else { return 0 }
  let (alpha, beta) = (1 - b * b / (a * a), 1 - c * c / (a * a))
  let (mean, product) = ((alpha + beta) / 2, alpha * beta)
  var (before, term, sum) = (0.0, 1.0, 0.0)
  for degree in 0...20 {
    let n = Double(degree)
    sum += term / (1 - 4 * n * n)
    (before, term) = (term, ((2 * n + 1) * mean * term - n * product * before) / (n + 1))
  }
  return 4 * .pi * a * b * sum
}

/// Distance between the centre of the morphological mask and that of the intensities, mm (`KLMA`).
private func centreOfMassShift(_ region: IBSIRegion) -> FeatureValue {
  let grid = region.image.grid
  var (geometric, weighted) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
  var (count, mass) = (0.0, 0.0)
  for k in 0..<grid.size.z {
    for j in 0..<grid.size.y {
      for i in 0..<grid.size.x {
        let place = SIMD3(Double(i), Double(j), Double(k)) * grid.spacing
        if region.morphologicalMask[i, j, k] {
          geometric += place
          count += 1
        }
        if region.intensityMask[i, j, k] {
          weighted += place * region.image[i, j, k]
          mass += region.image[i, j, k]
        }
      }
    }
  }
  return mass == 0 ? .undefined(.zeroSum) : .defined((geometric / count - weighted / mass).length)
}

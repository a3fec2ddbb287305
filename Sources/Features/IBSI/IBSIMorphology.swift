import Glibc
import Volumes

/// Morphology, IBSI 3.1 (`HCUG`).
///
/// Shape comes from the morphological mask, intensities from the intensity mask. Axis lengths use the sample covariance.
func morphology(of region: IBSIRegion) -> [IBSIValue] {
  guard let shape = Shape(region.morphologicalMask), let padded = PaddedMask(region.morphologicalMask),
    let autocorrelation = SpatialAutocorrelation(of: region.image, mask: region.intensityMask)
  else { return [] }
  let hull = ConvexHull(padded, spacing: region.image.grid.spacing)
  return meshValues(shape) + axisValues(shape, count: region.morphologicalMask.count)
    + densityValues(shape, hull: hull, box: padded.size &- 2, region: region)
    + [
      IBSIValue("morph_com", "KLMA", centreOfMassShift(region)),
      IBSIValue("morph_integ_int", "99N0", number: autocorrelation.mean * shape.meshVolume),
      IBSIValue("morph_moran_i", "N365", autocorrelation.moran),
      IBSIValue("morph_geary_c", "NPT7", autocorrelation.geary),
    ]
}

private func meshValues(_ shape: Shape) -> [IBSIValue] {
  let (volume, area) = (shape.meshVolume, shape.area)
  // Area over that of the sphere of the same volume.
  let disproportion = area / cbrt(36 * .pi * volume * volume)
  return [
    IBSIValue("morph_volume", "RNU0", number: volume),
    IBSIValue("morph_vol_approx", "YEKZ", number: shape.voxelVolume),
    IBSIValue("morph_area_mesh", "C0JK", number: area),
    IBSIValue("morph_av", "2PR5", FeatureValue.ratio(area, volume, else: .noMeshVolume)),
    IBSIValue("morph_comp_1", "SKGS", number: volume / (Double.pi.squareRoot() * area * area.squareRoot())),
    IBSIValue("morph_comp_2", "BQWJ", number: 36 * .pi * volume * volume / (area * area * area)),
    IBSIValue("morph_sph_dispr", "KRCK", number: disproportion),
    IBSIValue("morph_sphericity", "QCFX", number: 1 / disproportion),
    IBSIValue("morph_asphericity", "25C7", number: disproportion - 1),
    IBSIValue("morph_diam", "L0JK", number: shape.maximum3DDiameter),
  ]
}

private func axisValues(_ shape: Shape, count: Int) -> [IBSIValue] {
  let lengths = axisLengths(shape, count: count)
  return [
    IBSIValue("morph_pca_maj_axis", "TDIC", number: lengths.z),
    IBSIValue("morph_pca_min_axis", "P9VJ", number: lengths.y),
    IBSIValue("morph_pca_least_axis", "7J51", number: lengths.x),
    IBSIValue("morph_pca_elongation", "Q3CK", FeatureValue.ratio(lengths.y, lengths.z, else: .noExtent)),
    IBSIValue("morph_pca_flatness", "N17B", FeatureValue.ratio(lengths.x, lengths.z, else: .noExtent)),
  ]
}

/// Four sample standard deviations along the principal axes, ascending; 0 for a single voxel.
private func axisLengths(_ shape: Shape, count: Int) -> SIMD3<Double> {
  let unbiased = count > 1 ? Double(count) / Double(count - 1) : 1
  return 4 * (shape.axisVariances * unbiased).squareRoot()
}

private func densityValues(_ shape: Shape, hull: ConvexHull, box: SIMD3<Int>, region: IBSIRegion) -> [IBSIValue] {
  let (volume, area) = (shape.meshVolume, shape.area)
  // The vertices of the mesh lie half a voxel outside the voxel centres.
  let sides = box.asDoubles * region.image.grid.spacing
  let boxArea = 2 * (sides.x * sides.y + sides.y * sides.z + sides.x * sides.z)
  let axes = axisLengths(shape, count: region.morphologicalMask.count) / 2
  return [
    IBSIValue("morph_vol_dens_aabb", "PBX1", number: volume / (sides.x * sides.y * sides.z)),
    IBSIValue("morph_area_dens_aabb", "R59B", number: area / boxArea),
    IBSIValue(
      "morph_vol_dens_aee", "6BDE",
      FeatureValue.ratio(volume, 4 * .pi / 3 * axes.x * axes.y * axes.z, else: .noExtent)),
    IBSIValue(
      "morph_area_dens_aee", "RDD2", FeatureValue.ratio(area, ellipsoidArea(axes), else: .noExtent)),
    IBSIValue("morph_vol_dens_conv_hull", "R3ER", FeatureValue.ratio(volume, hull.volume, else: .noMeshVolume)),
    IBSIValue("morph_area_dens_conv_hull", "7T7F", FeatureValue.ratio(area, hull.area, else: .noMeshVolume)),
  ]
}

/// Surface of an ellipsoid by Legendre polynomials up to degree 20, as the manual truncates it (`RDD2`).
///
/// `4π a b Σ (αβ)ⁿ / (1 - 4n²) Pₙ((α² + β²) / 2αβ)`; the products `(αβ)ⁿ Pₙ` follow Bonnet's recurrence without dividing by αβ,
/// which is 0 for a sphere.
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

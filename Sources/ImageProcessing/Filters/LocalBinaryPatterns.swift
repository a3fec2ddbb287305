import Volumes

/// How three-dimensional local binary patterns are sampled; the defaults are PyRadiomics'.
public struct LocalBinaryPatternSettings: Hashable, Codable, Sendable {
  /// Degrees of spherical harmonics: 0 up to one less than this (`lbp3DLevels`).
  public let levels: Int
  /// Distance of the samples from the voxel, in voxels (`lbp3DIcosphereRadius`).
  public let radius: Double
  /// How often the faces of the icosahedron are divided into four (`lbp3DIcosphereSubdivision`).
  public let subdivisions: Int

  /// Parsers check user input first; beyond these limits a call is a caller's bug.
  public init(levels: Int = 2, radius: Double = 1, subdivisions: Int = 1) {
    precondition((1...10).contains(levels) && (0...4).contains(subdivisions), "levels 1 to 10, subdivisions 0 to 4")
    precondition(radius > 0 && radius <= 100, "a radius above 0, at most 100 voxels")
    (self.levels, self.radius, self.subdivisions) = (levels, radius, subdivisions)
  }
}

/// Local binary patterns in three dimensions, inside a region.
///
/// Banerjee et al. 2013 (doi 10.1007/978-3-642-37410-4_3) as PyRadiomics computes them: the image is read by cubic
/// B-spline on a sphere around each voxel; samples not below the voxel count 1, the others 0; that function on the
/// sphere is projected on the spherical harmonics of each degree, and the image of a level is the length of its
/// projection. The last image is the excess kurtosis of the samples. Two habits are kept: the sphere's x goes along the
/// image's z, and azimuth and polar angle are exchanged. Voxels beyond the image are 0.
public struct LocalBinaryPatterns: Sendable {
  private let grid: Grid
  /// Per level, then the kurtosis; 0 outside the region.
  private let images: [[Double]]

  /// - Parameters:
  ///   - mask: the region, on the grid of `volume`.
  ///   - box: its bounding box, and the grid of the result.
  public init(of volume: Volume, mask: Mask, within box: VoxelBox, settings: LocalBinaryPatternSettings) {
    precondition(volume.grid.size == mask.grid.size, "image and mask on one grid")
    let sphere = icosphere(subdivisions: settings.subdivisions, radius: settings.radius)
    let sampler = SphereSampler(volume, within: box, offsets: sphere)
    let harmonics = (0..<settings.levels).map { SphericalHarmonics(degree: $0, at: sphere, radius: settings.radius) }
    grid = volume.grid.cropped(to: box)
    var images = [[Double]](repeating: [Double](repeating: 0, count: grid.count), count: settings.levels + 1)
    var samples = [Double](repeating: 0, count: sphere.count)
    var position = 0
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        for i in box.lower.x..<box.upper.x {
          if mask[i, j, k] {
            sampler.read(at: [i, j, k], into: &samples)
            let centre = volume[i, j, k]
            let isPattern = samples.allSatisfy(\.isFinite)
            for level in harmonics.indices {
              images[level][position] = isPattern ? harmonics[level].projectionLength { samples[$0] >= centre } : .nan
            }
            images[settings.levels][position] = excessKurtosis(samples)
          }
          position += 1
        }
      }
    }
    self.images = images
  }

  /// The image of a level, from 0, or the kurtosis; `nil` where the samples around some voxel are all the same, so that
  /// they have no kurtosis.
  public func volume(level: Int?) -> Volume? {
    let voxels = images[level ?? images.count - 1]
    // A pattern is not-a-number only where intensities are.
    let isUndefined = level == nil && voxels.contains { $0.isNaN }
    return isUndefined ? nil : Volume(grid: grid, voxels: voxels, precision: .double)
  }
}

/// Fourth moment over the square of the second, less 3; not-a-number for samples that do not differ.
private func excessKurtosis(_ samples: [Double]) -> Double {
  let count = Double(samples.count)
  let mean = samples.reduce(0, +) / count
  var (second, fourth) = (0.0, 0.0)
  for sample in samples {
    let square = (sample - mean) * (sample - mean)
    second += square
    fourth += square * square
  }
  (second, fourth) = (second / count, fourth / count)
  // SciPy's bound on what is only rounding.
  let noise = Double.ulpOfOne * mean
  return second <= noise * noise ? .nan : fourth / (second * second) - 3
}

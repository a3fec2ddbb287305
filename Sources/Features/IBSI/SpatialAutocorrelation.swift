import Volumes

/// Moran's I and Geary's C over all pairs of voxels, weighted by the inverse of their distance: IBSI `N365` and `NPT7`.
///
/// The weight depends on the step between two voxels only, so the double sums over pairs are inner products with correlations
/// of the lattice: with X the centred intensities, M the mask, S = X² and w the weights, all 0 outside,
/// `Σ wᵢⱼ xᵢ xⱼ = ⟨ŵ, |X̂|²⟩`, `Σ wᵢⱼ = ⟨ŵ, |M̂|²⟩` and `Σ wᵢⱼ xᵢ² = ⟨ŵ, Ŝ M̂*⟩` over the Fourier transforms. That is every pair, with
/// the rounding error of a transform (10⁻¹³), in n log n steps; the grid is padded so that no pair wraps around.
struct SpatialAutocorrelation {
  /// Mean intensity.
  let mean: Double
  /// `N Σ w (xᵢ - μ)(xⱼ - μ) / (Σ w Σ (xᵢ - μ)²)`; NaN for constant intensities.
  let moran: Double
  /// `(N - 1) Σ w (xᵢ - xⱼ)² / (2 Σ w Σ (xᵢ - μ)²)`; NaN for constant intensities.
  let geary: Double

  /// `nil` when the mask is empty.
  init?(of image: Volume, mask: Mask) {
    guard let box = mask.boundingBox else { return nil }
    let region = IntensityRegion(volume: image.cropped(to: box), mask: mask.cropped(to: box))
    let inside = region.insideIntensities
    let count = Double(inside.count)
    let mean = inside.sum { $0 } / count
    let moments = inside.centralMoments(about: mean)
    let sums = WeightedPairSums(region, mean: mean)
    self.mean = mean
    moran = count * sums.products / (sums.weights * moments.second)
    geary = (count - 1) * (sums.squares - sums.products) / (sums.weights * moments.second)
  }
}

/// Sums over ordered pairs of voxels: `Σ w`, `Σ w xᵢ xⱼ` and `Σ w xᵢ²`, x being centred.
struct WeightedPairSums {
  private(set) var weights = 0.0
  private(set) var products = 0.0
  private(set) var squares = 0.0

  init(_ region: IntensityRegion, mean: Double) {
    let centred = zip(region.volume.voxels, region.mask.voxels).map { $1 != 0 ? $0 - mean : 0 }
    let size = region.grid.size
    let padded = SIMD3<Int>((0..<3).map { FourierTransform.size(for: 2 * size[$0] - 1) })
    let total = Double(padded.x * padded.y * padded.z)
    // Two real images in one complex transform: their spectra are its even and odd parts.
    let pair = Spectrum(padded, size) { position in SIMD2(centred[position], Double(region.mask.voxels[position])) }
    let squared = Spectrum(padded, size) { position in SIMD2(centred[position] * centred[position], 0) }
    let weight = Spectrum(weightsOn: padded, reach: size, spacing: region.grid.spacing)
    for position in 0..<Int(total) {
      let (here, there) = (pair.values[position], pair.values[pair.opposite(of: position)])
      let image = SIMD2(here.x + there.x, here.y - there.y) / 2
      let mask = SIMD2(here.y + there.y, there.x - here.x) / 2
      let w = weight.values[position].x
      products += w * (image * image).sum()
      weights += w * (mask * mask).sum()
      squares += w * (squared.values[position] * mask).sum()
    }
    products /= total
    weights /= total
    squares /= total
  }
}

/// A transform in space.
private struct Spectrum {
  let size: SIMD3<Int>
  private(set) var values: [SIMD2<Double>]

  /// Of numbers on a grid of `inner` voxels, padded with zeros.
  init(_ size: SIMD3<Int>, _ inner: SIMD3<Int>, _ value: (Int) -> SIMD2<Double>) {
    self.size = size
    values = Array(repeating: .zero, count: size.x * size.y * size.z)
    var position = 0
    for k in 0..<inner.z {
      for j in 0..<inner.y {
        for i in 0..<inner.x {
          values[i + size.x * (j + size.y * k)] = value(position)
          position += 1
        }
      }
    }
    transform()
  }

  /// Of the inverse distance to the origin, on a grid that closes on itself; 0 at the origin and for steps no pair makes.
  init(weightsOn size: SIMD3<Int>, reach: SIMD3<Int>, spacing: SIMD3<Double>) {
    self.size = size
    values = Array(repeating: .zero, count: size.x * size.y * size.z)
    for k in 1 - reach.z..<reach.z {
      for j in 1 - reach.y..<reach.y {
        for i in 1 - reach.x..<reach.x where (i, j, k) != (0, 0, 0) {
          // A power of two, so that the bits below it are the remainder, of negative steps too.
          let row = (j & (size.y - 1)) + size.y * (k & (size.z - 1))
          let step = SIMD3(Double(i), Double(j), Double(k)) * spacing
          values[(i & (size.x - 1)) + size.x * row] = [1 / step.length, 0]
        }
      }
    }
    transform()
  }

  /// Position of the frequency of the other sign.
  func opposite(of position: Int) -> Int {
    let (i, row) = (position & (size.x - 1), position / size.x)
    let (j, k) = (row & (size.y - 1), row / size.y)
    return (-i & (size.x - 1)) + size.x * ((-j & (size.y - 1)) + size.y * (-k & (size.z - 1)))
  }

  private mutating func transform() {
    let (size, strides) = (size, [1, size.x, size.x * size.y])
    let count = values.count
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for axis in 0..<3 {
        let transform = FourierTransform(count: size[axis])
        withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: size[axis]) { scratch in
          guard let scratch = scratch.baseAddress else { return }
          // Starts of the lines along the axis: all positions whose index along it is 0.
          for block in stride(from: 0, to: count, by: strides[axis] * size[axis]) {
            for start in block..<block + strides[axis] {
              transform.transform(base + start, stride: strides[axis], scratch: scratch)
            }
          }
        }
      }
    }
  }
}

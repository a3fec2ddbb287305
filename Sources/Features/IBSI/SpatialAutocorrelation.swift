import Mathematics
import Volumes

/// Moran's I and Geary's C over all pairs of voxels, weighted by the inverse of their distance: IBSI `N365` and `NPT7`.
///
/// The weight depends on the step between two voxels only, so the double sums over pairs are inner products with
/// correlations of the lattice: with X the centred intensities, M the mask, S = X² and w the weights, all 0 outside,
/// `Σ wᵢⱼ xᵢ xⱼ = ⟨ŵ, |X̂|²⟩`, `Σ wᵢⱼ = ⟨ŵ, |M̂|²⟩` and `Σ wᵢⱼ xᵢ² = ⟨ŵ, Ŝ M̂*⟩` over the Fourier transforms. That is
/// every pair, with the rounding error of a transform (10⁻¹³), in n log n steps; the grid is padded so that no pair
/// wraps around. Rows are transformed first and only as wide as the region; then one frequency along i at a time, which
/// keeps memory small.
struct SpatialAutocorrelation {
  /// Mean intensity.
  let mean: Double
  /// `N Σ w (xᵢ - μ)(xⱼ - μ) / (Σ w Σ (xᵢ - μ)²)`.
  let moran: FeatureValue
  /// `(N - 1) Σ w (xᵢ - xⱼ)² / (2 Σ w Σ (xᵢ - μ)²)`.
  let geary: FeatureValue

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
    let isFlat = inside.allSatisfy { $0 == inside[0] }
    func value(_ number: Double) -> FeatureValue {
      isFlat ? .undefined(.noVariation) : number.isFinite ? .defined(number) : .undefined(.notFinite)
    }
    moran = value(count * sums.products / (sums.weights * moments.second))
    geary = value((count - 1) * (sums.squares - sums.products) / (sums.weights * moments.second))
  }
}

/// Sums over ordered pairs of voxels: `Σ w`, `Σ w xᵢ xⱼ` and `Σ w xᵢ²`, x being centred.
struct WeightedPairSums {
  private(set) var weights = 0.0
  private(set) var products = 0.0
  private(set) var squares = 0.0

  init(_ region: IntensityRegion, mean: Double) {
    let rows = RowSpectra(region, mean: mean)
    let size = region.grid.size
    let padded = SIMD2(RadixTwoTransform.size(for: 2 * size.y - 1), RadixTwoTransform.size(for: 2 * size.z - 1))
    var planes = (0..<4).map { _ in FrequencyPlane(padded) }
    for frequency in 0...rows.width / 2 {
      rows.fill(&planes, at: frequency)
      for number in planes.indices { planes[number].transform() }
      // Every other frequency stands for its negative as well, whose spectra are the conjugates.
      let factor = frequency == 0 || frequency == rows.width / 2 ? 1.0 : 2
      for position in planes[0].values.indices {
        let (image, mask) = (planes[0].values[position], planes[1].values[position])
        let weight = factor * planes[3].values[position].x
        products += weight * (image * image).sum()
        weights += weight * (mask * mask).sum()
        squares += weight * (planes[2].values[position] * mask).sum()
      }
    }
    let total = Double(rows.width * padded.x * padded.y)
    (weights, products, squares) = (weights / total, products / total, squares / total)
  }
}

/// Transforms along i of the centred intensities, the mask, the squares and the weights, for frequencies from 0 up.
private struct RowSpectra {
  /// Length of the transform.
  let width: Int
  private let size: SIMD3<Int>
  /// One per row and frequency, rows together for each frequency.
  private var spectra: [[SIMD2<Double>]]

  init(_ region: IntensityRegion, mean: Double) {
    size = region.grid.size
    // At least 2, so that the lowest and the highest frequency differ.
    width = RadixTwoTransform.size(for: max(2, 2 * size.x - 1))
    let zeros = [SIMD2<Double>](repeating: .zero, count: size.y * size.z * (width / 2 + 1))
    spectra = Array(repeating: zeros, count: 4)
    let transform = RadixTwoTransform(count: width)
    var pair = [SIMD2<Double>](repeating: .zero, count: 2 * width)
    for row in 0..<size.y * size.z {
      for position in pair.indices { pair[position] = .zero }
      for i in 0..<size.x where region.mask.voxels[row * size.x + i] != 0 {
        let value = region.volume.voxels[row * size.x + i] - mean
        (pair[i], pair[width + i]) = ([value, 1], [value * value, 0])
      }
      weights(row, region.grid.spacing, &pair)
      transform.transformBoth(&pair)
      store(row, pair)
    }
  }

  /// The inverse distances from the origin to the voxels of a row, as the imaginary part beside the squares.
  private func weights(_ row: Int, _ spacing: SIMD3<Double>, _ pair: inout [SIMD2<Double>]) {
    for i in 1 - size.x..<size.x where (i, row) != (0, 0) {
      let step = SIMD3(Double(i), Double(row % size.y), Double(row / size.y)) * spacing
      pair[width + (i & (width - 1))].y = 1 / step.length
    }
  }

  /// Two real rows in one transform: their spectra are its even and odd parts.
  private mutating func store(_ row: Int, _ pair: [SIMD2<Double>]) {
    for frequency in 0...width / 2 {
      let position = frequency * size.y * size.z + row
      for half in 0..<2 {
        let (here, there) = (pair[half * width + frequency], pair[half * width + (-frequency & (width - 1))])
        spectra[2 * half][position] = SIMD2(here.x + there.x, here.y - there.y) / 2
        spectra[2 * half + 1][position] = SIMD2(here.y + there.y, there.x - here.x) / 2
      }
    }
  }

  /// Sets the planes to one frequency, padded with zeros; the weights, which are even, on all four sides of the origin.
  func fill(_ planes: inout [FrequencyPlane], at frequency: Int) {
    for number in planes.indices {
      planes[number].clear()
      let start = frequency * size.y * size.z
      for k in 0..<size.z {
        for j in 0..<size.y {
          let value = spectra[number][start + j + size.y * k]
          planes[number].set(j, k, value)
          guard number == 3 else { continue }
          planes[number].set(-j, k, value)
          planes[number].set(j, -k, value)
          planes[number].set(-j, -k, value)
        }
      }
    }
  }
}

/// Numbers along j and k on a grid that closes on itself; its sizes are powers of two.
private struct FrequencyPlane {
  private let size: SIMD2<Int>
  private let rows: RadixTwoTransform
  private let columns: RadixTwoTransform
  private(set) var values: [SIMD2<Double>]

  init(_ size: SIMD2<Int>) {
    self.size = size
    (rows, columns) = (RadixTwoTransform(count: size.x), RadixTwoTransform(count: size.y))
    values = Array(repeating: .zero, count: size.x * size.y)
  }

  mutating func clear() { for position in values.indices { values[position] = .zero } }

  mutating func set(_ j: Int, _ k: Int, _ value: SIMD2<Double>) {
    values[(j & (size.x - 1)) + size.x * (k & (size.y - 1))] = value
  }

  mutating func transform() {
    let (size, rows, columns) = (size, rows, columns)
    values.withUnsafeMutableBufferPointer { values in
      withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: size.max()) { scratch in
        guard let base = values.baseAddress, let scratch = scratch.baseAddress else { return }
        for k in 0..<size.y { rows.transform(base + k * size.x, stride: 1, scratch: scratch) }
        for j in 0..<size.x { columns.transform(base + j, stride: size.x, scratch: scratch) }
      }
    }
  }
}

extension RadixTwoTransform {
  /// Transforms the first and the second half of `data`, which holds twice `count` numbers.
  fileprivate func transformBoth(_ data: inout [SIMD2<Double>]) {
    precondition(data.count == 2 * count, "two rows")
    data.withUnsafeMutableBufferPointer { data in
      withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: count) { scratch in
        guard let base = data.baseAddress, let scratch = scratch.baseAddress else { return }
        transform(base, stride: 1, scratch: scratch)
        transform(base + count, stride: 1, scratch: scratch)
      }
    }
  }
}

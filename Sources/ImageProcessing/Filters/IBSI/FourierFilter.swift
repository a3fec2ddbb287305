import Glibc
import Mathematics
import Volumes

/// A filter defined by its weight at every frequency: a wavelet's ring, a Riesz transform, or their product.
struct FourierFilter: Sendable {
  let space: FilterSpace
  let simoncelliLevel: Int?
  let riesz: RieszOrder?
  private let norm: Double

  /// Voxels by which an image that is not periodic is extended on each side before its transform. Such filters decay
  /// slowly; with 32 voxels the reference maps and features of IBSI-2 that name another boundary are met.
  static let margin = 32

  init(space: FilterSpace, simoncelliLevel: Int? = nil, riesz: RieszOrder? = nil) {
    self.space = space
    self.simoncelliLevel = simoncelliLevel
    self.riesz = riesz
    norm = riesz?.norm ?? 1
  }

  /// The image and, unless it is periodic, the margin along the filtered axes.
  static func surroundings(of grid: Grid, _ space: FilterSpace, _ boundary: BoundaryCondition) -> VoxelBox {
    guard boundary != .periodic else { return grid.bounds }
    let margin = SIMD3(margin, margin, space == .volume ? margin : 0)
    return VoxelBox(lower: .zero &- margin, upper: grid.size &+ margin)
  }

  /// The response in `box` to a block that is the whole of a periodic image.
  func response(in box: VoxelBox, of block: FilterBlock) -> FilterBlock {
    // By slice, slices outside the box do not matter.
    let (lower, upper) = (block.box.lower, block.box.upper)
    let needed =
      space == .slices
      ? VoxelBox(lower: [lower.x, lower.y, box.lower.z], upper: [upper.x, upper.y, box.upper.z]) : block.box
    let input = block.cropped(to: needed)
    var spectrum = RealSpectrum(of: input.values, size: needed.size, space: space)
    let axes = (0..<space.dimensions).map { FrequencyAxis(length: needed.size[$0], order: riesz?.orders[$0] ?? 0) }
    // (-j)ᴸ is 3L quarter turns.
    spectrum.multiply(quarterTurns: 3 * (riesz?.total ?? 0)) { y, z, row in
      fill(&row, axes, y, space == .volume ? z : 0)
    }
    return FilterBlock(box: needed, values: spectrum.values()).cropped(to: box)
  }

  /// The weights of one row, without the power of `-j`.
  ///
  /// The response is real, so what counts is the mean of the weight at a frequency and the conjugate of that at its
  /// opposite. They differ where an even number of voxels puts the centre of the wavelet's ring beside frequency 0.
  private func fill(_ row: inout [Double], _ axes: [FrequencyAxis], _ y: Int, _ z: Int) {
    let sign = (riesz?.total ?? 0).isMultiple(of: 2) ? 1.0 : -1.0
    let isSymmetric = axes.allSatisfy(\.isSymmetric) && riesz == nil
    let here = axes.dropFirst().enumerated().map { $1.points[$0 == 0 ? y : z] }
    let opposite = axes.dropFirst().enumerated().map { $1.opposites[$0 == 0 ? y : z] }
    let (base, back) = (FrequencySum(here), FrequencySum(opposite))
    for x in row.indices {
      let weight = self.weight(base, axes[0].points[x])
      row[x] = isSymmetric ? weight : 0.5 * (weight + sign * self.weight(back, axes[0].opposites[x]))
    }
  }

  @inline(__always)
  private func weight(_ sum: FrequencySum, _ point: FrequencyPoint) -> Double {
    var weight = 1.0
    if let simoncelliLevel { weight = ring(sum.squaredRadius + point.squaredRadius, level: simoncelliLevel) }
    guard let riesz, weight != 0 else { return weight }
    let squaredNorm = sum.squaredFrequency + point.squaredFrequency
    guard squaredNorm > 0 else { return 0 }
    return weight * norm * sum.power * point.power * power(1 / squaredNorm.squareRoot(), riesz.total)
  }

  /// Simoncelli's wavelet at a squared distance from the centre, in squared half widths of the spectrum.
  @inline(__always)
  private func ring(_ squaredRadius: Double, level: Int) -> Double {
    let highest = 1 / Double(1 << (level - 1))
    guard squaredRadius >= highest * highest / 16, squaredRadius <= highest * highest else { return 0 }
    return cos(0.5 * Double.pi * 0.5 * log2(4 * squaredRadius / (highest * highest)))
  }
}

/// What one axis contributes to the weight of a frequency.
private struct FrequencyPoint {
  /// Squared distance from the centre of the array, in half widths.
  let squaredRadius: Double
  /// Square of the frequency in cycles a voxel.
  let squaredFrequency: Double
  /// The frequency to the power of the Riesz order.
  let power: Double
}

/// The contributions of the axes other than x.
private struct FrequencySum {
  let squaredRadius: Double
  let squaredFrequency: Double
  let power: Double

  init(_ points: [FrequencyPoint]) {
    squaredRadius = points.reduce(0) { $0 + $1.squaredRadius }
    squaredFrequency = points.reduce(0) { $0 + $1.squaredFrequency }
    power = points.reduce(1) { $0 * $1.power }
  }
}

/// The frequencies of one axis in the order of the transform.
private struct FrequencyAxis {
  let points: [FrequencyPoint]
  /// The point at the opposite of each frequency.
  let opposites: [FrequencyPoint]
  /// Whether the two are the same but for the sign of the frequency: an odd number of voxels.
  let isSymmetric: Bool

  init(length: Int, order: Int) {
    let points = (0..<length).map { index in
      let centre = 0.5 * Double(length - 1)
      let place = Double((index + length / 2) % length)
      let radius = length > 1 ? (place - centre) / centre : 0
      let cycles = Double(index < (length + 1) / 2 ? index : index - length) / Double(length)
      return FrequencyPoint(
        squaredRadius: radius * radius, squaredFrequency: cycles * cycles, power: power(cycles, order))
    }
    self.points = points
    opposites = (0..<length).map { points[($0 == 0 ? 0 : length - $0)] }
    isSymmetric = !length.isMultiple(of: 2)
  }
}

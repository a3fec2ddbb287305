import Volumes

/// The one-dimensional kernels of Laws (1980): level, edge, spot, wave and ripple, of 3 or 5 weights and unit energy.
public enum LawsKernel: String, Hashable, Codable, Sendable, CaseIterable {
  /// Level, 5 weights.
  case l5 = "L5"
  /// Edge, 5 weights.
  case e5 = "E5"
  /// Spot, 5 weights.
  case s5 = "S5"
  /// Wave, 5 weights.
  case w5 = "W5"
  /// Ripple, 5 weights.
  case r5 = "R5"
  /// Level, 3 weights.
  case l3 = "L3"
  /// Edge, 3 weights.
  case e3 = "E3"
  /// Spot, 3 weights.
  case s3 = "S3"

  /// Weights before normalisation.
  private var integers: [Double] {
    switch self {
    case .l5: [1, 4, 6, 4, 1]
    case .e5: [-1, -2, 0, 2, 1]
    case .s5: [-1, 0, 2, 0, -1]
    case .w5: [-1, 2, 0, -2, 1]
    case .r5: [1, -4, 6, -4, 1]
    case .l3: [1, 2, 1]
    case .e3: [-1, 0, 1]
    case .s3: [-1, 2, -1]
    }
  }

  var kernel: FilterKernel {
    let norm = integers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return FilterKernel(integers.map { $0 / norm })
  }
}

extension PerAxis<LawsKernel> {
  /// Kernels along x, y and z from a name such as `L5E5` (by slice) or `E5L5S5`; `nil` when the name has other parts.
  public init?(named name: String) {
    let letters = Array(name.uppercased())
    guard letters.count.isMultiple(of: 2) else { return nil }
    let names = stride(from: 0, to: letters.count, by: 2).map { String(letters[$0...$0 + 1]) }
    let kernels = names.compactMap(LawsKernel.init(rawValue:))
    guard kernels.count == names.count else { return nil }
    self.init(kernels)
  }

  /// The names of the kernels in one word.
  public var name: String { choices.map(\.rawValue).joined() }
}

/// Laws' texture kernels, one along each axis, and the local energy of their response.
///
/// IBSI codes `JTXT` (response) and `PQSD` (energy); IBSI-2 manual (arXiv 2006.05470).
public struct LawsFilter: Hashable, Codable, Sendable {
  /// Kernels along x, y and, in space, z.
  public let kernels: PerAxis<LawsKernel>
  /// Pooling over all rotations by right angles; `nil` for the one orientation.
  public let pooling: OrientationPooling?
  /// Chebyshev distance over which the absolute response is averaged to an energy; `nil` for the response itself.
  public let energyDistance: Int?
  /// What lies beyond the image, and beyond the response when its energy is taken.
  public let boundary: BoundaryCondition

  /// The response to `kernels`, or with an energy distance its energy.
  public init(
    _ kernels: PerAxis<LawsKernel>, pooling: OrientationPooling? = .maximum, energyDistance: Int? = 7,
    boundary: BoundaryCondition = .mirror
  ) {
    self.kernels = kernels
    self.pooling = pooling
    self.energyDistance = energyDistance
    self.boundary = boundary
  }

  var ranges: [ParameterRange] {
    energyDistance.map { [ParameterRange("energyDistance", Double($0), "1...499 voxels") { 1...499 ~= $0 }] } ?? []
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let (size, chains) = (volume.grid.size, kernels.choices.map { [$0.kernel] })
    let texture = SeparableResponse(sum: .oriented(chains, pooling: pooling), size: size, boundary: boundary)
    guard let energyDistance else { return texture.response(in: box, of: volume) }
    let mean = AxisFilter([.mean(2 * energyDistance + 1)])
    let term = SeparableTerm(axes: [AxisFilter](repeating: mean, count: chains.count))
    let energy = SeparableResponse(sum: .weighted([(term, 1)]), size: size, boundary: boundary)
    let response = texture.response(in: energy.support(of: box), of: volume)
    return energy.response(in: box, of: FilterBlock(box: response.box, values: response.values.map(abs)))
  }
}

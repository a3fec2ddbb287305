import Volumes

/// Which half of the spectrum a wavelet filter keeps along one axis.
public enum WaveletBand: String, Hashable, Codable, Sendable, CaseIterable {
  /// Low-pass: the approximation.
  case low = "L"
  /// High-pass: the detail.
  case high = "H"
}

extension PerAxis<WaveletBand> {
  /// Bands along x, y and z from letters such as `LH` (by slice) or `LLH`; `nil` for other letters.
  public init?(named name: String) {
    let bands = name.uppercased().compactMap { WaveletBand(rawValue: String($0)) }
    guard bands.count == name.count else { return nil }
    self.init(bands)
  }

  /// The letters of the bands in one word.
  public var name: String { choices.map(\.rawValue).joined() }
}

/// One sub-band of an undecimated wavelet transform, at any level, in one orientation or pooled over all.
///
/// At level `j` the image has been low-pass filtered `j - 1` times, with `2ⁱ - 1` zeros between the weights the `i`-th
/// time (à trous); the boundary condition holds before every pass. Other than ``StationaryWavelet``, which is
/// PyRadiomics' to the last bit, this is IBSI's definition. IBSI code `25BO`; IBSI-2 manual (arXiv 2006.05470).
public struct SeparableWaveletFilter: Hashable, Codable, Sendable {
  /// Wavelet.
  public let family: WaveletFamily
  /// Bands along x, y and, in space, z.
  public let bands: PerAxis<WaveletBand>
  /// Decomposition level, from 1.
  public let level: Int
  /// Pooling over all rotations by right angles; `nil` for the one orientation.
  public let pooling: OrientationPooling?
  /// What lies beyond the image.
  public let boundary: BoundaryCondition

  /// The sub-band `bands` of `family`.
  public init(
    _ family: WaveletFamily, bands: PerAxis<WaveletBand>, level: Int = 1, pooling: OrientationPooling? = .average,
    boundary: BoundaryCondition = .mirror
  ) {
    self.family = family
    self.bands = bands
    self.level = level
    self.pooling = pooling
    self.boundary = boundary
  }

  var ranges: [ParameterRange] {
    [ParameterRange("level", Double(level), "1...6") { 1...6 ~= $0 }]
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let low = FilterKernel(family.lowPass)
    let kernels = bands.choices.map { $0 == .low ? low : FilterKernel(family.highPass) }
    let chains = kernels.map { kernel in
      (0..<level).map { ($0 + 1 < level ? low : kernel).upsampled(by: 1 << $0) }
    }
    return SeparableResponse(
      sum: .oriented(chains, pooling: pooling), size: volume.grid.size, boundary: boundary
    )
    .response(in: box, of: volume)
  }
}

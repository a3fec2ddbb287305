import Volumes

/// One level of Simoncelli's isotropic wavelet: a ring of frequencies around half the level's highest.
///
/// In the Fourier domain `cos(π/2 · log₂(2ρ / ρ₀))` for `ρ₀/4 <= ρ <= ρ₀` and 0 elsewhere, `ρ` the distance from the
/// centre of the spectrum in units of half its width and `ρ₀ = 2^(1 - level)`. As in the IBSI-2 reference maps the
/// centre is that of the array, which for an even number of voxels lies half a sample beside frequency 0. The transform
/// takes the image as periodic; for another boundary the image is first extended by `FourierFilter.margin` voxels. IBSI
/// codes `LODD`, `PRT7`; IBSI-2 manual (arXiv 2006.05470).
public struct SimoncelliFilter: Hashable, Codable, Sendable {
  /// Decomposition level, from 1 (the finest).
  public let level: Int
  /// By slice or in space.
  public let space: FilterSpace
  /// What lies beyond the image.
  public let boundary: BoundaryCondition
  /// The Riesz transform of the response, if any.
  public let riesz: RieszOrder?

  /// The wavelet at `level`.
  public init(
    level: Int, space: FilterSpace = .volume, boundary: BoundaryCondition = .periodic, riesz: RieszOrder? = nil
  ) {
    self.level = level
    self.space = space
    self.boundary = boundary
    self.riesz = riesz
  }

  var ranges: [ParameterRange] {
    [ParameterRange("level", Double(level), "1...8") { 1...8 ~= $0 }] + (riesz?.ranges(in: space) ?? [])
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let surroundings = FourierFilter.surroundings(of: volume.grid, space, boundary)
    let extended =
      surroundings == volume.grid.bounds
      ? FilterBlock(volume, surroundings) : FilterBlock(extending: volume, to: surroundings, boundary)
    return FourierFilter(space: space, simoncelliLevel: level, riesz: riesz).response(in: box, of: extended)
  }
}

extension FilterBlock {
  /// The voxels of `box`, which may reach beyond the image.
  init(extending volume: Volume, to box: VoxelBox, _ boundary: BoundaryCondition) {
    let sources = (0..<3).map { axis in
      (box.lower[axis]..<box.upper[axis]).map { boundary.source(of: $0, length: volume.grid.size[axis]) }
    }
    var values: [Double] = []
    values.reserveCapacity(box.size.x * box.size.y * box.size.z)
    volume.voxels.withUnsafeBufferPointer { voxels in
      for k in sources[2] {
        for j in sources[1] {
          let row = j.flatMap { j in k.map { volume.grid.offset(0, j, $0) } }
          for i in sources[0] { values.append(row.flatMap { row in i.map { voxels[row + $0] } } ?? 0) }
        }
      }
    }
    self.init(box: box, values: values)
  }
}

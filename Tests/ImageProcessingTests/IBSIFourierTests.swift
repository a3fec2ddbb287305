import Execution
import Foundation
import Testing
import Volumes

import ImageProcessing

/// The filters that are defined by the Fourier transform.
@Suite struct IBSIFourierTests {
  /// The Riesz transform shifts every wave along its axis by a quarter period: cosine to sine.
  @Test(arguments: [7, 8, 11, 17, 34], [0, 1, 2])
  func rieszTurnsACosineIntoASine(length: Int, axis: Int) throws {
    var size = SIMD3(3, 4, 5)
    size[axis] = length
    let grid = Grid(size: size)
    func wave(_ function: (Double) -> Double) -> [Double] {
      (0..<grid.count).map { position in
        let voxel = SIMD3(position % size.x, position / size.x % size.y, position / size.x / size.y)
        return function(2 * Double.pi * Double(length / 3 * voxel[axis]) / Double(length))
      }
    }
    let order = RieszOrder(x: axis == 0 ? 1 : 0, y: axis == 1 ? 1 : 0, z: axis == 2 ? 1 : 0)
    func response(_ riesz: RieszOrder?, to voxels: [Double]) throws -> [Double] {
      try ImageFilter.simoncelli(SimoncelliFilter(level: 1, riesz: riesz))
        .response(to: Volume(grid: grid, voxels: voxels)).voxels
    }
    let plain = try response(nil, to: wave(sin))
    try #require((plain.map(abs).max() ?? 0) > 0.01)
    #expect(worstShare(try response(order, to: wave(cos)), plain) < 1e-11)
  }

  /// By the definition, summed term by term: odd, even, prime and long sizes.
  @Test(arguments: [[5, 6, 7], [17, 4, 3], [8, 3, 2], [2, 19, 4]] as [SIMD3<Int>], FilterSpace.allCases)
  func simoncelliIsItsDefinition(size: SIMD3<Int>, space: FilterSpace) throws {
    let volume = IBSIExamples.noise(size, seed: 22)
    for (level, riesz) in [(1, nil), (2, nil), (1, RieszOrder(x: 1)), (1, RieszOrder(x: 1, y: 1))]
      as [(Int, RieszOrder?)]
    {
      let filter = ImageFilter.simoncelli(SimoncelliFilter(level: level, space: space, riesz: riesz))
      let expected = NaiveSpectrum(volume, space).filtered(level: level, riesz)
      let found = try filter.response(to: volume).voxels
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test(arguments: [0.0, 30, 45, 90, 120])
  func gaborRespondsMostToStripesAcrossItsWave(angle: Double) throws {
    let grid = Grid(size: [40, 40, 1])
    let (cosine, sine) = (cos(angle * Double.pi / 180), sin(angle * Double.pi / 180))
    let voxels = (0..<grid.count).map { position in
      cos(2 * Double.pi / 4 * (Double(position % 40) * cosine + Double(position / 40) * sine))
    }
    let volume = Volume(grid: grid, voxels: voxels)
    func response(_ angle: Double) throws -> Double {
      let filter = ImageFilter.gabor(GaborFilter(sigma: 3, wavelength: 4, aspectRatio: 1, angle: angle))
      return try filter.response(to: volume)[20, 20, 0]
    }
    // Half the mass of the Gaussian: a cosine is two waves of half its height, one of which is met.
    #expect(abs(try response(angle) - Double.pi * 9) < 0.01 * Double.pi * 9)
    #expect(try response(angle + 90) < 0.01 * Double.pi * 9)
    #expect(abs(try response(angle + 180) - response(angle)) < 1e-9)
  }
}

/// A discrete Fourier transform in two or three dimensions, term by term.
private struct NaiveSpectrum {
  private let volume: Volume
  private let space: FilterSpace

  init(_ volume: Volume, _ space: FilterSpace) { (self.volume, self.space) = (volume, space) }

  private func index(_ position: Int) -> SIMD3<Int> {
    let size = volume.grid.size
    return SIMD3(position % size.x, position / size.x % size.y, position / size.x / size.y)
  }

  /// `Σₖ H(k) F(k) exp(2πi k·x / n) / N`, its real part.
  func filtered(level: Int, _ riesz: RieszOrder?) -> [Double] {
    let (size, count) = (volume.grid.size, volume.grid.count)
    let total = Double(space == .volume ? count : size.x * size.y)
    func phase(_ k: Int, _ x: Int) -> Double? {
      let (a, b) = (index(k), index(x))
      if space == .slices, a.z != 0 { return nil }
      let turns = (0..<3).reduce(0.0) { $0 + Double(a[$1] * b[$1]) / Double(size[$1]) }
      return 2 * Double.pi * turns
    }
    return (0..<count).map { x in
      var sum = 0.0
      for k in 0..<count {
        let weight = self.weight(index(k), level, riesz)
        guard weight.re != 0 || weight.im != 0 else { continue }
        for y in 0..<count where space == .volume || index(y).z == index(x).z {
          guard let to = phase(k, x), let from = phase(k, y) else { continue }
          sum += volume.voxels[y] * (weight.re * cos(to - from) - weight.im * sin(to - from)) / total
        }
      }
      return sum
    }
  }

  private func weight(_ k: SIMD3<Int>, _ level: Int, _ riesz: RieszOrder?) -> (re: Double, im: Double) {
    let axes = 0..<(space == .volume ? 3 : 2)
    let size = volume.grid.size
    let radius = axes.reduce(0.0) { sum, axis in
      let centre = Double(size[axis] - 1) / 2
      let place = Double((k[axis] + size[axis] / 2) % size[axis]) - centre
      return sum + (place / centre) * (place / centre)
    }.squareRoot()
    let highest = exp2(Double(1 - level))
    guard radius >= highest / 4, radius <= highest else { return (0, 0) }
    let ring = cos(Double.pi / 2 * log2(2 * radius / highest))
    guard let riesz else { return (ring, 0) }
    let cycles = axes.map { axis in
      Double(k[axis] < (size[axis] + 1) / 2 ? k[axis] : k[axis] - size[axis]) / Double(size[axis])
    }
    let norm = cycles.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return (0, 0) }
    // Order (1, 0, 0): -j ν₁ / |ν|; order (1, 1, 0): -√2 ν₁ ν₂ / |ν|².
    return riesz.y == 0
      ? (0, -ring * cycles[0] / norm) : (-ring * 2.0.squareRoot() * cycles[0] * cycles[1] / (norm * norm), 0)
  }
}

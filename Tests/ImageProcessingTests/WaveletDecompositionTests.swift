import ImageProcessing
import Testing
import Volumes

@Suite struct WaveletDecompositionTests {
  private func image(_ size: SIMD3<Int>, _ precision: StoredPrecision) -> Volume {
    let grid = Grid(size: size)
    let voxels = (0..<grid.count).map { position -> Double in
      let value = (position * 7919 % 1013) * (position % 5)
      return Double(Float(value) / 3)
    }
    return Volume(grid: grid, voxels: voxels, precision: precision)
  }

  /// Two implementations of PyRadiomics' default; the other is bit for bit that of PyWavelets.
  @Test(arguments: [StoredPrecision.single, .double, .integer])
  func theDefaultIsTheFastTransformBitForBit(precision: StoredPrecision) {
    for (size, lower, upper) in [
      (SIMD3(12, 9, 7), SIMD3(0, 0, 0), SIMD3(12, 9, 7)), (SIMD3(5, 4, 1), SIMD3(1, 0, 0), SIMD3(4, 3, 1)),
      (SIMD3(20, 17, 12), SIMD3(6, 9, 10), SIMD3(12, 17, 12)),
    ] {
      let volume = image(size, precision)
      let box = VoxelBox(lower: lower, upper: upper)
      let fast = StationaryWavelet(of: volume, within: box)
      let settings = WaveletSettings()
      let general = WaveletDecomposition(of: volume, within: box, settings: settings)
      #expect(settings.bands.map { "wavelet\($0.name)" } == WaveletSubband.all.map { "wavelet-\($0.name)" })
      for (band, subband) in zip(settings.bands, WaveletSubband.all) {
        let (one, other) = (general.volume(of: band), fast.volume(of: subband))
        #expect(one.voxels == other.voxels, "\(subband.name) of \(size), \(precision)")
        #expect(one.precision == other.precision)
      }
    }
  }

  /// The whole image and a box of it give the same bits, at every level.
  @Test(arguments: ["db4", "bior3.3", "dmey", "sym8"])
  func aBoxIsAPartOfTheWhole(name: String) throws {
    let volume = image([14, 11, 9], .single)
    let settings = WaveletSettings(wavelet: try #require(DiscreteWavelet(name: name)), levels: 3, startLevel: 1)
    let box = VoxelBox(lower: [3, 0, 5], upper: [8, 4, 9])
    let whole = WaveletDecomposition(of: volume, within: volume.grid.bounds, settings: settings)
    let part = WaveletDecomposition(of: volume, within: box, settings: settings)
    #expect(settings.bands.count == 3 * 7 + 1)
    for band in settings.bands {
      #expect(part.volume(of: band).voxels == whole.volume(of: band).cropped(to: box).voxels, "\(band.name)")
    }
  }

  /// What every table must hold, whoever typed it: constants pass the low-pass filter by the factor `√2` an axis and
  /// vanish in every other band.
  @Test(arguments: DiscreteWavelet.names)
  func constantsVanishInEveryDetail(name: String) throws {
    let grid = Grid(size: [6, 5, 4])
    let volume = Volume(grid: grid, voxels: [Double](repeating: 3, count: grid.count))
    let settings = WaveletSettings(wavelet: try #require(DiscreteWavelet(name: name)))
    let transform = WaveletDecomposition(of: volume, within: grid.bounds, settings: settings)
    for band in settings.bands {
      let expected = band.name == "-LLL" ? 3 * 8.0.squareRoot() : 0
      // PyWavelets cuts the Meyer wavelet, which has no end, after 62 taps: its high-pass filter adds up to 1.1e-3.
      let tolerance = name == "dmey" ? 1e-2 : 1e-5
      #expect(transform.volume(of: band).voxels.allSatisfy { abs($0 - expected) < tolerance }, "\(band.name)")
    }
  }

  @Test func namesFollowPyRadiomics() {
    let plane = WaveletSettings(levels: 2, plane: .slice)
    #expect(plane.bands.map(\.name) == ["-LH", "-HL", "-HH", "2-LH", "2-HL", "2-HH", "2-LL"])
    #expect(DiscreteWavelet.names.count == 106)
    #expect(DiscreteWavelet(name: "morl") == nil)
  }
}

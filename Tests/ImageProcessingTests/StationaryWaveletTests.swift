import Testing
import Volumes

import ImageProcessing

@Suite struct StationaryWaveletTests {
  /// To the last bit, as the sign of rounding noise decides the grey level where an image is constant.
  @Test(arguments: [WaveletReference.double, .single])
  func equalsPyWaveletsBitForBit(_ reference: WaveletReference) {
    let volume = Sawtooth.volume(on: Grid(size: reference.size), precision: reference.precision)
    let wavelet = StationaryWavelet(of: volume, within: reference.box)
    for subband in WaveletSubband.all {
      #expect(wavelet.volume(of: subband).voxels == reference.subbands[subband.name], "\(subband.name)")
    }
  }

  @Test func listsSubbandsAsPyRadiomics() {
    #expect(WaveletSubband.all.map(\.name) == ["LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH", "LLL"])
  }

  @Test(arguments: [2, 3, 5, 6, 9])
  func aBoxAndTheWholeImageGiveTheSameVoxels(extent: Int) {
    let grid = Grid(size: SIMD3(extent, extent + 1, extent + 2))
    let volume = Sawtooth.volume(on: grid, precision: .double)
    let box = VoxelBox(lower: [1, 1, 1], upper: SIMD3(extent, extent, extent + 1))
    let whole = StationaryWavelet(of: volume, within: grid.bounds)
    let part = StationaryWavelet(of: volume, within: box)
    for subband in WaveletSubband.all {
      #expect(whole.volume(of: subband).cropped(to: box).voxels == part.volume(of: subband).voxels)
    }
  }
}

extension WaveletReference: CustomTestStringConvertible {
  var testDescription: String { "\(precision), \(size)" }
}

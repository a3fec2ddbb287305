import Volumes

/// The stationary wavelet transform of an image inside a box, for any wavelet and number of levels.
///
/// As PyRadiomics computes it with PyWavelets: the image periodic, an odd axis lengthened by a copy of its first voxel;
/// each level filters the approximation of the one before with the same filters, which are not dilated. A float32 image
/// is transformed in float32. Only what lies under the filters of all levels is touched. ``StationaryWavelet`` does the
/// same, faster, for the default settings.
public struct WaveletDecomposition: Sendable {
  private let stage: Stage
  private let grid: Grid
  private let precision: StoredPrecision

  private enum Stage: Sendable {
    case single(WaveletLevels<Float>)
    case double(WaveletLevels<Double>)
  }

  /// Computes the approximations that the bands start from.
  public init(of volume: Volume, within box: VoxelBox, settings: WaveletSettings) {
    grid = volume.grid.cropped(to: box)
    precision = volume.precision == .single ? .single : .double
    stage =
      switch volume.precision {
      case .single: .single(WaveletLevels(volume, box, settings))
      case .integer, .double: .double(WaveletLevels(volume, box, settings))
      }
  }

  /// One image on the box.
  public func volume(of band: DecompositionBand) -> Volume {
    let voxels =
      switch stage {
      case .single(let levels): levels.voxels(of: band).map { Double($0) }
      case .double(let levels): levels.voxels(of: band)
      }
    return Volume(grid: grid, voxels: voxels, precision: precision)
  }
}

/// The approximations before each level that is kept, each on what later levels read of it.
private struct WaveletLevels<Real: WaveletReal>: Sendable {
  private let approximations: [PeriodicBlock<Real>]
  private let filters: [[Real]]
  private let axes: [Int]
  private let box: VoxelBox

  init(_ volume: Volume, _ box: VoxelBox, _ settings: WaveletSettings) {
    (axes, self.box) = (settings.axes, box)
    let filters = settings.wavelet.filters(as: Real.self)
    self.filters = filters
    let taps = filters[0].count
    let length = volume.grid.size &+ (volume.grid.size & 1)
    let stages = settings.startLevel + settings.levels
    // Windows from the last approximation back: each reads a filter's length more of the one before.
    var windows = [AxisWindow.all(of: box, length: length)]
    for _ in 1..<max(stages, 1) { windows.append(windows[windows.count - 1].widened(settings.axes, taps: taps)) }
    let outermost = windows[windows.count - 1].widened(settings.axes, taps: taps)
    var block = PeriodicBlock<Real>(volume, outermost)
    var kept: [PeriodicBlock<Real>] = []
    let order = Array(windows.dropFirst().reversed())
    for stage in 0..<stages {
      if stage >= settings.startLevel { kept.append(block) }
      guard stage + 1 < stages else { break }
      let high = [Int](repeating: 0, count: settings.axes.count)
      block = block.filtered(onto: order[stage], settings.axes, filters, high: high)
    }
    approximations = kept
  }

  func voxels(of band: DecompositionBand) -> [Real] {
    let source = approximations[band.level - 1]
    let target = AxisWindow.all(of: box, length: source.windows.map(\.length).asVector)
    return source.filtered(onto: target, axes, filters, high: band.high).voxels
  }
}

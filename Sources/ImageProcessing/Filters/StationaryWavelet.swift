import Execution
import Volumes

/// The stationary wavelet transform of an image, one level, coiflet 1, inside a box.
///
/// As PyRadiomics computes it with PyWavelets: axes x, y, z in turn, the image periodic; an odd axis is lengthened by
/// one voxel, a copy of the first. A float32 image is transformed in float32. Only the box and the six voxels under the
/// filter are touched, so the cost does not grow with the image. The transform is prepared along x and y here and
/// finished along z per sub-band, which keeps four blocks in memory and not eight.
public struct StationaryWavelet: Sendable {
  private let stage: Stage
  private let grid: Grid
  private let precision: StoredPrecision

  private enum Stage: Sendable {
    case single(WaveletStage<Float>)
    case double(WaveletStage<Double>)
  }

  /// Prepares the sub-bands of `volume` inside `box`, on up to `workers` threads.
  public init(of volume: Volume, within box: VoxelBox, workers: Int = 1) {
    grid = volume.grid.cropped(to: box)
    precision = volume.precision == .single ? .single : .double
    stage =
      switch volume.precision {
      case .single: .single(WaveletStage(volume, box, workers))
      case .integer, .double: .double(WaveletStage(volume, box, workers))
      }
  }

  /// One sub-band on the box.
  public func volume(of subband: WaveletSubband) -> Volume {
    let voxels =
      switch stage {
      case .single(let stage): stage.finished(subband)
      case .double(let stage): stage.finished(subband)
      }
    return Volume(grid: grid, voxels: voxels, precision: precision)
  }

  /// One sub-band at the voxels of `runs`, whose grid is the box.
  public func intensities(of subband: WaveletSubband, at runs: RegionRuns) -> InsideIntensities {
    precondition(runs.grid.size == grid.size, "the runs lie on the box")
    let values =
      switch stage {
      case .single(let stage): stage.finished(subband, at: runs)
      case .double(let stage): stage.finished(subband, at: runs)
      }
    return InsideIntensities(runs: runs, values: values, precision: precision)
  }
}

/// The four blocks after the passes along x and y.
private struct WaveletStage<Real: WaveletReal>: Sendable {
  private let blocks: [[Real]]
  private let size: SIMD3<Int>
  private let first: SIMD3<Int>
  private let length: SIMD3<Int>

  init(_ volume: Volume, _ box: VoxelBox, _ workers: Int) {
    let filters = Real.filters
    let length = volume.grid.size &+ (volume.grid.size & 1)
    let (first, wide) = (box.lower, box.size &+ 5)
    self.length = length
    self.first = first
    let alongX = AxisLayout(size: wide, axis: 0)
    let alongY = AxisLayout(size: SIMD3(box.size.x, wide.y, wide.z), axis: 1)
    let source = surroundings(of: box, in: volume) as [Real]
    let rows = parallelMap(filters, workers: workers) { weights in
      filtered(source, alongX, weights: weights, first: first.x, length: length.x)
    }
    let pairs = rows.indices.flatMap { row in filters.map { (row, $0) } }
    blocks = parallelMap(pairs, workers: workers) { pair in
      filtered(rows[pair.0], alongY, weights: pair.1, first: first.y, length: length.y)
    }
    size = SIMD3(box.size.x, box.size.y, wide.z)
  }

  private func block(_ subband: WaveletSubband) -> [Real] { blocks[2 * subband.high.x + subband.high.y] }

  func finished(_ subband: WaveletSubband, at runs: RegionRuns) -> [Double] {
    filteredAlongZ(
      block(subband), runs, weights: Real.filters[subband.high.z], first: first.z, length: length.z)
  }

  func finished(_ subband: WaveletSubband) -> [Double] {
    let weights = Real.filters[subband.high.z]
    let block = block(subband)
    let layout = AxisLayout(size: size, axis: 2)
    let result = filtered(block, layout, weights: weights, first: first.z, length: length.z)
    return result as? [Double] ?? result.map { Double($0) }
  }
}

/// The voxels of `box` and those under the filter around it, the image taken as periodic.
private func surroundings<Real: WaveletReal>(of box: VoxelBox, in volume: Volume) -> [Real] {
  let sources = (0..<3).map { axis in
    let size = volume.grid.size[axis]
    let length = size + (size & 1)
    // Output n reads inputs n - 2 to n + 3.
    return (box.lower[axis] - 2..<box.upper[axis] + 3).map { index in
      let wrapped = (index % length + length) % length
      return wrapped == size ? 0 : wrapped
    }
  }
  var result: [Real] = []
  result.reserveCapacity(sources.reduce(1) { $0 * $1.count })
  volume.voxels.withUnsafeBufferPointer { voxels in
    for k in sources[2] {
      for j in sources[1] {
        let row = volume.grid.offset(0, j, k)
        for i in sources[0] { result.append(Real(voxels[row + i])) }
      }
    }
  }
  return result
}

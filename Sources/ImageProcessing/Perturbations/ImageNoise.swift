import Execution
import Mathematics
import Volumes

/// The standard deviation of an image's noise, from its finest diagonal detail.
///
/// `median |HH| / Φ⁻¹(3/4)` over the whole image, `HH` being each slice high-passed along i and j by coiflet 1,
/// undecimated, its ends mirrored. Chang, Yu and Vetterli 2000, doi 10.1109/83.862633, as MIRP uses it; MIRP divides by
/// 0.6754 where the third quartile of the normal distribution is 0.6745. An image one voxel wide along i or j has no
/// such detail: 0.
public func estimatedNoise(in volume: Volume) -> Double {
  guard volume.grid.size.x > 1, volume.grid.size.y > 1 else { return 0 }
  let taps = Array(WaveletFamily.coiflet1.highPass.reversed())
  var values = volume.voxels
  for axis in 0..<2 { values = highPassed(values, AxisLayout(size: volume.grid.size, axis: axis), taps) }
  var sizes = values.map(abs)
  sizes.sort()
  return middle(ofSorted: sizes) / normalMedianDeviation
}

extension Volume {
  /// The image with normal noise of this standard deviation, each voxel its own draw.
  func addingNoise(_ level: Double, _ stream: RandomStream) -> Volume {
    var stream = stream
    return Volume(grid: grid, voxels: voxels.map { $0 + level * stream.normal() })
  }
}

/// `out[n] = Σ w[t] in[n + t - 2]`, the line mirrored between its end voxels and their copies.
private func highPassed(_ values: [Double], _ layout: AxisLayout, _ taps: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: values.count)
  let sources = (0..<layout.length).map { n in taps.indices.map { mirrored(n + $0 - 2, layout.length) } }
  for outer in 0..<layout.outer {
    for (n, row) in sources.enumerated() {
      let target = (outer * layout.length + n) * layout.inner
      for (tap, source) in row.enumerated() {
        let start = (outer * layout.length + source) * layout.inner
        for x in 0..<layout.inner { result[target + x] += taps[tap] * values[start + x] }
      }
    }
  }
  return result
}

/// The end voxels are doubled: … 1 0 0 1 2 … .
private func mirrored(_ index: Int, _ length: Int) -> Int {
  let period = 2 * length
  let inside = ((index % period) + period) % period
  return inside < length ? inside : period - 1 - inside
}

import Volumes

/// Resampling to one spacing on IBSI's grid: as many voxels as cover the image, both grids with one centre.
///
/// IBSI reference manual, "Interpolation"; cubic B-spline with mirrored ends (Unser 1999, doi 10.1109/79.799930), in
/// plain loops: it prepares references, nothing else.
struct CentredResampling {
  private let source: Volume
  private let grid: Grid
  private let positions: [[Double]]

  init(_ source: Volume, spacing: Double) {
    let old = source.grid
    let size = (0..<3).map { Int((Double(old.size[$0]) * old.spacing[$0] / spacing - 1e-6).rounded(.up)) }
    self.source = source
    grid = Grid(size: SIMD3(size[0], size[1], size[2]), spacing: SIMD3(repeating: spacing))
    positions = (0..<3).map { axis in
      let ratio = spacing / old.spacing[axis]
      return (0..<size[axis]).map {
        0.5 * Double(old.size[axis] - 1) + (Double($0) - 0.5 * Double(size[axis] - 1)) * ratio
      }
    }
  }

  func linear() -> Volume {
    resampled(source.voxels) { position, last in
      let lower = position.rounded(.down)
      let fraction = position - lower
      return [(Int(lower), 1 - fraction), (Int(lower) + 1, fraction)].map { (min(max($0, 0), last), $1) }
    }
  }

  func cubic() -> Volume {
    var coefficients = source.voxels
    for axis in 0..<3 { prefilter(&coefficients, axis) }
    return resampled(coefficients) { position, last in
      let lower = Int(position.rounded(.down))
      return (-1...2).map { step in
        let distance = abs(position - Double(lower + step))
        let weight =
          distance < 1
          ? 2.0 / 3 - distance * distance * (1 - distance / 2)
          : (2 - distance) * (2 - distance) * (2 - distance) / 6
        let folded = abs(lower + step)
        return (folded > last ? 2 * last - folded : folded, weight)
      }
    }
  }

  private func resampled(_ values: [Double], taps: (Double, Int) -> [(Int, Double)]) -> Volume {
    var (values, size) = (values, source.grid.size)
    for axis in 0..<3 {
      let inner = (0..<axis).reduce(1) { $0 * size[$1] }
      let outer = values.count / inner / size[axis]
      let rows = positions[axis].map { taps($0, size[axis] - 1) }
      var next = [Double](repeating: 0, count: inner * rows.count * outer)
      for group in 0..<outer {
        for (target, row) in rows.enumerated() {
          let start = inner * (target + rows.count * group)
          for (index, weight) in row {
            let from = inner * (index + size[axis] * group)
            for x in 0..<inner { next[start + x] += weight * values[from + x] }
          }
        }
      }
      values = next
      size[axis] = rows.count
    }
    return Volume(grid: grid, voxels: values)
  }

  private func prefilter(_ values: inout [Double], _ axis: Int) {
    let pole = 3.0.squareRoot() - 2
    let size = source.grid.size
    let step = (0..<axis).reduce(1) { $0 * size[$1] }
    let last = size[axis] - 1
    for line in 0..<values.count / size[axis] {
      let start = line % step + line / step * step * size[axis]
      func at(_ n: Int) -> Int { start + n * step }
      var (power, sum) = (1.0, 0.0)
      for n in 0...min(last, 40) {
        sum += power * values[at(n)]
        power *= pole
      }
      values[at(0)] = sum
      for n in 1...last { values[at(n)] += pole * values[at(n - 1)] }
      values[at(last)] = pole / (pole * pole - 1) * (values[at(last)] + pole * values[at(last - 1)])
      for n in stride(from: last - 1, through: 0, by: -1) {
        values[at(n)] = pole * (values[at(n + 1)] - values[at(n)])
      }
      for n in 0...last { values[at(n)] *= 6 }
    }
  }
}

import Glibc
import Volumes

/// Compact groups of voxels of like intensity: simple linear iterative clustering (Achanta et al. 2012, doi
/// 10.1109/TPAMI.2012.120) in three dimensions.
struct Supervoxels {
  /// The group of each voxel, from 0.
  let labels: [Int32]
  /// Voxels of each group.
  let sizes: [Int]

  /// Weight of intensity against place, MIRP's: a difference of 0.05 of the range counts as one step of the grid.
  private static let compactness = 0.05
  private static let iterations = 10

  /// - Parameters:
  ///   - intensities: between 0 and 1, smoothed.
  ///   - volume: wanted volume of a group in mm³; a group has 20 voxels at least.
  init(_ intensities: [Double], on grid: Grid, volume: Double = 500) {
    let wanted = max(20, volume / grid.voxelVolume)
    var clustering = Clustering(intensities, grid, voxelsPerGroup: wanted, compactness: Self.compactness)
    for _ in 0..<Self.iterations where clustering.assign() { clustering.update() }
    labels = connectedLabels(clustering.labels, on: grid, smallest: Int(wanted / 2))
    var sizes = [Int](repeating: 0, count: Int(labels.max() ?? -1) + 1)
    for label in labels { sizes[Int(label)] += 1 }
    self.sizes = sizes
  }
}

/// The state of the iteration.
private struct Clustering {
  private struct Centre {
    var place: SIMD3<Double>
    var intensity: Double
  }

  private(set) var labels: [Int32]
  private let intensities: [Double]
  private let grid: Grid
  /// Edge of a group in mm.
  private let step: Double
  private let compactness: Double
  private var centres: [Centre]

  init(_ intensities: [Double], _ grid: Grid, voxelsPerGroup: Double, compactness: Double) {
    self.intensities = intensities
    self.grid = grid
    self.compactness = compactness
    step = cbrt(voxelsPerGroup * grid.voxelVolume)
    labels = [Int32](repeating: -1, count: grid.count)
    var counts = SIMD3<Int>.one
    for axis in 0..<3 {
      counts[axis] = max(1, Int((Double(grid.size[axis]) * grid.spacing[axis] / step).rounded()))
    }
    var centres: [Centre] = []
    for k in 0..<counts.z {
      for j in 0..<counts.y {
        for i in 0..<counts.x {
          let share = (SIMD3<Double>(SIMD3(i, j, k)) + 0.5) / SIMD3<Double>(counts)
          let index = SIMD3<Int>((share * SIMD3<Double>(grid.size)).rounded(.down))
          centres.append(
            Centre(
              place: SIMD3<Double>(index) * grid.spacing, intensity: intensities[grid.offset(index.x, index.y, index.z)]
            ))
        }
      }
    }
    self.centres = centres
  }

  /// Gives each voxel to the nearest centre within one step on each axis; whether any voxel moved.
  mutating func assign() -> Bool {
    var best = [Double](repeating: .infinity, count: grid.count)
    var next = labels
    let (farness, contrast) = (1 / (step * step), 1 / (compactness * compactness))
    for (label, centre) in centres.enumerated() {
      let (lower, upper) = window(centre.place)
      for k in lower.z..<upper.z {
        let dz = Double(k) * grid.spacing.z - centre.place.z
        for j in lower.y..<upper.y {
          let dy = Double(j) * grid.spacing.y - centre.place.y
          for i in lower.x..<upper.x {
            let voxel = grid.offset(i, j, k)
            let dx = Double(i) * grid.spacing.x - centre.place.x
            let di = intensities[voxel] - centre.intensity
            let distance = (dx * dx + dy * dy + dz * dz) * farness + di * di * contrast
            if distance < best[voxel] { (best[voxel], next[voxel]) = (distance, Int32(label)) }
          }
        }
      }
    }
    let moved = next != labels
    labels = next
    return moved
  }

  /// Moves each centre to the mean of its voxels.
  mutating func update() {
    var sums = [Centre](repeating: Centre(place: .zero, intensity: 0), count: centres.count)
    var counts = [Double](repeating: 0, count: centres.count)
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x {
          let voxel = grid.offset(i, j, k)
          let label = Int(labels[voxel])
          guard label >= 0 else { continue }
          sums[label].place += SIMD3(Double(i), Double(j), Double(k)) * grid.spacing
          sums[label].intensity += intensities[voxel]
          counts[label] += 1
        }
      }
    }
    for label in centres.indices where counts[label] > 0 {
      centres[label] = Centre(
        place: sums[label].place / counts[label], intensity: sums[label].intensity / counts[label])
    }
  }

  private func window(_ place: SIMD3<Double>) -> (SIMD3<Int>, SIMD3<Int>) {
    let lower = ((place - step) / grid.spacing).rounded(.up)
    let upper = ((place + step) / grid.spacing).rounded(.down) + 1
    return (
      pointwiseMin(pointwiseMax(SIMD3<Int>(lower), .zero), grid.size),
      pointwiseMax(pointwiseMin(SIMD3<Int>(upper), grid.size), .zero)
    )
  }
}

/// Each group in one piece: pieces smaller than `smallest` join the group found before them.
private func connectedLabels(_ labels: [Int32], on grid: Grid, smallest: Int) -> [Int32] {
  var result = [Int32](repeating: -1, count: labels.count)
  let strides = [1, grid.size.x, grid.size.x * grid.size.y]
  var next: Int32 = 0
  var piece: [Int] = []
  for seed in labels.indices where result[seed] < 0 {
    piece = [seed]
    result[seed] = next
    var (head, neighbour) = (0, Int32(-1))
    while head < piece.count {
      let voxel = piece[head]
      head += 1
      for axis in 0..<3 {
        let place = voxel / strides[axis] % grid.size[axis]
        for other in [place > 0 ? voxel - strides[axis] : -1, place < grid.size[axis] - 1 ? voxel + strides[axis] : -1]
        where other >= 0 {
          if result[other] < 0, labels[other] == labels[seed] {
            result[other] = next
            piece.append(other)
          } else if result[other] >= 0, result[other] != next {
            neighbour = result[other]
          }
        }
      }
    }
    if piece.count < smallest, neighbour >= 0 {
      for voxel in piece { result[voxel] = neighbour }
    } else {
      next += 1
    }
  }
  return result
}

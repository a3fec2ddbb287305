import Execution
import Volumes

/// Where the rows of a new grid lie in an old one, in the arithmetic of `itk::ResampleImageFilter` for affine maps.
///
/// The two ends of a row are taken to world and back; between them the index is interpolated. Each product and sum is
/// made in ITK's order, so that a centre that lies on an old voxel but for rounding lies on the same side of it. On a
/// grid that is turned this is decided along all three axes for each voxel apart; for parallel grids ``AxisSampling``
/// has the same numbers in less time.
struct ScanLines {
  private let target: Grid
  private let world: [SIMD3<Double>]
  private let source: SIMD3<Double>
  private let inverse: [SIMD3<Double>]

  init(of target: Grid, in grid: Grid) {
    self.target = target
    source = grid.origin
    world = target.stepColumns
    let columns = grid.stepColumns
    let axes = grid.axes.inverse
    inverse =
      SingularValueInverse(columns: columns)?.columns
      ?? [axes.i / grid.spacing, axes.j / grid.spacing, axes.k / grid.spacing]
  }

  /// Fractional index of the first voxel of a row, and the way from there to one voxel beyond its last.
  func row(_ j: Int, _ k: Int) -> (start: SIMD3<Double>, way: SIMD3<Double>) {
    let start = index(of: 0, j, k)
    return (start, index(of: target.size.x, j, k) - start)
  }

  private func index(of i: Int, _ j: Int, _ k: Int) -> SIMD3<Double> {
    var point = target.origin
    point += world[0] * Double(i)
    point += world[1] * Double(j)
    point += world[2] * Double(k)
    let offset = point - source
    var index = inverse[0] * offset.x
    index += inverse[1] * offset.y
    index += inverse[2] * offset.z
    return index
  }
}

extension Grid {
  /// The way in mm from a voxel to its neighbour along each axis.
  fileprivate var stepColumns: [SIMD3<Double>] { [axes.i * spacing.x, axes.j * spacing.y, axes.k * spacing.z] }

  /// Whether every axis lies along one of space.
  var isParallelToSpace: Bool {
    [axes.i, axes.j, axes.k].allSatisfy { axis in (0..<3).contains { abs(axis[$0]) == 1 } }
  }

  /// ``position(of:)`` with the rounding of `itk::ImageBase`.
  func worldPosition(of index: SIMD3<Double>) -> SIMD3<Double> {
    let steps = stepColumns
    return steps[0] * index.x + steps[1] * index.y + steps[2] * index.z + origin
  }
}

extension Volume {
  /// The voxels of `target` read linearly, or at the nearest voxel, along ITK's scan lines; 0 outside the image.
  /// - Parameters:
  ///   - image: the grid of the image, of which this volume is the part in `box`.
  ///   - box: must hold every voxel that is read.
  func read(
    along target: Grid, in image: Grid, _ box: VoxelBox, _ interpolator: Interpolator, workers: Int
  ) -> [Double] {
    precondition(grid.size == box.size && (interpolator == .linear || interpolator == .nearestNeighbour))
    let lines = ScanLines(of: target, in: image)
    let block = LinearBlock(values: voxels, box: box, available: image.size)
    let count = target.size.x
    return [Double](unsafeUninitializedCapacity: target.count) { result, filled in
      let shared = SharedBuffer(result)
      parallelRanges(target.size.y * target.size.z, workers: workers, grain: 1 + 20_000 / count) { range in
        // Each row is written by one thread, and lies within the result.
        for row in range {
          let (k, j) = row.quotientAndRemainder(dividingBy: target.size.y)
          let (start, way) = lines.row(j, k)
          for i in 0..<count {
            let index = start + way * (Double(i) / Double(count))
            let value = interpolator == .linear ? block.linear(at: index) : block.nearest(to: index)
            shared.elements.initializeElement(at: row * count + i, to: value)
          }
        }
      }
      filled = target.count
    }
  }
}

/// A part of an image, read at fractional indices of the image.
private struct LinearBlock {
  let values: [Double]
  let box: VoxelBox
  let available: SIMD3<Int>

  func linear(at index: SIMD3<Double>) -> Double {
    guard index.isInside(available) else { return 0 }
    let lower = index.rounded(.down)
    let share = index - lower
    let (x, y, z) = (taps(lower, 0), taps(lower, 1), taps(lower, 2))
    func row(_ y: Int, _ z: Int) -> Double {
      let start = (z * box.size.y + y) * box.size.x
      return between(values[start + x.0], values[start + x.1], share.x)
    }
    func plane(_ z: Int) -> Double { between(row(y.0, z), row(y.1, z), share.y) }
    return between(plane(z.0), plane(z.1), share.z)
  }

  func nearest(to index: SIMD3<Double>) -> Double {
    guard index.isInside(available) else { return 0 }
    let place = (index + 0.5).rounded(.down)
    return values[(taps(place, 2).0 * box.size.y + taps(place, 1).0) * box.size.x + taps(place, 0).0]
  }

  /// ITK's form; the sum of two products rounds otherwise.
  private func between(_ a: Double, _ b: Double, _ share: Double) -> Double { a + (b - a) * share }

  /// A voxel and the next, those of the edge repeated outwards, as places in the block.
  private func taps(_ lower: SIMD3<Double>, _ axis: Int) -> (Int, Int) {
    let voxel = Int(lower[axis])
    func place(_ voxel: Int) -> Int {
      min(max(min(max(voxel, 0), available[axis] - 1) - box.lower[axis], 0), box.size[axis] - 1)
    }
    return (place(voxel), place(voxel + 1))
  }
}

extension SIMD3<Double> {
  /// Whether an index is within half a voxel of an image of `size`, its upper ends excluded.
  func isInside(_ size: SIMD3<Int>) -> Bool {
    (0..<3).allSatisfy { self[$0] >= -0.5 && self[$0] < Double(size[$0]) - 0.5 }
  }
}

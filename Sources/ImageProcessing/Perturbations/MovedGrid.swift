import Glibc
import Volumes

/// A grid that was turned in the plane of the slices and shifted, and where its voxels are read in the source.
///
/// `q = c + R(θ) (p − c)` in mm of the slice plane, `p` being the place of a target voxel before the turn; `R` turns
/// from i to j for a positive angle. What moves is the grid, as in MIRP: the image seems to turn the other way.
struct MovedGrid {
  /// Where the target voxels lie in the patient.
  let target: Grid
  private let source: Grid
  private let cosine: Double
  private let sine: Double
  private let centre: SIMD3<Double>
  private let start: SIMD3<Double>
  private let step: SIMD3<Double>

  /// - Parameters:
  ///   - box: bounding box of the region.
  ///   - spacing: of the target in mm; 0 keeps an axis. An axis on which the region is one voxel thick is kept, too,
  ///     and is not shifted: its region has no neighbour to be interpolated with.
  ///   - margin: target voxels to keep around the region; `nil` for the whole image.
  init(
    _ perturbation: Perturbation, of source: Grid, box: VoxelBox, spacing: SIMD3<Double>, margin: Int?
  ) throws(ImageProcessingError) {
    let angle = perturbation.rotation * .pi / 180
    (cosine, sine) = (perturbation.rotation == 0 ? 1 : cos(angle), perturbation.rotation == 0 ? 0 : sin(angle))
    self.source = source
    centre = (SIMD3<Double>(box.lower) + SIMD3<Double>(box.upper &- 1)) / 2
    var (first, step, size) = (SIMD3<Double>.zero, SIMD3<Double>.one, SIMD3<Double>.zero)
    for axis in 0..<3 {
      let isThin = box.size[axis] == 1
      step[axis] = isThin || spacing[axis] == 0 ? 1 : spacing[axis] / source.spacing[axis]
      size[axis] = max(1, (Double(source.size[axis]) / step[axis] - 1e-6).rounded(.up))
      let shift = isThin ? 0 : perturbation.translation[axis]
      first[axis] = Double(source.size[axis] - 1) / 2 + (shift - (size[axis] - 1) / 2) * step[axis]
    }
    let voxels = size[0] * size[1] * size[2]
    guard voxels <= ResamplingPlan.limit else {
      throw .resampledImageIsTooLarge(voxels: voxels, limit: ResamplingPlan.limit)
    }
    self.step = step
    var kept = VoxelBox(lower: .zero, upper: SIMD3<Int>(size))
    if let margin {
      let needed = Self.box(of: box, source, centre, (cosine, sine), first: first, step: step)
      kept = needed.expanded(by: SIMD3(repeating: margin), within: kept)
    }
    start = first + SIMD3<Double>(kept.lower) * step
    let turned = Axes(
      i: source.axes.i * cosine + source.axes.j * sine, j: source.axes.j * cosine - source.axes.i * sine,
      k: source.axes.k)
    let origin = Self.place(start, source, centre, (cosine, sine))
    target = Grid(
      size: kept.size, spacing: source.spacing * step, origin: source.position(of: origin), axes: turned)
  }

  /// Fractional source indices along i and j of a row of target voxels, and along k of a slice.
  func row(_ j: Int) -> (x: [Double], y: [Double]) {
    let places = (0..<target.size.x).map { i in
      Self.place(start + SIMD3(Double(i), Double(j), 0) * step, source, centre, (cosine, sine))
    }
    return (places.map(\.x), places.map(\.y))
  }

  /// Fractional source indices of the slices.
  var depths: [Double] { (0..<target.size.z).map { start.z + Double($0) * step.z } }

  /// Where an index of the grid before the turn lies after it, as a source index.
  private static func place(
    _ index: SIMD3<Double>, _ grid: Grid, _ centre: SIMD3<Double>, _ turn: (cosine: Double, sine: Double)
  ) -> SIMD3<Double> {
    let (dx, dy) = ((index.x - centre.x) * grid.spacing.x, (index.y - centre.y) * grid.spacing.y)
    return SIMD3(
      centre.x + (turn.cosine * dx - turn.sine * dy) / grid.spacing.x,
      centre.y + (turn.sine * dx + turn.cosine * dy) / grid.spacing.y, index.z)
  }

  /// The target voxels that can read the region: its corners, one voxel further out, turned back.
  private static func box(
    of region: VoxelBox, _ grid: Grid, _ centre: SIMD3<Double>, _ turn: (cosine: Double, sine: Double),
    first: SIMD3<Double>, step: SIMD3<Double>
  ) -> VoxelBox {
    let back = (cosine: turn.cosine, sine: -turn.sine)
    let corners = (0..<8).map { bits in
      let corner = SIMD3(
        Double(bits & 1 == 0 ? region.lower.x - 1 : region.upper.x),
        Double(bits & 2 == 0 ? region.lower.y - 1 : region.upper.y),
        Double(bits & 4 == 0 ? region.lower.z - 1 : region.upper.z))
      return (place(corner, grid, centre, back) - first) / step
    }
    let lower = corners.dropFirst().reduce(corners[0]) { pointwiseMin($0, $1) }.rounded(.down)
    let upper = corners.dropFirst().reduce(corners[0]) { pointwiseMax($0, $1) }.rounded(.up)
    return VoxelBox(lower: SIMD3<Int>(lower), upper: SIMD3<Int>(upper) &+ 1)
  }
}

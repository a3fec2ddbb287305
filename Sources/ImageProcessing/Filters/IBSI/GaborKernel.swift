import Glibc
import Mathematics

/// A Gabor kernel on the voxels of a plane.
struct GaborKernel: Sendable {
  /// Voxels on each side of the centre along both axes.
  let reach: SIMD2<Int>
  private let exponent: (xx: Double, xy: Double, yy: Double)
  private let wave: SIMD2<Double>

  init(_ filter: GaborFilter, angle: Double, spacing: SIMD2<Double>) {
    let (cosine, sine) = (cos(angle * Double.pi / 180), sin(angle * Double.pi / 180))
    let along = 1 / (2 * filter.sigma * filter.sigma)
    let across = along * filter.aspectRatio * filter.aspectRatio
    exponent = (
      (along * cosine * cosine + across * sine * sine) * spacing.x * spacing.x,
      2 * (along - across) * cosine * sine * spacing.x * spacing.y,
      (along * sine * sine + across * cosine * cosine) * spacing.y * spacing.y
    )
    wave = SIMD2(cosine, sine) * spacing * (2 * Double.pi / filter.wavelength)
    let short = filter.sigma / filter.aspectRatio
    let deviations = SIMD2(
      (filter.sigma * filter.sigma * cosine * cosine + short * short * sine * sine).squareRoot(),
      (filter.sigma * filter.sigma * sine * sine + short * short * cosine * cosine).squareRoot())
    let voxels = (filter.truncation * deviations / spacing).rounded(.up)
    reach = SIMD2(Int(voxels.x), Int(voxels.y))
  }

  /// The kernel at `(x, y)` voxels from its centre.
  func value(_ x: Int, _ y: Int) -> (re: Double, im: Double) {
    let (x, y) = (Double(x), Double(y))
    let envelope = exp(-(exponent.xx * x * x + exponent.xy * x * y + exponent.yy * y * y))
    let phase = wave.x * x + wave.y * y
    return (envelope * cos(phase), envelope * sin(phase))
  }
}

/// The spectra of kernels on a plane of `size`, centred on its corner. They are real, as `g(-x) = g̅(x)`.
struct GaborSpectra: Sendable {
  /// Per kernel, x-fastest.
  let values: [[Double]]
  /// Per kernel, the x frequencies where it is not negligible.
  let columns: [[Int]]

  /// Below this share of its maximum a spectrum is taken as 0.
  private static let negligible = 1e-12

  init(_ kernels: [GaborKernel], size: SIMD2<Int>) {
    let plans = (FourierPlan(length: size.x), FourierPlan(length: size.y))
    let spectra = stride(from: 0, to: kernels.count, by: Lanes.scalarCount).flatMap { first in
      Self.spectra(Array(kernels[first..<min(first + Lanes.scalarCount, kernels.count)]), size, plans)
    }
    values = spectra
    columns = spectra.map { spectrum in
      let limit = Self.negligible * spectrum.reduce(0) { max($0, abs($1)) }
      return (0..<size.x).filter { x in (0..<size.y).contains { abs(spectrum[x + size.x * $0]) > limit } }
    }
  }

  /// One kernel a lane.
  private static func spectra(
    _ kernels: [GaborKernel], _ size: SIMD2<Int>, _ plans: (x: FourierPlan, y: FourierPlan)
  ) -> [[Double]] {
    let storage = LaneStorage(count: size.x * size.y)
    let plane = LanePlane(storage.line, size: size, plans)
    for (lane, kernel) in kernels.enumerated() {
      for y in -kernel.reach.y...kernel.reach.y {
        for x in -kernel.reach.x...kernel.reach.x {
          let position = (x + size.x) % size.x + size.x * ((y + size.y) % size.y)
          let (re, im) = kernel.value(x, y)
          plane.line.store(re, im, at: position, lane: lane)
        }
      }
    }
    for y in 0..<size.y { plane.transformRow(y) }
    for x in 0..<size.x { plane.transformColumn(x) }
    return kernels.indices.map { lane in (0..<size.x * size.y).map { plane.line.value(at: $0, lane: lane).re } }
  }
}

/// Complex planes side by side, x-fastest.
struct LanePlane: ~Copyable {
  let line: LaneLine
  let size: SIMD2<Int>
  private let plans: (x: FourierPlan, y: FourierPlan)
  private let storage: LaneStorage
  /// Room for one column.
  let column: LaneLine
  private let workspace: LaneLine

  /// `line` has `size.x * size.y` elements and outlives the plane.
  init(_ line: LaneLine, size: SIMD2<Int>, _ plans: (x: FourierPlan, y: FourierPlan)) {
    (self.line, self.size, self.plans) = (line, size, plans)
    storage = LaneStorage(count: size.y + max(plans.x.workspace, plans.y.workspace))
    column = storage.line
    workspace = storage.line.advanced(by: size.y)
  }

  /// Forward along x.
  func transformRow(_ y: Int) {
    plans.x.transform(line.advanced(by: size.x * y), workspace: workspace)
  }

  /// Backward along x, in a row of `size.x` elements that may lie elsewhere.
  func invertRow(_ row: LaneLine) { plans.x.transform(row.swapped, workspace: workspace) }

  /// Backward along y, in ``column``.
  func invertColumn() { plans.y.transform(column.swapped, workspace: workspace) }

  /// Forward along y.
  func transformColumn(_ x: Int) {
    for y in 0..<size.y {
      column.re[y] = line.re[x + size.x * y]
      column.im[y] = line.im[x + size.x * y]
    }
    plans.y.transform(column, workspace: workspace)
    for y in 0..<size.y {
      line.re[x + size.x * y] = column.re[y]
      line.im[x + size.x * y] = column.im[y]
    }
  }
}

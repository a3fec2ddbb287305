import Execution
import Glibc
import Volumes

/// One series of one patient: its grid, and the stored integers slice by slice.
package struct PhantomSeries {
  package let kind: PhantomSeriesKind
  package let grid: Grid
  /// Stored integers, x-fastest.
  package let stored: [UInt16]
}

/// Draws series: tissue, lesion, coil, noise, storage, in that order.
package struct PhantomRenderer {
  private let settings: PhantomSettings
  private let scanner: PhantomScanner
  private let organs: [Organ]
  /// The lesion that is drawn, for its contours.
  package let lesion: PhantomLesion
  private let isocentre: SIMD3<Double>
  private let seed: UInt64
  private let id: String

  package init(_ patient: PhantomPatient, settings: PhantomSettings) {
    self.settings = settings
    scanner = patient.scanner
    seed = settings.seed
    id = patient.id
    var anatomy = RandomStream(seed: seed, name: "\(id)/anatomy")
    organs = Organ.pelvis(drawnBy: &anatomy)
    isocentre = SIMD3(anatomy.normal() * 5, anatomy.normal() * 8, anatomy.normal() * 20).hundredths
    var tumour = RandomStream(seed: seed, name: "\(id)/lesion")
    lesion = PhantomLesion(patient.covariates, drawnBy: &tumour)
  }

  /// Renders one series.
  package func render(_ kind: PhantomSeriesKind) -> PhantomSeries {
    let grid = grid(of: kind)
    var signal = [Double](repeating: Self.air, count: grid.count)
    for organ in organs { paint(organ, in: kind, on: grid, into: &signal) }
    paintLesion(in: kind, on: grid, into: &signal)
    return PhantomSeries(kind: kind, grid: grid, stored: acquire(signal, kind, grid))
  }

  /// Signal without tissue: nothing but noise.
  private static let air = 0.0

  /// The grid of a series: centred on the anatomy, tilted with the scanner's stack; T2 starts a little off CE-T1.
  package func grid(of kind: PhantomSeriesKind) -> Grid {
    let inPlane = (scanner.fieldOfView[kind.rawValue] / Double(settings.matrix)).micrometres
    let spacing = SIMD3(inPlane, inPlane, (scanner.coverage[kind.rawValue] / Double(settings.slices)).micrometres)
    let last = SIMD3(Double(settings.matrix - 1), Double(settings.matrix - 1), Double(settings.slices - 1))
    let offset = SIMD3(0, 0, kind == .t2 ? 0.7 : 0)
    let origin = isocentre + axes.applied(to: offset - last * spacing / 2)
    return Grid(
      size: [settings.matrix, settings.matrix, settings.slices], spacing: spacing, origin: origin, axes: axes)
  }

  private var axes: Axes {
    let angle = scanner.tilt * Double.pi / 180
    return Axes(i: [1, 0, 0], j: [0, cos(angle), sin(angle)], k: [0, -sin(angle), cos(angle)])
  }

  /// From a place in the anatomy, which lies straight in the tilted stack, to the patient's LPS.
  func patientPosition(of place: SIMD3<Double>) -> SIMD3<Double> { isocentre + axes.applied(to: place) }

  /// From LPS to the anatomy.
  package func place(of position: SIMD3<Double>) -> SIMD3<Double> { axes.inverse.applied(to: position - isocentre) }

  private func paint(_ organ: Organ, in kind: PhantomSeriesKind, on grid: Grid, into signal: inout [Double]) {
    let tissue = organ.tissue.signal(in: kind)
    let narrowest = organ.halfAxes.min()
    let margin = SIMD3(repeating: organ.edge)
    forEachVoxel(on: grid, from: organ.centre - organ.halfAxes - margin, to: organ.centre + organ.halfAxes + margin) {
      let offset = ($1 - organ.centre) / organ.halfAxes
      let depth = (1 - (offset * offset).sum().squareRoot()) * narrowest
      let share = min(max(0.5 + depth / organ.edge, 0), 1)
      signal[$0] += share * (tissue - signal[$0])
    }
  }

  private func paintLesion(in kind: PhantomSeriesKind, on grid: Grid, into signal: inout [Double]) {
    let shape = lesion.shape
    let margin = SIMD3(repeating: shape.largestReach + 2)
    forEachVoxel(on: grid, from: shape.centre - margin, to: shape.centre + margin) {
      guard let seen = lesion.appearance(at: $1, in: kind) else { return }
      signal[$0] += seen.share * (seen.signal - signal[$0])
    }
  }

  /// Calls `body` with the storage position and the place of every voxel in a box of the anatomy.
  private func forEachVoxel(
    on grid: Grid, from lower: SIMD3<Double>, to upper: SIMD3<Double>, _ body: (Int, SIMD3<Double>) -> Void
  ) {
    let start = place(of: grid.origin)
    let first = ((lower - start) / grid.spacing).rounded(.up)
    let last = ((upper - start) / grid.spacing).rounded(.down)
    func range(_ axis: Int) -> Range<Int> {
      let low = max(Int(first[axis]), 0)
      return low..<max(low, min(Int(last[axis]) + 1, grid.size[axis]))
    }
    for k in range(2) {
      for j in range(1) {
        for i in range(0) {
          body(grid.offset(i, j, k), start + SIMD3(Double(i), Double(j), Double(k)) * grid.spacing)
        }
      }
    }
  }
}

extension PhantomRenderer {
  /// Coil, noise, gain and storage. The magnitude of a signal with Gaussian noise in both channels is Rice distributed.
  private func acquire(_ signal: [Double], _ kind: PhantomSeriesKind, _ grid: Grid) -> [UInt16] {
    var noise = RandomStream(seed: seed, name: "\(id)/noise/\(kind.name)")
    let coil = CoilSensitivity(strength: scanner.bias, drawnBy: &noise)
    let start = place(of: grid.origin)
    let scale = scanner.gain / (scanner.rescaleSlope ?? 1)
    var stored = [UInt16](repeating: 0, count: signal.count)
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x {
          let place = start + SIMD3(Double(i), Double(j), Double(k)) * grid.spacing
          let position = grid.offset(i, j, k)
          let magnitude = riceDistributed(signal[position] * coil.sensitivity(at: place), by: &noise)
          stored[position] = UInt16(min((magnitude * scale).rounded(), 65_535))
        }
      }
    }
    return stored
  }

  private func riceDistributed(_ signal: Double, by stream: inout RandomStream) -> Double {
    // Radius and angle of the noise, as in Box and Muller's method, give the magnitude without a second draw.
    let radius = scanner.noise * (-2 * log(1 - stream.uniform())).squareRoot()
    let angle = 2 * Double.pi * stream.uniform()
    // Rounding may leave a hair below zero where noise cancels the signal.
    return max(signal * signal + 2 * signal * radius * cos(angle) + radius * radius, 0).squareRoot()
  }
}

/// The smooth intensity change of a receive coil: linear and quadratic in place, different in every examination.
private struct CoilSensitivity {
  private let linear: SIMD3<Double>
  private let quadratic: SIMD3<Double>

  init(strength: Double, drawnBy stream: inout RandomStream) {
    func draw() -> SIMD3<Double> { SIMD3(stream.normal(), stream.normal(), stream.normal()).clamped(to: 2) }
    linear = draw() * strength * 0.35
    quadratic = (SIMD3(-1, -1, -0.5) + draw() * 0.3) * strength
  }

  func sensitivity(at place: SIMD3<Double>) -> Double {
    let reach = place / 100
    return max(1 + (linear * reach).sum() + (quadratic * reach * reach).sum(), 0.2)
  }
}

extension SIMD3<Double> {
  /// Rounded to 0.01: positions in files then read back exactly.
  fileprivate var hundredths: SIMD3<Double> { (self * 100).rounded(.toNearestOrAwayFromZero) / 100 }
}

extension Double {
  /// Rounded to 0.000001 of its unit, what the header keeps.
  fileprivate var micrometres: Double { (self * 1_000_000).rounded() / 1_000_000 }
}

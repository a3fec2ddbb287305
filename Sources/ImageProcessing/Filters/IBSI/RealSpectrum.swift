import Mathematics
import Volumes

/// The Fourier transform of a block of real values along x and y, or along all axes.
///
/// Real values have a spectrum of which half suffices, `x` frequencies from 0 to `⌊n/2⌋`: half the memory and half the
/// work.
struct RealSpectrum: ~Copyable {
  let size: SIMD3<Int>
  let space: FilterSpace
  /// `x` frequencies kept.
  let width: Int
  /// Elements of a row, whole vectors.
  private let pitch: Int
  private var re: [Double]
  private var im: [Double]

  init(of values: [Double], size: SIMD3<Int>, space: FilterSpace) {
    precondition(values.count == size.x * size.y * size.z)
    (self.size, self.space) = (size, space)
    width = size.x / 2 + 1
    pitch = (width + Lanes.scalarCount - 1) & ~(Lanes.scalarCount - 1)
    re = [Double](repeating: 0, count: pitch * size.y * size.z)
    im = re
    transformRows(values)
    for axis in 1..<space.dimensions { transformColumns(axis, inverse: false) }
  }

  /// Multiplies every frequency by a real weight and, `quarterTurns` times, by `i`.
  ///
  /// - Parameter weights: fills the weights of the row of `x` frequencies at `(y, z)`.
  mutating func multiply(quarterTurns: Int, _ weights: (_ y: Int, _ z: Int, _ row: inout [Double]) -> Void) {
    var row = [Double](repeating: 0, count: width)
    for z in 0..<size.z {
      for y in 0..<size.y {
        weights(y, z, &row)
        let start = pitch * (y + size.y * z)
        for x in 0..<width {
          let (a, b) = (re[start + x] * row[x], im[start + x] * row[x])
          (re[start + x], im[start + x]) = Self.turned(a, b, quarterTurns)
        }
      }
    }
  }

  private static func turned(_ re: Double, _ im: Double, _ quarterTurns: Int) -> (Double, Double) {
    switch quarterTurns & 3 {
    case 0: (re, im)
    case 1: (-im, re)
    case 2: (-re, -im)
    default: (im, -re)
    }
  }

  /// The values of the spectrum, which is used up.
  consuming func values() -> [Double] {
    for axis in (1..<space.dimensions).reversed() { transformColumns(axis, inverse: true) }
    return inverseRows()
  }

  /// Transforms along y or z, neighbouring `x` frequencies side by side, in place.
  private mutating func transformColumns(_ axis: Int, inverse: Bool) {
    let plan = FourierPlan(length: size[axis])
    let storage = LaneStorage(count: plan.length + plan.workspace)
    let (line, workspace) = (storage.line, storage.line.advanced(by: plan.length))
    let step = axis == 1 ? pitch : pitch * size.y
    let (others, otherStep) = axis == 1 ? (size.z, pitch * size.y) : (size.y, pitch)
    re.withUnsafeMutableBytes { re in
      im.withUnsafeMutableBytes { im in
        for other in 0..<others {
          for x in stride(from: 0, to: width, by: Lanes.scalarCount) {
            // In range: the pitch is the width rounded up to whole vectors.
            let first = 8 * (x + otherStep * other)
            for n in 0..<plan.length {
              line.re[n] = re.loadUnaligned(fromByteOffset: first + 8 * n * step, as: Lanes.self)
              line.im[n] = im.loadUnaligned(fromByteOffset: first + 8 * n * step, as: Lanes.self)
            }
            plan.transform(inverse ? line.swapped : line, workspace: workspace)
            for n in 0..<plan.length {
              re.storeBytes(of: line.re[n], toByteOffset: first + 8 * n * step, as: Lanes.self)
              im.storeBytes(of: line.im[n], toByteOffset: first + 8 * n * step, as: Lanes.self)
            }
          }
        }
      }
    }
  }

  /// Transforms the rows, two a lane: two real rows are the parts of one complex row.
  private mutating func transformRows(_ values: [Double]) {
    let plan = FourierPlan(length: size.x)
    let storage = LaneStorage(count: plan.length + plan.workspace)
    let (line, workspace) = (storage.line, storage.line.advanced(by: plan.length))
    let rows = size.y * size.z
    for first in stride(from: 0, to: rows, by: 2 * Lanes.scalarCount) {
      let pairs = min(Lanes.scalarCount, (rows - first + 1) / 2)
      for lane in 0..<pairs {
        let row = first + 2 * lane
        let isPaired = row + 1 < rows
        for n in 0..<size.x {
          let next = isPaired ? values[(row + 1) * size.x + n] : 0
          line.store(values[row * size.x + n], next, at: n, lane: lane)
        }
      }
      plan.transform(line, workspace: workspace)
      for lane in 0..<pairs { separate(line, lane, row: first + 2 * lane, rows: rows) }
    }
  }

  /// The spectra of the two rows in one lane: `(Z(k) ± Z̄(-k)) / 2`, the second over `i`.
  private mutating func separate(_ line: LaneLine, _ lane: Int, row: Int, rows: Int) {
    for k in 0..<width {
      let mirrored = k == 0 ? 0 : size.x - k
      let (a, b) = line.value(at: k, lane: lane)
      let (c, d) = line.value(at: mirrored, lane: lane)
      (re[row * pitch + k], im[row * pitch + k]) = (0.5 * (a + c), 0.5 * (b - d))
      guard row + 1 < rows else { continue }
      (re[(row + 1) * pitch + k], im[(row + 1) * pitch + k]) = (0.5 * (b + d), 0.5 * (c - a))
    }
  }

  private func inverseRows() -> [Double] {
    let plan = FourierPlan(length: size.x)
    let storage = LaneStorage(count: plan.length + plan.workspace)
    let (line, workspace) = (storage.line, storage.line.advanced(by: plan.length))
    let rows = size.y * size.z
    let scale = 1 / Double(space == .slices ? size.x * size.y : size.x * rows)
    var values = [Double](repeating: 0, count: size.x * rows)
    for first in stride(from: 0, to: rows, by: 2 * Lanes.scalarCount) {
      let pairs = min(Lanes.scalarCount, (rows - first + 1) / 2)
      for lane in 0..<pairs { join(line, lane, row: first + 2 * lane, rows: rows) }
      plan.transform(line.swapped, workspace: workspace)
      for lane in 0..<pairs {
        let row = first + 2 * lane
        let isPaired = row + 1 < rows
        for n in 0..<size.x {
          let (value, next) = line.value(at: n, lane: lane)
          values[row * size.x + n] = value * scale
          if isPaired { values[(row + 1) * size.x + n] = next * scale }
        }
      }
    }
    return values
  }

  /// Puts two rows into one lane, `A(k) + i B(k)` with both continued as spectra of real rows.
  private func join(_ line: LaneLine, _ lane: Int, row: Int, rows: Int) {
    for k in 0..<width {
      let (a, b) = (re[row * pitch + k], im[row * pitch + k])
      let (c, d) = row + 1 < rows ? (re[(row + 1) * pitch + k], im[(row + 1) * pitch + k]) : (0, 0)
      line.store(a - d, b + c, at: k, lane: lane)
      let mirrored = size.x - k
      guard k > 0, mirrored >= width else { continue }
      line.store(a + d, c - b, at: mirrored, lane: lane)
    }
  }
}

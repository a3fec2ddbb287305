import Mathematics
import Volumes

/// Gabor filters in the planes of two axes: convolution by Fourier transforms, parallel planes side by side.
///
/// The box and what the kernels reach around it is one period, so what wraps around falls outside the box.
struct GaborPlane: Sendable {
  private let axes: SIMD3<Int>
  private let box: VoxelBox
  private let boundary: BoundaryCondition
  private let reach: SIMD2<Int>
  /// Voxels of the box along both axes, and of one period.
  private let target: SIMD2<Int>
  private let size: SIMD2<Int>
  private let spectra: GaborSpectra

  init(_ kernels: [GaborKernel], axes: SIMD3<Int>, box: VoxelBox, boundary: BoundaryCondition) {
    (self.axes, self.box, self.boundary) = (axes, box, boundary)
    reach = kernels.reduce(SIMD2(0, 0)) { pointwiseMax($0, $1.reach) }
    target = SIMD2(box.size[axes.x], box.size[axes.y])
    let needed = target &+ reach &+ reach
    size = SIMD2(FourierPlan.fastLength(needed.x), FourierPlan.fastLength(needed.y))
    spectra = GaborSpectra(kernels, size: size)
  }

  /// Adds the responses of all kernels on the box.
  func respond(to volume: Volume, into pool: inout ResponsePool) {
    let plans = (FourierPlan(length: size.x), FourierPlan(length: size.y))
    let input = LaneStorage(count: size.x * size.y)
    let rows = LaneStorage(count: size.x * target.y)
    let sums = LaneStorage(count: target.x * target.y)
    let plane = LanePlane(input.line, size: size, plans)
    let columns = Set(spectra.columns.joined()).sorted()
    for first in stride(from: box.lower[axes.z], to: box.upper[axes.z], by: Lanes.scalarCount) {
      let slices = first..<min(first + Lanes.scalarCount, box.upper[axes.z])
      read(volume, slices, into: input.line)
      for y in 0..<target.y + 2 * reach.y { plane.transformRow(y) }
      for x in columns { plane.transformColumn(x) }
      for kernel in spectra.values.indices {
        invert(plane, kernel, into: rows.line)
        pooled(rows.line, into: sums.line.re, isFirst: kernel == 0, pool.pooling)
      }
      write(sums.line, slices, into: &pool)
    }
  }

  /// One slice a lane; 0 where there is none and beyond what the kernels reach.
  private func read(_ volume: Volume, _ slices: Range<Int>, into line: LaneLine) {
    line.re.update(repeating: .zero, count: size.x * size.y)
    line.im.update(repeating: .zero, count: size.x * size.y)
    let steps = [1, volume.grid.size.x, volume.grid.size.x * volume.grid.size.y]
    let (alongX, alongY) = (sources(axes.x, reach.x, volume), sources(axes.y, reach.y, volume))
    volume.voxels.withUnsafeBufferPointer { voxels in
      for (y, j) in alongY.enumerated() {
        guard let j else { continue }
        for (x, i) in alongX.enumerated() {
          guard let i else { continue }
          let start = i * steps[axes.x] + j * steps[axes.y]
          for (lane, k) in slices.enumerated() {
            line.store(voxels[start + k * steps[axes.z]], 0, at: x + size.x * y, lane: lane)
          }
        }
      }
    }
  }

  private func sources(_ axis: Int, _ reach: Int, _ volume: Volume) -> [Int?] {
    (box.lower[axis] - reach..<box.upper[axis] + reach).map {
      boundary.source(of: $0, length: volume.grid.size[axis])
    }
  }

  /// The response to one kernel in the rows of the box. Columns where its spectrum is negligible are 0, not
  /// transformed.
  private func invert(_ plane: borrowing LanePlane, _ kernel: Int, into rows: LaneLine) {
    rows.re.update(repeating: .zero, count: size.x * target.y)
    rows.im.update(repeating: .zero, count: size.x * target.y)
    spectra.values[kernel].withUnsafeBufferPointer { spectrum in
      for x in spectra.columns[kernel] {
        for y in 0..<size.y {
          let position = x + size.x * y
          plane.column.re[y] = plane.line.re[position] * spectrum[position]
          plane.column.im[y] = plane.line.im[position] * spectrum[position]
        }
        plane.invertColumn()
        for y in 0..<target.y {
          rows.re[x + size.x * y] = plane.column.re[y + reach.y]
          rows.im[x + size.x * y] = plane.column.im[y + reach.y]
        }
      }
    }
    for y in 0..<target.y { plane.invertRow(rows.advanced(by: size.x * y)) }
  }

  /// Sums or maxima of the moduli, unscaled as the transforms are.
  private func pooled(
    _ rows: LaneLine, into sums: UnsafeMutablePointer<Lanes>, isFirst: Bool, _ pooling: OrientationPooling
  ) {
    for y in 0..<target.y {
      for x in 0..<target.x {
        let position = x + reach.x + size.x * y
        let (re, im) = (rows.re[position], rows.im[position])
        let modulus = (re * re + im * im).squareRoot()
        let sum = target.x * y + x
        if isFirst {
          sums[sum] = modulus
        } else if pooling == .average {
          sums[sum] += modulus
        } else {
          sums[sum].replace(with: modulus, where: .!(sums[sum] .>= modulus))
        }
      }
    }
  }

  private func write(_ sums: LaneLine, _ slices: Range<Int>, into pool: inout ResponsePool) {
    let steps = [1, box.size.x, box.size.x * box.size.y]
    let scale = 1 / Double(size.x * size.y)
    for (lane, slice) in slices.enumerated() {
      for y in 0..<target.y {
        let start = (slice - box.lower[axes.z]) * steps[axes.z] + y * steps[axes.y]
        for x in 0..<target.x {
          pool.add(sums.value(at: target.x * y + x, lane: lane).re * scale, at: start + x * steps[axes.x])
        }
      }
    }
  }
}

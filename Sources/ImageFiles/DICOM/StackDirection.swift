import Volumes

/// The direction in which the slices of a series are stacked.
///
/// It is the normal of the slices. Where their direction cosines are written with three or four decimals, the normal
/// may be wrong by some 0.0005, and the slices of a long oblique stack drift from it by parts of a pixel. Their
/// positions tell the direction better then. A tilted gantry shifts slices by far more than the rounding.
struct StackDirection {
  let vector: SIMD3<Double>
  let notes: [ReadingNote]

  /// Rounding to fewer decimals cannot be told from a gantry that is tilted by half a degree.
  private static let fewestDecimals = 3
  /// Coarser positions, of whole millimetres, show no direction, mm.
  private static let coarsest = 0.1

  /// Drift for which the normal is good enough, mm: a twentieth of a pixel, and the rounding of two positions.
  static func tolerance(of frames: [FrameGeometry]) -> Double {
    let units = frames.reduce(frames[0].positionUnits) { pointwiseMin($0, $1.positionUnits) }
    let rounding = units.max() <= coarsest + 1e-9 ? units.length : 0
    return 0.05 * frames[0].pixelSpacing.min() + rounding
  }

  init(_ frames: [FrameGeometry]) {
    let normal = frames[0].normal
    (vector, notes) = Self.byPositions(frames, normal: normal) ?? (normal, [])
  }

  /// The largest distance in mm of a slice from the line through the first one in a direction.
  static func shift(of sorted: [FrameGeometry], across direction: SIMD3<Double>) -> Double {
    sorted.reduce(0) { largest, frame in
      let offset = frame.position - sorted[0].position
      return max(largest, (offset - direction * offset.dot(direction)).length)
    }
  }

  private static func byPositions(
    _ frames: [FrameGeometry], normal: SIMD3<Double>
  ) -> (SIMD3<Double>, [ReadingNote])? {
    let decimals = frames.reduce(0) { max($0, $1.directionDecimals) }
    let sorted = frames.sorted { $0.distance(along: normal) < $1.distance(along: normal) }
    let extent = sorted[sorted.count - 1].position - sorted[0].position
    let length = extent.dot(normal)
    let drift = shift(of: sorted, across: normal)
    let tolerance = tolerance(of: frames)
    guard decimals >= fewestDecimals, length > 0, drift > tolerance else { return nil }
    let (row, column) = (frames[0].rowDirection, frames[0].columnDirection)
    // A cosine is wrong by half a unit at most, so a direction leaves its plane by half a unit for each part of the
    // normal.
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
    let explained = unit / 2 * (abs(normal.x) + abs(normal.y) + abs(normal.z)) * length + tolerance
    guard max(abs(extent.dot(row)), abs(extent.dot(column))) <= explained else { return nil }
    return (extent / extent.length, [.stackDirectionTaken(decimals: decimals, drift: drift)])
  }
}

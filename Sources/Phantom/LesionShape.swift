import Execution
import Glibc
import Volumes

/// The outline of a lesion: in every axial plane a smooth curve around an axis, given in closed form.
///
/// At height `z`, with `t = z / h` and `|t| < 1`, the curve is
/// `ρ(θ) = R sqrt(1 − t²) b(θ) (1 + Σₘ aₘ cos(mθ + φₘ + ψₘ t))` around a centre that drifts with `t`; `b` is an
/// ellipse. Contours are points of this curve, not edges of voxels.
package struct LesionShape {
  /// Centre at mid height, mm in the frame of the anatomy.
  package let centre: SIMD3<Double>
  /// Half of the height, mm.
  package let halfHeight: Double
  private let radius: Double
  private let minorAxis: Double
  private let rotation: Double
  private let drift: SIMD2<Double>
  private let waves: [Wave]

  private struct Wave {
    let order: Double
    let amplitude: Double
    let phase: Double
    let twist: Double
  }

  /// A random shape whose largest diameter is `diameter` mm.
  package init(diameter: Double, centre: SIMD3<Double>, drawnBy stream: inout RandomStream) {
    let unit = LesionShape(unitDrawnBy: &stream)
    let scale = diameter / unit.largestDiameter
    self.init(unit, scale: scale, centre: centre)
  }

  private init(unitDrawnBy stream: inout RandomStream) {
    centre = .zero
    radius = 1
    minorAxis = 0.75 + 0.2 * stream.uniform()
    halfHeight = 0.62 + 0.2 * stream.uniform()
    rotation = Double.pi * stream.uniform()
    drift = [0.12 * stream.normal(), 0.12 * stream.normal()]
    waves = (2...5).map { order in
      Wave(
        order: Double(order), amplitude: 0.09 / Double(order) * abs(stream.normal()),
        phase: 2 * Double.pi * stream.uniform(), twist: stream.normal())
    }
  }

  private init(_ unit: LesionShape, scale: Double, centre: SIMD3<Double>) {
    self.centre = centre
    radius = unit.radius * scale
    halfHeight = unit.halfHeight * scale
    minorAxis = unit.minorAxis
    rotation = unit.rotation
    drift = unit.drift * scale
    waves = unit.waves
  }

  /// No point of the surface is farther from the centre than this, mm.
  var largestReach: Double {
    let bumps = waves.reduce(1) { $0 + $1.amplitude }
    return max(radius * bumps + abs(drift.x) + abs(drift.y), halfHeight)
  }

  /// Axis of the curve at relative height `t`.
  package func axis(at t: Double) -> SIMD2<Double> { [centre.x + drift.x * t, centre.y + drift.y * t] }

  /// Distance in mm from the axis to the surface in direction `angle` (radians) at relative height `t`, without the
  /// factor `√(1 − t²)` of the cap.
  package func reach(angle: Double, t: Double) -> Double {
    let (along, across) = (cos(angle - rotation), sin(angle - rotation) / minorAxis)
    let bumps = waves.reduce(0) { $0 + $1.amplitude * cos($1.order * angle + $1.phase + $1.twist * t) }
    return radius / (along * along + across * across).squareRoot() * (1 + bumps)
  }

  /// The outline at height `z`, as a closed polygon; `nil` off the lesion and where it is too small to draw.
  package func outline(z: Double, corners: Int = 96) -> [SIMD3<Double>]? {
    let t = (z - centre.z) / halfHeight
    guard abs(t) < 1 else { return nil }
    let points = (0..<corners).map { corner in
      surface(angle: 2 * Double.pi * Double(corner) / Double(corners), t: t)
    }
    let narrowest = points.map { point in
      let axis = axis(at: t)
      return ((point.x - axis.x) * (point.x - axis.x) + (point.y - axis.y) * (point.y - axis.y)).squareRoot()
    }.min()
    return (narrowest ?? 0) >= Self.smallestRadius ? points : nil
  }

  /// Nobody contours the last sliver of a tumour; under this radius in mm a slice has no contour.
  static let smallestRadius = 2.5

  private func surface(angle: Double, t: Double) -> SIMD3<Double> {
    let distance = reach(angle: angle, t: t) * (1 - t * t).squareRoot()
    let axis = axis(at: t)
    return [axis.x + distance * cos(angle), axis.y + distance * sin(angle), centre.z + t * halfHeight]
  }

  /// Largest distance of two points of the surface, over a mesh of 17 planes and 48 directions.
  private var largestDiameter: Double {
    let mesh = (-8...8).flatMap { plane in
      (0..<48).map { surface(angle: 2 * Double.pi * Double($0) / 48, t: Double(plane) / 8) }
    }
    var largest = 0.0
    for (index, first) in mesh.enumerated() {
      for second in mesh[..<index] {
        let step = first - second
        largest = max(largest, step.dot(step))
      }
    }
    return largest.squareRoot()
  }
}

extension LesionShape {
  /// Where a place lies in the lesion: distance to the surface in its plane in mm, positive inside, and the relative
  /// radius, 0 at the centre and 1 on the surface. `nil` beyond the caps.
  package func depth(at place: SIMD3<Double>) -> (distance: Double, relativeRadius: Double)? {
    let t = (place.z - centre.z) / halfHeight
    guard abs(t) < 1 else { return nil }
    let axis = axis(at: t)
    let (x, y) = (place.x - axis.x, place.y - axis.y)
    let distance = (x * x + y * y).squareRoot()
    guard distance < largestReach else { return nil }
    let reach = reach(angle: atan2(y, x), t: t)
    let relative = distance / reach
    return (reach * (1 - t * t).squareRoot() - distance, (t * t + relative * relative).squareRoot())
  }
}

/// The directions of a grid's i, j and k axes in LPS: unit vectors, at right angles unless the image is sheared.
public struct Axes: Hashable, Codable, Sendable {
  /// Direction in which i grows.
  public let i: SIMD3<Double>
  /// Direction in which j grows.
  public let j: SIMD3<Double>
  /// Direction in which k grows.
  public let k: SIMD3<Double>

  /// Three unit vectors that span space; readers check this and report the file.
  public init(i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>) {
    self.i = i
    self.j = j
    self.k = k
  }

  /// i to the left, j to the back, k to the head.
  public static let identity = Axes(i: [1, 0, 0], j: [0, 1, 0], k: [0, 0, 1])

  /// Signed volume of the parallelepiped of the three axes: +1 right-handed, -1 left-handed, 0 degenerate.
  public var determinant: Double { i.dot(j.cross(k)) }

  /// `x i + y j + z k`.
  @inlinable public func applied(to vector: SIMD3<Double>) -> SIMD3<Double> {
    i * vector.x + j * vector.y + k * vector.z
  }

  /// The map back from LPS to axis coordinates. General inverse, as sheared NIfTI grids exist.
  public var inverse: Axes {
    let scale = 1 / determinant
    let (a, b, c) = (j.cross(k) * scale, k.cross(i) * scale, i.cross(j) * scale)
    return Axes(i: [a.x, b.x, c.x], j: [a.y, b.y, c.y], k: [a.z, b.z, c.z])
  }
}

extension Axes: CustomStringConvertible {
  /// The three vectors, to four decimals.
  public var description: String { "i (\(i.listed)) j (\(j.listed)) k (\(k.listed))" }
}

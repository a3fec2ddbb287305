import Volumes

/// The planes in which a Gabor filter works.
public enum GaborPlanes: String, Hashable, Codable, Sendable, CaseIterable {
  /// The plane of the x and y axes, slice by slice.
  case axial
  /// All three planes of the axes, their responses pooled: the nearest this planar filter comes to space.
  case orthogonal

  /// First and second axis of each plane, and the axis across it.
  var axes: [SIMD3<Int>] { self == .axial ? [[0, 1, 2]] : [[0, 1, 2], [0, 2, 1], [1, 2, 0]] }
}

/// The modulus of the response to a wave under a Gaussian: high where stripes of one width run in one direction.
///
/// `g(x, y) = exp(-(u² + γ² v²) / 2σ² + 2πi u / λ)`, `u = x cos θ + y sin θ`, `v = -x sin θ + y cos θ`, with x and y in
/// mm along the image's axes; not normalised. IBSI code `Q88H`; IBSI-2 manual (arXiv 2006.05470).
public struct GaborFilter: Hashable, Codable, Sendable {
  /// Standard deviation of the Gaussian along the wave, σ, in mm.
  public let sigma: Double
  /// Wavelength λ in mm.
  public let wavelength: Double
  /// σ over the standard deviation across the wave, γ.
  public let aspectRatio: Double
  /// Direction of the wave θ in degrees, from x towards y; the first of them when there are steps.
  public let angle: Double
  /// Degrees between directions that are pooled, over a full turn; `nil` for one direction.
  public let angleStep: Double?
  /// Planes.
  public let planes: GaborPlanes
  /// How directions and planes are pooled.
  public let pooling: OrientationPooling
  /// What lies beyond the image.
  public let boundary: BoundaryCondition
  /// Standard deviations after which the kernel is cut along the axes.
  public let truncation: Double

  /// A filter for stripes `wavelength` mm apart.
  public init(
    sigma: Double, wavelength: Double, aspectRatio: Double, angle: Double = 0, angleStep: Double? = nil,
    planes: GaborPlanes = .axial, pooling: OrientationPooling = .average, boundary: BoundaryCondition = .mirror,
    truncation: Double = 5
  ) {
    self.sigma = sigma
    self.wavelength = wavelength
    self.aspectRatio = aspectRatio
    self.angle = angle
    self.angleStep = angleStep
    self.planes = planes
    self.pooling = pooling
    self.boundary = boundary
    self.truncation = truncation
  }

  var ranges: [ParameterRange] {
    [
      ParameterRange("sigma", sigma, "above 0 mm, at most 100 mm") { $0 > 0 && $0 <= 100 },
      ParameterRange("wavelength", wavelength, "above 0 mm") { $0 > 0 && $0.isFinite },
      ParameterRange("aspectRatio", aspectRatio, "0.1...10") { 0.1...10 ~= $0 },
      ParameterRange("angle", angle, "-360...360 degrees") { -360...360 ~= $0 },
      ParameterRange("angleStep", angleStep ?? 180, "1...180 degrees") { 1...180 ~= $0 },
      ParameterRange("truncation", truncation, "above 0, at most 12") { $0 > 0 && $0 <= 12 },
    ]
  }

  /// The directions in degrees. Opposite ones have the same modulus, so half a turn is enough.
  var angles: [Double] {
    guard let angleStep else { return [angle] }
    var kept: [Double] = []
    for turned in stride(from: angle, to: angle + 360, by: angleStep) {
      let direction = turned - 180 * (turned / 180).rounded(.down)
      if !kept.contains(where: { abs($0 - direction) < 1e-9 }) { kept.append(direction) }
    }
    return kept
  }

  func response(to volume: Volume, in box: VoxelBox) -> FilterBlock {
    let angles = self.angles
    var pool = ResponsePool(pooling, terms: angles.count * planes.axes.count, box: box)
    for axes in planes.axes {
      let spacing = volume.grid.spacing
      let kernels = angles.map { GaborKernel(self, angle: $0, spacing: [spacing[axes.x], spacing[axes.y]]) }
      GaborPlane(kernels, axes: axes, box: box, boundary: boundary).respond(to: volume, into: &pool)
    }
    return FilterBlock(box: box, values: pool.values)
  }
}

/// Responses pooled voxel by voxel.
struct ResponsePool {
  let pooling: OrientationPooling
  let box: VoxelBox
  private let scale: Double
  private(set) var values: [Double]

  /// A pool of moduli, which are 0 or more, so that 0 is below them all.
  init(_ pooling: OrientationPooling, terms: Int, box: VoxelBox) {
    self.pooling = pooling
    self.box = box
    scale = pooling == .average ? 1 / Double(terms) : 1
    values = [Double](repeating: 0, count: box.size.x * box.size.y * box.size.z)
  }

  /// Pools what is already the sum or the maximum of several responses.
  @inline(__always)
  mutating func add(_ value: Double, at position: Int) {
    values[position] = pooling == .average ? values[position] + scale * value : highest(values[position], value)
  }
}

/// The higher of two numbers; not a number if either is none, so that it is seen in the response.
@inline(__always)
func highest(_ a: Double, _ b: Double) -> Double { a >= b || a.isNaN ? a : b }

import Glibc
import Volumes

/// How local binary patterns in a plane are sampled and coded; the defaults are PyRadiomics'.
public struct PlanarPatternSettings: Hashable, Codable, Sendable {
  /// How the comparisons of the samples with the pixel become a number.
  public enum Method: String, Hashable, Codable, Sendable, CaseIterable {
    /// A bit per sample, the first lowest.
    case bits = "default"
    /// The smallest number among all rotations of the bits.
    case rotationInvariant = "ror"
    /// Number of samples not below the pixel, or one more than there are samples if that changes more than twice
    /// around.
    case uniform
    /// Variance of the samples, whatever the pixel.
    case variance = "var"
  }

  /// Distance of the samples from the pixel, in pixels (`lbp2DRadius`).
  public let radius: Double
  /// Number of samples (`lbp2DSamples`).
  public let samples: Int
  /// The code (`lbp2DMethod`).
  public let method: Method
  /// The plane of the samples (`force2Ddimension`).
  public let plane: ImagePlane

  /// Parsers check user input first; beyond these limits a call is a caller's bug.
  public init(radius: Double = 1, samples: Int = 8, method: Method = .uniform, plane: ImagePlane = .slice) {
    precondition(radius > 0 && radius <= 100, "a radius above 0, at most 100 pixels")
    precondition((1...Self.limit(method)).contains(samples), "1 to 1024 samples, 30 where they are bits")
    (self.radius, self.samples, self.method, self.plane) = (radius, samples, method, plane)
  }

  /// Most samples of a method: bits must fit in 32 with sign.
  public static func limit(_ method: Method) -> Int { method == .bits || method == .rotationInvariant ? 30 : 1024 }
}

extension Volume {
  /// Local binary patterns of each slice inside `box`, in the type of the image.
  ///
  /// Ojala et al. 2002 (doi 10.1109/TPAMI.2002.1017623) as scikit-image computes them for PyRadiomics: samples on a
  /// circle, their places rounded to 10⁻⁵ pixel, read by bilinear interpolation, pixels beyond the image 0; a sample
  /// that equals the pixel counts as not below it. Variances that vanish are not-a-number, 0 in an image of integers,
  /// in whose type codes are stored: beyond its range they start again at its other end.
  public func planarBinaryPatterns(within box: VoxelBox, settings: PlanarPatternSettings) -> Volume {
    let circle = SampleCircle(settings)
    let target = grid.cropped(to: box)
    var result: [Double] = []
    result.reserveCapacity(target.count)
    var samples = [Double](repeating: 0, count: settings.samples)
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        for i in box.lower.x..<box.upper.x {
          circle.read(self, at: [i, j, k], into: &samples)
          // A pattern of what is no number is none; the samples need not read the centre.
          let centre = self[i, j, k]
          let isPattern = centre.isFinite && samples.allSatisfy(\.isFinite)
          result.append(isPattern ? stored(settings.method.code(samples, centre: centre)) : .nan)
        }
      }
    }
    return Volume(grid: target, voxels: result, precision: precision)
  }

  private func stored(_ code: Double) -> Double {
    switch precision {
    case .integer: code.isNaN ? 0 : wrapped(code.rounded(.towardZero))
    case .single: Double(Float(code))
    case .double: code
    }
  }
}

extension Volume {
  /// A whole number as NumPy casts it to the integer type of the image: a code of 255 is -1 in int8.
  fileprivate func wrapped(_ code: Double) -> Double {
    guard let storedRange, !storedRange.contains(code) else { return code }
    let values = storedRange.upperBound - storedRange.lowerBound + 1
    return code - values * ((code - storedRange.lowerBound) / values).rounded(.down)
  }
}

/// The samples around a pixel.
private struct SampleCircle {
  private let places: [SIMD2<Double>]
  private let plane: ImagePlane

  init(_ settings: PlanarPatternSettings) {
    // scikit-image takes the radius as a float32.
    let radius = Double(Float(settings.radius))
    func rounded(_ value: Double) -> Double { (value * 1e5).rounded(.toNearestOrEven) / 1e5 }
    places = (0..<settings.samples).map { sample in
      let angle = 2 * Double.pi * Double(sample) / Double(settings.samples)
      return SIMD2(rounded(-radius * sin(angle)), rounded(radius * cos(angle)))
    }
    plane = settings.plane
  }

  /// Rows are the slower of the two axes, but for planes of constant i, which PyRadiomics turns: there rows run along
  /// j.
  private var axes: (row: Int, column: Int) {
    switch plane {
    case .slice: (1, 0)
    case .row: (2, 0)
    case .column: (1, 2)
    }
  }

  func read(_ volume: Volume, at index: SIMD3<Int>, into samples: inout [Double]) {
    let (row, column) = axes
    for (position, place) in places.enumerated() {
      let (r, c) = (Double(index[row]) + place.x, Double(index[column]) + place.y)
      let (top, left) = (r.rounded(.down), c.rounded(.down))
      let (bottom, right) = (r.rounded(.up), c.rounded(.up))
      func pixel(_ r: Double, _ c: Double) -> Double {
        var index = index
        (index[row], index[column]) = (Int(r), Int(c))
        let size = volume.grid.size
        guard (0..<3).allSatisfy({ index[$0] >= 0 && index[$0] < size[$0] }) else { return 0 }
        return volume[index.x, index.y, index.z]
      }
      let (dr, dc) = (r - top, c - left)
      let upper = (1 - dc) * pixel(top, left) + dc * pixel(top, right)
      let lower = (1 - dc) * pixel(bottom, left) + dc * pixel(bottom, right)
      samples[position] = (1 - dr) * upper + dr * lower
    }
  }
}

extension PlanarPatternSettings.Method {
  fileprivate func code(_ samples: [Double], centre: Double) -> Double {
    switch self {
    case .variance: return variance(samples)
    case .uniform:
      let signs = samples.map { $0 - centre >= 0 }
      let changes = zip(signs, signs.dropFirst()).count { $0 != $1 }
      return changes <= 2 ? Double(signs.count { $0 }) : Double(samples.count + 1)
    case .bits: return Double(bits(samples, centre))
    case .rotationInvariant:
      var rotated = bits(samples, centre)
      var smallest = rotated
      for _ in 1..<max(samples.count, 1) {
        rotated = rotated >> 1 | (rotated & 1) << (samples.count - 1)
        smallest = min(smallest, rotated)
      }
      return Double(smallest)
    }
  }

  private func bits(_ samples: [Double], _ centre: Double) -> Int {
    samples.enumerated().reduce(0) { $0 | ($1.element - centre >= 0 ? 1 << $1.offset : 0) }
  }

  private func variance(_ samples: [Double]) -> Double {
    let sum = samples.reduce(0, +)
    let squares = samples.reduce(0) { $0 + $1 * $1 }
    let count = Double(samples.count)
    let variance = (squares - (sum * sum) / count) / count
    return variance != 0 ? variance : .nan
  }
}

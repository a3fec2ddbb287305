/// One of the eight sub-bands of a three-dimensional wavelet transform.
public struct WaveletSubband: Hashable, Codable, Sendable {
  /// 1 where the high-pass filter is applied along x, y and z; 0 for the low-pass filter.
  public let high: SIMD3<Int>

  /// The letters of the filters along x, y and z, `L` for low-pass and `H` for high-pass: PyRadiomics' name.
  public var name: String { (0..<3).map { high[$0] == 1 ? "H" : "L" }.joined() }

  private init(bits: Int) { high = SIMD3(bits >> 2 & 1, bits >> 1 & 1, bits & 1) }

  /// All eight, in the order in which PyRadiomics lists them: the approximation `LLL` last.
  public static let all: [WaveletSubband] = [1, 2, 3, 4, 5, 6, 7, 0].map(WaveletSubband.init(bits:))
}

/// The analysis filters of an orthogonal wavelet with six coefficients.
struct WaveletFilters<Real: BinaryFloatingPoint> {
  let low: [Real]

  /// Quadrature mirror of the low-pass filter: reversed, every second sign changed.
  var high: [Real] { low.reversed().enumerated().map { $0 % 2 == 0 ? -$1 : $1 } }

  /// Coiflet of order 1 (Daubechies 1992, table 8.1; unit energy), in decimals: where an image is constant the high-pass
  /// output is nothing but rounding, whose sign falls on one side or the other of a bin edge at 0.
  static var coiflet1: WaveletFilters {
    WaveletFilters(
      low: [
        -0.01565572813579199, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004, 0.3378976624574818,
        -0.07273261951252645,
      ])
  }

  /// Both filters, low-pass first.
  var both: [[Real]] { [low, high] }

  /// Output `n` reads the inputs from `n - before` to `n + after`.
  static var before: Int { 2 }
  /// See ``before``.
  static var after: Int { 3 }
}

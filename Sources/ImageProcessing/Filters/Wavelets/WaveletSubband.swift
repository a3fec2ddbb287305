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

/// A type in which the transform is computed, with the filter that PyWavelets uses in it.
protocol WaveletReal: BinaryFloatingPoint, SIMDScalar, Codable, BitwiseCopyable, Sendable {
  /// Low-pass analysis filter of the coiflet of order 1 (Daubechies 1992, table 8.1, unit energy).
  ///
  /// In decimals, to the last bit: where an image is constant the high-pass output is nothing but rounding, whose sign
  /// falls on one side or the other of a bin edge at 0.
  static var coiflet1: [Self] { get }
}

extension Double: WaveletReal {
  static var coiflet1: [Double] {
    [
      -0.015655728135791993, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004, 0.3378976624574818,
      -0.07273261951252645,
    ]
  }
}

extension Float: WaveletReal {
  /// The fourth is one unit in the last place below the float64 filter: PyWavelets scales by `√2` in float32.
  static var coiflet1: [Float] { [-0.015655728, -0.07273262, 0.38486484, 0.85257196, 0.33789766, -0.07273262] }
}

extension WaveletReal {
  /// The low-pass filter and its quadrature mirror: reversed, every second sign changed.
  static var filters: [[Self]] {
    [coiflet1, coiflet1.reversed().enumerated().map { $0 % 2 == 0 ? -$1 : $1 }]
  }
}

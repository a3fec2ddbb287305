import Volumes

/// A stationary wavelet transform of one or several levels; the defaults are PyRadiomics'.
public struct WaveletSettings: Hashable, Codable, Sendable {
  /// The filters (`wavelet`).
  public let wavelet: DiscreteWavelet
  /// Levels whose sub-bands are kept (`level`).
  public let levels: Int
  /// Levels that are passed through before the first that is kept (`start_level`).
  public let startLevel: Int
  /// The plane to transform in; `nil` for all three axes (`force2D`, `force2Ddimension`).
  public let plane: ImagePlane?

  /// Parsers check user input first; more than ``levelLimit`` levels in all are a caller's bug.
  public init(
    wavelet: DiscreteWavelet = .coiflet1, levels: Int = 1, startLevel: Int = 0, plane: ImagePlane? = nil
  ) {
    precondition(levels >= 1 && startLevel >= 0 && levels + startLevel <= Self.levelLimit, "1 to 32 levels")
    self.wavelet = wavelet
    self.levels = levels
    self.startLevel = startLevel
    self.plane = plane
  }

  /// Levels in all; a level reads a filter's length more of the image, so more say nothing.
  public static let levelLimit = 32

  /// The axes that are filtered, in order.
  var axes: [Int] { (0..<3).filter { $0 != plane?.normal } }

  /// The images, in the order in which PyRadiomics lists them: the approximation last.
  public var bands: [DecompositionBand] {
    let count = axes.count
    let details = (1...levels).flatMap { level in
      (1..<1 << count).map { bits in
        DecompositionBand(level: level, high: (0..<count).map { bits >> (count - 1 - $0) & 1 })
      }
    }
    return details + [DecompositionBand(level: levels, high: [Int](repeating: 0, count: count))]
  }
}

/// One image of a wavelet transform.
public struct DecompositionBand: Hashable, Sendable {
  /// Counted from 1, the first level that is kept.
  let level: Int
  /// 1 where the high-pass filter is applied, per filtered axis.
  let high: [Int]

  /// PyRadiomics' name without `wavelet`: `-HLL`, and `2-HLL` at the second level.
  public var name: String { (level == 1 ? "" : "\(level)") + "-" + high.map { $0 == 1 ? "H" : "L" }.joined() }
}

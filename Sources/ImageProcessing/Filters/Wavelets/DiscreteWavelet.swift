/// A discrete wavelet under its name in PyWavelets: `haar`, `db1`…`db38`, `sym2`…`sym20`, `coif1`…`coif17`, `bior1.1`…,
/// `rbio1.1`…, `dmey`.
public struct DiscreteWavelet: Hashable, Codable, Sendable {
  /// PyWavelets' name.
  public let name: String

  /// `nil` for a name that PyWavelets has no discrete wavelet for.
  public init?(name: String) {
    guard WaveletTable.filters[name] != nil else { return nil }
    self.name = name
  }

  /// PyRadiomics' default.
  public static let coiflet1 = DiscreteWavelet(known: "coif1")

  /// Every name, alphabetically.
  public static var names: [String] { WaveletTable.filters.keys.sorted() }

  /// Low-pass and high-pass analysis filter, as PyWavelets uses them in the type.
  func filters<Real: WaveletReal>(as type: Real.Type) -> [[Real]] {
    guard let pair = WaveletTable.filters[name] else { return [] }
    let low = pair.analysis.map { $0.value(as: type) }
    let synthesis = pair.synthesis.map { $0.value(as: type) }
    return [low, synthesis.enumerated().map { $0 % 2 == 0 ? -$1 : $1 }]
  }

  private init(known name: String) { self.name = name }
}

/// The filters of all wavelets, read from tables of text: thousands of literals would be slow to compile.
///
/// Daubechies 1992, tables 6.1 to 6.3, 8.1 and 8.3, and their continuation, to the last bit as PyWavelets 1.6 holds
/// them: where an image is constant the high-pass output is nothing but rounding. A table names a wavelet, lists its
/// low-pass analysis filter and, after `/`, its low-pass synthesis filter where that is not the reverse. After `~`
/// stands how many units in the last place the float32 filter lies beside the rounded float64 one: PyWavelets scales
/// coiflets by `√2` in float32.
enum WaveletTable {
  /// A coefficient, and its distance in float32.
  struct Coefficient: Sendable {
    let number: Double
    var offset = 0

    func value<Real: WaveletReal>(as type: Real.Type) -> Real {
      guard type == Float.self, offset != 0 else { return Real(number) }
      let rounded = Float(number)
      let bits = offset > 0 ? rounded.bitPattern + 1 : rounded.bitPattern - 1
      return Real(Float(bitPattern: bits))
    }
  }

  /// Low-pass filters.
  struct Pair: Sendable {
    var analysis: [Coefficient] = []
    /// Reversed, with every second sign changed, the high-pass analysis filter.
    var synthesis: [Coefficient] = []
  }

  static let filters: [String: Pair] = {
    var result: [String: Pair] = [:]
    for table in [daubechies, longDaubechies, symlets, coiflets, longCoiflets, biorthogonal] {
      result.merge(parse(table)) { first, _ in first }
    }
    result["haar"] = result["db1"]
    // Reverse biorthogonal: analysis and synthesis change places.
    for (name, pair) in result where name.hasPrefix("bior") {
      result["r" + name.replacing("bior", with: "bio")] = Pair(
        analysis: pair.synthesis.reversed(), synthesis: pair.analysis.reversed())
    }
    return result
  }()

  private static func parse(_ table: String) -> [String: Pair] {
    var result: [String: Pair] = [:]
    var (name, isSynthesis) = ("", false)
    for word in table.split(whereSeparator: \.isWhitespace) {
      switch word.first {
      case "/": isSynthesis = true
      case "~":
        for (position, mark) in word.dropFirst().enumerated() {
          result[name]?.analysis[position].offset = mark == "+" ? 1 : mark == "-" ? -1 : 0
        }
      case let first? where first.isLetter: (name, isSynthesis) = (String(word), false)
      default:
        let coefficient = Coefficient(number: Double(word) ?? .nan)
        if isSynthesis {
          result[name, default: Pair()].synthesis.append(coefficient)
        } else {
          result[name, default: Pair()].analysis.append(coefficient)
        }
      }
    }
    return result.mapValues { pair in
      pair.synthesis.isEmpty ? Pair(analysis: pair.analysis, synthesis: pair.analysis.reversed()) : pair
    }
  }
}

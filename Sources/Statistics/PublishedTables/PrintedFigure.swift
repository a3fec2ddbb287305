import Glibc

/// A number as a paper prints it: its value and how many decimals it has.
public struct PrintedFigure: Hashable, Codable, Sendable {
  /// The value.
  public let value: Double
  /// Digits behind the point.
  public let decimals: Int

  /// Reads `text` such as `0.270` or `-0.022`; `nil` for anything but digits with at most one point.
  public init?(_ text: String) {
    let digits = text.hasPrefix("-") || text.hasPrefix("\u{2212}") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      digits.count <= 15, let magnitude = Double(digits)
    else { return nil }
    value = digits.count < text.count ? -magnitude : magnitude
    decimals = parts.count == 2 ? parts[1].count : 0
  }

  /// The same figure as a share of 1 where it was printed in per cent.
  public var asShare: PrintedFigure { PrintedFigure(value: value / 100, decimals: decimals + 2) }

  private init(value: Double, decimals: Int) { (self.value, self.decimals) = (value, decimals) }

  /// How a computed number became the printed one, from the most to the least usual.
  public enum Agreement: Int, Hashable, Codable, Sendable, CaseIterable, Comparable {
    /// Rounded to the printed decimals.
    case rounded
    /// Rounded to one decimal more, as software prints it, then rounded again by hand.
    case roundedTwice
    /// Cut off behind the printed decimals.
    case truncated
    /// One unit of the last decimal away.
    case withinOneUnit

    /// Rarer means greater.
    public static func < (a: Agreement, b: Agreement) -> Bool { a.rawValue < b.rawValue }
  }

  /// The most usual way from `computed` to this figure; `nil` when it does not follow.
  public func agreement(with computed: Double?) -> Agreement? {
    guard let computed, computed.isFinite else { return nil }
    let scale = pow(10, Double(decimals))
    let (unit, shown) = (computed * scale, (value * scale).rounded())
    // Halves may have gone either way, and decimals are not exact in binary.
    let slack = 1e-7
    if abs(unit - shown) <= 0.5 + slack { return .rounded }
    if abs((unit * 10).rounded() / 10 - shown) <= 0.5 + slack { return .roundedTwice }
    if abs(trunc(unit + copysign(slack, unit)) - shown) < 0.5 { return .truncated }
    return abs(unit - shown) <= 1 + slack ? .withinOneUnit : nil
  }
}

/// An option of a step, as a study file may write it.
public struct StepOption: Hashable, Sendable {
  /// The values that an option may have.
  public enum Domain: Hashable, Sendable {
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A finite number in a range.
    case number(ClosedRange<Double>)
    /// One of these words.
    case words([String])
    /// A path of a file.
    case path
  }

  /// Its key.
  public let key: String
  /// The values that it may have.
  public let domain: Domain
  /// The values if the study file gives none; empty if the study gives them, or if the study file must.
  public let standard: [String]
  /// The values if settings are drawn from a longer list, by the random search and by successive halving.
  public let wide: [String]
  /// Whether a list of values spans a grid.
  public let spansGrid: Bool

  init(_ key: String, _ domain: Domain, _ standard: [String], wide: [String]? = nil, spansGrid: Bool = false) {
    (self.key, self.domain, self.standard) = (key, domain, standard)
    (self.wide, self.spansGrid) = (wide ?? standard, spansGrid)
  }

  /// An option with one value.
  init(_ key: String, _ domain: Domain, _ standard: String?) { self.init(key, domain, standard.map { [$0] } ?? []) }

  /// An option of a classifier: its values span a grid with those of the others.
  static func grid(_ key: String, _ domain: Domain, _ standard: [String], wide: [String]? = nil) -> StepOption {
    StepOption(key, domain, standard, wide: wide, spansGrid: true)
  }

  /// Whether `text` is a value.
  public func accepts(_ text: String) -> Bool {
    switch domain {
    case .whole(let range): Int(text).map(range.contains) ?? false
    case .number(let range): Double(text).map { $0.isFinite && range.contains($0) } ?? false
    case .words(let words): words.contains(text)
    case .path: !text.isEmpty
    }
  }

  /// The values that it may have, in words.
  public var expected: String {
    switch domain {
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .words(let words): "one of \(words.joined(separator: ", "))"
    case .path: "a path"
    }
  }
}

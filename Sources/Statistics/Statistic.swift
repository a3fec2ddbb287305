/// A statistic, or the reason why it has no value.
///
/// Undefined mathematics is a value: a specificity without non-events is not 0, and a NaN would forget why.
public enum Statistic: Hashable, Sendable {
  /// The value.
  case defined(Double)
  /// Why there is none.
  case undefined(UndefinedReason)

  /// The value, if there is one.
  public var value: Double? {
    if case .defined(let value) = self { value } else { nil }
  }

  /// The reason, if there is no value.
  public var reason: UndefinedReason? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// `numerator / denominator`, undefined for `reason` when the denominator is 0.
  public static func ratio(_ numerator: Double, _ denominator: Double, else reason: UndefinedReason) -> Statistic {
    denominator == 0 ? .undefined(reason) : .defined(numerator / denominator)
  }

  /// The statistic with `transform` applied to its value, if it has one.
  public func map(_ transform: (Double) -> Double) -> Statistic {
    switch self {
    case .defined(let value): .defined(transform(value))
    case .undefined: self
    }
  }
}

extension Statistic: Codable {
  private enum Key: String, CodingKey { case undefined }

  /// A number, or `{"undefined": reason}`; infinities are the strings `"Inf"` and `"-Inf"`.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .undefined(try container.decode(UndefinedReason.self, forKey: .undefined))
    } else {
      self = .defined(try ExtendedReal(from: decoder).value)
    }
  }

  /// Writes the form ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .defined(let value): try ExtendedReal(value).encode(to: encoder)
    case .undefined(let reason):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reason, forKey: .undefined)
    }
  }
}

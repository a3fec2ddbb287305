/// A setting as a value: the method, and the values of its options.
///
/// A log has one for every classifier, and an audit compares it with the settings of a record. Methods and options have
/// keys of their own, which stay if Swift types and properties are renamed. Two settings of a method are equal if and
/// only if all their options are.
public struct FitSetting: Hashable, Sendable {
  /// The value of an option.
  public enum Value: Hashable, Sendable {
    /// A number.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// One of several ways, or a seed, which may be too large for a number of a file.
    case word(String)
  }

  /// The key of the method.
  public let method: String
  /// The options by their keys. An option that is not set is absent.
  public let options: [String: Value]

  /// A method with its options.
  public init(_ method: String, _ options: [String: Value] = [:]) { (self.method, self.options) = (method, options) }
}

extension FitSetting.Value {
  /// A seed.
  package static func seed(_ seed: UInt64) -> FitSetting.Value { .word("\(seed)") }

  /// A count.
  package static func count(_ count: Int) -> FitSetting.Value { .number(Double(count)) }
}

extension FitSetting: Codable {
  private enum Key: String, CodingKey { case method, options }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    method = try container.decode(String.self, forKey: .method)
    options = try container.decode([String: Value].self, forKey: .options)
  }

  /// Writes `{"method": KEY, "options": {KEY: VALUE}}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(options, forKey: .options)
  }
}

extension FitSetting.Value: Codable {
  /// Reads a number, `true` or `false`, or a text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .word(try container.decode(String.self))
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .word(let word): try container.encode(word)
    }
  }
}

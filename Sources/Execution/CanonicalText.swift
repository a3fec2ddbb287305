/// What decides a result, as text: a schema, then `key value` lines in a fixed order.
///
/// Two values of one schema are equal exactly where the settings that they write are. The text is written by hand, so
/// no name of a Swift type or property is in it, and renaming one changes nothing. A setting is left out at the value
/// that it had before it existed: a setting that is added later therefore changes no text that was written earlier.
/// Whoever changes what a line means raises the schema's number.
public struct CanonicalText: Hashable, Sendable {
  /// The schema, then the settings.
  public private(set) var lines: [String]

  /// No settings yet, under a schema such as `extraction 2`.
  public init(_ schema: String, _ number: Int) { lines = ["\(schema) \(number)"] }

  /// The lines of a part, which stand under a key of the whole and need no schema of their own.
  public static var part: CanonicalText { CanonicalText(lines: []) }

  private init(lines: [String]) { self.lines = lines }

  /// The lines, joined by line feeds: what is hashed.
  public var text: String { lines.joined(separator: "\n") }

  /// Writes a setting.
  public mutating func add(_ key: String, _ value: some CanonicalValue) { lines.append("\(key) \(value.canonical)") }

  /// Writes a setting unless it has the value that stands for its absence.
  public mutating func add<Value: CanonicalValue & Equatable>(
    _ key: String, _ value: Value, unless absent: Value
  ) {
    if value != absent { add(key, value) }
  }

  /// Writes a setting if there is one.
  public mutating func add(_ key: String, _ value: (some CanonicalValue)?) {
    if let value { add(key, value) }
  }

  /// Writes the lines of a part as `key.line`.
  public mutating func add(_ key: String, part: CanonicalText) { lines += part.lines.map { "\(key).\($0)" } }
}

/// A value with one text, the same on every machine and in every version.
public protocol CanonicalValue {
  /// The text; without a line feed.
  var canonical: String { get }
}

extension String: CanonicalValue {
  /// The text itself, with a line feed written as `\n`.
  public var canonical: String { replacing("\\", with: "\\\\").replacing("\n", with: "\\n") }
}

extension Int: CanonicalValue {
  /// Decimal digits.
  public var canonical: String { String(self) }
}

extension Double: CanonicalValue {
  /// The shortest decimal number that reads back as this one.
  public var canonical: String { description }
}

extension Bool: CanonicalValue {
  /// `true` or `false`.
  public var canonical: String { self ? "true" : "false" }
}

extension Array: CanonicalValue where Element: CanonicalValue {
  /// The values with a space between them.
  public var canonical: String { map(\.canonical).joined(separator: " ") }
}

extension SIMD3: CanonicalValue where Scalar: CanonicalValue {
  /// The three values with a space between them.
  public var canonical: String { [x, y, z].canonical }
}

/// A real number or an infinity in JSON, which has no infinities: they are written as `"Inf"` and `"-Inf"`, R's names.
public struct ExtendedReal: Hashable, Sendable, Codable {
  /// The number.
  public let value: Double

  /// Wraps `value`.
  public init(_ value: Double) { self.value = value }

  /// Reads a number, `"Inf"` or `"-Inf"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let text = try? container.decode(String.self) else {
      value = try container.decode(Double.self)
      return
    }
    guard text == "Inf" || text == "-Inf" else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number, Inf or -Inf")
    }
    value = text == "Inf" ? .infinity : -.infinity
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encode(value > 0 ? "Inf" : "-Inf") }
  }
}

/// A JSON value, as used in the description of a model.
///
/// Whole numbers stay whole, so that a seed of 64 bits is read back unchanged.
package indirect enum ModelValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case unsigned(UInt64)
  case number(Double)
  case text(String)
  case list([ModelValue])
  case object([String: ModelValue])
}

extension ModelValue: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads any JSON value.
  package init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        Dictionary(
          uniqueKeysWithValues: try object.allKeys.map {
            ($0.stringValue, try object.decode(ModelValue.self, forKey: $0))
          }))
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [ModelValue] = []
      while !list.isAtEnd { values.append(try list.decode(ModelValue.self)) }
      self = .list(values)
    } else {
      self = try ModelValue(scalar: decoder.singleValueContainer())
    }
  }

  private init(scalar: any SingleValueDecodingContainer) throws {
    if scalar.decodeNil() {
      self = .null
    } else if let value = try? scalar.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? scalar.decode(String.self) {
      self = .text(value)
    } else if let value = try? scalar.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? scalar.decode(UInt64.self) {
      self = .unsigned(value)
    } else {
      self = .number(try scalar.decode(Double.self))
    }
  }

  /// Writes the value as JSON.
  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .list(let values):
      var list = encoder.unkeyedContainer()
      for value in values { try list.encode(value) }
    case .object(let members):
      var object = encoder.container(keyedBy: Key.self)
      for (name, value) in members { try object.encode(value, forKey: Key(stringValue: name)) }
    default:
      var scalar = encoder.singleValueContainer()
      switch self {
      case .bool(let value): try scalar.encode(value)
      case .integer(let value): try scalar.encode(value)
      case .unsigned(let value): try scalar.encode(value)
      case .number(let value): try scalar.encode(value)
      case .text(let value): try scalar.encode(value)
      default: try scalar.encodeNil()
      }
    }
  }
}

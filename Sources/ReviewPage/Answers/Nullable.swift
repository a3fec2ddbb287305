/// A value that JSON has as `null` where there is none; an optional is left out.
struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
  let value: Value?

  init(_ value: Value?) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension Double {
  /// JSON has no infinities and no NaN.
  var ifFinite: Double? { isFinite ? self : nil }
}

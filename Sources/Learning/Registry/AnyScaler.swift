/// Any fitted scaling of the registry, as data.
public struct AnyScaler: Hashable, Codable, Sendable {
  /// The fitted scaling.
  public let value: any Scaler

  /// A fitted scaling.
  public init(_ value: any Scaler) { self.value = value }

  /// Whether both are of one type and equal.
  public static func == (a: AnyScaler, b: AnyScaler) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }

  /// Hashes type and value.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }

  /// Reads a fitted scaling by its code, or plainly.
  public init(from decoder: any Decoder) throws {
    var read: (any Scaler)?
    try RegisteredCoding.decode(from: decoder, StepRegistry.scalers, plain: ColumnScaler.self) { type, source in
      read = try source.value(type)
    }
    guard let read else { preconditionFailure("a code has its type") }
    value = read
  }

  /// Writes it under its code.
  public func encode(to encoder: any Encoder) throws {
    try RegisteredCoding.encode(value, code: type(of: value).code, to: encoder)
  }
}

extension StepRegistry {
  /// Types by their code in files.
  static let scalers: [String: any Scaler.Type] = Dictionary(
    all.compactMap { step in
      guard case .scaling(let type, _) = step.maker, let code = type.code else { return nil }
      return (code, type)
    }
  ) { first, _ in first }
}

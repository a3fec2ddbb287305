/// Any fitted imputation of the registry, as data.
public struct AnyImputer: Hashable, Codable, Sendable {
  /// The fitted imputation.
  public let value: any Imputer

  /// A fitted imputation.
  public init(_ value: any Imputer) { self.value = value }

  /// Whether both are of one type and equal.
  public static func == (a: AnyImputer, b: AnyImputer) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }

  /// Hashes type and value.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }

  /// Reads a fitted imputation by its code.
  public init(from decoder: any Decoder) throws {
    var read: (any Imputer)?
    try RegisteredCoding.decode(from: decoder, StepRegistry.imputers) { type, source in
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
  static let imputers: [String: any Imputer.Type] = Dictionary(
    all.compactMap { step in
      guard case .imputation(let type, _) = step.maker, let code = type.code else { return nil }
      return (code, type)
    }
  ) { first, _ in first }
}

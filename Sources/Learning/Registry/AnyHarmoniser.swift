/// Any fitted harmonisation of the registry, as data.
public struct AnyHarmoniser: Hashable, Codable, Sendable {
  /// The fitted harmonisation.
  public let value: any Harmoniser

  /// A fitted harmonisation.
  public init(_ value: any Harmoniser) { self.value = value }

  /// Whether both are of one type and equal.
  public static func == (a: AnyHarmoniser, b: AnyHarmoniser) -> Bool { AnyHashable(a.value) == AnyHashable(b.value) }

  /// Hashes type and value.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(value)) }

  /// Reads a fitted harmonisation by its code, or plainly.
  public init(from decoder: any Decoder) throws {
    var read: (any Harmoniser)?
    try RegisteredCoding.decode(from: decoder, StepRegistry.harmonisers, plain: ComBatModel.self) { type, source in
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
  static let harmonisers: [String: any Harmoniser.Type] = Dictionary(
    all.compactMap { step in
      guard case .harmonisation(let type, _) = step.maker, let code = type.code else { return nil }
      return (code, type)
    }
  ) { first, _ in first }
}

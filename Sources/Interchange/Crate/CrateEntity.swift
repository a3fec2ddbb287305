/// An entity of a research object crate (RO-Crate 1.1): a flat object of JSON-LD.
struct CrateEntity: Encodable, Sendable {
  /// A value of a property.
  enum Value: Encodable, Sendable {
    case text(String)
    case number(Int)
    /// Another entity of the crate, or an address.
    case entity(String)
    case entities([String])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      case .entity(let id): try container.encode(["@id": id])
      case .entities(let ids):
        // One is written as itself, as RO-Crate 1.1 recommends.
        let named = ids.map { ["@id": $0] }
        if named.count == 1 { try container.encode(named[0]) } else { try container.encode(named) }
      }
    }
  }

  /// Its identifier: a path within the crate, an address, or `#NAME`.
  let id: String
  /// Its type in the context of RO-Crate.
  let type: String
  /// Its properties by name.
  let properties: [String: Value]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: Key(stringValue: "@id"))
    try container.encode(type, forKey: Key(stringValue: "@type"))
    for (name, value) in properties { try container.encode(value, forKey: Key(stringValue: name)) }
  }
}

/// The document `ro-crate-metadata.json`.
struct CrateDocument: Encodable, Sendable {
  private enum CodingKeys: String, CodingKey {
    case context = "@context"
    case graph = "@graph"
  }

  private let context = "https://w3id.org/ro/crate/1.1/context"
  let graph: [CrateEntity]

  init(_ graph: [CrateEntity]) { self.graph = graph }
}

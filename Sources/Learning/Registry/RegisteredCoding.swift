/// How values of registered types stand in files: under the code of their type, or plainly where that has none.
///
/// The layout is the one that Swift gives an enumeration with one case a type, `{"CODE": {"_0": VALUE}}`: models saved
/// when the types were such cases are read, and written to the same bytes.
enum RegisteredCoding {
  fileprivate struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static let value = Key(stringValue: "_0")
  }

  static func encode(_ value: some Encodable, code: String?, to encoder: any Encoder) throws {
    guard let code else { return try value.encode(to: encoder) }
    var outer = encoder.container(keyedBy: Key.self)
    var inner = outer.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: code))
    try inner.encode(value, forKey: .value)
  }

  /// Reads a value by the type that `types` has for its code.
  /// - Parameter plain: the type to read if there is no code; `nil` if there always is one.
  static func decode<Entry>(
    from decoder: any Decoder, _ types: [String: Entry], plain: Entry? = nil, _ read: (Entry, Source) throws -> Void
  ) throws {
    let outer = try decoder.container(keyedBy: Key.self)
    if outer.allKeys.count == 1, let key = outer.allKeys.first, let type = types[key.stringValue] {
      return try read(type, Source(container: try outer.nestedContainer(keyedBy: Key.self, forKey: key)))
    }
    guard let plain else {
      let found = outer.allKeys.map(\.stringValue).sorted().joined(separator: ", ")
      let known = types.keys.sorted().joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "the kind of step is \(found.isEmpty ? "missing" : found); this Apus reads \(known)"))
    }
    try read(plain, Source(decoder: decoder))
  }

  /// Where the value itself stands.
  struct Source {
    private let container: KeyedDecodingContainer<Key>?
    private let decoder: (any Decoder)?

    fileprivate init(container: KeyedDecodingContainer<Key>) { (self.container, decoder) = (container, nil) }
    fileprivate init(decoder: any Decoder) { (container, self.decoder) = (nil, decoder) }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
      if let container { return try container.decode(type, forKey: .value) }
      guard let decoder else { preconditionFailure("a value stands under its code or plainly") }
      return try Value(from: decoder)
    }
  }
}

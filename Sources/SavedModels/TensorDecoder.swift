import DeepRadiomics
import Learning

/// Decodes models written by ``TensorEncoder``.
package enum TensorDecoder {
  /// The value from a description and its arrays.
  /// - Throws: `DecodingError`, also for an array that the description does not use.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from value: ModelValue, _ file: TensorFile
  ) throws -> Value {
    let source = Source(file)
    let made = try unbox(type, from: value, at: [], source: source)
    let unused = Set(file.tensors.keys).subtracting(source.used).sorted()
    guard unused.isEmpty else { throw corrupt([], cause: "the description does not use the array \(unused[0])") }
    return made
  }

  fileprivate final class Source {
    let file: TensorFile
    var used: Set<String> = []
    init(_ file: TensorFile) { self.file = file }
  }

  fileprivate static func corrupt(_ path: [any CodingKey], cause: String) -> DecodingError {
    DecodingError.dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: cause))
  }

  fileprivate static func mismatch(_ type: Any.Type, at path: [any CodingKey], cause: String) -> DecodingError {
    let place = path.isEmpty ? "" : "\(path.map(\.stringValue).joined(separator: ".")): "
    return DecodingError.typeMismatch(
      type, DecodingError.Context(codingPath: path, debugDescription: "\(place)expected \(cause)"))
  }

  fileprivate static func unbox<Value: Decodable>(
    _ type: Value.Type, from value: ModelValue, at path: [any CodingKey], source: Source
  ) throws -> Value {
    if let scalar = try scalar(type, from: value, at: path) { return scalar }
    if let array = try array(type, from: value, at: path, source: source) { return array }
    return try Value(from: Reader(value: value, codingPath: path, source: source))
  }

  private static func scalar<Value>(
    _ type: Value.Type, from value: ModelValue, at path: [any CodingKey]
  ) throws -> Value? {
    if type == Bool.self {
      guard case .bool(let bool) = value else { throw mismatch(type, at: path, cause: "true or false") }
      return bool as? Value
    }
    if type == String.self {
      guard case .text(let text) = value else { throw mismatch(type, at: path, cause: "a text") }
      return text as? Value
    }
    if type == Double.self || type == Float.self {
      let number: Double
      switch value {
      case .number(let found): number = found
      case .integer(let found): number = Double(found)
      case .unsigned(let found): number = Double(found)
      default: throw mismatch(type, at: path, cause: "a number")
      }
      return type == Double.self ? number as? Value : Float(number) as? Value
    }
    guard let integer = type as? any FixedWidthInteger.Type else { return nil }
    guard let whole = exact(integer, from: value) else {
      throw mismatch(type, at: path, cause: "a whole number in range")
    }
    return whole as? Value
  }

  private static func exact<Whole: FixedWidthInteger>(_ type: Whole.Type, from value: ModelValue) -> Whole? {
    switch value {
    case .integer(let found): Whole(exactly: found)
    case .unsigned(let found): Whole(exactly: found)
    case .number(let found): Whole(exactly: found)
    default: nil
    }
  }

  private static func array<Value>(
    _ type: Value.Type, from value: ModelValue, at path: [any CodingKey], source: Source
  ) throws -> Value? {
    guard case .object(let members) = value, members.count == 1, case .text(let name)? = members[TensorReference.key]
    else { return nil }
    let axes: Int
    if type == [Double].self {
      axes = 1
    } else if type == [[Double]].self || type == [DecisionTree.Node].self {
      axes = 2
    } else {
      return nil
    }
    guard let tensor = source.file.tensors[name] else { throw corrupt(path, cause: "there is no array \(name)") }
    guard tensor.shape.count == axes, !tensor.values.isEmpty else {
      throw corrupt(path, cause: "the array \(name) has the shape \(tensor.shape)")
    }
    source.used.insert(name)
    if axes == 1 { return tensor.values as? Value }
    let width = tensor.shape[1]
    let rows = (0..<tensor.shape[0]).map { Array(tensor.values[($0 * width)..<(($0 + 1) * width)]) }
    if type == [[Double]].self { return rows as? Value }
    return try rows.map { try node($0, named: name, at: path) } as? Value
  }

  private static func node(_ row: [Double], named name: String, at path: [any CodingKey]) throws -> DecisionTree.Node {
    guard row.count == 5 else { throw corrupt(path, cause: "the array \(name) has no nodes of five numbers") }
    let reader = Reader(value: .list(row.map(ModelValue.number)), codingPath: path, source: Source(TensorFile()))
    return try DecisionTree.Node(from: reader)
  }
}

extension TensorDecoder {
  fileprivate struct Reader: Decoder {
    let value: ModelValue
    let codingPath: [any CodingKey]
    let source: Source
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
      guard case .object(let members) = value else {
        throw mismatch([String: Any].self, at: codingPath, cause: "an object")
      }
      return KeyedDecodingContainer(Keyed(members: members, codingPath: codingPath, source: source))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
      guard case .list(let values) = value else { throw mismatch([Any].self, at: codingPath, cause: "a list") }
      return Unkeyed(values: values, codingPath: codingPath, source: source)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
      Single(value: value, codingPath: codingPath, source: source)
    }
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: ModelValue]
    let codingPath: [any CodingKey]
    let source: Source

    var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0) } }
    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    private func member(_ key: some CodingKey) throws -> ModelValue {
      guard let value = members[key.stringValue] else {
        throw DecodingError.keyNotFound(
          key, DecodingError.Context(codingPath: codingPath, debugDescription: "\"\(key.stringValue)\" is missing"))
      }
      return value
    }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key) == .null }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try unbox(type, from: member(key), at: codingPath + [key], source: source)
    }

    private func reader(_ key: some CodingKey) throws -> Reader {
      Reader(value: try member(key), codingPath: codingPath + [key], source: source)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try reader(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try reader(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { try reader(PathKey("super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try reader(key) }
  }

  fileprivate struct Unkeyed: UnkeyedDecodingContainer {
    let values: [ModelValue]
    let codingPath: [any CodingKey]
    let source: Source
    var currentIndex = 0

    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    private mutating func next() throws -> (ModelValue, [any CodingKey]) {
      guard !isAtEnd else { throw corrupt(codingPath, cause: "the list is too short") }
      defer { currentIndex += 1 }
      return (values[currentIndex], codingPath + [PathKey("\(currentIndex)")])
    }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd, values[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (value, path) = try next()
      return try unbox(type, from: value, at: path, source: source)
    }

    private mutating func reader() throws -> Reader {
      let (value, path) = try next()
      return Reader(value: value, codingPath: path, source: source)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try reader().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try reader().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try reader() }
  }

  fileprivate struct Single: SingleValueDecodingContainer {
    let value: ModelValue
    let codingPath: [any CodingKey]
    let source: Source

    func decodeNil() -> Bool { value == .null }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      try unbox(type, from: value, at: codingPath, source: source)
    }
  }
}

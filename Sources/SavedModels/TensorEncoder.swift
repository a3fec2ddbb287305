import DeepRadiomics
import Learning

/// Encodes a fitted model as JSON, with its arrays of numbers as tensors in a file beside it.
///
/// `[Double]`, rectangular `[[Double]]` and the nodes of a decision tree become `{"tensor": NAME}`, where the name is
/// their place in the model; everything else stays JSON. So any `Codable` model can be saved, and its numbers keep all
/// their bits.
package enum TensorEncoder {
  /// The description of `value` and its arrays.
  /// - Throws: `EncodingError` for a number that is not finite.
  package static func encode(_ value: some Encodable) throws -> (ModelValue, TensorFile) {
    let store = TensorStore()
    let node = try box(value, at: [], store: store)
    return (try node.value(), store.file)
  }

  fileprivate final class TensorStore {
    var file = TensorFile()

    func keep(_ tensor: TensorFile.Tensor, at path: [any CodingKey]) throws -> ModelValue {
      let name = path.map(\.stringValue).joined(separator: ".")
      guard tensor.values.allSatisfy(\.isFinite) else { throw notFinite(tensor.values, at: path) }
      file.tensors[name] = tensor
      return .object([TensorReference.key: .text(name)])
    }
  }

  /// A value that is being written and is filled by containers.
  fileprivate final class Node {
    enum Content {
      case empty
      case value(ModelValue)
      case list([Node])
      case object([String: Node])
    }
    var content = Content.empty

    init(_ value: ModelValue? = nil) { if let value { content = .value(value) } }

    func value() throws -> ModelValue {
      switch content {
      case .empty: .object([:])
      case .value(let value): value
      case .list(let nodes): .list(try nodes.map { try $0.value() })
      case .object(let nodes): .object(try nodes.mapValues { try $0.value() })
      }
    }
  }

  fileprivate static func box<Value: Encodable>(
    _ value: Value, at path: [any CodingKey], store: TensorStore
  ) throws -> Node {
    if let scalar = try scalar(value, at: path) { return Node(scalar) }
    if let tensor = tensor(value) { return Node(try store.keep(tensor, at: path)) }
    let encoder = Writer(codingPath: path, store: store)
    try value.encode(to: encoder)
    return encoder.node
  }

  private static func scalar(_ value: some Encodable, at path: [any CodingKey]) throws -> ModelValue? {
    switch value {
    case let value as Bool: return .bool(value)
    case let value as String: return .text(value)
    case let value as Double:
      guard value.isFinite else { throw notFinite([value], at: path) }
      return .number(value)
    case let value as Float:
      guard value.isFinite else { throw notFinite([Double(value)], at: path) }
      return .number(Double(value))
    case let value as any BinaryInteger:
      return Int(exactly: value).map(ModelValue.integer) ?? UInt64(exactly: value).map(ModelValue.unsigned)
    default: return nil
    }
  }

  private static func tensor<Value>(_ value: Value) -> TensorFile.Tensor? {
    // The static type decides, because an empty array of any type could be cast to an array of numbers.
    if Value.self == [Double].self, let values = value as? [Double], !values.isEmpty {
      return TensorFile.Tensor(shape: [values.count], values: values)
    }
    if Value.self == [[Double]].self, let rows = value as? [[Double]], let width = rows.first?.count, width > 0,
      rows.allSatisfy({ $0.count == width })
    {
      return TensorFile.Tensor(shape: [rows.count, width], values: rows.flatMap(\.self))
    }
    if Value.self == [DecisionTree.Node].self, let nodes = value as? [DecisionTree.Node], !nodes.isEmpty {
      return TensorFile.Tensor(
        shape: [nodes.count, 5],
        values: nodes.flatMap { [Double($0.column), Double($0.left), Double($0.right), $0.threshold, $0.value] })
    }
    return nil
  }

  private static func notFinite(_ values: [Double], at path: [any CodingKey]) -> EncodingError {
    EncodingError.invalidValue(
      values.first { !$0.isFinite } ?? .nan,
      EncodingError.Context(codingPath: path, debugDescription: "a number of the model is not finite"))
  }
}

extension TensorEncoder {
  fileprivate struct Writer: Encoder {
    let codingPath: [any CodingKey]
    let store: TensorStore
    let node = Node()
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      if case .object = node.content {} else { node.content = .object([:]) }
      return KeyedEncodingContainer(Keyed(codingPath: codingPath, store: store, node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      if case .list = node.content {} else { node.content = .list([]) }
      return Unkeyed(codingPath: codingPath, store: store, node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
      Single(codingPath: codingPath, store: store, node: node)
    }
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let codingPath: [any CodingKey]
    let store: TensorStore
    let node: Node

    private func put(_ value: Node, for key: some CodingKey) {
      guard case .object(var members) = node.content else { return }
      members[key.stringValue] = value
      node.content = .object(members)
    }

    func encodeNil(forKey key: Key) { put(Node(.null), for: key) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      put(try box(value, at: codingPath + [key], store: store), for: key)
    }

    private func nested(_ key: some CodingKey) -> Writer {
      let writer = Writer(codingPath: codingPath + [key], store: store)
      put(writer.node, for: key)
      return writer
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { nested(PathKey("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
  }

  fileprivate struct Unkeyed: UnkeyedEncodingContainer {
    let codingPath: [any CodingKey]
    let store: TensorStore
    let node: Node

    var count: Int { if case .list(let nodes) = node.content { nodes.count } else { 0 } }

    private func add(_ value: Node) {
      guard case .list(var nodes) = node.content else { return }
      // Emptied first, so that the array is not copied at every step.
      node.content = .empty
      nodes.append(value)
      node.content = .list(nodes)
    }

    func encodeNil() { add(Node(.null)) }
    func encode<Value: Encodable>(_ value: Value) throws {
      add(try box(value, at: codingPath + [PathKey("\(count)")], store: store))
    }

    private func nested() -> Writer {
      let writer = Writer(codingPath: codingPath + [PathKey("\(count)")], store: store)
      add(writer.node)
      return writer
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      nested().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    func superEncoder() -> any Encoder { nested() }
  }

  fileprivate struct Single: SingleValueEncodingContainer {
    let codingPath: [any CodingKey]
    let store: TensorStore
    let node: Node

    func encodeNil() { node.content = .value(.null) }
    func encode<Value: Encodable>(_ value: Value) throws {
      node.content = try box(value, at: codingPath, store: store).content
    }
  }
}

/// The key by which JSON refers to an array in the tensor file.
enum TensorReference {
  static let key = "tensor"
}

/// A place in a list, or a key that no type declares.
package struct PathKey: CodingKey {
  package let stringValue: String
  package var intValue: Int? { Int(stringValue) }
  package init(_ name: String) { stringValue = name }
  package init(stringValue: String) { self.stringValue = stringValue }
  package init(intValue: Int) { stringValue = "\(intValue)" }
}

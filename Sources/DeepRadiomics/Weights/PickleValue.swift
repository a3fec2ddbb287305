/// What a pickle of a state dict can hold.
///
/// Containers live in ``PickleHeap`` and are named by their index, so that values hold no references: a hostile file
/// can neither build a chain that overflows the stack when it is freed nor a container inside itself.
enum PickleValue: Hashable {
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer of more than eight bytes, little-endian; only the magic number of the legacy format is one.
  case long([UInt8])
  case real(Double)
  case text(String)
  case bytes
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  /// `module.name`, one of ``PickleName``.
  case name(PickleName)
  case storage(StorageReference)
  case tensor(TensorView)
  /// A `Parameter` before its state is set.
  case emptyParameter
  case mark

  /// What it is called in an error.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a truth value"
    case .integer, .long: "an integer"
    case .real: "a number"
    case .text: "text"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .name(let name): name.qualified
    case .storage: "a storage"
    case .tensor, .emptyParameter: "one tensor"
    case .mark: "a mark"
    }
  }
}

/// Every name a state dict may ask for; anything else is refused before it is put on the stack.
enum PickleName: Hashable {
  case orderedDictionary
  case rebuildTensor
  case rebuildTensorV2
  case rebuildParameter
  case parameter
  case storage(ElementType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch.nn.parameter", "Parameter"): self = .parameter
    case ("torch", _):
      guard let type = PickleName.storages[name] else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  /// `module.name`.
  var qualified: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor"
    case .rebuildTensorV2: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .parameter: "torch.nn.parameter.Parameter"
    case .storage(let type): "torch storage of \(type.rawValue)"
    }
  }

  private static let storages: [String: ElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool,
  ]
}

/// A block of numbers that tensors are views of.
struct StorageReference: Hashable {
  let key: String
  let type: ElementType
  let count: Int
}

/// A tensor as a view of a storage. `strides` count elements.
struct TensorView: Hashable {
  let storage: StorageReference
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}

/// The containers of one pickle.
struct PickleHeap {
  var tuples: [[PickleValue]] = []
  var lists: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []

  mutating func tuple(_ items: [PickleValue]) -> PickleValue {
    tuples.append(items)
    return .tuple(tuples.count - 1)
  }

  mutating func list() -> PickleValue {
    lists.append([])
    return .list(lists.count - 1)
  }

  mutating func dictionary() -> PickleValue {
    dictionaries.append([])
    return .dictionary(dictionaries.count - 1)
  }

  /// Number of items of a tuple; `nil` for anything else.
  func length(_ value: PickleValue) -> Int? {
    guard case .tuple(let index) = value else { return nil }
    return tuples[index].count
  }

  /// The items of a tuple of whole numbers.
  func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let index) = value else { return nil }
    var result: [Int] = []
    for item in tuples[index] {
      guard case .integer(let number) = item else { return nil }
      result.append(number)
    }
    return result
  }
}

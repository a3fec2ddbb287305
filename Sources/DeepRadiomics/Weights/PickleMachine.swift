/// Runs the pickle instructions that a state dict needs, on values only.
///
/// Python's pickle calls whatever the file names. This machine knows six names, all of them constructors of plain data,
/// and refuses every other name and every instruction outside this list (source of the instructions: CPython
/// `Lib/pickletools.py`, protocols 2 to 5).
struct PickleMachine {
  /// More axes than any layer's weights have.
  private static let mostAxes = 8
  /// A state dict of ten thousand tensors has a pickle of 2 MB. Each byte of a hostile one can make an object of a
  /// hundred bytes.
  private static let mostBytes = 16 << 20

  private let bytes: FileBytes
  /// Next byte to read.
  private(set) var position: Int
  private let end: Int
  private(set) var heap = PickleHeap()
  private var stack: [PickleValue] = []
  private var memo: [Int: PickleValue] = [:]

  init(_ bytes: FileBytes, in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The value of the pickle; ``position`` is behind it afterwards.
  mutating func run() throws(WeightFileError.Kind) -> PickleValue {
    let first = position
    while true {
      let start = position
      guard start - first <= Self.mostBytes else {
        throw .malformed("its pickle is longer than \(Self.mostBytes) bytes")
      }
      let code: UInt8 = try integer()
      if code == UInt8(ascii: ".") { return try pop() }
      if try pushed(code) { continue }
      if try collected(code) { continue }
      guard try constructed(code) else { throw .forbiddenInstruction(code, byte: start) }
    }
  }

  // MARK: Scalars

  private mutating func pushed(_ code: UInt8) throws(WeightFileError.Kind) -> Bool {
    switch code {
    case 0x80: position += 1  // PROTO
    case 0x95: position += 8  // FRAME
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "J"): stack.append(.integer(Int(try integer() as Int32)))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try integer() as UInt8)))
    case UInt8(ascii: "M"): stack.append(.integer(Int(try integer() as UInt16)))
    case 0x8a: stack.append(try long(count: Int(try integer() as UInt8)))
    case UInt8(ascii: "G"): stack.append(.real(Double(bitPattern: (try integer() as UInt64).byteSwapped)))
    case UInt8(ascii: "X"): stack.append(.text(try text(count: Int(try integer() as UInt32))))
    case 0x8c: stack.append(.text(try text(count: Int(try integer() as UInt8))))
    case UInt8(ascii: "B"): try skipBytes(count: Int(try integer() as UInt32))
    case UInt8(ascii: "C"): try skipBytes(count: Int(try integer() as UInt8))
    default: return false
    }
    return true
  }

  private mutating func long(count: Int) throws(WeightFileError.Kind) -> PickleValue {
    let digits = try take(count)
    guard count <= 8 else { return .long(digits) }
    var value: UInt64 = (digits.last ?? 0) & 0x80 == 0 ? 0 : .max
    for digit in digits.reversed() { value = value << 8 | UInt64(digit) }
    return .integer(Int(Int64(bitPattern: value)))
  }

  private mutating func skipBytes(count: Int) throws(WeightFileError.Kind) {
    _ = try take(count)
    stack.append(.bytes)
  }

  // MARK: Containers and the memo

  private mutating func collected(_ code: UInt8) throws(WeightFileError.Kind) -> Bool {
    switch code {
    case UInt8(ascii: "("): stack.append(.mark)
    case UInt8(ascii: ")"): stack.append(heap.tuple([]))
    case UInt8(ascii: "t"): stack.append(heap.tuple(try popToMark()))
    case 0x85...0x87: stack.append(heap.tuple(try pop(count: Int(code) - 0x84)))
    case UInt8(ascii: "]"): stack.append(heap.list())
    case UInt8(ascii: "}"): stack.append(heap.dictionary())
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "s"): try set(try pop(count: 2))
    case UInt8(ascii: "u"): try set(try popToMark())
    case UInt8(ascii: "q"): try remember(Int(try integer() as UInt8))
    case UInt8(ascii: "r"): try remember(Int(try integer() as UInt32))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(Int(try integer() as UInt8))
    case UInt8(ascii: "j"): try recall(Int(try integer() as UInt32))
    default: return false
    }
    return true
  }

  private mutating func append(_ items: [PickleValue]) throws(WeightFileError.Kind) {
    guard case .list(let index)? = stack.last else { throw malformed("items without a list") }
    heap.lists[index].append(contentsOf: items)
  }

  private mutating func set(_ items: [PickleValue]) throws(WeightFileError.Kind) {
    guard case .dictionary(let index)? = stack.last, items.count.isMultiple(of: 2) else {
      throw malformed("entries without a dictionary")
    }
    for pair in stride(from: 0, to: items.count, by: 2) {
      heap.dictionaries[index].append((items[pair], items[pair + 1]))
    }
  }

  private mutating func remember(_ index: Int) throws(WeightFileError.Kind) {
    guard let top = stack.last else { throw malformed("nothing to remember") }
    memo[index] = top
  }

  private mutating func recall(_ index: Int) throws(WeightFileError.Kind) {
    guard let value = memo[index] else { throw malformed("a value that was never remembered") }
    stack.append(value)
  }

  // MARK: Names and what they construct

  private mutating func constructed(_ code: UInt8) throws(WeightFileError.Kind) -> Bool {
    switch code {
    case UInt8(ascii: "c"): stack.append(.name(try named(module: try line(), try line())))
    case 0x93:
      let parts = try pop(count: 2)
      guard case .text(let module) = parts[0], case .text(let name) = parts[1] else {
        throw malformed("a nameless name")
      }
      stack.append(.name(try named(module: module, name)))
    case UInt8(ascii: "Q"):
      // Popped first: `storage` borrows the machine, so that popping within its call would copy the whole stack.
      let key = try pop()
      stack.append(.storage(try storage(key)))
    case UInt8(ascii: "R"), 0x81:
      let parts = try pop(count: 2)
      stack.append(try call(parts[0], parts[1]))
    case UInt8(ascii: "b"): try build(state: try pop())
    default: return false
    }
    return true
  }

  private func named(module: String, _ name: String) throws(WeightFileError.Kind) -> PickleName {
    guard let known = PickleName(module: module, name: name) else { throw .forbiddenName("\(module).\(name)") }
    return known
  }

  private mutating func call(_ function: PickleValue, _ argument: PickleValue) throws(WeightFileError.Kind)
    -> PickleValue
  {
    guard case .name(let name) = function, case .tuple(let index) = argument else {
      throw malformed("a call of \(function.kind)")
    }
    let arguments = heap.tuples[index]
    switch name {
    case .orderedDictionary:
      guard arguments.isEmpty else { throw malformed("an OrderedDict made from \(arguments.count) arguments") }
      return heap.dictionary()
    case .rebuildTensor, .rebuildTensorV2: return .tensor(try view(arguments))
    case .parameter where arguments.isEmpty: return .emptyParameter
    case .rebuildParameter, .parameter:
      guard case .tensor? = arguments.first else { throw malformed("a parameter without a tensor") }
      return arguments[0]
    case .storage: throw .forbiddenName("a call of \(name.qualified)")
    }
  }

  /// `(storage, offset, shape, strides, …)`; what follows are flags and hooks, which inference does not need.
  private func view(_ arguments: [PickleValue]) throws(WeightFileError.Kind) -> TensorView {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      let axes = heap.length(arguments[2])
    else { throw malformed("a tensor without storage, offset, shape and strides") }
    // One long shape, remembered and used again by every tensor, would make a small file grow without limit.
    guard axes <= Self.mostAxes else { throw malformed("a tensor of \(axes) axes") }
    guard heap.length(arguments[3]) == axes, let shape = heap.integers(arguments[2]),
      let strides = heap.integers(arguments[3])
    else { throw malformed("a tensor without storage, offset, shape and strides") }
    return TensorView(storage: storage, offset: offset, shape: shape, strides: strides)
  }

  /// `("storage", type, key, device, count[, view])`; the device is where it was, not where it goes.
  private func storage(_ value: PickleValue) throws(WeightFileError.Kind) -> StorageReference {
    guard case .tuple(let index) = value, heap.tuples[index].count >= 5 else { throw malformed("a nameless storage") }
    let parts = heap.tuples[index]
    guard case .text("storage") = parts[0], case .name(.storage(let type)) = parts[1], case .text(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw malformed("a storage without type, key and size") }
    guard parts.count == 5 || parts[5] == .none else { throw malformed("a storage inside another storage") }
    // An element takes a byte or more, so everything that is counted in elements later on is far from overflow.
    guard count <= bytes.count else { throw .outOfBounds("storage \(key)") }
    return StorageReference(key: key, type: type, count: count)
  }

  /// State of an OrderedDict is its version table, which is dropped; state of a legacy parameter holds its tensor.
  private mutating func build(state: PickleValue) throws(WeightFileError.Kind) {
    switch stack.last {
    case .dictionary?: return
    case .emptyParameter?:
      guard case .tuple(let index) = state, case .tensor? = heap.tuples[index].first else {
        throw malformed("a parameter without a tensor")
      }
      stack[stack.count - 1] = heap.tuples[index][0]
    default: throw malformed("state for \(stack.last?.kind ?? "nothing")")
    }
  }

  // MARK: Bytes and stack

  private mutating func take(_ count: Int) throws(WeightFileError.Kind) -> [UInt8] {
    guard count <= end - position else {
      throw .truncated(what: "the pickle", needed: count, available: max(0, end - position))
    }
    defer { position += count }
    return try bytes.array(at: position, count: count, what: "the pickle")
  }

  private mutating func integer<T: FixedWidthInteger>() throws(WeightFileError.Kind) -> T {
    let size = MemoryLayout<T>.size
    guard size <= end - position else {
      throw .truncated(what: "the pickle", needed: size, available: max(0, end - position))
    }
    defer { position += size }
    return try bytes.integer(at: position, as: T.self, what: "the pickle")
  }

  private mutating func text(count: Int) throws(WeightFileError.Kind) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw malformed("text that is not UTF-8")
    }
    return text
  }

  private mutating func line() throws(WeightFileError.Kind) -> String {
    var units: [UInt8] = []
    while true {
      let unit: UInt8 = try integer()
      if unit == 0x0a { return String(decoding: units, as: UTF8.self) }
      units.append(unit)
    }
  }

  private mutating func pop() throws(WeightFileError.Kind) -> PickleValue {
    guard let value = stack.popLast(), value != .mark else { throw malformed("a value is missing") }
    return value
  }

  private mutating func pop(count: Int) throws(WeightFileError.Kind) -> [PickleValue] {
    var values: [PickleValue] = []
    for _ in 0..<count { values.append(try pop()) }
    return values.reversed()
  }

  private mutating func popToMark() throws(WeightFileError.Kind) -> [PickleValue] {
    // Item by item: a slice of the stack would share its memory, and the next change would copy all that lies below.
    var items: [PickleValue] = []
    while let item = stack.popLast() {
      if item == .mark { return items.reversed() }
      items.append(item)
    }
    throw malformed("a mark is missing")
  }

  private func malformed(_ what: String) -> WeightFileError.Kind {
    .malformed("its pickle has \(what) near byte \(position)")
  }
}

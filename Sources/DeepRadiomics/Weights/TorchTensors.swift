/// Decodes every tensor of a state dict.
/// - Parameter locate: where a storage's bytes are in the file.
func readTensors(
  of root: PickleValue, _ heap: PickleHeap, _ bytes: FileBytes,
  locate: (StorageReference) throws(WeightFileError.Kind) -> Range<Int>
) throws(WeightFileError.Kind) -> WeightContent {
  let entries = try stateDict(root, heap)
  try checkOverlaps(entries)
  var content = WeightContent()
  var names: Set<String> = []
  var storages: [StorageReference: [Float]] = [:]
  // Tied weights share their numbers, or a file could name one large tensor a hundred thousand times.
  var views: [TensorView: [Float]] = [:]
  for (name, view) in entries {
    guard names.insert(name).inserted else { throw .duplicateName(name) }
    guard view.storage.type.isFloatingPoint else {
      content.skipped.append(name)
      continue
    }
    if storages[view.storage] == nil { storages[view.storage] = try decode(view.storage, bytes, locate) }
    let values = views[view] ?? view.gathered(from: storages[view.storage] ?? [])
    views[view] = values
    content.tensors[name] = WeightTensor(shape: view.shape, values: values)
  }
  return content
}

private func decode(
  _ storage: StorageReference, _ bytes: FileBytes,
  _ locate: (StorageReference) throws(WeightFileError.Kind) -> Range<Int>
) throws(WeightFileError.Kind) -> [Float] {
  let range = try locate(storage)
  let (expected, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size)
  guard !overflow, range.count == expected else {
    throw .wrongByteCount(tensor: "storage \(storage.key)", expected: overflow ? .max : expected, found: range.count)
  }
  return try bytes.withBytes(at: range.lowerBound, count: range.count, what: "storage \(storage.key)") {
    storage.type.floats($0)
  }
}

/// The tensors of the dictionary at the root, or of the one that a training checkpoint keeps under `state_dict` or
/// `model`: whichever has most, since a checkpoint may hold its best accuracy as a tensor beside the weights.
///
/// One level and no further: dictionaries may lead to each other, or to themselves, and a walk along them need not end.
private func stateDict(
  _ root: PickleValue, _ heap: PickleHeap
) throws(WeightFileError.Kind) -> [(name: String, view: TensorView)] {
  guard case .dictionary(let index) = root else { throw .notAStateDict(found: root.kind) }
  var found = try heap.namedTensors(index)
  for wanted in ["state_dict", "model_state_dict", "model"] {
    guard case .dictionary(let place)? = heap.dictionaries[index].first(where: { $0.key == .text(wanted) })?.value
    else { continue }
    let inner = try heap.namedTensors(place)
    if inner.count > found.count { found = inner }
  }
  guard found.isEmpty else { return found }
  throw .notAStateDict(found: "a dictionary without tensors")
}

extension PickleHeap {
  /// The entries of a dictionary that are tensors under a name, each inside its storage.
  fileprivate func namedTensors(_ index: Int) throws(WeightFileError.Kind) -> [(name: String, view: TensorView)] {
    var tensors: [(String, TensorView)] = []
    for (key, value) in dictionaries[index] {
      guard case .text(let name) = key, case .tensor(let view) = value else { continue }
      tensors.append((name, try view.checked(name)))
    }
    return tensors
  }
}

/// Throws where two tensors share numbers, unless they are the same view (tied weights).
private func checkOverlaps(_ entries: [(name: String, view: TensorView)]) throws(WeightFileError.Kind) {
  // Of empty tensors too: a storage decoded as two doubles must not be read as four floats.
  var storages: [String: StorageReference] = [:]
  for storage in entries.map(\.view.storage) {
    guard storages.updateValue(storage, forKey: storage.key) ?? storage == storage else {
      throw .malformed("storage \(storage.key) has two types or sizes")
    }
  }
  let ordered = entries.filter { !$0.view.shape.contains(0) }
    .sorted { ($0.view.storage.key, $0.view.offset) < ($1.view.storage.key, $1.view.offset) }
  for (first, second) in zip(ordered, ordered.dropFirst()) where first.view.storage.key == second.view.storage.key {
    if first.view != second.view, second.view.offset < first.view.end { throw .overlap(first.name, second.name) }
  }
}

extension TensorView {
  /// One behind the last element, for a view of one or more elements that ``checked(_:)`` has passed.
  fileprivate var end: Int { offset + zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 } }

  /// The view, if it lies inside its storage and names no element twice.
  ///
  /// A view with stride 0 would let a file of a few bytes announce a tensor of any size. No product here overflows: a
  /// storage has at most as many elements as the file has bytes, and a stride that passes is at most that.
  fileprivate func checked(_ name: String) throws(WeightFileError.Kind) -> TensorView {
    guard let count = elementCount(shape), offset >= 0, offset <= storage.count, strides.allSatisfy({ $0 >= 0 }) else {
      throw .outOfBounds(name)
    }
    if count == 0 { return self }
    guard count <= storage.count - offset else { throw .outOfBounds(name) }
    var last = offset
    for (length, stride) in zip(shape, strides) where length > 1 {
      let (reach, overflow) = (length - 1).multipliedReportingOverflow(by: stride)
      guard !overflow, reach < storage.count - last else { throw .outOfBounds(name) }
      last += reach
    }
    let axes = zip(shape, strides).filter { $0.0 > 1 }.sorted { $0.1 < $1.1 }
    var extent = 1
    for (length, stride) in axes {
      guard stride >= extent else { throw .overlap(name, name) }
      extent = stride * length
    }
    return self
  }

  /// The elements in row-major order; only for a view that ``checked(_:)`` has passed.
  fileprivate func gathered(from values: [Float]) -> [Float] {
    // Of a view without elements the other lengths are only claims, of any size.
    guard !shape.contains(0) else { return [] }
    let count = shape.reduce(1, *)
    var contiguous = 1
    var isContiguous = true
    for (length, stride) in zip(shape, strides).reversed() where length > 1 {
      isContiguous = isContiguous && stride == contiguous
      contiguous *= length
    }
    if isContiguous { return Array(values[offset..<(offset + count)]) }
    return (0..<count).map { position in
      var rest = position
      var source = offset
      for (length, stride) in zip(shape, strides).reversed() {
        source += rest % length * stride
        rest /= length
      }
      return values[source]
    }
  }
}

/// Reads what `torch.save` has written since version 1.6: a zip with a pickle and one stored entry per storage.
func readTorchArchive(_ bytes: FileBytes) throws(WeightFileError.Kind) -> WeightContent {
  let archive = try StoredArchive(bytes)
  let pickles = archive.names.filter { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }
  guard let pickle = pickles.first, pickles.count == 1 else { throw .notAStateDict(found: "\(pickles.count) pickles") }
  let folder = String(pickle.dropLast("data.pkl".count))
  try checkByteOrder(archive, folder: folder, bytes)
  var machine = PickleMachine(bytes, in: try archive.verified(pickle))
  let root = try machine.run()
  return try readTensors(of: root, machine.heap, bytes) { (storage) throws(WeightFileError.Kind) in
    try archive.verified(folder + "data/" + storage.key)
  }
}

private func checkByteOrder(_ archive: StoredArchive, folder: String, _ bytes: FileBytes) throws(WeightFileError.Kind) {
  guard let range = archive[folder + "byteorder"] else { return }
  let order = try bytes.text(at: range.lowerBound, count: range.count, what: "the byte order")
  guard order == "little" else { throw .bigEndian }
}

/// Reads the older form: five pickles (magic number, version, machine, tensors, storage keys), then every storage's
/// count and numbers in the order of the keys.
func readLegacyTorch(_ bytes: FileBytes) throws(WeightFileError.Kind) -> WeightContent {
  var position = 0
  func next() throws(WeightFileError.Kind) -> (value: PickleValue, heap: PickleHeap) {
    var machine = PickleMachine(bytes, in: position..<bytes.count)
    let value = try machine.run()
    position = machine.position
    return (value, machine.heap)
  }
  // 0x1950a86a20f9469cfc6c, see torch/serialization.py.
  let magic = try next().value
  guard magic == .long([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]) else {
    throw .notAStateDict(found: magic.kind)
  }
  guard try next().value == .integer(1001) else { throw .malformed("it is not version 1001 of the format") }
  try checkMachine(try next())
  let root = try next()
  let storages = storages(of: root.heap)
  let ranges = try locate(storages, keys: try next(), bytes, from: position)
  return try readTensors(of: root.value, root.heap, bytes) { (storage) throws(WeightFileError.Kind) in
    guard let range = ranges[storage.key] else { throw .outOfBounds("storage \(storage.key)") }
    return range
  }
}

private func checkMachine(_ machine: (value: PickleValue, heap: PickleHeap)) throws(WeightFileError.Kind) {
  guard case .dictionary(let index) = machine.value else { throw .malformed("it does not say what machine wrote it") }
  let little = machine.heap.dictionaries[index].first { $0.key == .text("little_endian") }?.value
  guard little == .bool(true) else { throw .bigEndian }
}

/// Storages by key, out of every tensor that any dictionary holds.
private func storages(of heap: PickleHeap) -> [String: StorageReference] {
  var storages: [String: StorageReference] = [:]
  for dictionary in heap.dictionaries {
    for case (_, .tensor(let view)) in dictionary { storages[view.storage.key] = view.storage }
  }
  return storages
}

private func locate(
  _ storages: [String: StorageReference], keys: (value: PickleValue, heap: PickleHeap), _ bytes: FileBytes,
  from start: Int
) throws(WeightFileError.Kind) -> [String: Range<Int>] {
  guard case .list(let index) = keys.value else { throw .malformed("the list of storages is missing") }
  var ranges: [String: Range<Int>] = [:]
  var position = start
  for item in keys.heap.lists[index] {
    guard case .text(let key) = item else { throw .malformed("a storage without a name") }
    guard ranges[key] == nil else { throw .duplicateName("storage \(key)") }
    // A storage that no tensor uses has no known width, so what follows it could not be found.
    guard let storage = storages[key] else { throw .malformed("storage \(key) belongs to no tensor") }
    let count = try bytes.size(at: position, as: Int64.self, what: "storage \(key)")
    guard count == storage.count else {
      throw .wrongByteCount(tensor: "storage \(key)", expected: storage.count, found: count)
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: storage.type.size)
    guard !overflow else { throw .outOfBounds("storage \(key)") }
    try bytes.check(position + 8, size, what: "storage \(key)")
    ranges[key] = (position + 8)..<(position + 8 + size)
    position += 8 + size
  }
  guard position == bytes.count else { throw .unusedBytes(bytes.count - position, before: "the end of the file") }
  return ranges
}

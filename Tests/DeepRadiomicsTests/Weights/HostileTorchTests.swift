import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// State dicts that no network ever had: dictionaries that lead to each other, and lengths whose product no integer
/// holds.
@Suite struct HostileTorchTests {
  private let six = bytes([0, 1, 2, 3, 4, 5])

  private func failure(_ pickle: [UInt8]) throws -> WeightFileError.Kind? {
    let file = ZipWriter().write([("a/data.pkl", pickle), ("a/byteorder", Array("little".utf8)), ("a/data/0", six)])
    return try withTemporaryFile("weights.pth", file) { url in
      do throws(WeightFileError) {
        _ = try WeightSet(contentsOf: url)
        return nil
      } catch {
        #expect(error.description.hasPrefix("weights.pth: "))
        return error.kind
      }
    }
  }

  /// A whole number of eight bytes (LONG1).
  private func long(_ value: Int) -> [UInt8] { [0x8a, 8] + bytes(Int64(value)) }

  private func tensor(count: Int = 6, offset: Int = 0, shape: [Int], strides: [Int]) -> [UInt8] {
    let storage =
      Pickled.tuple([
        Pickled.text("storage"), Pickled.global("torch", "FloatStorage"), Pickled.text("0"), Pickled.text("cpu"),
        long(count),
      ]) + [0x51]
    let arguments = [
      storage, long(offset), Pickled.tuple(shape.map(long)), Pickled.tuple(strides.map(long)), [0x89],
      Pickled.orderedDictionary,
    ]
    return Pickled.global("torch._utils", "_rebuild_tensor_v2") + Pickled.tuple(arguments) + [0x52]
  }

  private func stateDict(_ tensor: [UInt8]) -> [UInt8] { Pickled.stateDict([("w", tensor)]) }

  /// `depth` dictionaries in a row, each with a tensor under a number and the next under `key`; the last leads to the
  /// first.
  private func ring(_ depth: Int, key: String) -> [UInt8] {
    let entry = Pickled.integer(1) + Pickled.tensor(key: "0", count: 6, shape: [6], strides: [1]) + [0x73]
    // Every dictionary is remembered under its number before it is filled.
    let opened: [[UInt8]] = (0..<depth).map { number in
      [0x7d, 0x72] + bytes(UInt32(number)) + entry + Pickled.text(key)
    }
    return Pickled.document(Array(opened.joined()) + [0x6a] + bytes(UInt32(0)) + [UInt8](repeating: 0x73, count: depth))
  }

  @Test(arguments: [1, 2, 3, 50_000], ["state_dict", "model_state_dict", "model"])
  func dictionariesThatLeadToEachOtherEnd(depth: Int, key: String) throws {
    #expect(try failure(ring(depth, key: key)) == .notAStateDict(found: "a dictionary without tensors"))
  }

  /// The kind of a file that announces no element, or few, in lengths that overflow when they are multiplied.
  @Test(arguments: [
    [0, 1 << 40, 1 << 40], [1 << 40, 1 << 40, 0], [1 << 40, 0, 1 << 40], [1 << 62, 4], [.max, .max], [.max, 0, 2],
    [1 << 32, 1 << 32], [3, .max], [-1, -6],
  ])
  func lengthsWhoseProductOverflowsAreRefused(shape: [Int]) throws {
    let strides = [Int](repeating: 1, count: shape.count)
    #expect(try failure(stateDict(tensor(shape: shape, strides: strides))) == .outOfBounds("w"))
    #expect(try failure(stateDict(tensor(shape: shape, strides: shape))) == .outOfBounds("w"))
    let header =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[\(shape.map(\.description).joined(separator: ","))],\"data_offsets\":[0,24]}}"
    _ = try withTemporaryFile("weights.safetensors", safetensors(header, six)) { url in
      #expect(throws: WeightFileError.self) { try WeightSet(contentsOf: url) }
    }
  }

  /// A storage of more elements than the file has bytes would let strides and ends overflow before its bytes are looked
  /// for.
  @Test(arguments: [
    (Int.max, [2], [Int.max - 1]), (.max, [2, 2], [1 << 62, 1]), (1 << 62, [2], [1 << 61]), (.max, [6], [1]),
  ])
  func storagesLargerThanTheFileAreRefused(count: Int, shape: [Int], strides: [Int]) throws {
    let file = tensor(count: count, shape: shape, strides: strides)
    #expect(try failure(stateDict(file)) == .outOfBounds("storage 0"))
  }

  /// Offsets, lengths, strides and counts at the ends of their range, in every combination that the stream draws.
  @Test func extremeNumbersGiveErrorsOrSets() throws {
    let seed: UInt64 = 11
    print("extreme tensors: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "extreme tensors")
    let extremes = [0, 1, 2, 3, 6, 7, 1 << 31, 1 << 32, 1 << 40, 1 << 61, 1 << 62, .max - 1, .max, -1, .min]
    func draw() -> Int {
      stream.index(below: 3) == 0 ? extremes[stream.index(below: extremes.count)] : stream.index(below: 4)
    }
    var read = 0
    for turn in 0..<3000 {
      let axes = stream.index(below: 5)
      let count = stream.index(below: 4) == 0 ? draw() : 6
      let (offset, shape, strides) = (draw(), (0..<axes).map { _ in draw() }, (0..<axes).map { _ in draw() })
      let error = try failure(stateDict(tensor(count: count, offset: offset, shape: shape, strides: strides)))
      if error == nil { read += 1 }
      let fits = shape.allSatisfy { (0...6).contains($0) } || shape.contains(0)
      #expect(error != nil || fits, "seed \(seed), turn \(turn): \(shape) with \(strides) at \(offset)")
    }
    #expect(read > 20 && read < 1500)
  }

  /// Each byte can make an object of a hundred bytes, so that a file of megabytes would fill the memory.
  @Test(arguments: [UInt8(ascii: "}"), UInt8(ascii: "("), UInt8(ascii: "]")])
  func aPickleOfManyMegabytesIsRefused(code: UInt8) throws {
    let pickle = [0x80, 2] + [UInt8](repeating: code, count: 17 << 20) + [UInt8(ascii: ".")]
    guard case .malformed(let detail)? = try failure(pickle) else { return #expect(Bool(false), "no error") }
    #expect(detail.contains("longer than"))
  }

  /// Tuples of a million lengths, named by many tensors, are looked at once each and not copied.
  @Test func aLongShapeIsRefusedBeforeItIsRead() throws {
    let shape = Pickled.tuple([[UInt8]](repeating: [0x4b, 1], count: 200_000))
    let storage =
      Pickled.tuple([
        Pickled.text("storage"), Pickled.global("torch", "FloatStorage"), Pickled.text("0"), Pickled.text("cpu"),
        long(6),
      ]) + [0x51]
    let call = Pickled.global("torch._utils", "_rebuild_tensor_v2")
    let pickle = stateDict(call + Pickled.tuple([storage, long(0), shape, shape]) + [0x52])
    guard case .malformed(let detail)? = try failure(pickle) else { return #expect(Bool(false), "no error") }
    #expect(detail.contains("200000 axes"))
  }
}

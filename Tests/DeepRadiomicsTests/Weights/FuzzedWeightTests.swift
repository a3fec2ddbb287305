import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// Ten thousand damaged copies of small valid files: each must give a set or a typed error, and never a trap, a hang or
/// a set that the file has no bytes for.
@Suite struct FuzzedWeightTests {
  private static let numbers = bytes([0, 1, 2, 3, 4, 5] as [Float])

  private static let safetensorsFile = safetensors(
    #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
      + #""v":{"dtype":"BF16","shape":[4],"data_offsets":[16,24]}}"#, numbers)

  private static let archive: [UInt8] = {
    let pickle = Pickled.stateDict([
      ("w", Pickled.tensor(key: "0", count: 6, shape: [2, 2], strides: [2, 1])),
      ("v", Pickled.tensor(key: "0", count: 6, offset: 4, shape: [2], strides: [1])),
    ])
    return ZipWriter().write([
      ("archive/data.pkl", pickle), ("archive/byteorder", Array("little".utf8)), ("archive/data/0", numbers),
    ])
  }()

  private static let legacy: [UInt8] = {
    let magic: [UInt8] = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    let machine = [UInt8(0x7d)] + Pickled.text("little_endian") + [0x88, 0x73]
    let tensor = Pickled.tensor(key: "77", count: 6, shape: [2, 3], strides: [3, 1], legacy: true)
    let keys = [UInt8(0x5d), 0x28] + Pickled.text("77") + [0x65]
    return Pickled.document(magic) + Pickled.document([0x4d] + bytes(UInt16(1001))) + Pickled.document(machine)
      + Pickled.stateDict([("w", tensor)]) + Pickled.document(keys) + bytes(Int64(6)) + numbers
  }()

  /// One to four of: a byte, an integer of 2, 4 or 8 bytes at its extremes, a piece cut out, doubled, moved or cut off.
  private func damaged(_ whole: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var file = whole
    for _ in 0...stream.index(below: 4) where !file.isEmpty {
      let place = stream.index(below: file.count)
      let end = min(file.count, place + 1 + stream.index(below: 24))
      switch stream.index(below: 6) {
      case 0: file[place] = UInt8(truncatingIfNeeded: stream.next())
      case 1:
        let width = [2, 4, 8][stream.index(below: 3)]
        let value: UInt8 = [0, 0x7f, 0x80, 0xff][stream.index(below: 4)]
        for at in place..<min(file.count, place + width) { file[at] = value }
      case 2: file.removeSubrange(place..<end)
      case 3: file.insert(contentsOf: file[place..<end], at: stream.index(below: file.count))
      case 4: file.replaceSubrange(place..<end, with: file[..<min(file.count, end - place)])
      default: file.removeLast(file.count - place)
      }
    }
    return file
  }

  @Test(arguments: ["safetensors", "archive", "legacy"])
  func damagedFilesGiveErrorsOrSets(kind: String) throws {
    let whole = ["safetensors": Self.safetensorsFile, "archive": Self.archive, "legacy": Self.legacy][kind] ?? []
    var stream = RandomStream(seed: 2024, name: "fuzzed weights \(kind)")
    var refused = 0
    try withTemporaryFile("weights.bin", whole) { url in
      #expect(!(try WeightSet(contentsOf: url)).tensors.isEmpty)
      for turn in 0..<10_000 {
        let file = damaged(whole, &stream)
        try Data(file).write(to: url)
        do throws(WeightFileError) {
          let set = try WeightSet(contentsOf: url)
          let count = set.tensors.values.reduce(0) { $0 + $1.values.count }
          // Two bytes a number at least: nothing was made up.
          #expect(2 * count <= file.count, "seed 2024, \(kind), turn \(turn)")
        } catch {
          refused += 1
          #expect(error.description.hasPrefix("weights.bin: "), "seed 2024, \(kind), turn \(turn)")
        }
      }
    }
    // Some damage leaves a valid file (numbers, names); most must not.
    print("\(kind): \(refused) of 10000 damaged files refused")
    #expect(refused > 5000)
  }

  /// A million nested tuples or lists: freeing a chain of values by recursion would end the process.
  /// The arguments are an instruction each and not the body, which the log of the tests would print in full.
  @Test(arguments: [([0x29], 0x85), ([], 0x28)] as [([UInt8], UInt8)])
  func deepNestingIsNoOverflow(start: [UInt8], nesting: UInt8) throws {
    let body = start + [UInt8](repeating: nesting, count: 1_000_000)
    let file = ZipWriter().write([("a/data.pkl", Pickled.document(body))])
    _ = try withTemporaryFile("weights.pth", file) { url in
      #expect(throws: WeightFileError.self) { try WeightSet(contentsOf: url) }
    }
  }

  /// Names that lead out of a folder mean nothing here: entries are looked up by name in memory and never written.
  @Test func namesThatLeadOutOfAFolderAreOnlyNames() throws {
    let pickle = Pickled.stateDict([
      ("../../etc/passwd", Pickled.tensor(key: "../0", count: 6, shape: [6], strides: [1]))
    ])
    let file = ZipWriter().write([("a/data.pkl", pickle), ("a/data/../0", Self.numbers)])
    try withTemporaryFile("weights.pth", file) { url in
      let set = try WeightSet(contentsOf: url)
      #expect(Array(set.tensors.keys) == ["../../etc/passwd"])
      let folder = url.deletingLastPathComponent()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.pth"])
      let store = WeightStore(folder.appending(path: "store").path)
      for name in ["../../mine", "", "..", "a/b"] {
        #expect(throws: WeightStoreError.self) { try store.importFile(url.path, name: name) }
      }
      _ = try store.importFile(url.path, name: "mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["store", "weights.pth"])
    }
  }
}

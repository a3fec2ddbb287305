import Archives
import Execution
import Foundation
import TestSupport
import Testing

@Suite struct ZipArchiveTests {
  private let entries: [(name: String, data: [UInt8])] = [
    ("a/first.xml", Array("<a>first</a>".utf8)), ("b.bin", (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0) }),
    ("empty", []),
  ]

  private func fault(_ file: [UInt8], _ name: String = "b.bin", limit: Int = 1 << 20) -> ArchiveFault? {
    do throws(ArchiveFault) {
      _ = try ZipArchive(Data(file)).contents(of: name, limit: limit)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [false, true])
  func entriesReadBack(deflates: Bool) throws {
    let archive = try ZipArchive(Data(ZipWriter(deflates: deflates).write(entries)))
    #expect(archive.entries.map(\.name) == entries.map(\.name))
    for entry in entries {
      #expect(try archive.contents(of: entry.name, limit: 5000) == entry.data)
      #expect(archive[entry.name]?.isStored == !deflates)
    }
  }

  @Test func whatIsNotAsAnnouncedIsRefused() {
    #expect(fault(ZipWriter(checksumDelta: 1, deflates: true).write(entries)) == .checksum("b.bin"))
    #expect(fault(ZipWriter(deflates: true, sizeDelta: 1).write(entries)) == .malformed("b.bin cannot be inflated"))
    #expect(fault(ZipWriter(deflates: true, sizeDelta: -1).write(entries)) == .malformed("b.bin cannot be inflated"))
    #expect(fault(ZipWriter(method: 12).write(entries)) == .unreadableEntry("a/first.xml"))
    #expect(fault(ZipWriter().write(entries), "c") == .malformed("there is no entry c"))
    #expect(fault(ZipWriter().write(entries + [entries[0]])) == .duplicateName("a/first.xml"))
    #expect(fault(ZipWriter(shifted: (1, -entries[0].data.count)).write(entries)) != nil)
  }

  /// A stream of zeros inflates a thousandfold. Nothing is inflated that announces more than the limit, and nothing
  /// grows beyond what it announces.
  @Test func bombsAreRefusedBeforeTheyGrow() {
    let bomb = ZipWriter(deflates: true).write([("b.bin", [UInt8](repeating: 0, count: 1 << 20))])
    #expect(bomb.count < 5000)
    #expect(fault(bomb, limit: 1000) == .tooLarge("b.bin", bytes: 1 << 20, limit: 1000))
    #expect(fault(bomb) == nil)
    let lying = ZipWriter(deflates: true, sizeDelta: -(1 << 20) + 100).write([
      ("b.bin", [UInt8](repeating: 0, count: 1 << 20))
    ])
    #expect(fault(lying, limit: 1000) == .malformed("b.bin cannot be inflated"))
    let boasting = ZipWriter(deflates: true, sizeDelta: 1 << 30).write([("b.bin", [1, 2, 3])])
    #expect(fault(boasting, limit: .max) == .malformed("b.bin announces more bytes than it can hold"))
  }

  /// Cut anywhere or with any byte changed, an archive gives an error or the bytes that were put in.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func damagedArchivesGiveErrorsOrTheSameBytes(seed: UInt64) {
    print("damaged archives: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "damaged archives")
    let whole = ZipWriter(deflates: seed != 2).write(entries)
    for turn in 0..<2000 {
      var file = whole
      if turn % 4 == 0 { file.removeLast(1 + stream.index(below: file.count)) }
      for _ in 0..<(1 + turn % 3) where !file.isEmpty {
        file[stream.index(below: file.count)] = UInt8(stream.index(below: 256))
      }
      for entry in entries {
        guard let read = try? ZipArchive(Data(file)).contents(of: entry.name, limit: 1 << 20) else { continue }
        #expect(read == entry.data, "seed \(seed), turn \(turn), \(entry.name)")
      }
    }
  }
}

import DeepRadiomics
import Foundation
import TestSupport
import Testing

/// Downloads from a server on this machine that behaves as badly as real ones do.
@Suite struct WeightDownloadTests {
  private static let file = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  /// SHA-256 by Python's hashlib of `bytes(i * 31 & 255 for i in range(50000))`.
  private static let digest = "5a8c2ac6a260c4fc39544e8a6f4b26a83848144cf274486900b2bf2b0f8b39c9"

  private func known(_ digest: String = digest) -> KnownWeights {
    KnownWeights(
      name: "made-up", fileName: "made-up.pth", url: "https://example.invalid/made-up.pth",
      digestPrefix: String(digest.prefix(8)), licence: "none", architecture: .resNet18)
  }

  private func withStore<Result>(_ body: (WeightStore, _ part: URL) throws -> Result) throws -> Result {
    try withTemporaryFile("made-up.pth.part", []) { part in
      try FileManager.default.removeItem(at: part)
      return try body(WeightStore(part.deletingLastPathComponent().path), part)
    }
  }

  private func isThere(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  private func kept(_ store: WeightStore) -> Data? { FileManager.default.contents(atPath: store.path(of: known())) }

  @Test func aConnectionThatBreaksOffIsGoneOnWith() throws {
    try withStore { store, part in
      let server = try FileServer(Self.file, .breaksOff(after: 20_000))
      defer { server.stop() }
      #expect {
        try store.fetch(known(), from: server.url)
      } throws: { error in
        (error as? WeightStoreError)?.isUnavailable == true && "\(error)".contains("go on where it stopped")
      }
      #expect(!store.holds(known()))
      #expect(try Data(contentsOf: part) == Data(Self.file.prefix(20_000)))
      try store.fetch(known(), from: server.url)
      #expect(kept(store) == Data(Self.file))
      #expect(server.ranges == [nil, "bytes=20000-"])
      #expect(!isThere(part))
    }
  }

  @Test(arguments: [1, 20_000, 50_000])
  func aPartOfAnotherFileIsThrownAwayOnce(count: Int) throws {
    try withStore { store, part in
      let server = try FileServer(Self.file)
      defer { server.stop() }
      try Data(repeating: 0x55, count: count).write(to: part)
      try store.fetch(known(), from: server.url)
      #expect(kept(store) == Data(Self.file))
      #expect(server.ranges == ["bytes=\(count)-", nil])
    }
  }

  @Test func aServerThatKnowsNoRangesIsAskedForTheWhole() throws {
    try withStore { store, part in
      let server = try FileServer(Self.file, .ignoresRanges)
      defer { server.stop() }
      try Data(Self.file.prefix(1000)).write(to: part)
      try store.fetch(known(), from: server.url)
      #expect(kept(store) == Data(Self.file))
      #expect(server.ranges.last == .some(nil))
    }
  }

  @Test func aWholePartNeedsNoSecondDownload() throws {
    try withStore { store, part in
      let server = try FileServer(Self.file)
      defer { server.stop() }
      try Data(Self.file).write(to: part)
      try store.fetch(known(), from: server.url)
      #expect(kept(store) == Data(Self.file))
      #expect(server.ranges == ["bytes=50000-"])
    }
  }

  @Test func anotherFileThanThePublishedOneLeavesNothingBehind() throws {
    try withStore { store, part in
      let server = try FileServer(Self.file)
      defer { server.stop() }
      let other = known("00" + Self.digest.dropFirst(2))
      #expect(
        throws: WeightStoreError.otherDigest(file: part.path, expected: other.digestPrefix, found: Self.digest)
      ) { try store.fetch(other, from: server.url) }
      #expect(!store.holds(other) && !isThere(part))
    }
  }

  @Test func aPageInPlaceOfTheFileAndARefusedConnectionSayWhatToDoByHand() throws {
    try withStore { store, part in
      let server = try FileServer(Self.file, .hasNothing)
      func error() -> WeightStoreError? {
        do {
          try store.fetch(known(), from: server.url)
          return nil
        } catch { return error as? WeightStoreError }
      }
      let absent = try #require(error())
      server.stop()
      let refused = try #require(error())
      for (found, word) in [(absent, "404"), (refused, "connect")] {
        #expect(found.isUnavailable && found.description.contains(word))
        #expect(found.description.contains(store.path(of: known())) && found.description.contains(known().url))
      }
      #expect(!store.holds(known()) && !isThere(part))
    }
  }
}

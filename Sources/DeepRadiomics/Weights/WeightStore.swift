import Execution
import Foundation

/// The folder where weight files live: `APUS_WEIGHTS`, else `~/.local/share/apus/weights`.
///
/// Files keep their published names. A file of the user's own has a record `FILE.json` beside it that says where it
/// came from.
package struct WeightStore: Sendable {
  /// Path of the folder; it need not exist.
  package let folder: String

  /// The store at `folder`, or the one of this user.
  package init(_ folder: String? = nil) {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["APUS_WEIGHTS"].flatMap { $0.isEmpty ? nil : $0 }
    self.folder = folder ?? named ?? NSHomeDirectory() + "/.local/share/apus/weights"
  }

  /// Where a known set's file is, or should be put by hand.
  package func path(of weights: KnownWeights) -> String { "\(folder)/\(weights.fileName)" }

  /// Whether a known set's file is there.
  package func holds(_ weights: KnownWeights) -> Bool { FileManager.default.fileExists(atPath: path(of: weights)) }

  /// One file in the store.
  package struct Entry: Hashable, Codable, Sendable {
    /// Name on the command line.
    package let name: String
    /// Name of the file.
    package let file: String
    /// Where it was published, or the path it was imported from.
    package let origin: String
    /// Its licence, `unknown` if nobody said.
    package let licence: String
    /// SHA-256 of the file.
    package let sha256: String
  }

  /// The user's own files in the store, by name.
  package var imported: [Entry] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted().compactMap { file in
      FileManager.default.contents(atPath: "\(folder)/\(file)").flatMap {
        try? JSONDecoder().decode(Entry.self, from: $0)
      }
    }
  }

  // MARK: Reading

  /// The weights of this name: a known set, one of the user's own, or a file's path.
  package func load(_ name: String) throws -> WeightSet {
    if let known = KnownWeights.named(name) {
      guard holds(known) else { throw WeightStoreError.absent(known, path: path(of: known)) }
      try check(path(of: known), known.sha256 ?? known.digestPrefix)
      return try WeightSet(contentsOf: URL(filePath: path(of: known)), source: known.source)
    }
    if let own = imported.first(where: { $0.name == name }) {
      try check("\(folder)/\(own.file)", own.sha256)
      let source = WeightSet.Source(name: own.name, origin: own.origin, licence: own.licence)
      return try Self.read("\(folder)/\(own.file)", source: source)
    }
    guard FileManager.default.fileExists(atPath: name) || Self.isNetwork(name) else {
      throw WeightStoreError.unknownName(name, known: KnownWeights.all.map(\.name) + imported.map(\.name))
    }
    return try Self.read(name)
  }

  private static func isNetwork(_ path: String) -> Bool { path.lowercased().hasSuffix(".onnx") }

  /// Weights, or a network in an ONNX file, which has no mark to know it by but its name.
  private static func read(_ path: String, source: WeightSet.Source? = nil) throws -> WeightSet {
    let url = URL(filePath: path)
    guard isNetwork(path) else { return try WeightSet(contentsOf: url, source: source) }
    return WeightSet(
      try ONNXModel(contentsOf: url),
      source: source ?? WeightSet.Source(name: url.lastPathComponent, origin: url.path, licence: "unknown"))
  }

  /// The bytes must still be those that were published or imported: a network that changed in the store is another
  /// network.
  private func check(_ path: String, _ digest: String) throws(WeightStoreError) {
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else { throw .unreadable(path) }
    let found = data.sha256
    guard found.hasPrefix(digest) else { throw .otherDigest(file: path, expected: digest, found: found) }
  }

  // MARK: Writing

  /// Copies a file into the store once it was read as weights; a file of a published name must have the published
  /// digest.
  /// - Returns: what is in the store now.
  package func importFile(_ path: String, name: String? = nil, licence: String? = nil) throws -> Entry {
    guard let data = FileManager.default.contents(atPath: path) else { throw WeightStoreError.unreadable(path) }
    let file = URL(filePath: path).lastPathComponent
    let digest = data.sha256
    // Read before it is kept: a store of files that cannot be used helps nobody.
    let set = try Self.read(path)
    guard !set.tensors.isEmpty || set.network != nil else {
      throw WeightStoreError.useless(file: path, cause: "it holds no floating-point tensor")
    }
    // The store knows one file by one SHA-256; numbers beside it could change without notice.
    if let companion = set.network?.companions.first {
      throw WeightStoreError.useless(
        file: path, cause: "its numbers are in another file, \(companion.printable); export it as one file")
    }
    guard set.tensors.values.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
      throw WeightStoreError.useless(file: path, cause: "it holds numbers that are not finite")
    }
    if let known = KnownWeights.named(fileName: file) ?? KnownWeights.all.first(where: { $0.sha256 == digest }) {
      try keep(data, digest: digest, as: known, from: path)
      return Entry(name: known.name, file: known.fileName, origin: known.url, licence: known.licence, sha256: digest)
    }
    let own = Self.name(name ?? URL(filePath: path).deletingPathExtension().lastPathComponent, of: set)
    try check(name: own, digest)
    // Two files of one name are told apart by the names that they were given, and by their content on disk.
    let isTaken = imported.contains { $0.file == file && $0.name != own }
    let entry = Entry(
      name: own, file: isTaken ? "\(digest.prefix(8))-\(file)" : file,
      origin: URL(filePath: path).standardizedFileURL.path, licence: licence ?? "unknown", sha256: digest)
    try write(data, to: "\(folder)/\(entry.file)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try write(try encoder.encode(entry), to: "\(folder)/\(entry.file).json")
    return entry
  }

  /// A network's name ends like its file's, by which it is known to be one.
  private static func name(_ name: String, of set: WeightSet) -> String {
    set.network == nil || isNetwork(name) ? name : name + ".onnx"
  }

  /// Refuses a name that cannot be one, or that means other weights already.
  private func check(name: String, _ digest: String) throws(WeightStoreError) {
    guard !name.isEmpty, !name.contains("/"), !name.allSatisfy({ $0 == "." }) else {
      throw .nameTaken(name, cause: "cannot name weights")
    }
    guard KnownWeights.named(name) == nil else { throw .nameTaken(name, cause: "is the name of a published set") }
    if let other = imported.first(where: { $0.name == name && $0.sha256 != digest }) {
      throw .nameTaken(name, cause: "is the name of other weights in the store, from \(other.origin)")
    }
  }

  /// Puts the bytes of a known set into the store if they are the published ones.
  func keep(_ data: Data, digest: String, as weights: KnownWeights, from file: String) throws(WeightStoreError) {
    guard weights.isPublished(digest) else {
      throw .otherDigest(file: file, expected: weights.sha256 ?? weights.digestPrefix, found: digest)
    }
    try write(data, to: path(of: weights))
  }

  /// Temporary file, then rename: the store never holds half a file.
  private func write(_ data: Data, to path: String) throws(WeightStoreError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, cause: error.localizedDescription)
    }
  }
}

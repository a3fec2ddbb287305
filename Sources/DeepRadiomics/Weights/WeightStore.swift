import Execution
import Foundation

/// The folder where weight files live: `APUS_WEIGHTS`, else `~/.local/share/apus/weights`.
///
/// Files keep their published names. A file of the user's own has a record `FILE.json` beside it that says where it came from.
public struct WeightStore: Sendable {
  /// Path of the folder; it need not exist.
  public let folder: String

  /// The store at `folder`, or the one of this user.
  public init(_ folder: String? = nil) {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["APUS_WEIGHTS"].flatMap { $0.isEmpty ? nil : $0 }
    self.folder = folder ?? named ?? NSHomeDirectory() + "/.local/share/apus/weights"
  }

  /// Where a known set's file is, or should be put by hand.
  public func path(of weights: KnownWeights) -> String { "\(folder)/\(weights.fileName)" }

  /// Whether a known set's file is there.
  public func holds(_ weights: KnownWeights) -> Bool { FileManager.default.fileExists(atPath: path(of: weights)) }

  /// One file in the store.
  public struct Entry: Hashable, Codable, Sendable {
    /// Name on the command line.
    public let name: String
    /// Name of the file.
    public let file: String
    /// Where it was published, or the path it was imported from.
    public let origin: String
    /// Its licence, `unknown` if nobody said.
    public let licence: String
    /// SHA-256 of the file.
    public let sha256: String
  }

  /// The user's own files in the store, by name.
  public var imported: [Entry] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted().compactMap { file in
      FileManager.default.contents(atPath: "\(folder)/\(file)").flatMap {
        try? JSONDecoder().decode(Entry.self, from: $0)
      }
    }
  }

  // MARK: Reading

  /// The weights of this name: a known set, one of the user's own, or a file's path.
  public func load(_ name: String) throws -> WeightSet {
    if let known = KnownWeights.named(name) {
      guard holds(known) else { throw WeightStoreError.absent(known, path: path(of: known)) }
      return try WeightSet(contentsOf: URL(filePath: path(of: known)), source: known.source)
    }
    if let own = imported.first(where: { $0.name == name }) {
      let source = WeightSet.Source(name: own.name, origin: own.origin, licence: own.licence)
      return try WeightSet(contentsOf: URL(filePath: "\(folder)/\(own.file)"), source: source)
    }
    guard FileManager.default.fileExists(atPath: name) else {
      throw WeightStoreError.unknownName(name, known: KnownWeights.all.map(\.name) + imported.map(\.name))
    }
    return try WeightSet(contentsOf: URL(filePath: name))
  }

  // MARK: Writing

  /// Copies a file into the store once it was read as weights; a file of a published name must have the published digest.
  /// - Returns: what is in the store now.
  public func importFile(_ path: String, name: String? = nil, licence: String? = nil) throws -> Entry {
    guard let data = FileManager.default.contents(atPath: path) else { throw WeightStoreError.unreadable(path) }
    let file = URL(filePath: path).lastPathComponent
    let digest = data.sha256
    // Read before it is kept: a store of files that cannot be used helps nobody.
    _ = try WeightSet(contentsOf: URL(filePath: path))
    if let known = KnownWeights.named(fileName: file) ?? KnownWeights.all.first(where: { $0.sha256 == digest }) {
      try keep(data, digest: digest, as: known, from: path)
      return Entry(name: known.name, file: known.fileName, origin: known.url, licence: known.licence, sha256: digest)
    }
    let entry = Entry(
      name: name ?? URL(filePath: path).deletingPathExtension().lastPathComponent, file: file,
      origin: URL(filePath: path).standardizedFileURL.path, licence: licence ?? "unknown", sha256: digest)
    guard KnownWeights.named(entry.name) == nil else {
      throw WeightStoreError.damaged(
        file: path, cause: "its name \(entry.name) is that of a published set; give another")
    }
    try write(data, to: "\(folder)/\(file)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try write(try encoder.encode(entry), to: "\(folder)/\(file).json")
    return entry
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

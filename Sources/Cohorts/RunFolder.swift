import Execution
import Foundation
import Glibc
import Records
import StudyFiles

/// The folder of one run: results are files, features are cached by content.
public struct RunFolder: Sendable {
  /// Path of the folder.
  public let path: String

  /// The folder of a study; refuses one that holds anything else. Nothing is written yet.
  public init(_ path: String, for study: StudyFile) throws(StoreError) {
    self.path = path
    try claim(study)
  }

  private init(draft path: String) { self.path = path }

  /// Makes the folder, and in it a fresh draft for the results of a run: those of an earlier run stay until
  /// ``publish(_:)``, so that a run that fails takes nothing away.
  /// - Returns: the draft, into which the run writes.
  package func begin(_ study: StudyFile) throws(StoreError) -> RunFolder {
    let draft = RunFolder(draft: file(Self.draftName))
    try make(path)
    try make(file("cache"))
    try finishPublishing()
    try? FileManager.default.removeItem(atPath: draft.path)
    try make(draft.path)
    try make(draft.file("figures"))
    try AtomicFile.write(study.resolvedText, to: draft.studyPath)
    // A folder that is killed now is known as this study's.
    if !FileManager.default.fileExists(atPath: studyPath) { try AtomicFile.write(study.resolvedText, to: studyPath) }
    return draft
  }

  /// Puts the results in the draft into the place of the earlier ones, and takes away those that the draft has none of.
  ///
  /// The draft is renamed first: from that moment on the new results are the run's, and whoever opens the folder after
  /// a crash moves the rest. `results.json` comes last, so that where it is new everything is.
  /// - Parameters:
  ///   - keeping: copies instead of moving, for a run that goes on with its draft.
  ///   - step: is told what is done next; a test ends the work there, as a power cut would.
  package func publish(
    _ draft: RunFolder, keeping: Bool = false, step: (String) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    guard !keeping else {
      let copy = RunFolder(draft: draft.path + ".copy.part")
      try? FileManager.default.removeItem(atPath: copy.path)
      do {
        try FileManager.default.copyItem(atPath: draft.path, toPath: copy.path)
      } catch {
        throw .cannotWrite(path: copy.path, cause: error.localizedDescription)
      }
      return try publish(copy, step: step)
    }
    try finishPublishing()
    let names = (Self.results + ["study.yaml"]).filter { FileManager.default.fileExists(atPath: draft.file($0)) }
    try AtomicFile.write(names.joined(separator: "\n"), to: draft.file(Self.contents))
    try step("commit")
    try move(draft.path, to: file(Self.finishedName))
    try finishPublishing(step)
  }

  /// Moves what a run had finished when it was ended while its results were put into their places; nothing where no run
  /// was.
  package func finishPublishing(
    _ step: (String) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    let files = FileManager.default
    let finished = RunFolder(draft: file(Self.finishedName))
    guard files.fileExists(atPath: finished.path) else { return }
    // Without the list everything has been moved, and only the folder was left.
    if let list = files.contents(atPath: finished.file(Self.contents)) {
      let names = String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
      for name in Self.results where !names.contains(name) {
        try step("remove \(name)")
        try? files.removeItem(atPath: file(name))
      }
      for name in names.filter({ $0 != Self.last }) + names.filter({ $0 == Self.last })
      where files.fileExists(atPath: finished.file(name)) {
        try step("move \(name)")
        try take(name, from: finished)
      }
    }
    try step("clear")
    try? files.removeItem(atPath: finished.path)
  }

  /// Moves a result of another folder into the place of this one's.
  private func take(_ name: String, from other: RunFolder) throws(StoreError) {
    // A folder cannot take the place of a folder that holds something.
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file(name), isDirectory: &isFolder), isFolder.boolValue {
      try? FileManager.default.removeItem(atPath: file(name))
    }
    try move(other.file(name), to: file(name))
  }

  private func move(_ old: String, to new: String) throws(StoreError) {
    guard rename(old, new) == 0 else { throw .cannotWrite(path: new, cause: String(cString: strerror(errno))) }
  }

  /// Whether an earlier run has left whole results.
  package var holdsResults: Bool { FileManager.default.fileExists(atPath: file("results.json")) }

  /// Folder of the results of a run that is not finished.
  package static let draftName = "unfinished"
  /// Folder of whole results that are being put into their places.
  package static let finishedName = "finished"
  /// In it: the names of those results.
  private static let contents = "contents.txt"
  /// The result that comes last.
  private static let last = "results.json"

  private static let results = [
    "report.html", "results.json", "predictions.csv", "features.csv", "training.json", "fits.json", "exclusions.csv",
    "patients.csv", "audit.json", seal, "landmarks.csv", "robustness.csv", "figures", "models",
    // An earlier version wrote it.
    "model.json",
  ]

  /// Where a result lies.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  private var studyPath: String { file("study.yaml") }

  private func claim(_ study: StudyFile) throws(StoreError) {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw StoreError.noTarget(path: path, cause: "it is a file", step: "Give -o a folder, new or of an earlier run")
    }
    // A run that was killed before it wrote its study file leaves nothing else.
    let own = present.allSatisfy { name in
      ["cache", "figures", Self.draftName, Self.finishedName].contains(name) || name.hasSuffix(".part")
    }
    guard !own else { return }
    guard let earlier = try? StudyFile(reading: studyPath), present.contains("cache") else {
      throw StoreError.foreignFolder(path: path)
    }
    guard earlier.name == study.name else { throw StoreError.otherStudy(path: path, name: earlier.name) }
  }

  private func make(_ folder: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotWrite(path: folder, cause: error.localizedDescription)
    }
  }
}

/// Values kept under the hash of everything they were made from, so a changed input or setting never meets a stale
/// value.
package struct ContentCache: Sendable {
  /// The number of the texts under which values are kept: 1 was what Swift printed of the settings, in Apus 0.1.
  package static let schema = 2

  private let folder: String?

  /// The cache of a run.
  package init(in run: RunFolder) { folder = run.file("cache") }

  /// What to say of values in the cache of a run that an earlier Apus kept under other texts; `nil` where there are
  /// none.
  package static func remark(on run: RunFolder) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: run.file("cache"))) ?? []
    let earlier = names.count { $0.hasSuffix(".cached") }
    guard earlier > 0 else { return nil }
    return
      "\(run.file("cache")): \(earlier) cached values have schema 1 and this Apus reads schema \(schema), so they are computed again. "
      + "To free their space, delete \(run.file("cache"))/*.cached"
  }

  private init() { folder = nil }

  /// A cache that keeps nothing.
  package static let none = ContentCache()

  /// The value under `key`, if a whole one is there; a damaged file counts as absent and is made anew.
  package func value<Value: Decodable>(_ type: Value.Type, for key: String) -> Value? {
    guard let path = path(key), let data = FileManager.default.contents(atPath: path),
      let end = data.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let body = Data(data[(end + 1)...])
    guard data[..<end].elementsEqual(seal(of: body, for: key).utf8) else { return nil }
    return try? JSONDecoder().decode(type, from: body)
  }

  /// Keeps a value under `key`: a line with its seal, then the value as JSON.
  package func keep(_ value: some Encodable, for key: String) throws(StoreError) {
    guard let path = path(key) else { return }
    let body: Data
    do {
      body = try JSONEncoder.stable.encode(value)
    } catch {
      throw StoreError.noJSON(path: path, cause: "\(error)")
    }
    try AtomicFile.write(Data("\(seal(of: body, for: key))\n".utf8) + body, to: path)
  }

  /// SHA-256 of key and value: what was cut, changed or moved under another key is not what was kept.
  private func seal(of body: Data, for key: String) -> String {
    var digest = SHA256Digest()
    digest.add("\(key)\n")
    body.withUnsafeBytes { digest.add($0) }
    return digest.finish()
  }

  private func path(_ key: String) -> String? { folder.map { "\($0)/\(key).schema-\(Self.schema)" } }
}

extension RunFolder {
  /// Holds the SHA-256 of `results.json`, as `sha256sum -c` reads it: a file cannot hold its own.
  package static let seal = "results.json.sha256"

  /// Files of a run whose hashes `results.json` has, where they are there.
  package static let hashed = [
    "features.csv", "patients.csv", "predictions.csv", "exclusions.csv", "fits.json", "training.json", "robustness.csv",
    LandmarkTable.file,
  ]
}

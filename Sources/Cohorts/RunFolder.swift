import Execution
import Foundation
import Glibc
import Records
import Results
import StudyFiles

/// The folder of one run, with its results as files and a cache of features.
package struct RunFolder: Sendable {
  /// Path of the folder.
  package let path: String
  /// Held by the draft of a run, for as long as the run has it.
  private var lock: RunLock?

  /// Whether results of another study, or of another state of this one, may be replaced.
  package let replaces: Bool

  /// The folder of a study. Refuses a folder that holds anything else, and writes nothing yet.
  package init(_ path: String, for study: StudyFile, replacing: Bool = false) throws(StoreError) {
    (self.path, replaces) = (path, replacing)
    try claim(study)
  }

  /// What a run should say of the lock of its draft; `nil` where there is one.
  package var lockRemark: String? {
    (lock?.absence).map {
      "\(path): this file system gives no lock (\($0)), so nothing keeps a second run from writing here. Start only one."
    }
  }

  private init(draft path: String) { (self.path, replaces) = (path, false) }

  /// Makes the folder and in it an empty draft for the results of a run. Earlier results stay until ``publish(_:)``, so
  /// that a failed run loses nothing.
  /// - Returns: the draft into which the run writes.
  package func begin(_ study: StudyFile) throws(StoreError) -> RunFolder {
    try make(path)
    try make(file("cache"))
    var draft = RunFolder(draft: file(Self.draftName))
    draft.lock = try RunLock(file("cache"), of: path)
    try finishPublishing()
    removePartsOfDeadRuns()
    try? FileManager.default.removeItem(atPath: draft.path)
    try make(draft.path)
    try make(draft.file(.figures))
    try AtomicFile.write(study.resolvedText, to: draft.studyPath)
    // After this, even a folder whose run is killed is recognised as that of this study.
    if !FileManager.default.fileExists(atPath: studyPath) { try AtomicFile.write(study.resolvedText, to: studyPath) }
    return draft
  }

  /// Makes the folder with its cache, for processes that fill the cache before the run begins.
  package func open() throws(StoreError) {
    try make(path)
    try make(file("cache"))
  }

  /// A folder for the files of one process, which no run publishes.
  package static func scratch(_ path: String) throws(StoreError) -> RunFolder {
    let folder = RunFolder(draft: path)
    try? FileManager.default.removeItem(atPath: path)
    try folder.make(path)
    return folder
  }

  /// Removes the folder of ``scratch(_:)``.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Folder of the fits that are kept while a run is at work.
  private static let fits = "cache/fits"

  /// The fits of a run that is not whole yet.
  package func keptFits() throws(StoreError) -> ContentCache {
    try make(file(Self.fits))
    return ContentCache(at: file(Self.fits))
  }

  /// Removes the fits of a run whose results are in place: nothing needs them any more.
  package func removeFits() { try? FileManager.default.removeItem(atPath: file(Self.fits)) }

  /// Moves the results of the draft into place and removes earlier results that the draft does not have.
  ///
  /// The draft is renamed first. From then on the new results count, and whoever opens the folder after a crash moves
  /// the rest. `results.json` is moved last, so that if it is new, everything is.
  /// - Parameters:
  ///   - keeping: copies instead of moving, for a run that continues with its draft.
  ///   - step: is told each step before it is done; a test interrupts the work there, as a power cut would.
  package func publish(
    _ draft: RunFolder, keeping: Bool = false, step: (String) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    guard !keeping else {
      let copy = RunFolder(draft: draft.path + ".copy.part")
      try? FileManager.default.removeItem(atPath: copy.path)
      do {
        try FileManager.default.copyItem(atPath: draft.path, toPath: copy.path)
      } catch {
        throw .cannotWrite(path: copy.path, cause: WriteFailure(error))
      }
      return try publish(copy, step: step)
    }
    try finishPublishing()
    let names = (Self.results + [RunFile.study.rawValue]).filter {
      FileManager.default.fileExists(atPath: draft.file($0))
    }
    try AtomicFile.write(names.joined(separator: "\n"), to: draft.file(Self.contents))
    try step("commit")
    try move(draft.path, to: file(Self.finishedName))
    try finishPublishing(step)
  }

  /// Completes the publication that an interrupted run left in a folder. The results it moves are whole.
  /// - Returns: whether no part of a publication is left.
  package static func completePublication(in path: String) -> Bool {
    let folder = RunFolder(draft: path)
    try? folder.finishPublishing()
    return !FileManager.default.fileExists(atPath: folder.file(finishedName))
  }

  /// Removes temporary files of processes that have ended without renaming them.
  private func removePartsOfDeadRuns() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      guard AtomicFile.isPartOfDeadProcess(name) else { continue }
      unlink(file(name))
    }
  }

  /// Completes a publication that was interrupted; does nothing if there was none.
  package func finishPublishing(
    _ step: (String) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    let files = FileManager.default
    let finished = RunFolder(draft: file(Self.finishedName))
    guard files.fileExists(atPath: finished.path) else { return }
    // Without the list everything was moved already, and only the empty folder was left.
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

  /// Moves a result from another folder to its place in this one.
  private func take(_ name: String, from other: RunFolder) throws(StoreError) {
    // A folder cannot be renamed to a folder that is not empty.
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file(name), isDirectory: &isFolder), isFolder.boolValue {
      try? FileManager.default.removeItem(atPath: file(name))
    }
    try move(other.file(name), to: file(name))
  }

  private func move(_ old: String, to new: String) throws(StoreError) {
    guard rename(old, new) == 0 else { throw .cannotWrite(path: new, cause: WriteFailure(code: errno)) }
  }

  /// Whether a run of the study was ended in this folder before it had any results, so that another one can go on.
  package static func isUnfinished(_ path: String, of study: String) -> Bool {
    let folder = RunFolder(draft: path)
    guard !folder.holdsResults, FileManager.default.fileExists(atPath: folder.file("cache")),
      !FileManager.default.fileExists(atPath: folder.file(finishedName)),
      folder.holdsNothingElse || (try? StudyFile(reading: folder.studyPath))?.name == study
    else { return false }
    return !OwnedLock.isTaken(folder.file("cache/\(RunLock.name)"))
  }

  /// Whether an earlier run left complete results.
  package var holdsResults: Bool { FileManager.default.fileExists(atPath: file(.results)) }

  /// Folder with the results of an unfinished run.
  package static let draftName = "unfinished"
  /// Folder with complete results that are being moved into place.
  package static let finishedName = "finished"
  /// The file in it that lists these results.
  private static let contents = "contents.txt"
  /// The result that is moved last.
  private static let last = RunFile.results.rawValue

  /// Names of all results, with one that an earlier version wrote.
  private static let results = RunFile.replaced.map(\.rawValue) + ["model.json"]

  /// Path of a file or folder of the run.
  package func file(_ file: RunFile) -> String { self.file(file.rawValue) }

  /// Path of a file below the folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  private var studyPath: String { file(.study) }

  /// Whether there is nothing but what a run leaves that was killed before it wrote its study file.
  private var holdsNothingElse: Bool {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).allSatisfy { name in
      ["cache", "figures", Self.draftName, Self.finishedName].contains(name) || name.hasSuffix(".part")
    }
  }

  private func claim(_ study: StudyFile) throws(StoreError) {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw StoreError.noTarget(path: path, cause: "it is a file", step: "Name a folder, new or of an earlier run")
    }
    guard !holdsNothingElse else { return }
    // A copy of a run may lack its cache.
    guard let earlier = try? StudyFile(reading: studyPath), present.contains("cache") || holdsResults else {
      throw StoreError.foreignFolder(path: path)
    }
    guard replaces || earlier.name == study.name else { throw StoreError.otherStudy(path: path, name: earlier.name) }
  }

  private func make(_ folder: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotWrite(path: folder, cause: WriteFailure(error))
    }
  }
}

/// Values stored under the hash of everything they were computed from, so that a changed input or setting never finds
/// an outdated value.
package struct ContentCache: Sendable {
  /// Number of the texts that are hashed into keys. Schema 1, of Apus 0.1, hashed Swift's printed form of the settings.
  package static let schema = 2

  private let folder: String?

  /// The cache of a run.
  package init(in run: RunFolder) { folder = run.file("cache") }

  /// A remark on values that an earlier Apus stored in the cache of a run under other keys; `nil` if there are none.
  package static func remark(on run: RunFolder) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: run.file("cache"))) ?? []
    let earlier = names.count { $0.hasSuffix(".cached") }
    guard earlier > 0 else { return nil }
    return
      "\(run.file("cache")): \(earlier) cached values have schema 1, but this Apus uses schema \(schema), so they "
      + "are computed again. To free their space, delete \(run.file("cache"))/*.cached"
  }

  fileprivate init(at folder: String) { self.folder = folder }

  private init() { folder = nil }

  /// A cache that keeps nothing.
  package static let none = ContentCache()

  /// The value under `key`, if there is a complete one; a damaged file counts as absent and is replaced.
  package func value<Value: Decodable>(_ type: Value.Type, for key: String) -> Value? {
    guard let path = path(key), let data = FileManager.default.contents(atPath: path),
      let end = data.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let body = Data(data[(end + 1)...])
    guard data[..<end].elementsEqual(seal(of: body, for: key).utf8) else { return nil }
    return try? JSONDecoder().decode(type, from: body)
  }

  /// Stores a value under `key`: a line with its hash, then the value as JSON.
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

  /// SHA-256 of key and value, so that a file that was cut, changed or moved to another key is recognised.
  private func seal(of body: Data, for key: String) -> String {
    var digest = SHA256Digest()
    digest.add("\(key)\n")
    body.withUnsafeBytes { digest.add($0) }
    return digest.finish()
  }

  private func path(_ key: String) -> String? { folder.map { "\($0)/\(key).schema-\(Self.schema)" } }
}

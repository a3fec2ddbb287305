import Foundation
import Records
import Results

/// What runs and extractions have kept for the next time: features of finished patients, the index of an export,
/// corrected images, finished rows of a table.
package struct KeptFiles: Sendable {
  /// The cache of one run, or the finished rows of one table.
  package struct Place: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable {
      case run, table
    }

    package let path: String
    package let kind: Kind
    /// What can be taken over.
    package internal(set) var kept = Amount()
    /// What nothing will take over: values of an earlier schema, parts of files and the draft of a run that has ended.
    package internal(set) var stale = Amount()
    /// Whether a command is writing here, so that nothing may be removed.
    package internal(set) var isAtWork = false
    var staleFiles: [String] = []

    private enum CodingKeys: String, CodingKey { case path, kind, kept, stale, isAtWork }
  }

  /// A number of files, and their bytes.
  package struct Amount: Codable, Hashable, Sendable {
    package internal(set) var files = 0
    package internal(set) var bytes = 0

    mutating func add(_ path: String) {
      files += 1
      bytes += KeptFiles.size(of: path)
    }
  }

  package let places: [Place]

  /// Looks at a folder and all below it. The folder of a run is looked into no deeper.
  package init(below folder: String) {
    var (found, waiting) = ([Place](), [folder])
    while let next = waiting.popLast() {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: next)) ?? []).sorted()
      if names.contains("cache"), names.contains(RunFile.study.rawValue) || names.contains(RunFolder.draftName) {
        found.append(Self.run(next))
        continue
      }
      for name in names {
        let path = "\(next)/\(name)"
        if FileManager.default.isFolder(path) {
          // A link may lead back.
          if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil { waiting.append(path) }
        } else if name.hasSuffix(".rows") || name.contains(/\.rows-[0-9]+$/) {
          found.append(Self.table(path))
        }
      }
    }
    places = found.sorted { $0.path < $1.path }
  }

  private static func run(_ folder: String) -> Place {
    let cache = "\(folder)/cache"
    var place = Place(path: folder, kind: .run)
    place.isAtWork = OwnedLock.isTaken("\(cache)/\(RunLock.name)")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? [] where name != RunLock.name {
      let path = "\(cache)/\(name)"
      if isStale(name) {
        place.stale.add(path)
        place.staleFiles.append(path)
      } else {
        place.kept.add(path)
      }
    }
    let draft = "\(folder)/\(RunFolder.draftName)"
    if !place.isAtWork, FileManager.default.fileExists(atPath: draft) {
      place.stale.add(draft)
      place.staleFiles.append(draft)
    }
    return place
  }

  private static func isStale(_ name: String) -> Bool {
    if AtomicFile.isPartOfDeadProcess(name) { return true }
    if name.hasSuffix(".cached") { return true }
    guard let schema = name.split(separator: ".").last, schema.hasPrefix("schema-") else { return false }
    return schema != "schema-\(ContentCache.schema)"
  }

  private static func table(_ path: String) -> Place {
    var place = Place(path: path, kind: .table)
    place.isAtWork = OwnedLock.isTaken(path)
    place.kept.add(path)
    return place
  }

  fileprivate static func size(of path: String) -> Int {
    let manager = FileManager.default
    guard manager.isFolder(path) else {
      return ((try? manager.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    }
    return ((try? manager.subpathsOfDirectory(atPath: path)) ?? []).map { name in
      manager.isFolder("\(path)/\(name)") ? 0 : size(of: "\(path)/\(name)")
    }.reduce(0, +)
  }

  /// Removes what is stale, or everything that is kept, where no command is at work.
  /// - Returns: what was removed.
  package func prune(all: Bool) throws(StoreError) -> Amount {
    var removed = Amount()
    for place in places where !place.isAtWork {
      for path in all ? place.everything : place.staleFiles {
        let size = Self.size(of: path)
        do {
          try FileManager.default.removeItem(atPath: path)
        } catch {
          throw .cannotWrite(path: path, cause: WriteFailure(error))
        }
        removed.files += 1
        removed.bytes += size
      }
    }
    return removed
  }
}

extension KeptFiles.Place {
  /// Every file that may be removed. The folder itself and its lock stay, by which the next run knows its folder.
  fileprivate var everything: [String] {
    guard kind == .run else { return [path] }
    let cache = "\(path)/cache"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
    return names.filter { $0 != RunLock.name }.map { "\(cache)/\($0)" }
      + staleFiles.filter { !$0.hasPrefix("\(cache)/") }
  }
}

import Foundation
import Synchronization

/// The studies, runs and folders without a study below the folder that is served.
package final class Catalogue: Sendable {
  /// Absolute path of the folder, without links.
  package let root: String
  private let limits: WalkLimits
  private let numbering = Numbering()
  private let heads = FileMemory(StudyHead.init(reading:))
  private let last = Mutex<(listing: Listing, until: ContinuousClock.Instant)?>(nil)

  /// - Parameter root: the folder, which exists.
  package init(_ root: String) {
    self.root = URL(filePath: root).resolvingSymlinksInPath().standardizedFileURL.path
    limits = WalkLimits()
  }

  package init(_ root: String, limits: WalkLimits) {
    self.root = URL(filePath: root).resolvingSymlinksInPath().standardizedFileURL.path
    self.limits = limits
  }

  /// What is there now, or was some seconds ago: pages ask again and again while a run is at work. A large folder is
  /// searched again so seldom that the search takes a twentieth of the time.
  package func listing() -> Listing {
    let start = ContinuousClock.now
    if let last = last.withLock({ $0 }), start < last.until { return last.listing }
    let made = look()
    let end = ContinuousClock.now
    last.withLock { $0 = (made, end + max(.seconds(2), (end - start) * 20)) }
    return made
  }

  /// Forgets what was seen, because the server changed something.
  package func refresh() { last.withLock { $0 = nil } }

  private func look() -> Listing {
    let walk = FolderWalk(below: root, limits: limits, keeps: FileKinds.matters)
    var listing = Listing(isComplete: walk.isComplete)
    var homes: [String] = []
    for folder in walk.folders where !folder.isOfRun {
      for name in folder.files.filter(FileKinds.isStudyName).sorted() {
        guard let head = heads.value(absolute(folder.path(name))), head.isStudy else { continue }
        listing.studies.append(study(folder, name, head))
        homes.append(folder.place)
      }
    }
    listing.runs = walk.folders.filter(\.isOfRun).compactMap { run($0, listing.studies) }
    listing.folders = open(walk.folders.filter { !$0.isOfRun }, homes)
    return listing
  }

  private func absolute(_ place: String) -> String { place.isEmpty ? root : "\(root)/\(place)" }

  private func study(_ folder: FolderWalk.Folder, _ name: String, _ head: StudyHead) -> Listing.Study {
    let place = folder.path(name)
    return Listing.Study(
      number: numbering.number(of: absolute(place)), path: absolute(place), place: place, name: head.name,
      fault: head.fault)
  }

  /// A run belongs to the study of its name that stands nearest above it, or beside it.
  private func run(_ folder: FolderWalk.Folder, _ studies: [Listing.Study]) -> Listing.Run? {
    let path = absolute(folder.place)
    guard let head = heads.value("\(path)/study.yaml"), head.isStudy else { return nil }
    let parent = Self.parent(folder.place)
    let own = studies.filter { study in
      let home = Self.parent(study.place)
      return study.name == head.name && (home.isEmpty || parent == home || parent.hasPrefix(home + "/"))
    }
    let nearest = own.max { Self.parent($0.place).count < Self.parent($1.place).count }
    return Listing.Run(
      number: numbering.number(of: path), path: path, place: folder.place, name: head.name, study: nearest?.number)
  }

  /// Folders with a table but without a study, of which a study can be made; nothing below the folder of a study, since
  /// that is its data. Where there is no study at all, the whole folder comes last: its table may stand beside the
  /// folder of the images.
  private func open(_ folders: [FolderWalk.Folder], _ homes: [String]) -> [Listing.Open] {
    let tables = folders.flatMap { folder in folder.files.filter(FileKinds.isTableName).map(folder.path) }.sorted()
    let free = folders.filter { folder in
      !homes.contains { $0.isEmpty || $0 == folder.place || folder.place.hasPrefix($0 + "/") }
    }
    var chosen: [Listing.Open] = []
    for folder in free where folder.files.contains(where: FileKinds.isTableName) {
      // A table below a folder that is listed already belongs to that one.
      guard !chosen.contains(where: { $0.place.isEmpty || folder.place.hasPrefix($0.place + "/") }) else { continue }
      chosen.append(open(folder.place, tables))
    }
    if homes.isEmpty, !tables.isEmpty, !chosen.contains(where: \.place.isEmpty) { chosen.append(open("", tables)) }
    return chosen
  }

  private func open(_ place: String, _ tables: [String]) -> Listing.Open {
    let start = place.isEmpty ? "" : place + "/"
    let own = tables.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    return Listing.Open(
      number: numbering.number(of: absolute(place)), path: absolute(place), place: place,
      tables: own.sorted { ($0.count { $0 == "/" }, $0) < ($1.count { $0 == "/" }, $1) })
  }

  private static func parent(_ place: String) -> String {
    place.split(separator: "/").dropLast().joined(separator: "/")
  }
}

/// What stands below the folder that is served.
package struct Listing: Sendable {
  package var studies: [Study] = []
  package var runs: [Run] = []
  package var folders: [Open] = []
  /// Whether everything was looked at.
  package var isComplete: Bool

  /// A study file.
  package struct Study: Sendable {
    package let number: Int
    package let path: String
    /// Path below the folder that is served.
    package let place: String
    package let name: String
    /// Why it cannot be read; `nil` if it can.
    package let fault: String?

    /// The folder of the file.
    package var home: String { URL(filePath: path).deletingLastPathComponent().path }
    /// What the last check found.
    package var checkFile: String {
      URL(filePath: path).deletingPathExtension().path + ".check.json"
    }
  }

  /// The folder of a run.
  package struct Run: Sendable {
    package let number: Int
    package let path: String
    package let place: String
    package let name: String
    /// Number of its study; `nil` if that is not below the folder.
    package let study: Int?
  }

  /// A folder without a study file.
  package struct Open: Sendable {
    package let number: Int
    package let path: String
    package let place: String
    /// Tables in it, those at its top first, relative to it.
    package let tables: [String]
  }

  package func study(_ number: Int) throws(ServeError) -> Study {
    guard let found = studies.first(where: { $0.number == number }) else { throw .notFound }
    return found
  }

  package func run(_ number: Int) throws(ServeError) -> Run {
    guard let found = runs.first(where: { $0.number == number }) else { throw .notFound }
    return found
  }

  package func folder(_ number: Int) throws(ServeError) -> Open {
    guard let found = folders.first(where: { $0.number == number }) else { throw .notFound }
    return found
  }

  /// The runs of a study.
  package func runs(of study: Study) -> [Run] { runs.filter { $0.study == study.number } }
}

import Execution
import Foundation
import Records

/// Where indices of exports are kept between runs, so that unchanged files are not opened again.
///
/// A stored index has PatientIDs and paths, so it is readable by its owner only, and belongs to no result.
package struct IndexCache: Sendable {
  private let places: [String]

  /// - Parameter places: folders in which an index is looked for, in this order; it is stored in the first.
  package init(_ places: [String]) { self.places = places }

  /// Keeps nothing.
  package static let none = IndexCache([])

  /// The cache of the user, for commands that have no folder of a run: `$XDG_CACHE_HOME/apus`, or `~/.cache/apus`.
  package static var user: IndexCache { IndexCache([userPlace]) }

  /// The cache of a run, with that of the user behind it: what was indexed before the run is not opened again.
  package static func ofRun(_ folder: String) -> IndexCache { IndexCache([folder, userPlace]) }

  private static var userPlace: String {
    let named = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (named ?? NSHomeDirectory() + "/.cache") + "/apus"
  }

  /// The record of the last time for these folders; a damaged one, or one of another version, counts as absent.
  func record(of folders: [String]) -> IndexRecord? {
    places.lazy.compactMap { place in
      FileManager.default.contents(atPath: path(in: place, of: folders)).flatMap { IndexRecord(stored: $0, folders) }
    }.first
  }

  /// Stores a record. What cannot be stored is read again the next time, and nothing is lost.
  func store(_ record: IndexRecord, of folders: [String]) {
    guard let place = places.first else { return }
    let path = path(in: place, of: folders)
    try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try? AtomicFile.write(record.stored(folders), to: path, isPrivate: true)
  }

  private func path(in place: String, of folders: [String]) -> String {
    "\(place)/export-\(ContentHash.of(folders.joined(separator: "\n")).prefix(16)).index"
  }
}

import ArgumentParser
import Cohorts
import Foundation
import Records

/// `apus cache DIR`.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Show what runs and extractions have kept for the next time, and remove it.",
    discussion: """
      Looks for folders of runs and for finished rows of tables (.rows) in DIR and below. What is kept saves time and \
      changes no result; without it, everything is computed again. Values of an earlier Apus, and what runs have left \
      that were interrupted, are stale. Nothing is removed where a command is at work.

      Examples:
        apus cache results
        apus cache . --prune
        apus cache . --prune --all
      """)

  @Argument(help: "Folder to look in.", completion: .directory)
  var folder = "."

  @Flag(help: "Remove what is stale.")
  var prune = false

  @Flag(help: "With --prune: remove everything that is kept.")
  var all = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if all, !prune { throw ValidationError("--all belongs to --prune.") }
  }

  func run() throws {
    guard FileManager.default.isFolder(folder) else {
      complain("\(folder): is no folder. Give the folder of a run, or one that holds some.")
      throw ExitCode.badInput
    }
    let kept = KeptFiles(below: folder)
    if json {
      print(String(decoding: try JSONEncoder.stable.encode(kept.places), as: UTF8.self))
    } else {
      print(text(kept))
    }
    guard prune else { return }
    let removed = try orExit { try kept.prune(all: all) }
    complain("\(removed.files) \(removed.files == 1 ? "file" : "files") removed, \(Self.size(removed.bytes))")
  }

  private func text(_ kept: KeptFiles) -> String {
    guard !kept.places.isEmpty else { return "Nothing is kept in \(folder) or below." }
    let lines = kept.places.map { place in
      let stale = place.stale.files == 0 ? "" : "; stale: \(place.stale.files), \(Self.size(place.stale.bytes))"
      let work = place.isAtWork ? "; a command is at work" : ""
      return "\(place.path): \(place.kept.files) \(place.kept.files == 1 ? "file" : "files"), "
        + "\(Self.size(place.kept.bytes))\(stale)\(work)"
    }
    return lines.joined(separator: "\n")
  }

  private static func size(_ bytes: Int) -> String {
    let steps = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")]
    guard let (step, unit) = steps.first(where: { bytes >= $0.0 }) else { return "\(bytes) B" }
    return String(format: "%.1f %@", Double(bytes) / Double(step), unit)
  }
}

import ArgumentParser
import Foundation
import ImageFiles

/// `apus inspect PATH…`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show the contents of files and folders: series, regions, grids and problems.")

  @Argument(help: "Files and folders.")
  var paths: [String]

  @Flag(name: .long, help: "Print JSON instead of text.")
  var json = false

  func run() throws {
    let found = paths.map { inspect($0) }
    if json {
      print(String(decoding: try JSONEncoder.stable.encode(found), as: UTF8.self))
    } else {
      for item in found { print(item) }
    }
    if found.allSatisfy(\.isEmpty) { throw ExitCode.badInput }
  }
}

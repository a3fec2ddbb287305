import ArgumentParser
import Foundation
import ImageFiles

/// `apus inspect PATH…`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show the contents of files and folders: series, regions, grids and problems.",
    discussion: """
      A problem is what keeps a file, a series or a region from being read, as far as it shows without an image beside it: lengths of \
      pixels, contours, segments and label images are looked at, compressed pixels are not decoded. A region without contours or voxels \
      beside others that have them is a note. The exit code is 65 where a problem is listed or nothing is found, and 0 otherwise.
      """)

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
    if found.contains(where: \.hasProblems) { throw ExitCode.badInput }
  }
}

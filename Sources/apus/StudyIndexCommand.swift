import ArgumentParser
import Cohorts
import Execution
import Exports
import Foundation

extension StudyCommand {
  /// `apus study index FOLDER…`.
  struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "index",
      abstract: "Index an export: its series by description, its regions by name, and what is doubtful.",
      discussion: """
        Reads the headers of all files below the folders and keeps what they say in the cache of the user, so that \
        `apus study run` of a study with `images:` opens only what is new. Names no PatientID. \
        Documentation/linking.md describes the rules that choose series.

        Example:
          apus study index export
        """)

    @Argument(help: "Folders of the export.", completion: .directory)
    var folders: [String]

    @OptionGroup var threads: JobsOption
    @OptionGroup var log: LogOptions

    func run() throws {
      let (logger, bar) = log.start("apus.study")
      defer { bar.finish() }
      try orExit(logger) {
        let paths = folders.map { URL(filePath: $0).standardizedFileURL.path }
        let index = try ExportIndex(reading: paths, cache: .user, workers: threads.jobs) {
          bar.show(StudyProgress(stage: "Indexing images", done: $0, total: $1))
        }
        bar.finish()
        print(ExportSummary(index).text(of: index).controlsWrittenOut, terminator: "")
      }
    }
  }
}

import ArgumentParser
import Cohorts
import Execution
import Exports
import Foundation
import StudyFiles

extension StudyCommand {
  /// `apus study index FOLDER…`.
  struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "index",
      abstract: "Index an export: its series by description, its regions by name, and what is doubtful.",
      discussion: """
        Reads the headers of all files below the folders and keeps what they say in the cache of the user, so that \
        `apus study run` of a study with `images:` opens only what is new. Names no PatientID, unless --study asks \
        which rows of a study's table and which PatientIDs have no partner. Documentation/linking.md describes the rules \
        that choose series.

        Examples:
          apus study index export
          apus study index --study study.yaml
        """)

    @Argument(help: "Folders of the export; those of the study with --study.", completion: .directory)
    var folders: [String] = []

    @Option(
      help: "Study file: list the rows of its table without images and the PatientIDs without a row.",
      completion: .file())
    var study: String?

    @OptionGroup var threads: JobsOption
    @OptionGroup var log: LogOptions

    func validate() throws {
      guard folders.isEmpty != (study == nil) else {
        throw ValidationError("Give the folders of the export, or --study STUDY.yaml.")
      }
    }

    func run() throws {
      let (logger, bar) = log.start("apus.study")
      defer { bar.finish() }
      try orExit(logger) {
        let file = try study.map { try StudyFile(reading: $0) }
        let own = file.map { file in file.cohort.images.map(file.path) } ?? folders
        let paths = own.map { URL(filePath: $0).standardizedFileURL.path }
        guard !paths.isEmpty else { throw ValidationError("The study file has no cohort: {images: FOLDER}.") }
        let index = try ExportIndex(reading: paths, cache: .user, workers: threads.jobs) {
          bar.show(StudyProgress(stage: "Indexing images", done: $0, total: $1))
        }
        bar.finish()
        let leftovers = try file.map { try JoinLeftovers(of: $0, in: index).text } ?? ""
        print((ExportSummary(index).text(of: index) + leftovers).controlsWrittenOut, terminator: "")
      }
    }
  }
}

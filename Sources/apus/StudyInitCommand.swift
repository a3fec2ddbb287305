import ArgumentParser
import DeepRadiomics
import Execution
import Foundation
import Proposals
import Records

extension StudyCommand {
  /// `apus study init DIR [TABLE]`.
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Look at images and a clinical table, and write a study file that runs.",
      usage: """
        apus study init DIR [TABLE] [-o study.yaml]
        apus study init FEATURES.csv [TABLE] [-o study.yaml]
        """,
      discussion: """
        DIR holds the images. TABLE (.csv, .xlsx, file.xlsx#Sheet) has one row per patient; without it, the only table \
        at the top of DIR is taken. The study file has comments with what else was found; cases.csv beside it has one \
        row per patient. Columns that are known only after treatment, dates and running numbers are not proposed.
        Exit codes: 0 a study that can be run; 65 bad input, or a study that needs a correction first.

        Examples:
          apus study init export clinical.xlsx
          apus study init nifti "Tables/export.xlsx#Patients" --outcome recurrence -o lung.yaml
          apus study init export clinical.xlsx --outcome TRG --event 2,3
          apus study init features.csv clinical.csv
        """)

    @Argument(help: "Folder of images, or a table of features.", completion: .directory)
    var images: String

    @Argument(help: "Clinical table.", completion: .file())
    var table: String?

    @Option(help: "Column of the outcome; without it, the column that looks most like one.")
    var outcome: String?

    @Option(help: "Values of the outcome that are the event, with commas between; without it, those that words tell.")
    var event: String?

    @Option(
      name: .customLong("id"), help: "Column with the names of patients in the images; without it, the best."
    )
    var patients: String?

    @Option(name: .shortAndLong, help: "Study file to write.", completion: .file())
    var output = "study.yaml"

    @Flag(
      help: "For a program: write the questions of the form of `apus serve` as JSON, and take answers, a line each.")
    var page = false

    @OptionGroup var threads: JobsOption

    func validate() throws {
      if event != nil, outcome == nil { throw ValidationError("--event needs --outcome COLUMN.") }
    }

    func run() throws {
      let events = (event ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      let request = StudyProposal.Request(
        images: images, table: table, outcome: outcome, event: events, output: output, id: patients, asks: page,
        workers: threads.jobs)
      if page { return hold(request) }
      try orExit {
        // Before the look at the images, which takes its time.
        try request.checkOutputs()
        let proposal = try StudyProposal(request)
        try proposal.write(request)
        for line in proposal.summary { print(line.controlsWrittenOut) }
        print("\(output)\n\(request.casesFile)")
        if let fault = proposal.fault { throw ProposalError.unusable(fault) }
        if proposal.complete == 0 {
          complain("no patient has everything that the study needs as it is proposed; see \(request.casesFile).")
          throw ExitCode.badInput
        }
      }
    }

    /// Answers the server of pages that started this process, until it has no more questions.
    private func hold(_ request: StudyProposal.Request) {
      let store = WeightStore()
      let networks = KnownWeights.all.filter(store.holds).map(\.name) + store.imported.map(\.name)
      StudyInterview.hold(request, networks: networks, question: { readLine() }) { line in
        FileHandle.standardOutput.write(line + Data("\n".utf8))
      }
    }
  }
}

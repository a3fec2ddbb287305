import ArgumentParser
import Cohorts
import Foundation
import Records
import Study
import StudyFiles

extension StudyCommand {
  /// `apus study size`.
  struct Size: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "size",
      abstract: "Before a run: compute the sample size that its models need (Riley), and the expected precision.",
      usage: """
        apus study size STUDY.yaml [--auc 0.75]
        apus study size --events 57 --non-events 195 --parameters 20 [--train 0.66] [--auc 0.75]
        """,
      discussion: """
        Patients whom `apus review` excluded (STUDY.review.csv beside the study file) are not counted.

        Examples:
          apus study size study.yaml --auc 0.7
          apus study size --events 57 --non-events 195 --parameters 20
        """)

    @Argument(help: "Study file. Its clinical table is read, but not its images.", completion: .file())
    var study: String?

    @Option(help: "Folder that paths in the study file are relative to; replaces its `root:`.")
    var root: String?

    @Option(help: "Expected AUC, between 0.5 and 1.")
    var auc = 0.75

    @Option(help: "Number of subjects with the event, if there is no study file.")
    var events: Int?

    @Option(help: "Number of subjects without the event, if there is no study file.")
    var nonEvents: Int?

    @Option(help: "Number of candidate parameters of a model, if there is no study file; repeatable.")
    var parameters: [Int] = []

    @Option(help: "Share of each class used for training, if there is no study file.")
    var train = 0.66

    @Option(help: "Threshold probability at which an external validation must estimate net benefit.")
    var threshold: Double?

    @Option(help: "JSON file for the results.", completion: .file())
    var json: String?

    func validate() throws {
      guard auc > 0.5, auc < 1 else { throw ValidationError("--auc takes a number between 0.5 and 1.") }
      guard train > 0, train <= 1 else { throw ValidationError("--train takes a share above 0 and at most 1.") }
      if let threshold, !(threshold > 0 && threshold < 1) {
        throw ValidationError("--threshold takes a probability between 0 and 1.")
      }
      let given = events != nil || nonEvents != nil || !parameters.isEmpty
      guard study == nil || !given else { throw ValidationError("Give either a study file or numbers, not both.") }
      guard study != nil || ((events ?? 0) >= 1 && (nonEvents ?? 0) >= 1 && !parameters.isEmpty) else {
        throw ValidationError("Give a study file, or --events, --non-events and --parameters, each at least 1.")
      }
      guard parameters.allSatisfy({ $0 >= 1 }) else {
        throw ValidationError("--parameters takes whole numbers of at least 1.")
      }
    }

    func run() throws {
      do {
        let target = try json.map { try OutputTarget($0, inputs: [study].compactMap(\.self)) }
        let size = try size()
        try target?.write(json: StudySizeResults(size))
        print(size.text, terminator: "")
      } catch {
        complain("\(error)")
        throw ExitCode.badInput
      }
    }

    private func size() throws -> StudySize {
      if let study {
        return try StudySize(
          of: StudyFile(reading: study, root: root),
          honouring: ReviewDecisions(reading: ReviewDecisions.path(beside: study)), auc: auc, threshold: threshold)
      }
      return StudySize(
        events: events ?? 1, nonEvents: nonEvents ?? 1, trainingShare: train, auc: auc,
        models: parameters.map { StudySize.Model(name: "\($0) columns", parameters: $0) }, threshold: threshold)
    }
  }
}

import Audit
import Cohorts
import Foundation
import Logging
import Records
import Results
import StudyFiles

/// The results of a run derived again from its inputs, and the files in which they differ.
///
/// Nothing is taken from the cache of the run, so features are computed from the images again.
package struct RunVerification: Codable, Sendable {
  /// The program that derived the results again.
  package let software: String
  /// The program that made the run.
  package let softwareOfRun: String
  /// Every file that was compared; the run is the first, its repetition the second.
  package let files: [FileDifference]

  /// Whether every file is the same, to the last bit.
  package var isIdentical: Bool { files.allSatisfy { $0.kind == .identical } }

  /// The files that hold what a run computed. The report and its figures are drawn from `results.json`.
  private static let compared = RunFile.hashed + [.results, .audit]

  /// Compares the folder of a run with that of its repetition.
  init(_ folder: String, repetition: String, software: (run: String, own: String)) {
    (softwareOfRun, self.software) = (software.run, software.own)
    let models = Set([folder, repetition].flatMap { Self.models(in: $0) }).sorted()
    files = (Self.compared.map(\.rawValue) + models).compactMap { FileDifference($0, in: folder, and: repetition) }
  }

  private static func models(in folder: String) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(RunFile.models)")) ?? []
    return names.map { "\(RunFile.models)/\($0)" }.filter { !FileManager.default.isFolder("\(folder)/\($0)") }
  }
}

/// Derives the results of a run again.
package struct RunVerifier: Sendable {
  private let folder: String
  private let study: StudyFile
  private let decisions: ReviewDecisions
  private let results: StudyResults

  /// - Parameters:
  ///   - folder: that of a finished run.
  ///   - root: where the inputs are; `nil` for where they were.
  /// - Throws: `AuditError` where the folder holds no finished run.
  package init(folder: String, root: String?) throws {
    self.folder = folder
    results = try ComparedRun(folder: folder).results
    study = try StudyFile(reading: "\(folder)/\(RunFile.study)", root: root)
    decisions = try ReviewDecisions(reading: "\(folder)/\(RunFile.decisions)")
  }

  /// Whether images are opened.
  package var looksAtImages: Bool { study.looksAtImages }

  /// Runs the study of the run into a folder of its own, which is removed afterwards, and compares.
  /// - Parameter scratch: a folder in which this folder is made.
  package func run(
    in scratch: String, workers: Int, logger: Logger, progress: @escaping @Sendable (StudyProgress) -> Void
  ) throws -> RunVerification {
    let place = "\(scratch)/apus-verify-\(ProcessInfo.processInfo.globallyUniqueString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let again = try StudyRun(
      study: study, honouring: decisions, folder: RunFolder(place, for: study), workers: workers, logger: logger,
      progress: progress
    ).execute()
    return RunVerification(folder, repetition: place, software: (results.study.software, again.study.software))
  }
}

extension RunVerification {
  /// What was found, the differences first.
  package var text: String {
    let different = files.filter { $0.kind != .identical }
    let same = files.count - different.count
    let head =
      isIdentical
      ? "The results were derived again from the inputs of the run, and all \(files.count) files are identical."
      : "The results were derived again from the inputs of the run: \(different.count) of \(files.count) files differ "
        + "(the run is the first, its repetition the second)."
    let version =
      software == softwareOfRun
      ? [] : ["The run was made by \(softwareOfRun) and repeated by \(software); versions may compute differently."]
    let rest = isIdentical || same == 0 ? [] : ["\(same) files are identical."]
    return ([head] + version + different.map { "  \($0)" } + rest).joined(separator: "\n") + "\n"
  }
}

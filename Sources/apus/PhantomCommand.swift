import ArgumentParser
import Foundation
import Phantom

/// `apus phantom DIR`: writes a synthetic cohort.
struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom", abstract: "Write a synthetic cohort with a known signal.",
    discussion: """
      The synthetic patients have locally advanced cervical cancer: CE-T1 and T2 series (DICOM), contours (RTSTRUCT, \
      ROI GTV), a clinical table, a study file, and the true signal. The same seed gives the same bytes. Another seed \
      gives another hospital, with other scanners and another prevalence.

      Examples:
        apus phantom cohort
        apus phantom cohort --as-export --patients 24 --seed 7
      """)

  @Argument(help: "A new or empty folder.", completion: .directory)
  var folder: String

  @Option(help: "Number of patients with images.")
  var patients = 60

  @Option(help: "Random seed for the patients and their hospital; 1 gives the prevalence of the published study.")
  var seed: UInt64 = 1

  @Option(help: "Number of rows and columns of every slice.")
  var matrix = 128

  @Option(help: "Number of slices of every series.")
  var slices = 20

  @Flag(
    help: """
      Write the files as a hospital exports them: named by UID, with other series and earlier contours beside those that \
      are wanted. The study file finds them by rules.
      """)
  var asExport = false

  @OptionGroup var threads: JobsOption

  @Flag(help: "Do not show progress on standard error.")
  var quiet = false

  func validate() throws {
    do {
      _ = try settings()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let cohort = PhantomCohort(settings: try settings())
    let total = patients
    let showsProgress = !quiet && isatty(STDERR_FILENO) == 1
    do {
      let summary = try cohort.write(to: folder, workers: threads.jobs) { done in
        if showsProgress { printToStandardError("\r\(done) of \(total) patients") }
      }
      if showsProgress { printToStandardError("\n") }
      print(PhantomCommand.text(of: summary))
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
  }

  private func settings() throws -> PhantomSettings {
    try PhantomSettings(patients: patients, seed: seed, matrix: matrix, slices: slices, asExport: asExport)
  }
}

extension PhantomCommand {
  /// A summary of the written cohort, for standard output.
  static func text(of summary: PhantomSummary) -> String {
    let share = decimal(100 * Double(summary.events) / Double(summary.patients), 1)
    let size = decimal(Double(summary.bytes) / 1_000_000, 1)
    return """
      \(summary.wasPresent ? "Already there: synthetic" : "Synthetic") cohort in \(summary.folder)
      \(summary.patients) patients with images, \(summary.excluded) excluded; \
      \(summary.dicomFiles) DICOM files, \(size) MB
      Non-complete response: \(summary.events) of \(summary.patients) (\(share) %), \
      drawn at \(decimal(100 * summary.calibratedPrevalence, 1)) %
      Ideal AUC        images  clinical  both
        this cohort    \(line(summary.cohortAUC))
        expected       \(line(summary.expectedAUC))
      Study file: \(summary.folder)/study.yaml
      """
  }

  private static func line(_ auc: IdealAUC?) -> String {
    guard let auc else { return "undefined: all patients have the same response" }
    return "\(decimal(auc.imagesOnly, 3))   \(decimal(auc.clinicalOnly, 3))     \(decimal(auc.both, 3))"
  }

  private static func decimal(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }
}

import ArgumentParser
import Cohorts
import Comparison
import DeepRadiomics
import Report
import SavedModels
import StudyFiles

/// `apus validate MODEL STUDY.yaml`.
struct ValidateCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate a frozen model on the cohort of another study file (external validation).",
    discussion: """
      Takes images, masks, clinical table and outcome from STUDY.yaml, and everything else from MODEL. Reports \
      discrimination, calibration and case-mix. Patients whom `apus review` excluded (STUDY.review.csv) are left out. \
      Patients outside the training range are left out by name; --accept \
      keeps and flags them. --recalibrate fits on this cohort, so its figures are not external performance. \
      Documentation/model.md describes the methods.
      Exit codes: 0 complete; 2 complete, but some patients failed or were outside; 1 nothing usable; 64 usage; 65 bad \
      input; 69 weights, a library or a tool are missing.

      Example:
        apus validate results/models/hcr_mr_cf other/study.yaml --html validation.html
      """)

  @Argument(help: "Folder of the model.", completion: .directory)
  var model: String

  @Argument(help: "Study file of the other cohort.", completion: .file())
  var study: String

  @Option(help: "Folder that paths in the study file are relative to; replaces its `root:`.")
  var root: String?

  @Option(help: "Recalibrate on this cohort: intercept, or logistic (intercept and slope).")
  var recalibrate: Recalibration?

  @OptionGroup var application: ApplicationOptions

  @OptionGroup var resampling: ResamplingOptions
  @OptionGroup var probability: ProbabilityOptions
  @OptionGroup var files: ResultFiles
  @OptionGroup var threads: JobsOption
  @OptionGroup var log: LogOptions

  func run() throws {
    let jobs = try threads.withMemory()
    MemoryPolicy.keepFreedBlocks()
    let (saved, file) = try orExit { (try SavedModel(reading: model), try StudyFile(reading: study, root: root)) }
    if saved.needsNetwork { requireSleepingThreads() }
    let (logger, bar) = log.start("apus.validate")
    defer { bar.finish() }
    let targets = try files.targets(inputs: [study, ReviewDecisions.path(beside: study)] + file.inputFiles)
    let ready = try application.make(saved, threads: jobs)
    let cohort: ValidationCohort
    do {
      cohort = try ValidationCohort(
        of: file, honouring: ReviewDecisions(reading: ReviewDecisions.path(beside: study)), for: ready,
        links: CohortLinks(workers: jobs) { bar.show($0) })
    } catch {
      logger.error("\(error)")
      throw ExitCode.badInput
    }
    var settings = PredictionSettings(resamples: resampling.resamples, seed: resampling.seed)
    settings.isStratified = resampling.stratified
    probability.apply(to: &settings)
    let result = ExternalValidation(
      cohort, settings: settings,
      recalibration: recalibrate,
      workers: jobs
    ) { bar.show($0) }
    bar.finish()
    try targets.write(csv: result.csv, json: result.json(), html: ValidationPage(result).html)
    print(result.text, terminator: "")
    if result.evaluated == 0 { throw ExitCode.nothingUsable }
    if !result.isComplete { throw ExitCode.someFailed }
  }
}

extension Recalibration: ExpressibleByArgument {}

import ArgumentParser
import Cohorts
import Foundation
import Records
import Report
import Review
import ReviewPage
import StudyFiles

/// `apus review STUDY`.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Look at the contours of a study, and decide whom to exclude.",
    usage: """
      apus review STUDY [--port PORT] [--open] [--run DIR]
      apus review STUDY --list
      apus review STUDY [--html review.html] [--masks DIR [--images]]
      apus review STUDY --exclude ID --reason TEXT [--series NAME]
      apus review STUDY --accept ID [--reason TEXT] [--series NAME]
      apus review STUDY --note ID TEXT [--series NAME]
      """,
    discussion: """
      Opens the images and contours of every patient as `apus study run` does, and looks for what asks for a look. \
      Without other options it serves a page for a browser of this machine, prints its address, and goes on until \
      Control-C: the patients by suspicion, pictures of every lesion, and a viewer in which decisions are made. Whoever \
      has the address may use the page; nobody else can, and nothing leaves the machine. --list prints the list instead. \
      --html writes list and pictures as one page that opens offline. No page has an outcome. Patients have pseudonyms; \
      with --ids, the ids of the clinical table. ID may be either.
      Decisions are lines of STUDY.review.csv beside the study file. `apus study run` leaves excluded patients out, and \
      names the decision in flowchart, report and exclusions.csv.
      Exit codes: 0 complete; 2 complete, but some patients cannot be opened; 1 no patient can be opened; 64 usage; 65 \
      bad input.

      Examples:
        apus review study.yaml --html review.html
        apus review study.yaml --exclude P007 --reason "contour in air"
      """)

  @OptionGroup var source: StudyCommand.Source

  @Flag(help: "Print the list in the terminal.")
  var list = false

  @OptionGroup var serving: ServingOptions

  @Option(help: "HTML page with the list and pictures of every lesion.", completion: .file())
  var html: String?

  @Option(help: "Folder for the mask of every patient and series as NIfTI, for 3D Slicer.", completion: .directory)
  var masks: String?

  @Flag(help: "Write the images beside the masks.")
  var images = false

  @Flag(help: "Name patients by the ids of the clinical table, in the page, the list and the names of files.")
  var ids = false

  @Option(help: "CSV file with the pseudonym of every id of the clinical table.", completion: .file())
  var pseudonyms: String?

  @OptionGroup var decision: DecisionOptions

  @OptionGroup var threads: JobsOption
  @OptionGroup var log: LogOptions

  func validate() throws {
    if images, masks == nil { throw ValidationError("--images needs --masks, the folder for both.") }
    if decision.isGiven, isWritten || ids || list || serving.isGiven {
      throw ValidationError("A decision is written by itself. Give --html, --masks and --pseudonyms in another call.")
    }
    if isWritten || list, serving.isGiven || decision.by != nil, !decision.isGiven {
      throw ValidationError("--port, --open, --run and --by belong to the page that is served. Leave out \(whyNoPage).")
    }
  }

  /// Whether the review is written into files, and no page is served.
  private var isWritten: Bool { html != nil || masks != nil || pseudonyms != nil }

  /// Why no page is served, as an option.
  private var whyNoPage: String {
    list ? "--list" : html != nil ? "--html" : masks != nil ? "--masks" : "--pseudonyms"
  }

  func run() throws {
    let study = try source.read()
    let (logger, bar) = log.start("apus.review")
    defer { bar.finish() }
    try orExit(logger) {
      let file = try DecisionFile(reading: source.decisionFile)
      let decisions = file.decisions
      let clinical = try study.readCohort()
      if let misfit = clinical.misfits.first { throw misfit }
      try decisions.check(patients: clinical.ids, series: study.series.map(\.name))
      let names = PatientNames(clinical.ids, of: study, showsIDs: ids)
      if decision.isGiven { return try decide(study, clinical, names) }
      guard isWritten || list else {
        let setting = ReviewSite.Setting(
          author: decision.author, decisionFile: source.decisionFile, workers: threads.jobs, run: serving.run)
        let site = try ReviewSite(
          study, clinical, file, names: names, setting: setting,
          watch: StudyWatch(study, at: source.study, root: source.root, patients: clinical.ids),
          progress: { bar.show($0) },
          failed: { logger.error("\($0)") })
        return try serving.serve(site, decisionFile: source.decisionFile, logger, bar)
      }
      if let pseudonyms { try OutputTarget(pseudonyms, inputs: [source.study]).write(names.table(of: clinical.ids)) }
      let review = try CohortReviewer(study, decisions: decisions, workers: threads.jobs) { bar.show($0) }.review(
        clinical, pictures: html != nil,
        export: try masks.map { try MaskExport($0, withImages: images, names: names) })
      bar.finish()
      try show(review, names)
    }
  }

  private func decide(_ study: StudyFile, _ clinical: ClinicalCohort, _ names: PatientNames) throws {
    let made = try decision.decision(names, known: clinical.ids)
    _ = try DecisionWriter(source.decisionFile).add(made) { all in
      try all.check(patients: clinical.ids, series: study.series.map(\.name))
    }
    print(source.decisionFile)
  }

  private func show(_ review: CohortReview, _ names: PatientNames) throws {
    if let html {
      try OutputTarget(html, inputs: [source.study]).write(OfflineReview(review, names).html)
    }
    let written = [html, masks, pseudonyms].compactMap(\.self)
    print(
      written.isEmpty ? ReviewText(review, names).description : written.joined(separator: "\n") + "\n", terminator: "")
    if review.patients.allSatisfy(\.isRefused) { throw ExitCode.nothingUsable }
    if review.patients.contains(where: \.isRefused) { throw ExitCode.someFailed }
  }
}

/// A decision on the command line.
struct DecisionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Exclude a patient; needs --reason.", valueName: "id"))
  var exclude: String?

  @Option(help: ArgumentHelp("Accept a patient, or take an exclusion back.", valueName: "id"))
  var accept: String?

  @Option(help: ArgumentHelp("Write a remark on a patient; its words come next.", valueName: "id"))
  var note: String?

  @Argument(help: "The words of --note.")
  var words: String?

  @Option(help: "Why; for an exclusion this becomes its cause in the flowchart.")
  var reason: String?

  @Option(help: "The series that is meant; without it the whole patient.")
  var series: String?

  @Option(help: "Who decides, here or in the page; without it the name of the user.")
  var by: String?

  private var given: [(verdict: ReviewDecision.Verdict, id: String)] {
    [(.exclude, exclude), (.accept, accept), (.note, note)].compactMap { verdict, id in id.map { (verdict, $0) } }
  }

  /// Whether the command line has a decision.
  var isGiven: Bool { !given.isEmpty }

  func validate() throws {
    guard given.count <= 1 else { throw ValidationError("Give one of --exclude, --accept and --note.") }
    guard let one = given.first else {
      if words != nil { throw ValidationError("Only --note takes words after it. Give one study file.") }
      if reason != nil || series != nil {
        throw ValidationError("--reason and --series belong to --exclude, --accept or --note.")
      }
      return
    }
    guard words == nil || one.verdict == .note && reason == nil else {
      throw ValidationError("Only --note takes words after it, and then no --reason.")
    }
    let isEmpty = (words ?? reason ?? "").allSatisfy(\.isWhitespace)
    guard one.verdict == .accept || !isEmpty else {
      throw ValidationError(
        one.verdict == .note ? "--note needs words after the id." : "--exclude needs --reason with some words.")
    }
  }

  /// The decision, made now.
  func decision(_ names: PatientNames, known: [String]) throws -> ReviewDecision {
    guard let one = given.first else { preconditionFailure("only called with a decision") }
    guard let patient = names.id(named: one.id) else { throw ReviewError.unknownPatient(one.id, known: known) }
    return ReviewDecision(
      patient: patient, series: series, verdict: one.verdict, reason: words ?? reason ?? "", by: author,
      on: Date.now.formatted(.iso8601))
  }

  /// Who decides.
  var author: String {
    let name = NSFullUserName()
    return by ?? (name.isEmpty ? NSUserName() : name)
  }
}

import ArgumentParser
import DeepRadiomics
import Report
import SavedModels

/// `apus predict MODEL --case …`.
struct PredictCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Apply the saved model of a study to new patients: from images to probabilities.",
    usage: """
      apus predict MODEL --case ID --image SERIES=PATH --mask SERIES=PATH [--factor NAME=VALUE] [options]
      apus predict MODEL --cases PATIENTS.csv [--clinical CLINICAL.csv] [options]
      apus predict MODEL --features FEATURES.csv [--cases CLINICAL.csv] [options]
      apus predict MODEL --deep-table VECTORS.csv [--cases CLINICAL.csv] [options]
      """,
    discussion: """
      MODEL is a folder that `apus study run` wrote into models/. A patient outside the training range (spacing, \
      intensity, scanner, volume, factor) is refused, and the distance is printed; --accept predicts such patients and \
      flags them. Documentation/model.md describes the folder, the checks and the columns of the tables.
      Exit codes: 0 all patients predicted; 2 some refused or failed; 1 no patient predicted; 64 usage; 65 bad input; \
      69 weights, a library or a tool are missing.

      Examples:
        apus predict results/models/hcr_mr_cf --cases new.csv --csv predictions.csv
        apus predict results/models/hcr_mr --case P1 --image T1=P1/T1 --mask T1=P1/RS.dcm
      """)

  @Argument(help: "Folder of the model.", completion: .directory)
  var model: String

  @Option(name: .customLong("case"), help: "Id of a single patient; the options below give this patient's files.")
  var subject: String?

  @Option(help: "Image of a series: SERIES=PATH, or only PATH if the model needs one series; repeatable.")
  var image: [String] = []

  @Option(help: "Label image, RTSTRUCT or SEG of a series: SERIES=PATH; repeatable.")
  var mask: [String] = []

  @Option(help: "Region in an RTSTRUCT or SEG: SERIES=NAME (default: as in the study); repeatable.")
  var roi: [String] = []

  @Option(help: "Value in a label image: SERIES=NUMBER (default: as in the study); repeatable.")
  var label: [String] = []

  @Option(help: "Mask of reference tissue, if the normalisation needs one: SERIES=PATH; repeatable.")
  var reference: [String] = []

  @Option(
    help:
      "A clinical factor: NAME=VALUE; repeatable. A factor that is not given is imputed as in training, with a note.")
  var factor: [String] = []

  @Option(
    help: "CSV file with one row per patient: files and factors; or the cases.csv of apus study init.",
    completion: .file())
  var cases: String?

  @Option(
    help: "CSV file of factors with one row per patient, beside --cases or --features.", completion: .file())
  var clinical: String?

  @Option(help: "CSV file of features, for a model that was trained on such a table.", completion: .file())
  var features: String?

  @Option(
    name: .customLong("deep-table"),
    help: ArgumentHelp(
      "CSV file of vectors, for a model that was trained on vectors computed elsewhere: FILE, or NAME=FILE for each of "
        + "several tables; repeatable.", valueName: "file"),
    completion: .file())
  var deepTable: [String] = []

  @Option(help: "Column with the ids (default: id, subject or patient).")
  var id: String?

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var application: ApplicationOptions

  @OptionGroup var files: ResultFiles
  @OptionGroup var threads: JobsOption

  func validate() throws {
    guard [subject, cases, features, deepTable.first].contains(where: { $0 != nil }) else {
      throw ValidationError("Give --case with the patient's files, --cases, --features, or --deep-table.")
    }
    guard subject == nil || (cases == nil && features == nil) else {
      throw ValidationError("Give either --case or a table of patients, not both.")
    }
    guard clinical == nil || (cases == nil) != (features == nil) else {
      throw ValidationError("--clinical needs either --cases or --features. With both, --cases is the clinical table.")
    }
    let single = image + mask + roi + label + reference + factor
    if subject == nil, !single.isEmpty {
      throw ValidationError("--image, --mask, --roi, --label, --reference and --factor need --case.")
    }
  }

  func run() throws {
    let jobs = try threads.withMemory()
    MemoryPolicy.keepFreedBlocks()
    let saved = try orExit { try SavedModel(reading: model) }
    if saved.needsNetwork { requireSleepingThreads() }
    let (given, inputs) = try orExit { try patients(saved) }
    let people = given.map { $0.choosing(reading.between, spacingTolerance: reading.slices.spacingTolerance) }
    let targets = try files.targets(inputs: inputs)
    let ready = try application.make(saved, threads: jobs)
    let report = PredictionReport(ready, cases: ready.predict(people, workers: jobs))
    try targets.write(csv: report.csv, json: report.json(), html: PredictionPage(report).html)
    print(report.text, terminator: "")
    let missing = report.cases.count { !$0.isPredicted }
    if missing == report.cases.count { throw ExitCode.nothingUsable }
    if missing > 0 { throw ExitCode.someFailed }
  }

  private func patients(_ saved: SavedModel) throws -> ([NewPatient], [String]) {
    let vectors = saved.description.inputs.vectors
    guard !deepTable.isEmpty else {
      let given = try patientsWithoutVectors(saved)
      // Said after an option that gives images has been refused.
      if let vectors { throw PredictionInputError.noVectors(vectors) }
      return given
    }
    let read = try NewVectors(reading: deepTable, id: id, for: saved)
    guard [subject, cases, features].contains(where: { $0 != nil }) else {
      if saved.description.inputs.needsImages { try saved.require(images: false, "--deep-table alone") }
      if saved.description.inputs.needsTable { try saved.require(images: true, "--deep-table alone") }
      return (try read.patients(for: saved), read.files)
    }
    let (patients, files) = try patientsWithoutVectors(saved)
    return (patients.map { read.adding(to: $0) }, files + read.files)
  }

  private func patientsWithoutVectors(_ saved: SavedModel) throws -> ([NewPatient], [String]) {
    if let subject {
      try saved.require(images: true, "--case")
      let patient = try NewPatient(
        id: subject, images: image, masks: mask, rois: roi, labels: label, references: reference, factors: factor,
        for: saved)
      return ([patient], patient.files.values.flatMap { [$0.image, $0.mask, $0.reference].compactMap(\.self) })
    }
    if let features {
      try saved.require(images: false, "--features")
      let table = try PatientTable(features: features, clinical: clinical ?? cases, id: id, for: saved)
      return (table.patients, table.files)
    }
    try saved.require(images: true, "--cases alone")
    let table = try PatientTable(reading: cases ?? "", clinical: clinical, id: id, for: saved)
    return (table.patients, table.files)
  }
}

/// Options shared by `apus predict` and `apus validate`.
struct ApplicationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Predict patients who are outside the training range in this way, and flag them: \(Self.kinds); repeatable.",
      valueName: "kind"))
  var accept: [RangeFinding.Kind] = []

  @Option(help: "File with weights of the network, instead of those in the store.", completion: .file())
  var weights: String?

  static let kinds = RangeFinding.Kind.allCases.map(\.rawValue).joined(separator: ", ")

  /// The loaded model, or the exit code if something is missing.
  func make(_ saved: SavedModel, threads: Int) throws -> ModelApplication {
    try orExit { try ModelApplication(saved, weights: weights, accepting: Set(accept), threads: threads) }
  }
}

extension RangeFinding.Kind: ExpressibleByArgument {}

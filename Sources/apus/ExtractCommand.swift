import ArgumentParser
import Extraction
import Records

/// `apus extract IMAGE MASK` and `apus extract COHORT.csv`.
struct ExtractCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Compute features from images and masks, by the definitions of PyRadiomics or of IBSI.",
    usage: """
      apus extract IMAGE MASK [-p params.yaml] [-o out.csv] [options]
      apus extract COHORT.csv [-p params.yaml] [-o out.csv] [options]
      """,
    discussion: """
      IMAGE is a NIfTI or NRRD file or a folder with one DICOM series; MASK is a label image, an RTSTRUCT or a SEG. A \
      cohort file has the columns Image, Mask and optionally Label and ROI. Its other columns are copied to the \
      result, and relative paths start from its folder. A case that fails gets a row with its cause in the column \
      Error, and the others go on, whatever it fails of: each is read in a process of its own. Rows that are finished \
      lie in OUT.csv.rows until all are, and the same command goes on from there.
      Exit codes: 0 complete; 2 some rows failed; 1 all failed; 64 usage; 65 bad input; 69 a tool is missing.

      Examples:
        apus extract image.nii.gz mask.nii.gz
        apus extract T1/ RS.dcm --roi GTV -p params.yaml -o features.csv
        apus extract cohort.csv -o features.csv -j 4
      """)

  @Argument(help: "An image and its mask, or a cohort CSV.", completion: .file())
  var paths: [String]

  @Option(
    name: [.customShort("p"), .long], help: "Parameter file of PyRadiomics, or one with `profile: ibsi`.",
    completion: .file())
  var parameters: String?

  @Option(help: "Named recipe instead of a parameter file: \(Preset.names).")
  var preset: Preset?

  @Option(
    help:
      "Definitions of the features: pyradiomics or ibsi (default: as in the parameter file, otherwise pyradiomics).")
  var profile: ExtractionSettings.Profile?

  @Option(name: .shortAndLong, help: "CSV file for the result (default: standard output).", completion: .file())
  var output: String?

  @Option(
    parsing: .unconditional,
    help:
      "Label of the region in a label image; it has priority over the parameter file, but not over the column Label.")
  var label: Int?

  @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (.seg.nrrd).")
  var roi: String?

  @Option(
    help: ArgumentHelp(
      "Normalise intensities first: METHOD[:key=value,…] as in apus normalise, for methods that need only one image.",
      valueName: "method"))
  var normalise: String?

  @OptionGroup var field: BiasFieldOption

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var series: SeriesOption

  @OptionGroup var threads: JobsOption

  @OptionGroup var limits: CaseLimitOptions

  /// As `apus slurm submit` writes it: this process computes the rows of one of so many shares, and writes no table.
  @Option(help: .hidden) var shares: Int?
  @Option(help: .hidden) var share: Int?

  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case jeong2024
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
  }

  func validate() throws {
    guard (1...2).contains(paths.count) else {
      throw ValidationError("\(paths.count) paths were given. Give an image and its mask, or one cohort CSV.")
    }
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
    if parameters != nil, preset != nil { throw ValidationError("Give -p or --preset, not both.") }
    if profile == .ibsi, preset != nil {
      throw ValidationError(
        "--preset belongs to the profile pyradiomics. Leave out --preset or --profile ibsi.")
    }
  }

  func run() throws {
    let jobs = try threads.withMemory()
    MemoryPolicy.keepFreedBlocks()
    let settings = try settings()
    let biasField = try field.correction()
    if limits.asWorker { CaseWorkers.serve(settings, biasField: biasField) }
    let table = try table()
    if let share, let shares, shares > 0 {
      return try extract(table.share(share, of: shares), settings, jobs, biasField)
    }
    let target = try target(for: table, settings)
    let total = table.cases.count
    let finished = try finishedRows(of: table, for: target)
    let workers = workers(for: table, settings, biasField)
    let rows = table.rows(settings, biasField: biasField, jobs: jobs, in: workers, keeping: finished) { position, row in
      // Errors already name their file; the line tells which case of a cohort it was.
      let place = table.place(position)
      if let error = row.error { complain("\(place)\(error)") }
      for warning in row.warnings { complain("\(place)\(table.cases[position].image): note: \(warning)") }
    }
    try orExit { try target.write(CSVWriter.text(columns: table.columns(settings), rows: rows.map(\.cells))) }
    let failed = rows.count { $0.error != nil }
    tell(finished, failed: failed, of: total)
    if failed > 0 { complain("\(failed) of \(total) \(total == 1 ? "case" : "cases") failed") }
    if failed == total { throw ExitCode.nothingUsable }
    if failed > 0 { throw ExitCode.someFailed }
  }

  /// The rows of a share, for the process that writes the table.
  private func extract(
    _ table: ExtractionTable, _ settings: ExtractionSettings, _ jobs: Int, _ biasField: BiasFieldCorrection?
  ) throws {
    guard let output else { throw ValidationError("A share of an extraction needs -o.") }
    let finished = try orExit { try FinishedRows(beside: output, share: share) }
    let workers = CaseWorkers(
      OwnProgram.path, CaseLimitOptions.workerArguments, settings, biasField, limits: limits.limits)
    let rows = table.rows(settings, biasField: biasField, jobs: jobs, in: workers, keeping: finished) { position, row in
      if let error = row.error { complain("\(table.place(position))\(error)") }
    }
    if finished.isFailing { throw StoreError.cannotWrite(path: finished.path, cause: "rows could not be kept") }
    complain("\(rows.count { $0.error == nil }) of \(rows.count) rows of this share are kept in \(finished.path)")
  }

  /// The rows that are kept beside the table; `nil` where there is one case, or no file.
  private func finishedRows(of table: ExtractionTable, for target: OutputTarget) throws -> FinishedRows? {
    guard let file = target.file, table.cases.count > 1 else { return nil }
    let rows = try orExit { try FinishedRows(beside: file) }
    Interruption.keeps("Finished rows are kept in \(rows.path). The same command goes on from there.")
    return rows
  }

  /// One case has no others to protect, so it needs no process of its own unless it has a limit.
  private func workers(
    for table: ExtractionTable, _ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?
  ) -> CaseWorkers? {
    guard table.cases.count > 1 || limits.isGiven else { return nil }
    return CaseWorkers(
      OwnProgram.path, CaseLimitOptions.workerArguments, settings, biasField, limits: limits.limits)
  }

  private func tell(_ finished: FinishedRows?, failed: Int, of total: Int) {
    guard let finished else { return }
    if finished.isFailing {
      complain("\(finished.path): rows could not be kept; if this run is interrupted, they are computed again")
    }
    if finished.taken > 0 {
      complain("\(finished.taken) of \(total) rows were taken over from \(finished.path)")
    }
    guard failed > 0 else { return finished.remove() }
    complain(
      "\(total - failed) finished rows are kept in \(finished.path) for the next time; delete it if there is none")
  }

  private func settings() throws -> ExtractionSettings {
    do {
      let base = try parameters.map { path in try ExtractionSettings(parameterFile: path, profile: profile) }
      var settings = base ?? standard
      settings.ibsi?.summary.forEach { complain("profile ibsi: \($0)") }
      if let normalise {
        settings = try settings.normalising(normalise, file: parameters ?? "", option: "--normalise")
      }
      return label.map(settings.with(label:)) ?? settings
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
  }

  /// The settings without a parameter file.
  private var standard: ExtractionSettings {
    profile == .ibsi ? .ibsiDefaults : preset == .jeong2024 ? .jeong2024 : .pyradiomicsDefaults
  }

  private func table() throws -> ExtractionTable {
    do {
      let table = try reading.table(paths, roi: roi, series: series)
      try table.requireRows(paths[0])
      return table
    } catch let error as TableError {
      complain("\(error)")
      throw ExitCode.badInput
    }
  }

  /// Where the result is written. This is checked before the work, so that an hour of extraction is not lost.
  private func target(for table: ExtractionTable, _ settings: ExtractionSettings) throws -> OutputTarget {
    try orExit {
      try table.checkColumns(settings, file: paths[0])
      return try OutputTarget(output, inputs: paths + [parameters].compactMap(\.self) + table.files)
    }
  }
}

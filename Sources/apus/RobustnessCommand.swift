import ArgumentParser
import Extraction
import Records

/// `apus robustness COHORT.csv`.
struct RobustnessCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "robustness", abstract: "Measure how stable features are when image and contour are perturbed.",
    usage: """
      apus robustness COHORT.csv [-p params.yaml] [--rotate -10,10] [--translate 0.25,0.75] [--noise 1] \
      [--volume -0.1,0.1] [--contour 3] [--combine] [-o icc.csv] [--perturbed all.csv]
      """,
    discussion: """
      COHORT.csv has the columns of `apus extract`. The result has one row per feature: ICC(1,1) and ICC(3,1) with \
      95 % confidence intervals over all versions, including the unperturbed one, and the category of the lower limit \
      (Koo and Li 2016). A case with a failed version is named and left out.
      Exit codes: 0 complete; 2 some cases failed; 1 fewer than two cases are left; 64 usage; 65 bad input.

      Example:
        apus robustness cohort.csv --rotate -10,10 --noise 1 -o icc.csv
      """)

  @Argument(help: "A cohort CSV.", completion: .file())
  var cohort: String

  @OptionGroup var extraction: ExtractionOptions

  @Option(parsing: .unconditional, help: "Rotations in the slice plane, in degrees, separated by commas.")
  var rotate: NumberList?

  @Option(parsing: .unconditional, help: "Shifts as fractions of a voxel, separated by commas.")
  var translate: NumberList?

  @Option(help: "Number of repetitions with added noise.")
  var noise = 0

  @Option(help: "Standard deviation of the noise in the image's unit (default: estimated from each image).")
  var noiseLevel: Double?

  @Option(parsing: .unconditional, help: "Changes of the region's volume as fractions of it, separated by commas.")
  var volume: NumberList?

  @Option(help: "Number of repetitions with a randomised contour.")
  var contour = 0

  @Flag(help: "Apply every combination of perturbations, as MIRP does, instead of each perturbation alone.")
  var combine = false

  @Option(help: "Random seed for noise, volume and contour.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "CSV file for the agreement (default: standard output).", completion: .file())
  var output: String?

  @Option(help: "CSV file for the features of every version.", completion: .file())
  var perturbed: String?

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var series: SeriesOption

  @OptionGroup var threads: JobsOption

  func validate() throws { _ = try request() }

  func run() throws {
    let jobs = try threads.withMemory()
    let settings = try extraction.settings()
    let request = try request()
    let table = try table(settings)
    let inputs = [cohort, extraction.parameters].compactMap(\.self) + table.files
    let target = try orExit { try OutputTarget(output, inputs: inputs + [perturbed].compactMap(\.self)) }
    let all = try orExit { try perturbed.map { path throws(StoreError) in try OutputTarget(path, inputs: inputs) } }
    let analysis = RobustnessAnalysis(table, settings, request, seed: seed, jobs: jobs) { position, versions in
      for note in versions.first?.notes ?? [] { complain("\(table.place(position))note: \(note)") }
      for version in versions {
        guard let error = version.error else { continue }
        complain("\(table.place(position))\(version.name): \(error)")
      }
    }
    try orExit {
      if let all { try all.write(analysis.featureTable(settings)) }
      try target.write(analysis.agreementTable)
    }
    let failed = analysis.cases.indices.count { !analysis.isComplete($0) }
    if failed > 0 { complain("\(failed) of \(table.cases.count) cases failed and are not part of the agreement") }
    if table.cases.count - failed < 2 {
      complain("agreement needs at least two complete cases, so every coefficient is undefined")
      throw ExitCode.nothingUsable
    }
    if failed > 0 { throw ExitCode.someFailed }
  }

  private func request() throws -> RobustnessRequest {
    do {
      return try RobustnessRequest(
        rotations: rotate?.values ?? [], translations: translate?.values ?? [], noise: noise, noiseLevel: noiseLevel,
        volumes: volume?.values ?? [], contours: contour, combines: combine)
    } catch {
      throw ValidationError("--\(error)")
    }
  }

  private func table(_ settings: ExtractionSettings) throws -> ExtractionTable {
    try orExit {
      let table = try ExtractionTable(
        reading: cohort, between: reading.between, spacing: reading.spacing, series: series.choice(else: .only))
      complain(of: table.unusedColumns, notes: table.notes, in: cohort)
      try table.checkColumns(settings, file: cohort)
      return table
    }
  }
}

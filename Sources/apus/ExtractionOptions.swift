import ArgumentParser
import Extraction

/// The options `-p`, `--preset` and `--label` of commands that compute features in the same way as `apus extract`.
struct ExtractionOptions: ParsableArguments {
  @Option(
    name: [.customShort("p"), .long], help: "Parameter file of PyRadiomics, or one with `profile: ibsi`.",
    completion: .file())
  var parameters: String?

  @Option(help: "Named recipe instead of a parameter file: \(ExtractCommand.Preset.names).")
  var preset: ExtractCommand.Preset?

  @Option(
    parsing: .unconditional,
    help:
      "Label of the region in a label image; it has priority over the parameter file, but not over the column Label.")
  var label: Int?

  func validate() throws {
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
    if parameters != nil, preset != nil { throw ValidationError("Give -p or --preset, not both.") }
  }

  func settings() throws -> ExtractionSettings {
    do {
      let base = try parameters.map { path in try ExtractionSettings(parameterFile: path) }
      let settings = base ?? (preset == .jeong2024 ? .jeong2024 : .pyradiomicsDefaults)
      return label.map(settings.with(label:)) ?? settings
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
  }
}

/// Numbers separated by commas: `-10,10`.
struct NumberList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else { return nil }
    values = numbers
  }
}

/// Names the columns of a cohort file that look as if they chose a region, but were not used.
func complain(of columns: [UnusedColumn], notes: [String] = [], in cohort: String) {
  for column in columns { complain("\(cohort): note: \(column)") }
  for note in notes { complain("\(cohort): note: \(note)") }
}

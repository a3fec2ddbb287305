import ArgumentParser
import Extraction

/// `apus features list`.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "Show the available features.",
    discussion: """
      Example:
        apus features list
      """,
    subcommands: [List.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List all columns with name, family, aggregation, IBSI code and unit, as CSV.",
      discussion: """
        Without a parameter file, lists every feature of the profile on the original image (profile ibsi: with all \
        aggregations). With -p, lists the columns that `apus extract -p` writes, in their order.

        Examples:
          apus features list > features.csv
          apus features list -p params.yaml
        """)

    @Option(help: "pyradiomics or ibsi (default: as in the parameter file, otherwise pyradiomics).")
    var profile: ExtractionSettings.Profile?

    @Option(name: [.customShort("p"), .long], help: "Parameter file of either profile.", completion: .file())
    var parameters: String?

    func run() throws {
      do {
        let settings = try parameters.map { try ExtractionSettings(parameterFile: $0, profile: profile) }
        print(FeatureList(settings ?? (profile == .ibsi ? .ibsiComplete : .pyradiomicsDefaults)).csv, terminator: "")
      } catch let error as ParameterFileError {
        complain("\(error)")
        throw ExitCode.badInput
      }
    }
  }
}

extension ExtractionSettings.Profile: ExpressibleByArgument {}

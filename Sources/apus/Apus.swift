import ArgumentParser
import Study

/// The command: parse, call, print.
@main
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "From pretreatment MRI and a clinical table to an honest radiomics study.",
    version: StudyRun.software,
    subcommands: [
      ExtractCommand.self,
      CompareCommand.self,
      StudyCommand.self,
      InspectCommand.self,
      PhantomCommand.self,
      SimulateCommand.self,
    ])
}

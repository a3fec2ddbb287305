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
      FeaturesCommand.self,
      FilterCommand.self,
      MapsCommand.self,
      RobustnessCommand.self,
      ExplainCommand.self,
      CompareCommand.self,
      StudyCommand.self,
      AuditCommand.self,
      PredictCommand.self,
      ValidateCommand.self,
      InspectCommand.self,
      NormaliseCommand.self,
      DeepCommand.self,
      NetworkCommand.self,
      WeightsCommand.self,
      PhantomCommand.self,
      SimulateCommand.self,
    ])
}

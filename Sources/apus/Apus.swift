import ArgumentParser
import Records

/// The command: it parses, runs and prints.
@main
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Run radiomics studies from pretreatment MRI and a clinical table, with checks for data leakage.",
    discussion: """
      Topics of `apus help TOPIC`:
      \(HelpTopic.list)

      Examples:
        apus study init export clinical.xlsx
        apus study check study.yaml
        apus study run study.yaml -o results
      """,
    version: Software.name,
    subcommands: [
      ExtractCommand.self,
      FeaturesCommand.self,
      FilterCommand.self,
      MapsCommand.self,
      RobustnessCommand.self,
      ExplainCommand.self,
      CompareCommand.self,
      TestCommand.self,
      OptimismCommand.self,
      StudyCommand.self,
      SlurmCommand.self,
      ServeCommand.self,
      ReviewCommand.self,
      AuditCommand.self,
      VerifyCommand.self,
      DiffCommand.self,
      PredictCommand.self,
      ValidateCommand.self,
      InspectCommand.self,
      NormaliseCommand.self,
      DeepCommand.self,
      NetworkCommand.self,
      WeightsCommand.self,
      PhantomCommand.self,
      SimulateCommand.self,
      CacheCommand.self,
      DoctorCommand.self,
    ])

  /// Parses and runs. An option that a command does not have is reported first, before errors that follow from it.
  static func main() {
    StandardStreams.secure()
    let commands = configuration.subcommands.map { $0._commandName }
    if let request = HelpRequest(Array(CommandLine.arguments.dropFirst()), commands: commands) {
      end(with: request.show())
    }
    do {
      var command = try parseAsRoot()
      if !(command is ServeCommand || command is ReviewCommand) { Interruption.watch() }
      try runSayingReading(&command)
    } catch {
      if exitCode(for: error) == .validationFailure,
        let unknown = UnknownOption(in: Array(CommandLine.arguments.dropFirst()))
      {
        complain("\(unknown)")
        exit(withError: ExitCode.usage)
      }
      end(with: error)
    }
    end(with: ExitCode.success)
  }

  /// Prints help and exits, after earlier output has been written.
  private static func end(with error: any Error) -> Never {
    do {
      if !(error is ExitCode), exitCode(for: error).isSuccess {
        print(fullMessage(for: error))
        try StandardStreams.finish()
        exit(withError: ExitCode.success)
      }
      try StandardStreams.finish()
    } catch {
      exit(withError: error)
    }
    exit(withError: error)
  }
}

import ArgumentParser

@main
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus", abstract: "Radiomics studies, honestly compared.",
    subcommands: [PhantomCommand.self])
}

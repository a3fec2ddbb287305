import Foundation

/// `benchmark SUITE`: prints a table of what the suite measures. To add a suite, add a case.
@main struct Benchmark {
  static let suites: [(name: String, run: @Sendable (Command) throws -> Void)] = [
    ("extraction", { command in try ExtractionSuite(command).run() }),
    ("study", { command in try StudySuite(command).run() }),
    ("deep", { command in try DeepSuite(command).run() }),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let suite = suites.first(where: { $0.name == arguments[1] }) else {
      let names = suites.map(\.name).joined(separator: ", ")
      FileHandle.standardError.write(Data("usage: benchmark SUITE PATH-OF-APUS    suites: \(names)\n".utf8))
      exit(64)
    }
    print(Machine.description)
    try suite.run(Command(path: arguments[2]))
    print(Machine.copying)
  }
}

import ArgumentParser
import Comparison
import Records

/// `apus simulate`: how the tests of a comparison behave when the models do not differ.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Measure false-positive rates and coverage of DeLong, NRI and IDI on models that do not differ.",
    discussion: """
      Compares two models of equal AUC, a model with the same model plus noise (on new subjects, and on those it was \
      fitted on), and a model with its miscalibrated copy, for the sizes of the study (19 + 66 and 57 + 195) or those \
      given.

      Example:
        apus simulate --size 19/66 --repetitions 200
      """)

  @Option(help: "Number of comparisons of each kind and size.")
  var repetitions = 1000

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "Numbers of events and non-events, such as 19/66; repeatable.")
  var size: [String] = []

  @Option(help: "JSON file for all counts.", completion: .file())
  var json: String?

  @OptionGroup var threads: JobsOption

  func validate() throws {
    guard repetitions >= 1 else { throw ValidationError("--repetitions takes a whole number of at least 1.") }
    _ = try sizes()
  }

  func run() throws {
    let target = try orExit { try json.map { try OutputTarget($0, inputs: []) } }
    let simulation = NullSimulation(repetitions: repetitions, seed: seed, sizes: try sizes())
    let results = try simulation.run(workers: threads.jobs)
    try orExit { try target?.write(json: results) }
    print(simulation.text(results), terminator: "")
  }

  private func sizes() throws -> [NullSimulation.Size] {
    guard !size.isEmpty else { return NullSimulation.Size.ofTheStudy }
    return try size.map { text in
      let parts = text.split(separator: "/").map { Int($0) }
      guard parts.count == 2, let events = parts[0], let nonEvents = parts[1], events >= 2, nonEvents >= 2 else {
        throw ValidationError(
          "--size \(text) is not valid. It takes events/non-events, at least two of each, such as 19/66.")
      }
      return NullSimulation.Size(events: events, nonEvents: nonEvents)
    }
  }
}

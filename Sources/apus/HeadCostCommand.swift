import ArgumentParser
import Cohorts
import DeepRadiomics
import Execution
import Foundation

extension NetworkCommand {
  /// `apus network head`.
  struct Head: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "head",
      abstract: "Measure on this machine how long it takes to train the head on features of a frozen network.",
      discussion: """
        Runs a random search on synthetic features, one trial per thread, with the published head, loss and optimiser \
        and without early stopping. The time does not depend on the values of the features.

        Example:
          apus network head --patients 168 --features 1280
        """)

    @Option(help: "Number of training patients. Another third of this number is used for early stopping.")
    var patients = 252

    @Option(help: "Number of events per ten patients.")
    var eventsInTen = 2

    @Option(help: "Number of features of the network.")
    var features = 2048

    @Option(help: "Number of clinical factors; 0 leaves out their branch.")
    var factors = 3

    @Option(help: "Number of hyperparameter settings tried.")
    var trials = 100

    @Option(help: "Number of epochs for each setting.")
    var epochs = 25

    @OptionGroup var threads: JobsOption

    func validate() throws {
      guard (10...100_000).contains(patients), (1...9).contains(eventsInTen), (1...100_000).contains(features) else {
        throw ValidationError("--patients takes 10 to 100000, --events-in-ten 1 to 9, --features 1 to 100000.")
      }
      guard (0...100).contains(factors), (1...100_000).contains(trials), (1...1000).contains(epochs) else {
        throw ValidationError("--factors takes 0 to 100, --trials 1 to 100000, --epochs 1 to 1000.")
      }
    }

    func run() throws {
      var settings = HeadSettings.published
      (settings.epochs, settings.patience) = (epochs, epochs)
      let search = HeadSearch(settings: settings, trials: trials, seed: 1)
      let (training, others) = (cohort(patients, "training"), cohort(max(10, patients / 3), "others"))
      let clock = StageClock()
      let result = try clock.measure("head") {
        try search.run(on: training, stopping: .others(others), workers: threads.jobs)
      }
      guard let cost = clock.costs.first else { return }
      let ran = result.trials.map(\.epochs).reduce(0, +)
      print(
        """
        search         \(trials) trials of \(epochs) epochs, \(ran) epochs run, one trial a thread
        size           \(patients) patients, \(features) features, \(factors) factors, \(threads.jobs) threads
        time           \(text(cost.wall)) s, \(text(cost.processor)) s of processor, \
        \(text(1000 * cost.processor / Double(max(1, ran)))) ms an epoch
        peak memory    \(Int(cost.peakMemory)) MB
        """)
    }

    private func cohort(_ count: Int, _ name: String) -> HeadCohort {
      var stream = RandomStream(seed: 1, name: "head cost/\(name)")
      return HeadCohort(
        subjects: (0..<count).map { "\(name) \($0)" }, features: rows(count, features, &stream),
        factors: factors == 0 ? nil : rows(count, factors, &stream),
        events: (0..<count).map { $0 % 10 < eventsInTen })
    }

    private func rows(_ count: Int, _ width: Int, _ stream: inout RandomStream) -> [[Double]] {
      (0..<count).map { _ in (0..<width).map { _ in stream.uniform() } }
    }

    private func text(_ value: Double) -> String { String(format: "%.2f", value) }
  }
}

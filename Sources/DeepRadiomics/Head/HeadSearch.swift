import Execution

/// What a random search may choose from; each trial draws one of every list.
public struct HeadSearchSpace: Hashable, Codable, Sendable {
  /// Learning rates.
  public var rates = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
  /// Hidden units; the published best is 25, the published code has 256.
  public var hiddenUnits = [25, 64, 128, 256]
  /// Patients of a step.
  public var batchSizes = [4, 8, 16]
  /// Shares of hidden units left out.
  public var dropouts = [0.0]

  /// The default space, around the published choices.
  public init() {}

  /// Why nothing can be drawn, or `nil`.
  var fault: String? {
    [rates.isEmpty, hiddenUnits.isEmpty, batchSizes.isEmpty, dropouts.isEmpty].contains(true)
      ? "a search chooses among one value or more" : nil
  }

  /// The settings of one trial, which depend on the seed and the trial's number only.
  package func draw(_ trial: Int, from settings: HeadSettings, seed: UInt64) -> HeadSettings {
    var stream = RandomStream(seed: seed, name: "head search/trial \(trial)")
    var drawn = settings
    drawn.optimiser = settings.optimiser.with(rate: rates[stream.index(below: rates.count)])
    drawn.hiddenUnits = hiddenUnits[stream.index(below: hiddenUnits.count)]
    drawn.batchSize = batchSizes[stream.index(below: batchSizes.count)]
    drawn.dropout = dropouts[stream.index(below: dropouts.count)]
    drawn.seed = stream.next() >> 1
    return drawn
  }
}

/// A random search for the settings with the lowest stopping loss.
public struct HeadSearch: Hashable, Codable, Sendable {
  /// What every trial shares.
  public var settings: HeadSettings
  /// What trials differ in.
  public var space: HeadSearchSpace
  /// Number of trials.
  public var trials: Int
  /// Seed of the draws.
  public var seed: UInt64

  /// A search; the published study had 100 trials.
  public init(settings: HeadSettings = .published, space: HeadSearchSpace = .init(), trials: Int = 100, seed: UInt64) {
    precondition(trials > 0, "at least one trial")
    (self.settings, self.space, self.trials, self.seed) = (settings, space, trials, seed)
  }

  /// One line of the log.
  public struct Trial: Hashable, Codable, Sendable {
    /// Number, from 0.
    public let number: Int
    /// What was drawn.
    public let settings: HeadSettings
    /// Epochs run.
    public let epochs: Int
    /// Epoch that was kept, from 0.
    public let bestEpoch: Int
    /// Lowest stopping loss; `nil` where training diverged.
    public let stoppingLoss: Double?
  }

  /// The log of every trial, and the head of the best.
  public struct Result: Sendable {
    /// Every trial in order.
    public let trials: [Trial]
    /// Position of the best in ``trials``; the first of equals.
    public let best: Int
    /// The head of the best trial.
    public let head: TrainedHead
  }

  /// Runs every trial, one a worker at a time; the result does not depend on `workers`.
  public func run(
    on cohort: HeadCohort, stopping rule: StoppingRule, workers: Int
  ) throws(HeadError) -> Result {
    if let fault = space.fault { throw .settings(fault) }
    let prepared = try PreparedCohort(cohort, rule)
    let log = parallelMap(Array(0..<trials), workers: workers) { number in record(number, prepared) }
    let best = log.indices.min { (log[$0].stoppingLoss ?? .infinity) < (log[$1].stoppingLoss ?? .infinity) } ?? 0
    // Trained again rather than kept: a hundred heads of 4 MB each would be held for one.
    var training = try HeadTraining(log[best].settings, prepared)
    return Result(trials: log, best: best, head: try training.run())
  }

  private func record(_ number: Int, _ cohort: PreparedCohort) -> Trial {
    let drawn = space.draw(number, from: settings, seed: seed)
    do throws(HeadError) {
      var training = try HeadTraining(drawn, cohort)
      let curve = try training.run().curve
      return Trial(
        number: number, settings: drawn, epochs: curve.training.count, bestEpoch: curve.best,
        stoppingLoss: curve.stopping[curve.best])
    } catch {
      return Trial(number: number, settings: drawn, epochs: 0, bestEpoch: 0, stoppingLoss: nil)
    }
  }
}

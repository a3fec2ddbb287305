import Execution

/// What a random search may choose from; each trial draws one of every list.
package struct HeadSearchSpace: Hashable, Codable, Sendable {
  /// Learning rates.
  package var rates = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
  /// Hidden units; the published best is 25, the published code has 256.
  package var hiddenUnits = [25, 64, 128, 256]
  /// Patients of a step.
  package var batchSizes = [4, 8, 16]
  /// Shares of hidden units left out.
  package var dropouts = [0.0]
  /// How slices are joined. Trials take turns, so that the budget is shared evenly and the other values of a trial are
  /// those that it has without this choice.
  package var poolings: [SlicePooling] = [.mean]

  /// The default space, around the published choices.
  package init() {}

  /// The default space with a choice of poolings.
  package init(poolings: [SlicePooling]) { self.poolings = poolings }

  /// Why nothing can be drawn, or `nil`.
  var fault: String? {
    [rates.isEmpty, hiddenUnits.isEmpty, batchSizes.isEmpty, dropouts.isEmpty, poolings.isEmpty].contains(true)
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
    drawn.pooling = poolings[trial % poolings.count]
    return drawn
  }
}

/// A random search for the settings with the lowest stopping loss.
package struct HeadSearch: Hashable, Codable, Sendable {
  /// What every trial shares.
  package var settings: HeadSettings
  /// What trials differ in.
  package var space: HeadSearchSpace
  /// Number of trials.
  package var trials: Int
  /// Seed of the draws.
  package var seed: UInt64

  /// A search; the published study had 100 trials.
  package init(settings: HeadSettings = .published, space: HeadSearchSpace = .init(), trials: Int = 100, seed: UInt64) {
    precondition(trials > 0, "at least one trial")
    (self.settings, self.space, self.trials, self.seed) = (settings, space, trials, seed)
  }

  /// One line of the log.
  package struct Trial: Hashable, Codable, Sendable {
    /// Number, from 0.
    package let number: Int
    /// What was drawn.
    package let settings: HeadSettings
    /// Epochs run.
    package let epochs: Int
    /// Epoch that was kept, from 0.
    package let bestEpoch: Int
    /// Lowest stopping loss; `nil` where training diverged.
    package let stoppingLoss: Double?
  }

  /// The log of every trial, and the head of the best.
  package struct Result: Sendable {
    /// Every trial in order.
    package let trials: [Trial]
    /// Position of the best in ``trials``; the first of equals.
    package let best: Int
    /// The head of the best trial.
    package let head: TrainedHead
  }

  /// Runs every trial, one a worker at a time; the result does not depend on `workers`.
  package func run(
    on cohort: HeadCohort, stopping rule: StoppingRule, workers: Int
  ) throws(HeadError) -> Result {
    if let fault = space.fault { throw .settings(fault) }
    let prepared = try PreparedCohort.all(cohort, rule, space.poolings)
    let log = parallelMap(Array(0..<trials), workers: workers) { number in record(number, prepared) }
    let best = log.indices.min { (log[$0].stoppingLoss ?? .infinity) < (log[$1].stoppingLoss ?? .infinity) } ?? 0
    // Trained again rather than kept: a hundred heads of 4 MB each would be held for one.
    var training = try HeadTraining(log[best].settings, of: prepared)
    return Result(trials: log, best: best, head: try training.run())
  }

  private func record(_ number: Int, _ cohorts: [PreparedCohort]) -> Trial {
    let drawn = space.draw(number, from: settings, seed: seed)
    do throws(HeadError) {
      var training = try HeadTraining(drawn, of: cohorts)
      let curve = try training.run().curve
      return Trial(
        number: number, settings: drawn, epochs: curve.training.count, bestEpoch: curve.best,
        stoppingLoss: curve.stopping[curve.best])
    } catch {
      return Trial(number: number, settings: drawn, epochs: 0, bestEpoch: 0, stoppingLoss: nil)
    }
  }
}

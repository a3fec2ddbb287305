import Execution
import Statistics

/// A fit that scores subjects.
public protocol Scoring: Sendable {
  /// Scores of the subjects of `table`; higher means event.
  func scores(of table: FeatureTable) throws(LearningError) -> [Double]
}

extension PipelineFit: Scoring {
  /// The model's scores.
  public func scores(of table: FeatureTable) throws(LearningError) -> [Double] { try model.scores(table) }
}

/// How a whole pipeline, tuning included, is judged without a test set.
public enum Resampling: Hashable, Codable, Sendable {
  /// Stratified folds, dealt anew in each repeat. With a pipeline that tunes on inner folds this is nested
  /// cross-validation.
  case repeatedFolds(Int, repeats: Int, seed: UInt64)
  /// Each site is held out once; sites by subject id.
  case leaveOneSiteOut([String: String])

  /// Training sets and held-out positions of the folds.
  func splits(_ table: TrainingTable) throws(LearningError) -> [(set: TrainingSet, held: [Int])] {
    switch self {
    case .repeatedFolds(let wanted, let repeats, let seed):
      var splits: [(set: TrainingSet, held: [Int])] = []
      for turn in 0..<repeats {
        let folds = FoldPlan.stratified(wanted).assign(
          outcomes: table.outcomes.events, seed: seed, name: "outer folds / repeat \(turn)")
        guard folds.count >= 2 else { throw .tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents) }
        for fold in 0..<folds.count { splits.append((.fold(fold + 1, repetition: turn + 1), folds.heldOut(fold))) }
      }
      return splits
    case .leaveOneSiteOut(let sites):
      let missing = table.subjects.filter { sites[$0] == nil }
      guard missing.isEmpty else { throw .noBatch(subjects: missing) }
      let own = table.subjects.compactMap { sites[$0] }
      return Set(own).sorted().map { site in (.withoutSite(site), own.indices.filter { own[$0] == site }) }
    }
  }

  /// Fits `pipeline` to the other subjects of every split and scores those held out, on up to `workers` threads.
  public func evaluate<Pipeline: Fitting>(
    _ pipeline: Pipeline, _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> ResampledAUC where Pipeline.Model: Scoring {
    let splits = try splits(table)
    let folds = try runAll(splits, splits.map { log.purpose.on($0.set) }, workers: workers, log: &log) {
      split, own throws(LearningError) in
      let held = Set(split.held)
      let training = table.rows(table.outcomes.indices.filter { !held.contains($0) })
      let model = try pipeline.fit(training, log: &own)
      let scores = try model.scores(of: table.features.rows(split.held))
      return ResampledAUC.Fold(
        name: split.set.description, training: training.subjects.count, heldOut: split.held.count,
        auc: table.outcomes.at(split.held).concordance(of: scores))
    }
    return ResampledAUC(folds: folds)
  }
}

/// The bootstrap of a whole pipeline, tuning included.
public struct PipelineBootstrap: Hashable, Codable, Sendable {
  /// Number of bootstrap samples.
  public let draws: Int
  /// Seed of the draws.
  public let seed: UInt64

  /// A bootstrap of `draws` samples, stratified on the outcome.
  public init(draws: Int = 100, seed: UInt64 = 1) {
    precondition(draws >= 1, "a bootstrap draws")
    (self.draws, self.seed) = (draws, seed)
  }

  /// The AUC of a model by the bootstrap.
  public struct Result: Hashable, Codable, Sendable {
    /// AUC of the subjects the model was fitted to.
    public let apparent: Double
    /// AUC of each draw's subjects that it left out; draws that leave only one class out are not counted.
    public let leftOut: [Double]
    /// The .632+ estimate, with 0.5 as the AUC without information.
    public let estimate: Statistic
  }

  /// Fits `pipeline` to the table and to every bootstrap sample, on up to `workers` threads.
  public func evaluate<Pipeline: Fitting>(
    _ pipeline: Pipeline, _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> Result where Pipeline.Model: Scoring {
    let full = try pipeline.fit(table, log: &log)
    let apparent = table.outcomes.concordance(of: try full.scores(of: table.features)).value ?? 0.5
    let purposes = (0..<draws).map { log.purpose.on(.draw($0 + 1)) }
    let aucs = try runAll(Array(0..<draws), purposes, workers: workers, log: &log) {
      draw, own throws(LearningError) in try leftOutAUC(pipeline, table, draw, log: &own)
    }
    let defined = aucs.compactMap(\.self)
    let estimate: Statistic =
      defined.isEmpty
      ? .undefined(.noSubjects)
      : .defined(1 - pointSixThreeTwoPlus(apparent: 1 - apparent, leftOut: 1 - mean(defined), noInformation: 0.5))
    return Result(apparent: apparent, leftOut: defined, estimate: estimate)
  }

  private func leftOutAUC<Pipeline: Fitting>(
    _ pipeline: Pipeline, _ table: TrainingTable, _ draw: Int, log: inout FitLog
  ) throws(LearningError) -> Double? where Pipeline.Model: Scoring {
    var stream = RandomStream(seed: seed, name: "pipeline bootstrap / draw \(draw)")
    let events = table.outcomes.events
    let drawn = [true, false].flatMap { wanted -> [Int] in
      let members = events.indices.filter { events[$0] == wanted }
      return members.map { _ in members[stream.index(below: members.count)] }
    }.sorted()
    let seen = Set(drawn)
    let left = table.outcomes.indices.filter { !seen.contains($0) }
    let sample = TrainingTable(features: table.features.resampled(drawn), outcomes: table.outcomes.at(drawn))
    var own = FitLog(purpose: log.purpose)
    let model = try pipeline.fit(sample, log: &own)
    log.append(own.withoutMarks())
    let scores = try model.scores(of: table.features.rows(left))
    return table.outcomes.at(left).concordance(of: scores).value
  }
}

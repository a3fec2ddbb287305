import Arms
import Cohorts
import Comparison
import DeepRadiomics
import Learning
import Results
import SavedModels
import Statistics

// Scores of the saved models, computed again.
extension RunAudit {
  /// Computes scores from `features.csv` and `deep_features.csv` with the saved models and compares them with the
  /// predictions of the test patients and the scores of the training patients. Probabilities and predicted classes of
  /// every saved row are computed again from its scores, and the description of its features from their table.
  ///
  /// No other check would notice an edited feature table, or predictions exchanged in both of their files.
  package var scoresFollow: AuditFinding {
    let entries = Dictionary((evidence.training ?? []).map { ($0.id, $0) }) { first, _ in first }
    var (against, scored, unscored) = ([String](), [String](), [(reason: String, name: String)]())
    for row in evidence.results.protocols.flatMap(\.models) where isFitted(row) {
      guard let model = evidence.models[row.id] else {
        unscored.append(("not saved", name(of: row)))
        continue
      }
      against += otherProbabilities(of: row, by: model)
      if let reason = model.whyUnscored {
        unscored.append((reason, name(of: row)))
      } else if let found = otherScores(of: row, by: model, training: entries[row.id]?.training) {
        scored.append(name(of: row))
        against += found
      } else {
        unscored.append(("\(files) does not have their columns", name(of: row)))
      }
    }
    against += otherFeatures(entries)
    let left = unscored.isEmpty ? "" : " Not computed again: \(Self.inGroups(unscored))."
    let hasTest = split.evaluation.hasTestSet
    let unsaved = hasTest ? "" : " The models behind the predictions of folds are not saved."
    return AuditFinding(
      .scoresFollow, nil,
      basis:
        "Scores of \(hasTest ? "test and training" : "training") patients were computed again from \(files) with "
        + "the saved models: \(scored.joined(separator: "; ")).\(unsaved)\(left)",
      against: against.map { AuditPiece($0) }, isByRule: !unscored.isEmpty || !hasTest,
      unexamined: scored.isEmpty ? "No saved model can be applied to \(files).\(left)" : nil)
  }

  /// The name of a row, with its protocol where that is not the sound one.
  private func name(of row: ModelResult) -> String {
    RowKey(row.id)?.protocolName == .asPublished ? "\(row.name), \(ProtocolName.asPublished.label)" : row.name
  }

  /// Each reason once, behind all rows that it holds for.
  private static func inGroups(_ rows: [(reason: String, name: String)]) -> String {
    let reasons = rows.map(\.reason).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return reasons.map { reason in
      "\(rows.filter { $0.reason == reason }.map(\.name).joined(separator: "; ")) (\(reason))"
    }.joined(separator: "; ")
  }

  /// Rows whose kept features are described otherwise than they are in `features.csv`. How often other fits kept them
  /// is not compared, because the run holds the columns of the final fit only.
  private func otherFeatures(_ entries: [String: TrainingEntry]) -> [String] {
    let own = FeatureDescription(columns: evidence.columns, rows: evidence.features, outcomes: evidence.outcomes.events)
    return evidence.results.protocols.flatMap(\.models).compactMap { row -> String? in
      guard var given = row.features else { return nil }
      given.stability = nil
      // Where results and training differ in the columns, another check says so, and one forgery is named once.
      let follows = [row.selectedColumns, entries[row.id]?.shown?.selected].compactMap(\.self).contains { selected in
        let again = own.features(selected, fits: [])
        // An infinite number has no JSON to compare.
        return again == given || agree(again, given)
      }
      return follows
        ? nil : "\(row.id): the values or correlations of its selected features do not follow from \(RunFile.features)"
    }
  }

  /// The files that hold features.
  private var files: String {
    "\(RunFile.features)" + (evidence.deepFeatures.isEmpty ? "" : " and \(RunFile.deepFeatures)")
      + (evidence.deepSlices.isEmpty ? "" : " and \(RunFile.deepSlices)")
  }

  private func otherScores(of row: ModelResult, by model: SavedModel, training run: PipelineRecord?) -> [String]? {
    guard let pair = keptSet, let scores = scores(model) else { return nil }
    let again = Dictionary(zip(evidence.ids, scores)) { first, _ in first }
    let tested = Set(split.evaluation.hasTestSet ? pair.test.map { evidence.ids[$0] } : [])
    let test = row.predictions.filter { tested.contains($0.subject) && !isNear($0.score, finite(again[$0.subject])) }
      .map(\.subject)
    let training = run.map { run in
      zip(run.subjects, run.resubstitutionScores).filter { !isNear($1, again[$0]) }.map(\.0)
    }
    return said(test, row: row, what: "scores of test patients", file: .predictions)
      + said(training ?? [], row: row, what: "scores of training patients", file: .training)
  }

  /// The predictions leave out a score that is not finite.
  private func finite(_ score: Double?) -> Double? { score.flatMap { $0.isFinite ? $0 : nil } }

  private func said(_ subjects: [String], row: ModelResult, what: String, file: RunFile) -> [String] {
    guard !subjects.isEmpty else { return [] }
    return [
      "\(row.id): \(subjects.count) \(what) (\(subjects.prefix(3).joined(separator: ", "))) in \(file) differ from "
        + "those that the saved model computes from \(files)"
    ]
  }

  /// Positions of the feature columns by name.
  var places: [String: Int] { Dictionary(zip(evidence.columns, evidence.columns.indices)) { first, _ in first } }

  /// Every patient's score by a saved model; `nil` where a column is missing.
  private func scores(_ model: SavedModel) -> [Double]? {
    let wanted = model.predictor.columns
    let places = places
    let columns = wanted.map { name -> [Double?]? in
      if let at = places[name] { return evidence.features.map { $0[at] } }
      if let deep = deepFeature(name, of: model) { return deep }
      return name == FeatureFile.volume ? evidence.volumes : nil
    }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    let rows = evidence.ids.indices.map { row in columns.map { $0?[row] ?? nil } }
    return
      (try? model.predictor.scores(
        FeatureTable(subjects: evidence.ids, columns: wanted, rows: rows), slices: deepSlices(of: model))) ?? nil
  }

  /// The slices that the heads of a model attend to; `nil` where the run kept none.
  private func deepSlices(of model: SavedModel) -> [SliceFeatures]? {
    guard let key = RowKey(model.description.id), let network = key.role.network else { return nil }
    return evidence.deepSlices[DeepFeatureFile.column("", in: key.protocolName, network: network)]
  }

  /// A feature of the network of a model, one value per patient; `nil` where the run kept none of that name.
  private func deepFeature(_ name: String, of model: SavedModel) -> [Double?]? {
    guard let key = RowKey(model.description.id), let network = key.role.network else { return nil }
    return evidence.deepFeatures[DeepFeatureFile.column(name, in: key.protocolName, network: network)]
  }

  /// Probabilities and predicted classes of test patients that do not follow from their scores, by the calibration and
  /// the cutoff of the saved model.
  private func otherProbabilities(of row: ModelResult, by model: SavedModel) -> [String] {
    guard split.evaluation.hasTestSet else { return [] }
    let again = row.predictions.compactMap { one in
      one.score.map { (given: one, again: model.description.prediction($0)) }
    }
    let others = again.filter {
      !isNear($0.again.probability, $0.given.probability) || $0.again.isCalledEvent != $0.given.isCalledEvent
    }
    let sets = again.filter { $0.again.set != $0.given.set }
    return said(others.map(\.given), of: row, "probability or predicted class", from: "score")
      + said(sets.map(\.given), of: row, "prediction set", from: "probability")
  }

  private func said(_ others: [Prediction], of row: ModelResult, _ what: String, from source: String) -> [String] {
    guard !others.isEmpty else { return [] }
    return [
      "\(row.id): \(what) of \(others.prefix(3).map(\.subject).joined(separator: ", ")) does not follow from the "
        + "\(source) by the saved model"
    ]
  }
}

// Figures of training patients.
extension RunAudit {
  /// The calibration and the limits of prediction sets of the saved model, if they do not follow from held-out scores.
  func otherCalibration(of row: ModelResult, held: [Double], outcomes: [Bool], subjects: [String]) -> [String] {
    guard let saved = evidence.models[row.id]?.description, case .sigmoid(let sigmoid) = saved.calibration else {
      return []
    }
    var unheard = FitLog()
    let again = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: outcomes, subjects: subjects, log: &unheard)
    let isOther = !isNear(again.slope, sigmoid.slope) || !isNear(again.intercept, sigmoid.intercept)
    let limits = saved.limits.map { given in
      let probabilities = held.map(sigmoid.probability)
      let rule = evidence.study.conformal ?? given.rule
      return agree(ConformalLimits(probabilities: probabilities, outcomes: outcomes, rule: rule), given)
    }
    return
      (isOther ? ["the calibration of the saved model does not follow from the held-out scores in training.json"] : [])
      + (limits == false
        ? ["the limits of prediction sets of the saved model do not follow from the held-out scores in training.json"]
        : [])
  }

  /// Figures of the training patients that do not follow from their scores in `training.json` by the saved model. The
  /// calibration of the model must follow from the held-out scores.
  func otherTrainingFigures(of row: ModelResult, run: PipelineRecord, in block: ProtocolResults) -> [String] {
    guard let model = evidence.models[row.id] else { return [] }
    let found =
      run.outOfFoldScores.map {
        otherCalibration(of: row, held: $0, outcomes: run.outcomes.events, subjects: run.subjects)
      } ?? []
    let sides: [([Double]?, Performance?, AbsenceReason?)] = [
      (run.resubstitutionScores, row.training, nil), (run.outOfFoldScores, row.outOfFold, .pooledFolds),
    ]
    let isOther = sides.contains { scores, given, note in
      guard split.testPair != nil, let scores, let given else { return false }
      let predictions = scores.indices.map { at in
        var one = model.description.prediction(scores[at])
        (one.subject, one.outcome) = (run.subjects[at], run.outcomes[at])
        return one
      }
      return !agree(
        Evaluator(evaluation: block.evaluation, intervalNote: note, owners: split.owners)
          .performance(predictions, of: row.family), given)
    }
    return found
      + (isOther ? ["the figures of the training patients do not follow from their scores in training.json"] : [])
  }
}

extension SavedModel {
  /// Why the model cannot be applied to the tables of features alone; `nil` where it can.
  fileprivate var whyUnscored: String? {
    if predictor.usesFactors { return "clinical factors are not among the files of the run" }
    return predictor.batches == nil ? nil : "the batch of each patient is not among the files of the run"
  }
}

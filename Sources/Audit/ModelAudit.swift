import Arms
import Cohorts
import Comparison
import Learning
import Results
import SavedModels

// Scores of the models that are kept, computed again.
extension RunAudit {
  /// What the saved models score, from `features.csv`, against the predictions of the test patients and the scores of
  /// the training patients; and probabilities and calls of every saved row from its scores.
  ///
  /// A table that was edited, and predictions that were exchanged in both of their files, follow from nothing else.
  package var scoresFollow: AuditFinding {
    let entries = Dictionary((evidence.training ?? []).map { ($0.id, $0) }) { first, _ in first }
    var (against, scored, unscored) = ([String](), [String](), [String]())
    for row in evidence.results.protocols.flatMap(\.models) where isFitted(row) {
      guard let model = evidence.models[row.id] else {
        unscored.append("\(row.id) is not saved")
        continue
      }
      against += otherProbabilities(row, model)
      if let reason = model.whyUnscored {
        unscored.append("\(row.id) \(reason)")
      } else if let found = otherScores(row, model, entries[row.id]?.training) {
        scored.append(row.id)
        against += found
      } else {
        unscored.append("\(row.id) reads columns that features.csv has not")
      }
    }
    let left = unscored.isEmpty ? "" : " Not scored again: \(unscored.joined(separator: "; "))."
    let hasTest = split.evaluation.hasTestSet
    return AuditFinding(
      .scoresFollow, nil,
      basis:
        "Scores of \(hasTest ? "test and training" : "training") patients were computed again from features.csv by the models saved: "
        + "\(scored.joined(separator: ", ")).\(hasTest ? "" : " The models behind the predictions of folds are not kept.")\(left)",
      against: against.map { AuditPiece($0) }, isByRule: !unscored.isEmpty || !hasTest,
      unexamined: scored.isEmpty ? "No model can score features.csv again.\(left)" : nil)
  }

  private func otherScores(_ row: ModelResult, _ model: SavedModel, _ run: PipelineRecord?) -> [String]? {
    guard let pair = keptSet, let scores = scores(model) else { return nil }
    let again = Dictionary(zip(evidence.ids, scores)) { first, _ in first }
    let tested = Set(split.evaluation.hasTestSet ? pair.test.map { evidence.ids[$0] } : [])
    let test = row.predictions.filter { tested.contains($0.subject) && !isNear($0.score, finite(again[$0.subject])) }
      .map(\.subject)
    let training = run.map { run in
      zip(run.subjects, run.resubstitutionScores).filter { !isNear($1, again[$0]) }.map(\.0)
    }
    return said(test, row, "scores of the test", "predictions.csv")
      + said(training ?? [], row, "scores of the training", "training.json")
  }

  /// A score that is no number is none in the predictions.
  private func finite(_ score: Double?) -> Double? { score.flatMap { $0.isFinite ? $0 : nil } }

  private func said(_ subjects: [String], _ row: ModelResult, _ what: String, _ file: String) -> [String] {
    guard !subjects.isEmpty else { return [] }
    return [
      "\(row.id): \(subjects.count) \(what) (\(subjects.prefix(3).joined(separator: ", "))) in \(file) are not those that the model gives from "
        + "features.csv"
    ]
  }

  /// Everybody's score by a saved model; `nil` where a column is not there.
  private func scores(_ model: SavedModel) -> [Double]? {
    let places = Dictionary(zip(evidence.columns, evidence.columns.indices)) { first, _ in first }
    let wanted = model.predictor.columns
    let columns = wanted.map { name -> [Double?]? in
      if let at = places[name] { return evidence.features.map { $0[at] } }
      return name == FeatureFile.volume ? evidence.volumes : nil
    }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    let rows = evidence.ids.indices.map { row in columns.map { $0?[row] ?? nil } }
    return (try? model.predictor.scores(FeatureTable(subjects: evidence.ids, columns: wanted, rows: rows))) ?? nil
  }

  /// Probabilities and calls that do not follow from the scores of test patients, by sigmoid and cutoff of the model.
  private func otherProbabilities(_ row: ModelResult, _ model: SavedModel) -> [String] {
    guard split.evaluation.hasTestSet else { return [] }
    let others = row.predictions.filter { one in
      guard let score = one.score else { return false }
      let again = model.description.prediction(score)
      return !isNear(again.probability, one.probability) || again.isCalledEvent != one.isCalledEvent
    }
    return others.isEmpty
      ? []
      : [
        "\(row.id): probability or call of \(others.prefix(3).map(\.subject).joined(separator: ", ")) do not follow from the score by the model "
          + "saved"
      ]
  }
}

// Figures of training patients.
extension RunAudit {
  /// Figures of the training patients that do not follow from their scores in `training.json` by the model saved, whose
  /// sigmoid must be that of the held-out scores.
  func otherTrainingFigures(_ row: ModelResult, _ run: PipelineRecord, _ block: ProtocolResults) -> [String] {
    guard let model = evidence.models[row.id] else { return [] }
    var found: [String] = []
    if case .sigmoid(let sigmoid) = model.description.calibration, let held = run.outOfFoldScores {
      var unheard = FitLog()
      let again = PlattCalibration(isMonotone: true).fit(
        scores: held, outcomes: run.outcomes, subjects: run.subjects, log: &unheard)
      if !isNear(again.slope, sigmoid.slope) || !isNear(again.intercept, sigmoid.intercept) {
        found.append("the sigmoid of the model saved does not follow from the held-out scores in training.json")
      }
    }
    let sides: [([Double]?, Performance?, String?)] = [
      (run.resubstitutionScores, row.training, nil), (run.outOfFoldScores, row.outOfFold, Evaluator.pooledFolds),
    ]
    let isOther = sides.contains { scores, given, note in
      guard split.testPair != nil, let scores, let given else { return false }
      let predictions = scores.indices.map { at in
        var one = model.description.prediction(scores[at])
        (one.subject, one.outcome) = (run.subjects[at], run.outcomes[at])
        return one
      }
      return !agree(
        Evaluator(evaluation: block.evaluation, intervalNote: note).performance(predictions, row.family), given)
    }
    return found
      + (isOther ? ["the figures of the training patients do not follow from their scores in training.json"] : [])
  }
}

extension SavedModel {
  /// Why `features.csv` alone cannot be scored; `nil` where it can.
  fileprivate var whyUnscored: String? {
    if case .heads = predictor { return "reads a network's features, which are not among the files of the run" }
    if predictor.usesFactors { return "reads clinical factors, which are not among the files of the run" }
    return predictor.batches == nil ? nil : "harmonises batches, which are not among the files of the run"
  }
}

import Execution
import Foundation
import Learning
import Records
import Results
import Statistics

/// The `predictions.csv` of a study run: which of its columns are the scores of a model, and what the files of the run
/// beside it say of these scores.
///
/// A model has three columns and more (score, probability, predicted class). Compared as columns of somebody else's
/// table they would be as many models.
struct RunPredictions {
  /// A model of the run.
  struct Model: Hashable {
    /// The key of its row.
    let id: String
    /// What a reader knows it by.
    let name: String
    /// The protocol by which it was fitted; models of two protocols are not compared with each other.
    let protocolName: ProtocolName
  }

  /// The models with a score, in the order of the file.
  let models: [Model]
  /// Why intervals and tests of AUCs are withheld; `nil` if all scores of a model come from one fit.
  let pooled: UndefinedReason?
  /// Whether probabilities are evaluated.
  let readsProbabilities: Bool
  /// The patient of each row, where a patient has several.
  let owners: [String: String]?
  /// What a reader must know, as sentences.
  let remarks: [String]

  /// `nil` if the table is another one, or if columns of scores are named that are no models.
  /// - Parameter named: keys of models; all if none is named.
  init?(_ table: CSVTable, file: String, named: [String]) {
    guard OwnTable(columns: table.columns) == .predictions else { return nil }
    let ids = table.columns.compactMap { PredictionColumn.model(ofScores: $0) }
    guard Set(named).isSubset(of: ids) else { return nil }
    let run = RunBeside(file)
    let wanted = ids.filter { named.isEmpty || named.contains($0) }.map { id in
      let key = RowKey(id)
      let name = run.results?.name(of: id) ?? id
      return Model(id: id, name: name, protocolName: key?.protocolName ?? .sound)
    }
    let isFitted = { (model: Model) in
      table[PredictionColumn.score(of: model.id)]?.contains { !$0.isEmpty } ?? false
    }
    models = wanted.filter(isFitted)
    owners = run.owners
    let evaluation = run.results?.evaluation
    pooled = evaluation.flatMap { $0.hasTestSet ? nil : .pooledModels }
    readsProbabilities = !(run.results?.invertsProbabilities ?? false)
    remarks = Self.remarks(
      run, without: wanted.filter { !isFitted($0) }, models: models, readsProbabilities: readsProbabilities)
  }

  private static func remarks(
    _ run: RunBeside, without lost: [Model], models: [Model], readsProbabilities: Bool
  ) -> [String] {
    var found = [
      "this is the predictions.csv of a study: its models are compared by their scores; calibration, Brier score, "
        + "NRI, IDI and net benefit are those of their probabilities"
    ]
    if !lost.isEmpty {
      found.append("models without a score are left out: \(lost.map(\.name).joined(separator: ", "))")
    }
    if let results = run.results {
      found += results.evaluation.remark.map { [$0] } ?? []
      if !readsProbabilities { found.append("probabilities are \(AbsenceReason.invertedProbabilities.words)") }
      found += results.labelRemark(models).map { [$0] } ?? []
    } else {
      found.append(
        "\(RunFile.results) of this run is not beside the file, or is of another run, so models are named by their keys, "
          + "and it is taken that each model was fitted once: if patients were tested in turn, intervals are too narrow"
      )
    }
    return found
  }
}

/// The files of a run beside its `predictions.csv`.
private struct RunBeside {
  /// The results, if they are those of these predictions.
  let results: StudyResults?
  /// The patient of each row; `nil` where a row is a patient.
  let owners: [String: String]?

  init(_ predictions: String) {
    let folder = URL(filePath: predictions).deletingLastPathComponent().path
    let bytes = FileManager.default.contents(atPath: predictions)
    let found = FileManager.default.contents(atPath: "\(folder)/\(RunFile.results)")
      .flatMap { try? JSONDecoder().decode(StudyResults.self, from: $0) }
    let isOwn = bytes.map { found?.files?[RunFile.predictions.rawValue] == $0.sha256 } ?? false
    results = isOwn ? found : nil
    let patients = isOwn ? try? CSVTable(reading: "\(folder)/\(RunFile.patients)") : nil
    owners = patients.flatMap { table in
      table["group"].map { groups in
        Dictionary(zip(table[PredictionColumn.subject] ?? [], groups)) { first, _ in first }
      }
    }
  }
}

extension StudyResults {
  /// What a row is called, with its protocol where it is not the main one.
  fileprivate func name(of id: String) -> String? {
    for block in protocols {
      guard let model = block.models.first(where: { $0.id == id }) else { continue }
      let isMain = block.evaluation.name == mainProtocol.name
      return isMain ? model.name : "\(model.name), \(block.evaluation.name.rawValue)"
    }
    return nil
  }

  /// Whether the probabilities of its split say nothing of the models (``AbsenceReason/invertedProbabilities``).
  fileprivate var invertsProbabilities: Bool {
    protocols.flatMap(\.models).contains { $0.test.brier == .undefined(.invertedProbabilities) }
  }

  /// That the report shows another AUC of some models.
  fileprivate func labelRemark(_ models: [RunPredictions.Model]) -> String? {
    let ids = Set(models.map(\.id))
    let byCalls = protocols.flatMap(\.models).filter { ids.contains($0.id) && $0.test.scoreAUC != nil }
    guard !byCalls.isEmpty else { return nil }
    return
      "the report shows the AUC of predicted classes for \(byCalls.compactMap { name(of: $0.id) }.joined(separator: "; ")), "
      + "as the published protocol has it; here it is the AUC of scores"
  }
}

extension Evaluation {
  /// What the scores of its patients are; `nil` if each is of the one model.
  fileprivate var remark: String? {
    switch self {
    case .heldOut: nil
    case .leaveOneOut: "patients were left out in turn, so each score comes from another model"
    case .crossValidated(let folds, let times):
      "patients were tested in turn in \(folds) folds"
        + (times > 1
          ? ", \(times) times: a score is the mean of a patient's \(times) scores, and a patient is one row"
          : "") + ". The report has the tests over folds"
    case .sites(let column, let count):
      "the \(count) sites of \"\(column)\" were tested in turn, so scores come from \(count) models. The report has the "
        + "results of each site"
    }
  }
}

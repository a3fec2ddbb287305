import Records
import Results
import Statistics

/// `predictions.csv` beside `results.json`, which holds the same predictions.
struct PredictionFile {
  private let table: CSVTable

  init(_ table: CSVTable) { self.table = table }

  /// Keys of the rows that have a column of scores.
  var rows: [String] { table.columns.compactMap(PredictionColumn.model(ofScores:)) }

  /// The first patient and figure in which a row differs from the results, by the key of the row.
  func differences(from results: StudyResults) -> [String: String] {
    let found = results.protocols.flatMap(\.models).compactMap { model in
      difference(model).map { (model.id, $0) }
    }
    return Dictionary(found) { first, _ in first }
  }

  private func difference(_ model: ModelResult) -> String? {
    let (subjects, shown) = (table[PredictionColumn.subject] ?? [], model.predictions)
    guard let scores = numbers(PredictionColumn.score(of: model.id)),
      let probabilities = numbers(PredictionColumn.probability(of: model.id)),
      let calls = table[PredictionColumn.call(of: model.id)], let outcomes = table[PredictionColumn.outcome]
    else { return "its columns, which predictions.csv lacks" }
    guard subjects == shown.map(\.subject) else { return "the patients" }
    let (spreads, sets) = (numbers(PredictionColumn.spread(of: model.id)), table[PredictionColumn.set(of: model.id)])
    if spreads == nil, shown.contains(where: { $0.spread != nil }) { return "the spread over its heads" }
    if sets == nil, shown.contains(where: { $0.set != nil }) { return "the prediction sets" }
    for (at, one) in shown.enumerated() {
      if outcomes[at] != one.outcome.cell { return "the outcome of \(one.subject)" }
      if scores[at] != one.score { return words("score", one.subject, scores[at], one.score) }
      if probabilities[at] != one.probability {
        return words("probability", one.subject, probabilities[at], one.probability)
      }
      if (calls[at].isEmpty ? nil : calls[at] == "1") != one.isCalledEvent {
        return "the predicted class of \(one.subject)"
      }
      if let spreads, spreads[at] != one.spread { return words("spread", one.subject, spreads[at], one.spread) }
      if let sets, sets[at].isEmpty ? one.set != nil : PredictionSet(rawValue: sets[at]) != one.set {
        return "the prediction set of \(one.subject)"
      }
    }
    return nil
  }

  private func numbers(_ column: String) -> [Double?]? { table[column].map { $0.map { Double($0) } } }

  private func words(_ figure: String, _ subject: String, _ own: Double?, _ other: Double?) -> String {
    let text = { (value: Double?) in value.map { "\($0)" } ?? "none" }
    return "the \(figure) of \(subject) (\(text(own)) and \(text(other)))"
  }
}

extension AuditEvidence {
  /// Rows of the run's other files that the results do not show, each with the first file that has it. An unflattering
  /// model that was taken out of the results would be missed by every check that goes through the results.
  static func lostRows(
    _ predictions: PredictionFile, _ entries: [TrainingEntry], _ results: StudyResults
  ) -> [(id: String, file: RunFile)] {
    var shown = Set(results.protocols.flatMap(\.models).map(\.id))
    var lost: [(id: String, file: RunFile)] = []
    for (file, ids) in [(RunFile.predictions, predictions.rows), (.training, entries.map(\.id))] {
      for id in ids where shown.insert(id).inserted { lost.append((id, file)) }
    }
    return lost
  }
}

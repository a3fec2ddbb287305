import Cohorts
import Results
import Statistics

/// The prediction of every model for every patient it had not seen.
struct PredictionsSection: ReportSection {
  let results: StudyResults
  let id = "predictions"
  let title = "Predictions"

  var content: Markup {
    HTML.details(.class("listing")) {
      HTML.summary("Predictions by patient (\(Numbers.count(subjects.count, "patient")))")
      table.markup
    }
  }

  /// Subjects in the order of the first model that scored them; models may differ in the subjects they could score.
  private var subjects: [(id: String, outcome: Bool)] {
    var seen: Set<String> = []
    return results.models.flatMap(\.predictions).filter { seen.insert($0.subject).inserted }
      .map { ($0.subject, $0.outcome.hadEvent) }
  }

  private var table: DataTable {
    let lookups = results.models.map { model in
      Dictionary(model.predictions.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let rows = subjects.map { subject in
      DataTable.Row(
        subject.id,
        [.text(subject.outcome ? "+" : "\u{2212}")]
          + zip(results.models, lookups).flatMap { model, lookup in cells(lookup[subject.id], of: model) })
    }
    return DataTable(
      label: results.numbers[.predictions],
      caption: "Decision scores, probabilities of the event and predicted classes by patient.",
      isSynthetic: results.study.synthetic,
      footer: [
        "+ event, \u{2212} non-event, \u{2715} misclassified, \u{2013} not available."
          + (results.models.contains { $0.conformal != nil }
            ? " Set: the prediction set, 1 event and 0 non-event." : "")
          + (results.models.contains(where: hasSpread)
            ? " SD: standard deviation of the probability over the heads, before calibration." : "")
      ], first: "Patient",
      columns: [DataTable.Column(name: "Observed")]
        + results.models.flatMap { [DataTable.Column].numbers(names(of: $0), under: $0.name) }, rows: rows)
  }

  private func cells(_ prediction: Prediction?, of model: ModelResult) -> [Markup] {
    let first = [number(prediction?.score), number(prediction?.probability), predictedClass(prediction)]
    let set = model.conformal == nil ? [] : [prediction?.set?.rawValue ?? "\u{2013}"]
    let spread = hasSpread(model) ? [number(prediction?.spread)] : []
    return (first + set + spread).map { .text($0) }
  }

  /// The columns of a model.
  private func names(of model: ModelResult) -> [String] {
    ["Score", "Probability", "Class"] + (model.conformal == nil ? [] : ["Set"]) + (hasSpread(model) ? ["SD"] : [])
  }

  private func hasSpread(_ model: ModelResult) -> Bool { model.predictions.contains { $0.spread != nil } }

  private func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return NumberStyle.fraction.text(value)
  }

  private func predictedClass(_ prediction: Prediction?) -> String {
    guard let prediction, let isEvent = prediction.isCalledEvent else { return "\u{2013}" }
    return (isEvent ? "+" : "\u{2212}") + (isEvent == prediction.outcome.hadEvent ? "" : " \u{2715}")
  }
}

import Foundation
import Learning
import Records
import Results
import Statistics

/// Predictions of a saved model as text, CSV and JSON.
package struct PredictionReport: Codable, Sendable {
  /// The facts about the model that a reader must know.
  package struct Model: Codable, Sendable {
    /// Name of the row.
    package let name: String
    /// SHA-256 of its description.
    package let sha256: String
    /// Title of the study from which it comes.
    package let study: String
    /// Protocol of the fit.
    package let evaluationProtocol: EvaluationProtocol.Name
    /// Program that fitted it.
    package let software: String
    /// Whether it was trained on a synthetic cohort.
    package let synthetic: Bool
    /// The outcome whose probability is given.
    package let event: String
    /// The other outcome.
    package let nonEvent: String
    /// Number of training patients.
    package let trainingPatients: Int
    /// Number of training patients with the event.
    package let trainingEvents: Int
    /// Cutoff on the score; `nil` if there is none or it is infinite.
    package let cutoff: Double?
    /// The limits of prediction sets; `nil` without them.
    package var limits: ConformalLimits?

    /// Takes every part as given.
    package init(
      name: String, sha256: String, study: String, evaluationProtocol: EvaluationProtocol.Name, software: String,
      synthetic: Bool, event: String, nonEvent: String, trainingPatients: Int, trainingEvents: Int, cutoff: Double?
    ) {
      self.name = name
      self.sha256 = sha256
      self.study = study
      self.evaluationProtocol = evaluationProtocol
      self.software = software
      self.synthetic = synthetic
      self.event = event
      self.nonEvent = nonEvent
      self.trainingPatients = trainingPatients
      self.trainingEvents = trainingEvents
      self.cutoff = cutoff
    }
  }

  /// The model.
  package let model: Model
  /// The ways of being outside the training range that were accepted by name.
  package let accepted: [RangeFinding.Kind]
  /// One entry per patient, in the order given.
  package let cases: [CasePrediction]

  /// A report of `cases`.
  package init(_ application: ModelApplication, cases: [CasePrediction]) {
    model = Model(application.model)
    accepted = application.accepted.sorted { $0.rawValue < $1.rawValue }
    self.cases = cases
  }

  /// The whole report as text.
  package var text: String {
    ([model.headline] + model.warnings.map { "note: \($0)" } + cases.flatMap { $0.lines(model) })
      .joined(separator: "\n") + "\n"
  }

  /// One row per patient. Refused and failed patients have no score but the reasons.
  package var csv: String {
    let columns = ["subject", "status", "score", "probability", "call", "outside", "notes", "failure"]
    guard model.limits != nil else { return CSVWriter.text(columns: columns, rows: cases.map(\.cells)) }
    return CSVWriter.text(columns: columns + ["set"], rows: cases.map { $0.cells + [$0.set?.rawValue ?? ""] })
  }

  /// The report as JSON.
  package func json() throws -> String { String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self) + "\n" }
}

extension PredictionReport.Model {
  package init(_ saved: SavedModel) {
    let own = saved.description
    (name, sha256, study, evaluationProtocol) = (
      own.name, saved.fingerprint, own.study.name, own.study.evaluationProtocol
    )
    (software, synthetic, event, nonEvent) = (own.software, own.study.isSynthetic, own.study.event, own.study.nonEvent)
    (trainingPatients, trainingEvents) = (own.training.patients, own.training.events)
    cutoff = own.cutoff.threshold.flatMap { $0.isFinite ? $0 : nil }
    limits = own.limits
  }

  var headline: String {
    "\(name) of \"\(study)\" (\(software), protocol \(evaluationProtocol.rawValue), \(trainingPatients) training "
      + "patients, "
      + "\(trainingEvents) with \(event))\nSHA-256 \(sha256)"
  }

  /// Notes that a reader must see before any probability.
  package var warnings: [String] {
    var list = [
      "the probability holds for the training population and was calibrated on its held-out scores; elsewhere it "
        + "needs validation (apus validate)"
    ]
    if let limits { list.append(limits.words(event: event, nonEvent: nonEvent)) }
    if synthetic { list.insert("trained on a synthetic cohort: these results are not about patients", at: 0) }
    return list
  }
}

extension ConformalLimits {
  /// What the sets of new patients mean.
  fileprivate func words(event name: String, nonEvent other: String) -> String {
    let aim = "\(Int((rule.coverage * 100).rounded())) %"
    let whose = rule.isByClass ? "the patients of each outcome" : "patients"
    let small = [(name, event), (other, nonEvent)].filter { $0.1.nonconformity == nil }.map(\.0)
    return "a set holds the outcomes that are not ruled out (1 is \(name), 0 is \(other)); it is meant to hold the "
      + "true outcome in \(aim) of \(whose) like those of the training"
      + (small.isEmpty
        ? "" : ". Too few training patients: no set rules out \(small.joined(separator: " or "))")
  }
}

extension CasePrediction {
  fileprivate func lines(_ model: PredictionReport.Model) -> [String] {
    var lines: [String] = []
    switch status {
    case .predicted, .flagged:
      let number = probability.map { "probability of \(model.event) \(String(format: "%.4f", $0))" } ?? "no probability"
      let call = isCalledEvent.map { "called \($0 ? model.event : model.nonEvent)" } ?? "no cutoff, so no call"
      let flag = status == .flagged ? ", OUTSIDE THE TRAINING RANGE" : ""
      let set = set.map { ", set \($0.rawValue)" } ?? ""
      lines.append("\(id): \(number), score \(score.map { "\($0)" } ?? "-"), \(call)\(set)\(flag)")
    case .refused: lines.append("\(id): refused, outside what the model was trained on")
    case .failed: lines.append("\(id): failed: \(failure ?? "")")
    }
    lines += outside.map { "  \($0.kind.rawValue): \($0.sentence)" } + notes.map { "  note: \($0)" }
    if status == .refused {
      let kinds = Set(outside.map(\.kind.rawValue)).sorted()
      lines.append("  to predict anyway, with a flag: \(kinds.map { "--accept \($0)" }.joined(separator: " "))")
    }
    return lines
  }

  fileprivate var cells: [String] {
    [
      id, status.rawValue, score.map(CSVWriter.number) ?? "", probability.map(CSVWriter.number) ?? "",
      isCalledEvent.map { $0 ? "1" : "0" } ?? "",
      outside.map { "\($0.kind.rawValue): \($0.sentence)" }.joined(separator: "; "), notes.joined(separator: "; "),
      failure?.onOneLine ?? "",
    ]
  }
}

import Cohorts
import Learning
import Statistics
import StudyFiles

/// How the validation patients differ from the training patients.
package struct CaseMix: Codable, Sendable {
  /// Log-odds by the model. A smaller spread alone already lowers the AUC.
  package struct LogOdds: Codable, Sendable {
    /// Number of patients.
    package let patients: Int
    /// Mean.
    package let mean: Double
    /// Standard deviation; `nil` for a single patient.
    package let deviation: Double?
  }

  /// One level of a factor, or a numeric factor, in both cohorts.
  package struct FactorRow: Codable, Sendable {
    /// Label of the factor.
    package let factor: String
    /// The level, `unknown`, or what is given of a number.
    package let value: String
    /// The value in training, ready to print.
    package let training: String
    /// The value in the validation, ready to print.
    package let validation: String
  }

  /// Held-out log-odds of the training patients.
  package let trainingHeldOut: LogOdds?
  /// Log-odds of the training patients by the final model, which was fitted on them.
  package let trainingSeen: LogOdds?
  /// Log-odds of the validation patients.
  package let validation: LogOdds?
  /// Share of training patients with the event.
  package let trainingPrevalence: Double
  /// Share of validation patients with the event; `nil` if there are none.
  package let validationPrevalence: Double?
  /// The factors of the model in both cohorts.
  package let factors: [FactorRow]

  package init(_ model: ModelDescription, logOdds: [Double], outcomes: [Bool], factors values: [String: [FactorValue]])
  {
    let training = model.training
    trainingHeldOut = training.outOfFold.map(LogOdds.init)
    trainingSeen = training.resubstitution.map(LogOdds.init)
    validation = TrainingRange.Spread(logOdds).map(LogOdds.init)
    trainingPrevalence = Double(training.events) / Double(max(1, training.patients))
    validationPrevalence = outcomes.isEmpty ? nil : Double(outcomes.count { $0 }) / Double(outcomes.count)
    factors = zip(model.factors, training.factors).flatMap { factor, then in
      FactorRow.rows(factor, then: then, now: FactorRange(factor, values: values[factor.name] ?? []))
    }
  }
}

extension CaseMix.LogOdds {
  package init(_ spread: TrainingRange.Spread) {
    self.init(patients: spread.count, mean: spread.mean, deviation: spread.deviation)
  }
}

extension CaseMix.FactorRow {
  fileprivate static func rows(
    _ factor: StudyFile.Factor, then: FactorRange, now: FactorRange
  ) -> [CaseMix.FactorRow] {
    let names =
      then.levels.map(\.level) + now.levels.map(\.level).filter { own in !then.levels.contains { $0.level == own } }
    var rows = names.map { name in
      CaseMix.FactorRow(
        factor: factor.label, value: name, training: then.share(of: name), validation: now.share(of: name))
    }
    if then.spread != nil || now.spread != nil {
      rows.append(
        CaseMix.FactorRow(
          factor: factor.label, value: "mean (SD), range", training: then.number, validation: now.number))
    }
    if then.unknown + now.unknown > 0 {
      rows.append(
        CaseMix.FactorRow(
          factor: factor.label, value: "unknown", training: then.part(then.unknown), validation: now.part(now.unknown)))
    }
    return rows
  }
}

extension FactorRange {
  private var total: Int { (spread?.count ?? 0) + levels.map(\.patients).reduce(0, +) + unknown }

  fileprivate func part(_ count: Int) -> String {
    total == 0 ? "\(count)" : "\(count) (\((100 * Double(count) / Double(total)).brief) %)"
  }

  fileprivate func share(of level: String) -> String { part(levels.first { $0.level == level }?.patients ?? 0) }

  fileprivate var number: String {
    guard let spread, let span else { return "-" }
    return "\(spread.mean.brief) (\(spread.deviation?.brief ?? "-")), \(span.words)"
  }
}

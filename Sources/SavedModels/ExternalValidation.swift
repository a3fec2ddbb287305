import Cohorts
import Comparison
import Foundation
import Learning
import Records
import Results
import Statistics

/// A recalibration fitted on the validation cohort.
package enum Recalibration: String, Hashable, Codable, Sendable, CaseIterable {
  /// The intercept only, which corrects for another prevalence.
  case intercept
  /// Intercept and slope.
  case logistic
}

/// A frozen model applied to the cohort of another study.
package struct ExternalValidation: Codable, Sendable {
  /// One evaluated patient.
  package struct Row: Codable, Sendable {
    /// Study id.
    package let subject: String
    /// Whether the event occurred.
    package let outcome: Bool
    /// The prediction of the frozen model.
    package let prediction: CasePrediction
    /// The probability after recalibration on this cohort; `nil` without recalibration.
    package var recalibrated: Double?
    /// The patient to whom the row belongs, where the study file names a group; `nil` where a row is a patient.
    package var patient: String?

    /// Takes every part as given.
    package init(
      subject: String, outcome: Bool, prediction: CasePrediction, recalibrated: Double? = nil, patient: String? = nil
    ) {
      self.subject = subject
      self.outcome = outcome
      self.prediction = prediction
      (self.recalibrated, self.patient) = (recalibrated, patient)
    }
  }

  /// A patient who was not evaluated.
  package struct LeftOut: Codable, Sendable {
    /// Study id.
    package let subject: String
    /// Whether the event occurred.
    package let outcome: Bool
    /// What was missing or damaged, or how the patient is outside the training range.
    package let reason: String
  }

  /// The number of patients who are outside the training range in one way.
  package struct Outside: Codable, Sendable {
    /// The way of being outside.
    package let kind: RangeFinding.Kind
    /// Number of patients.
    package let patients: Int
    /// Whether the user accepted them by name, so that they were kept.
    package let accepted: Bool
  }

  /// A recalibration with its figures, on the same patients it was fitted on.
  package struct Recalibrated: Codable, Sendable {
    /// The kind of recalibration.
    package let kind: Recalibration
    /// The constant added to the log-odds.
    package let intercept: Statistic
    /// The factor of the log-odds; 1 if only the intercept was fitted.
    package let slope: Statistic
    /// Brier score of the recalibrated probabilities.
    package let brier: BrierScore?
    /// Mean distance between their smooth calibration curve and the diagonal.
    package let calibrationIndex: Statistic
    /// A fixed warning, because these figures must not be quoted as external performance.
    package let warning: String
  }

  /// The model.
  package let model: PredictionReport.Model
  /// Title of the other study.
  package let study: String
  /// Notes that a reader must see first.
  package let notes: [String]
  /// Patients excluded by the study file, by cause.
  package let exclusions: [InclusionFlow.Exclusion]
  /// Patients whom the model could not predict or refused.
  package let leftOut: [LeftOut]
  /// Numbers of patients outside the training range, by the way of being outside; a patient may be counted in several.
  package let outside: [Outside]
  /// The evaluated patients.
  package let rows: [Row]
  /// Number of evaluated patients if some have several rows; `nil` if every row is a patient of its own.
  package let patients: Int?
  /// AUC with DeLong's interval, or with Obuchowski's where patients have several rows.
  package let auc: AUCEstimate
  /// How the bootstrap was drawn, in words.
  package let bootstrapMethod: String
  /// The percentile interval of the bootstrap; `nil` with only one class.
  package let bootstrapInterval: ConfidenceInterval?
  /// Figures at the frozen cutoff; `nil` if the model has none.
  package let cutoff: CutoffResult?
  /// Figures of the frozen probabilities; `nil` if the model has none.
  package let probabilities: ProbabilityResult?
  /// The differences between the two cohorts.
  package let caseMix: CaseMix
  /// AUC on the held-out patients of the model's own study.
  package let developmentAUC: Estimate?
  /// A recalibration on this cohort; `nil` if none was asked for.
  package let recalibrated: Recalibrated?

  /// Number of evaluated rows; equal to the number of patients if `patients` is `nil`.
  package var evaluated: Int { rows.count }

  /// How the interval of the AUC was computed, in words.
  package var aucMethod: String { patients == nil ? "DeLong" : "DeLong over patients (Obuchowski 1997)" }

  /// Predicts and evaluates. The result does not depend on the number of `workers`.
  package init(
    _ cohort: ValidationCohort, settings: PredictionSettings, recalibration: Recalibration?, workers: Int,
    progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    let all = PredictedCohort(cohort, workers: workers, progress: progress)
    let kept = all.scored
    let description = cohort.application.model.description
    let (probabilities, outcomes) = (kept.probabilities, kept.outcomes)
    model = PredictionReport.Model(cohort.application.model)
    (study, exclusions) = (cohort.study.name, cohort.exclusions)
    (leftOut, outside) = (all.leftOut, all.outside(accepting: cohort.application.accepted))
    patients = kept.clusters.map { Set($0).count }
    notes =
      cohort.notes + Self.sameCohort(all) + Self.grouped(kept, patients: patients) + Self.imputed(kept.predictions)
    auc = kept.auc
    let scheme = kept.scheme(isStratified: settings.isStratified)
    bootstrapMethod = scheme.explanation
    let bootstrap = try? AUCBootstrap.draw(
      [kept.scores], outcomes: outcomes, resamples: settings.resamples, seed: settings.seed, scheme: scheme
    ).get()
    bootstrapInterval = bootstrap?.interval(of: 0)
    cutoff = kept.cutoff(at: description.cutoff.threshold)
    self.probabilities = probabilities.map {
      ProbabilityResult($0, outcomes: outcomes, settings: settings, clusters: kept.clusters)
    }
    let logOdds = probabilities == nil ? [] : description.logOdds(kept.scores)
    caseMix = CaseMix(description, logOdds: logOdds, outcomes: outcomes, factors: cohort.factors(of: kept.records))
    developmentAUC = description.evidence?.auc
    let line = recalibration.flatMap { kind in
      probabilities.map { RecalibrationLine(kind, logOdds: logOdds, probabilities: $0, outcomes: outcomes) }
    }
    recalibrated = line?.result(outcomes)
    rows = kept.rows(recalibrated: line?.probabilities, owners: cohort.owners)
  }
}

extension ExternalValidation {
  /// A note if some patients are recognised as training patients. Then the others probably come from the same table and
  /// were changed by more than rounding.
  private static func sameCohort(_ all: PredictedCohort) -> [String] {
    let known = all.knownFromTraining
    guard known > 0, known < all.count else { return [] }
    return [
      "\(known) of \(all.count) patients are training patients of the model, so the others probably belong to the same "
        + "cohort: a row that was scaled or measured again is not recognised. Use patients who had no part in the "
        + "training"
    ]
  }
}

extension ExternalValidation {
  /// A note on how the figures treat several rows of one patient.
  private static func grouped(_ kept: ScoredCohort, patients: Int?) -> [String] {
    guard let patients else { return [] }
    return [
      """
      \(kept.scores.count) rows of \(patients) patients: the AUC and its bootstrap take patients as independent; \
      intervals and tests of shares, calibration and net benefit are withheld, because they take rows as independent
      """
    ]
  }

  /// A note on values of the model's columns that evaluated patients lack.
  private static func imputed(_ kept: [CasePrediction]) -> [String] {
    let without = kept.filter { !$0.imputed.isEmpty }
    guard !without.isEmpty else { return [] }
    let counts = Dictionary(grouping: without.flatMap(\.imputed)) { $0 }.mapValues(\.count)
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let named = counts.prefix(5).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    let more = counts.count > 5 ? " and \(counts.count - 5) more columns" : ""
    return [
      """
      \(without.count) of \(kept.count) patients have no value in a column of the model; \
      \(counts.reduce(0) { $0 + $1.value }) values were imputed as in training: \(named)\(more). The CSV file names \
      them patient by patient
      """
    ]
  }
}

extension ModelDescription {
  /// The log-odds of the calibrated probabilities for these scores.
  package func logOdds(_ scores: [Double]) -> [Double] {
    guard case .sigmoid(let sigmoid) = calibration else { return [] }
    return scores.map { -(sigmoid.slope * $0 + sigmoid.intercept) }
  }
}

extension ValidationCohort {
  /// The factors of the model, by name, as the other study recorded them.
  fileprivate func factors(of records: [Patient]) -> [String: [FactorValue]] {
    var result: [String: [FactorValue]] = [:]
    for factor in application.model.description.factors {
      guard let at = study.factors.firstIndex(where: { $0.name == factor.name }) else { continue }
      result[factor.name] = records.map { record in
        (try? factor.reading(of: record.factors[at].text ?? "", .point)) ?? .unknown
      }
    }
    return result
  }
}

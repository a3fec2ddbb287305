import Foundation
import Statistics

extension StudySize {
  /// The sample size as text for a terminal.
  package var text: String {
    (header + models.flatMap(lines) + precision + external + advice).joined(separator: "\n") + "\n"
  }

  private var header: [String] {
    [
      "\(events + nonEvents) subjects, \(events) events (\(percent(prevalence))); expected AUC \(decimal(auc)), "
        + "R\u{00B2} of Cox and Snell \(decimal(coxSnellRSquared(auc: auc, prevalence: prevalence)))"
    ] + grouped + withoutReviewed + [
      "Training \(training.events) + \(training.nonEvents), test \(test.events) + \(test.nonEvents) (events + "
        + "non-events)"
        + (testsEverybody ? ": every patient is tested once over the folds" : ""),
      "",
      "Minimum sample for development: the largest of four criteria (Riley et al., doi 10.1136/bmj.m441)",
    ]
  }

  private var withoutReviewed: [String] {
    guard let reviewed else { return [] }
    return [
      "\(reviewed) \(reviewed == 1 ? "row" : "rows") excluded in the review \(reviewed == 1 ? "is" : "are") not counted"
    ]
  }

  private var grouped: [String] {
    guard let rows else { return [] }
    return [
      """
      \(rows) rows of \(events + nonEvents) patients: patients are counted, since rows of one patient are not \
      independent; a patient is an event where one row is
      """
    ]
  }

  private func lines(_ model: Model) -> [String] {
    let least = minimum(of: model)
    let has = training.events + training.nonEvents
    let shrinkage = least.expectedShrinkage(subjects: has)
    let verdict = least.total <= has ? "enough" : "\(least.total - has) too few"
    let criteria = MinimumSampleSize.Criterion.allCases.map { criterion in
      let isExtrapolated =
        criterion == .predictionError && model.parameters > MinimumSampleSize.parametersOfPredictionError
      let note =
        isExtrapolated
        ? " (extrapolated: the formula was derived for up to \(MinimumSampleSize.parametersOfPredictionError) "
          + "parameters)"
        : ""
      return "    \(least.subjects[criterion] ?? 0)  \(criterion.explanation)\(note)"
    }
    return [
      "  \(model.name): \(model.parameters) candidate \(model.parameters == 1 ? "parameter" : "parameters"), needs "
        + "\(least.total) subjects with \(least.events) events; \(has) in training: \(verdict)"
    ] + criteria + [
      shrinkage > 0
        ? "    with \(has) subjects, expect true effects to be about \(percent(shrinkage)) of the estimated effects"
        : "    with \(has) subjects the estimated effects are entirely overfitting, "
          + "unless penalties are strong and selection is in every fold"
    ]
  }

  private var precision: [String] {
    guard let interval = expectedTestInterval else {
      return ["", "No test set has both classes, so an AUC has no interval."]
    }
    let calibration =
      test.events < 100 ? ["  \(test.events) test events; a calibration curve needs 100 (doi 10.1002/sim.6787)"] : []
    return [
      "", "Expected precision of the test (Hanley and McNeil)",
      "  AUC \(decimal(auc)), 95 % interval \(decimal(interval.lower)) to \(decimal(interval.upper)), "
        + "\(decimal(interval.upper - interval.lower)) wide",
    ] + folds + calibration
  }

  private var folds: [String] {
    guard testsEverybody else { return [] }
    return [
      "  This is over all folds. Their models share training patients, so the interval printed by the study is wider."
    ]
  }

  private var external: [String] {
    let size = validation
    let criteria = ValidationSampleSize.Criterion.allCases.compactMap { criterion in
      size.subjects[criterion].map { "    \($0)  \(criterion.explanation)" }
    }
    let benefit =
      threshold.map { ["    Net benefit: at a threshold probability of \(decimal($0))."] }
      ?? ["    To add the net benefit, give a threshold probability with --threshold."]
    return [
      "", "Minimum sample for external validation of a calibrated model (Riley et al., doi 10.1002/sim.9025)",
      "  \(size.total) subjects with \(size.events) events, at this prevalence and AUC",
    ] + criteria + benefit
  }

  private var advice: [String] {
    [
      "",
      "All candidate columns count, kept or not: selecting among many columns overfits "
        + "as much as a model of all of them.",
      "Riley's criteria hold for unpenalised models with prespecified columns. "
        + "Radiomics studies almost never meet them, so",
      "selection inside folds, an untouched test set and intervals are necessary.",
    ]
  }
}

private func decimal(_ value: Double) -> String { String(format: "%.3f", value) }
private func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }

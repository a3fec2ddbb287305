import Foundation
import Statistics

extension StudySize {
  /// The size in words, for a terminal.
  public var text: String {
    (header + models.flatMap(lines) + precision + external + advice).joined(separator: "\n") + "\n"
  }

  private var header: [String] {
    [
      "\(events + nonEvents) subjects, \(events) events (\(percent(prevalence))); hoped-for AUC \(decimal(auc)), "
        + "R\u{00B2} of Cox and Snell \(decimal(coxSnellRSquared(auc: auc, prevalence: prevalence)))",
      "Training \(training.events) + \(training.nonEvents), test \(test.events) + \(test.nonEvents) (events + non-events)"
        + (testsEverybody ? ": the folds test every patient once" : ""),
      "",
      "Minimum for development: the largest of four criteria (Riley et al., doi 10.1136/bmj.m441)",
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
        ? " (extrapolated: the formula was made for up to \(MinimumSampleSize.parametersOfPredictionError) parameters)"
        : ""
      return "    \(least.subjects[criterion] ?? 0)  \(criterion.explanation)\(note)"
    }
    return [
      "  \(model.name): \(model.parameters) candidate \(model.parameters == 1 ? "parameter" : "parameters"), needs "
        + "\(least.total) subjects with \(least.events) events; \(has) train: \(verdict)"
    ] + criteria + [
      shrinkage > 0
        ? "    with \(has) subjects expect effects shrunk to \(percent(shrinkage)) of what they seem"
        : "    with \(has) subjects nothing is left of the effects without strong penalties and selection inside every fold"
    ]
  }

  private var precision: [String] {
    guard let interval = expectedTestInterval else {
      return ["", "No test set holds both classes: no interval of an AUC."]
    }
    let calibration =
      test.events < 100 ? ["  \(test.events) test events: a calibration curve needs 100 (doi 10.1002/sim.6787)"] : []
    return [
      "", "Precision to expect of the test (Hanley and McNeil)",
      "  AUC \(decimal(auc)), 95 % interval \(decimal(interval.lower)) to \(decimal(interval.upper)), "
        + "\(decimal(interval.upper - interval.lower)) wide",
    ] + folds + calibration
  }

  private var folds: [String] {
    guard testsEverybody else { return [] }
    return [
      "  Over all folds. Their models share training patients, so the interval that the study prints is wider than this."
    ]
  }

  private var external: [String] {
    let size = validation
    let criteria = ValidationSampleSize.Criterion.allCases.compactMap { criterion in
      size.subjects[criterion].map { "    \($0)  \(criterion.explanation)" }
    }
    let benefit =
      threshold.map { ["    Net benefit is at a threshold probability of \(decimal($0))."] }
      ?? ["    Name a threshold probability with --threshold to add the net benefit."]
    return [
      "", "Minimum for external validation of a calibrated model (Riley et al., doi 10.1002/sim.9025)",
      "  \(size.total) subjects with \(size.events) events, at this prevalence and AUC",
    ] + criteria + benefit
  }

  private var advice: [String] {
    [
      "",
      "Candidates count whether they are kept or not: a selection among many columns spends what a model of all of them would.",
      "Riley's criteria hold for unpenalised models with prespecified columns; radiomics passes them almost never, which is why",
      "selection inside folds, an untouched test set and intervals are not optional.",
    ]
  }
}

private func decimal(_ value: Double) -> String { String(format: "%.3f", value) }
private func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }

import Foundation
import Learning
import Results
import Testing

// Figures that do not follow.
extension AuditTamperTests {
  private static func figure(
    _ name: String, split: String = "split: {train: 0.6}", _ words: String, and others: Set<String> = [],
    _ change: @escaping @Sendable (inout ModelResult) throws -> Void
  ) -> Leak {
    Leak(name: name, split: split, refuted: others.union(["figures-follow [sound]"]), words: words) {
      try $0.row("hcr_mr", change)
    }
  }

  static let figures: [Leak] = [
    figure("AUC", "hcr_mr: the AUC does not follow from the scores") { $0.test.auc.value = .value(0.99) },
    figure("interval of the AUC", "hcr_mr: the interval of the AUC") { $0.test.auc.lower = 0.9 },
    figure("Brier score", "hcr_mr: the Brier score") { $0.test.brier = .value(0.01) },
    figure("calibration slope", "hcr_mr: calibration or net benefit") {
      $0.test.probabilities?.slope.value = .value(1)
    },
    figure("net benefit", "hcr_mr: calibration or net benefit") { $0.test.probabilities?.netBenefit[3].model = 0.9 },
    figure("a score", "hcr_mr: predictions.csv and results.json differ", and: ["scores-follow"]) { model in
      let highest = try #require(
        model.predictions.indices.max { (model.predictions[$0].score ?? 0) < (model.predictions[$1].score ?? 0) })
      model.predictions[highest].score? += 1
    },
    figure(
      "scores swapped between two patients", "hcr_mr: predictions.csv and results.json differ", and: ["scores-follow"]
    ) { model in
      let first = try #require(model.predictions.firstIndex { $0.outcome.hadEvent })
      let last = try #require(model.predictions.lastIndex { $0.outcome.hadEvent })
      let score = model.predictions[first].score
      model.predictions[first].score = model.predictions[last].score
      model.predictions[last].score = score
    },
    figure("the calibration index of the band", "hcr_mr: the calibration index or its interval does not follow") {
      $0.test.probabilities?.imprecision?.index?.value = .value(0.01)
    },
    figure("ends of the band in the wrong order", "hcr_mr: the calibration index or its interval does not follow") {
      $0.test.probabilities?.imprecision?.index?.lower = 0.9
    },
    // The comparisons of the row are means over its folds too.
    Leak(
      name: "an AUC of a fold", split: "split: {nested: 3}",
      refuted: ["fold-figures-follow [sound]", "figures-follow [sound]"],
      words: "hcr_mr: the AUCs of its folds do not follow"
    ) { run in
      try run.row("hcr_mr") { model in
        let mean = try #require(model.test.auc.value.number)
        // The mean stays.
        model.foldAUCs = [.value(mean - 0.2), .value(mean + 0.1), .value(mean + 0.1)]
      }
    },
    Leak(
      name: "the mean of repeated folds", split: "split: {repeated: {folds: 3, times: 2}}",
      refuted: ["fold-figures-follow [sound]"],
      words: "hcr_mr: the AUC is not the mean of its folds"
    ) { try $0.row("hcr_mr") { $0.test.auc.value = .value(0.999) } },
    Leak(
      name: "the interval of nested folds", split: "split: {nested: 3}", refuted: ["fold-figures-follow [sound]"],
      words: "hcr_mr: the interval of the AUC does not follow from its folds"
    ) { run in
      try run.row("hcr_mr") { model in
        let mean = try #require(model.test.auc.value.number)
        (model.test.auc.lower, model.test.auc.upper) = (mean - 0.001, mean + 0.3)
      }
    },
    Leak(
      name: "the interval of repeated folds", split: "split: {repeated: {folds: 3, times: 2}}",
      refuted: ["fold-figures-follow [sound]"],
      words: "hcr_mr: the interval of the AUC does not follow from its folds"
    ) { try $0.row("hcr_mr") { $0.test.auc.lower = 0.51 } },
    Leak(
      name: "scores are calls", refuted: ["scores-not-labels [sound]", "figures-follow [sound]", "scores-follow"],
      words: "HCR (MR): its scores have only two values"
    ) { run in
      try run.row("hcr_mr") { model in
        for at in model.predictions.indices {
          model.predictions[at].score = model.predictions[at].isCalledEvent == true ? 1 : 0
        }
      }
    },
    Leak(
      name: "AUC of labels", refuted: ["scores-not-labels [sound]", "figures-follow [sound]"],
      words: "HCR (MR): its AUC"
    ) { run in
      try run.row("hcr_mr") { model in model.test.auc.value = try #require(model.test.confusion?.balancedAccuracy) }
    },
    Leak(
      name: "p of a comparison", refuted: ["figures-follow [sound]"],
      words: "the comparison does not follow from the predictions"
    ) { run in
      try run.results { $0.protocols[0].comparisons[0].p = .value(0.001) }
    },
    Leak(
      name: "reclassification", refuted: ["figures-follow [as-published]"],
      words: "as-published / HCR (MR+CF) against HCR (MR): the comparison does not follow"
    ) { run in
      try run.results { results in
        let at = results.protocols[1].comparisons.firstIndex {
          $0.first.hasSuffix("HCR (MR+CF)") && $0.second.hasSuffix("HCR (MR)")
        }
        let place = try #require(at)
        results.protocols[1].comparisons[place].reclassification?.total.value.value = .value(0.9)
      }
    },
    Leak(
      name: "an outcome in the predictions", refuted: ["figures-follow [sound]", "record-follows"],
      words: "hcr_mr: the outcomes differ from those in patients.csv"
    ) { run in
      try run.row("hcr_mr") { $0.predictions[0].outcome = .binary(!$0.predictions[0].outcome.hadEvent) }
    },
  ]
}

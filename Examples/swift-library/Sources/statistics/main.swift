// Two scores of the same patients: AUC with DeLong's interval, the paired test, the cutoff by Youden's index,
// calibration.
import ApusStatistics

let outcomes = [true, true, true, true, true, false, false, false, false, false, false, false]
let handcrafted = [0.91, 0.78, 0.67, 0.45, 0.62, 0.50, 0.41, 0.33, 0.30, 0.22, 0.18, 0.11]
let deep = [0.71, 0.42, 0.80, 0.55, 0.38, 0.60, 0.44, 0.20, 0.52, 0.31, 0.27, 0.40]

/// Four digits, or the reason why there is no number.
func text(_ statistic: Statistic) -> String {
  switch statistic {
  case .defined(let value): String((value * 1e4).rounded() / 1e4)
  case .undefined(let reason): "undefined (\(reason))"
  }
}

for (name, scores) in [("handcrafted", handcrafted), ("deep", deep)] {
  let estimate = AUCEstimate(scores: scores, outcomes: outcomes)
  let interval = estimate.interval.map { "\(text(.defined($0.lower))) to \(text(.defined($0.upper)))" } ?? "no interval"
  print(name, "AUC", text(estimate.auc), "95 %", interval)
}

let test = deLongTest(handcrafted, deep, outcomes: outcomes)
print("difference", text(test.difference), "p", text(test.pValue))

let cutoff = try YoudenCutoff.find(scores: handcrafted, outcomes: outcomes).get()
let table = ConfusionMatrix(scores: handcrafted, outcomes: outcomes, threshold: cutoff.threshold.value)
print(
  "cutoff", cutoff.threshold.value, "sensitivity", text(table.sensitivity.estimate), "specificity",
  text(table.specificity.estimate))
print("points of the ROC curve", ROCCurve(scores: handcrafted, outcomes: outcomes).points.count)
print("Brier score", text(BrierScore(probabilities: handcrafted, outcomes: outcomes).score))

// One class only: mathematics gives no number, and the reason says so.
print("AUC without events:", text(auc(deep, outcomes: outcomes.map { _ in false })))

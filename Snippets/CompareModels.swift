// Two scores of the same patients: AUC, DeLong's test, and what a cutoff gives.
import ApusStatistics

let outcomes = [true, true, true, true, false, false, false, false, false, false]
let first = [0.9, 0.8, 0.6, 0.4, 0.7, 0.5, 0.3, 0.3, 0.2, 0.1]
let second = [0.6, 0.7, 0.3, 0.5, 0.6, 0.4, 0.2, 0.5, 0.1, 0.4]

let estimate = AUCEstimate(scores: first, outcomes: outcomes)
let test = deLongTest(first, second, outcomes: outcomes)
print(estimate.auc, estimate.interval as Any, test.difference)
// Below ten of a class no test is reported; here the reason takes the place of the p-value.
print(test.withheld(for: SmallClasses.reason(outcomes)).pValue)

let cutoff = try YoudenCutoff.find(scores: first, outcomes: outcomes).get()
let table = ConfusionMatrix(scores: first, outcomes: outcomes, threshold: cutoff.threshold.value)
print(table.sensitivity.estimate, table.specificity.estimate)

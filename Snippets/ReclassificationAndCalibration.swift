// Does a new predictor add anything, and can its probabilities be believed?
import ApusStatistics

let outcomes = [true, true, true, true, true, false, false, false, false, false, false, false]
let old = [0.61, 0.42, 0.50, 0.35, 0.58, 0.45, 0.41, 0.38, 0.30, 0.33, 0.28, 0.21]
let new = [0.81, 0.62, 0.67, 0.45, 0.42, 0.50, 0.31, 0.33, 0.20, 0.22, 0.38, 0.11]

// Discrimination: the same patients, so the test is paired.
let test = deLongTest(new, old, outcomes: outcomes)
print("AUC", auc(new, outcomes: outcomes), auc(old, outcomes: outcomes), "p", test.pValue)

// Reclassification, continuous and over the risk categories below 0.4, to 0.6, and above.
let continuous = NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes))
let categories = NetReclassification(
  ReclassificationCounts(old: old, new: new, outcomes: outcomes, cutoffs: [0.4, 0.6]))
print("NRI of events", continuous.events.estimate, "of non-events", continuous.nonEvents.estimate)
print("over categories", categories.events.estimate, categories.nonEvents.estimate)
print("IDI", IntegratedDiscrimination(old: old, new: new, outcomes: outcomes).total.estimate)

// Calibration: an intercept of 0 and a slope of 1 are perfect; the Brier score is lower where it is better.
let fit = CalibrationFit(probabilities: new, outcomes: outcomes)
print("intercept", fit.intercept, "slope", fit.slope, "Brier", BrierScore(probabilities: new, outcomes: outcomes).score)
switch CalibrationCurve.fit(probabilities: new, outcomes: outcomes, resamples: 200, seed: 1) {
case .success(let curve): print("integrated calibration index", curve.error.ici, curve.points.count, "points")
case .failure(let undefined): print("no curve:", undefined.reason)
}

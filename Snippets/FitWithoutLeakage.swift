// A model fitted on training patients only; the log names everybody that each fit has seen.
import ApusStatistics

let training = TrainingTable(
  subjects: ["p1", "p2", "p3", "p4", "p5", "p6"], columns: ["volume", "entropy"],
  rows: [[12, 3.1], [30, 4.0], [18, 3.9], [45, 3.2], [9, 3.3], [38, 4.2]],
  outcomes: [false, true, false, true, false, true])

var fits = FitLog()
let scaler = StandardScaling().fit(training, log: &fits)
let scaled = TrainingTable(features: scaler.transform(training.features), outcomes: training.outcomes)
let model = try LogisticRegression(inverseRegularisation: 0.1).fit(scaled, log: &fits)

print(zip(model.columns, model.coefficients).map { "\($0) \($1)" })
for entry in fits.entries { print(entry.kind, "saw", fits.subjects(of: entry)) }

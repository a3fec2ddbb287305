import Execution
import Foundation
import Learning
import Testing

/// Gradient of `½‖w‖² + C Σ s log(1 + exp(−y f))` at a model, largest component.
private func gradient(_ model: LogisticModel, _ table: TrainingTable, _ regression: LogisticRegression) -> Double {
  let samples = rows(table.features)
  let half = Double(table.subjects.count) / 2
  let pulls = zip(samples, table.outcomes.events).map { row, outcome in
    let weight = regression.balancesClasses ? half / Double(outcome ? table.events : table.nonEvents) : 1
    return regression.inverseRegularisation * weight * (1 / (1 + exp(-model.decision(row))) - (outcome ? 1 : 0))
  }
  var parts = model.coefficients.indices.map { j in
    model.coefficients[j] + zip(pulls, samples).reduce(0) { $0 + $1.0 * $1.1[j] }
  }
  parts.append(pulls.reduce(0, +) + (regression.penalisesIntercept ? model.intercept : 0))
  return parts.map { abs($0) }.max() ?? 0
}

/// Both solvers (more columns than subjects, and fewer) end where the gradient vanishes.
@Test(arguments: 0..<6 as Range<UInt64>, [10, 300])
func logisticRegressionEndsAtTheOptimum(seed: UInt64, columns: Int) throws {
  let table = synthetic(seed, subjects: 50, columns: columns)
  var log = FitLog()
  for cost in [0.01, 1, 100.0] {
    for penalisesIntercept in [false, true] {
      for balances in [false, true] {
        let regression = LogisticRegression(
          inverseRegularisation: cost, penalisesIntercept: penalisesIntercept, balancesClasses: balances)
        let model = try regression.fit(table, log: &log)
        #expect(gradient(model, table, regression) < 1e-10 * max(1, cost), "C \(cost)")
      }
    }
  }
}

/// The elimination's shortcuts (downdates, warm starts, stale factors) change nothing: each fit from scratch ranks the
/// same.
@Test(arguments: 0..<4 as Range<UInt64>)
func eliminationEqualsRefittingFromScratch(seed: UInt64) throws {
  let table = synthetic(seed, subjects: 40, columns: 120)
  var log = FitLog()
  let fast = try RecursiveElimination(kept: 5).fit(table, log: &log)
  var active = Array(table.columns.indices)
  var order: [Int] = []
  while active.count > 5 {
    let model = try LogisticRegression().fit(
      TrainingTable(features: table.features.columns(at: active), outcomes: table.outcomes.events), log: &log)
    let weakest = model.coefficients.indices.min { abs(model.coefficients[$0]) < abs(model.coefficients[$1]) }!
    order.append(active.remove(at: weakest))
  }
  #expect(fast.eliminated == order)
}

/// Tables of more subjects than the solver in their space takes: signal, none, and columns that nearly repeat each
/// other.
private func many(_ seed: UInt64, informative: Int, near: Double? = nil) -> TrainingTable {
  let table = synthetic(seed, subjects: 620, columns: 30, informative: informative)
  guard let near else { return table }
  var stream = RandomStream(seed: seed, name: "near copies")
  let rows = rows(table.features).map { row in row.prefix(15) + row.prefix(15).map { $0 + near * stream.normal() } }
  return TrainingTable(
    subjects: table.subjects, columns: table.columns, rows: rows.map { $0.map(Optional.some) },
    outcomes: table.outcomes.events
  )
}

/// Stopping as soon as the smallest coefficient is known changes nothing: each fit from scratch ranks the same.
@Test(arguments: 0..<6 as Range<UInt64>)
func eliminationOfManySubjectsEqualsRefittingFromScratch(seed: UInt64) throws {
  let near: Double? = seed < 4 ? nil : 0.02
  let table = many(seed, informative: seed.isMultiple(of: 2) ? 3 : 0, near: near)
  for regression in [LogisticRegression(), LogisticRegression(penalisesIntercept: true, balancesClasses: true)] {
    var log = FitLog()
    let fast = try RecursiveElimination(kept: 2, regression: regression).fit(table, log: &log)
    var active = Array(table.columns.indices)
    var order: [Int] = []
    while active.count > 2 {
      let model = try regression.fit(
        TrainingTable(features: table.features.columns(at: active), outcomes: table.outcomes.events), log: &log)
      let weakest = model.coefficients.indices.min { abs(model.coefficients[$0]) < abs(model.coefficients[$1]) }!
      order.append(active.remove(at: weakest))
    }
    #expect(fast.eliminated == order, "seed \(seed)")
  }
}

/// Of columns with the same values the leftmost survives with many subjects too, where no two coefficients come out
/// equal to the last digit.
@Test(arguments: 0..<3 as Range<UInt64>)
func ofDuplicateColumnsOfManySubjectsTheLeftmostSurvives(seed: UInt64) throws {
  let table = many(seed, informative: 3)
  let doubled = TrainingTable(
    subjects: table.subjects, columns: table.columns + table.columns.map { "copy-\($0)" },
    rows: rows(table.features).map { ($0 + $0).map(Optional.some) }, outcomes: table.outcomes.events)
  var log = FitLog()
  let result = try RecursiveElimination(kept: 31).fit(doubled, log: &log)
  let kept = result.selectedPositions
  #expect(kept.filter { $0 >= 30 }.allSatisfy { kept.contains($0 - 30) }, "seed \(seed): \(kept)")
}

/// A shape feature stands in the table once per sub-band: of equal columns the leftmost survives.
@Test
func ofDuplicateColumnsTheLeftmostSurvives() throws {
  let table = synthetic(5, columns: 30)
  let copies = FeatureTable(
    subjects: table.subjects, columns: table.columns.map { "copy-\($0)" },
    columnMajor: rows(table.features).isEmpty
      ? []
      : table.columns.indices.flatMap { column in
        table.subjects.indices.map { table.features.value(row: $0, column: column) ?? 0 }
      })
  let doubled = TrainingTable(features: table.features.appending(copies), outcomes: table.outcomes.events)
  var log = FitLog()
  let result = try RecursiveElimination(kept: 31).fit(doubled, log: &log)
  for position in result.selectedPositions where position >= 30 {
    #expect(result.selectedPositions.contains(position - 30))
  }
}

@Test
func oneClassIsAnErrorThatSaysSo() {
  let table = TrainingTable(subjects: ["a", "b"], columns: ["x"], rows: [[1], [2]], outcomes: [true, true])
  var log = FitLog()
  #expect(throws: LearningError.oneClass(events: 2, nonEvents: 0)) {
    try LogisticRegression().fit(table, log: &log)
  }
  #expect(log.entries.isEmpty)
}

/// A score must rise with the event whichever class comes first in the table.
@Test(arguments: [false, true])
func supportVectorScoresRiseWithTheEvent(eventFirst: Bool) throws {
  let values: [Double] = [-2, -1.5, -1, 1, 1.5, 2]
  let order = eventFirst ? Array(values.reversed()) : values
  let table = TrainingTable(
    subjects: order.map { "\($0)" }, columns: ["x"], rows: order.map { [$0] }, outcomes: order.map { $0 > 0 })
  var log = FitLog()
  for settings in SupportVectorClassifier.studyGrid {
    let model = try settings.fit(table, log: &log)
    #expect(model.decision([1.2]) > model.decision([-1.2]), "\(settings)")
  }
}

/// Without signal the sigmoid would fall with the score; held to rise, it is the constant of the mean target.
@Test
func calibrationOfReversedScoresIsConstant() {
  var log = FitLog()
  let scores = [3.0, 2, 1, 0, -1, -2]
  let outcomes = [false, false, false, true, true, false]
  let sigmoid = PlattCalibration(isMonotone: true).fit(
    scores: scores, outcomes: outcomes, subjects: scores.map { "\($0)" }, log: &log)
  #expect(sigmoid.slope == 0)
  #expect(abs(sigmoid.probability(0) - (2 * 0.75 + 4 / 6.0) / 6) < 1e-12)
}

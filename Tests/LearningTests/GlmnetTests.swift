import Foundation
import Learning
import TestSupport
import Testing

/// References: `oracles/glmnet_lasso.json` (R glmnet 4.1-6; `exact` is the solution polished to the KKT conditions) and
/// `oracles/mrmr.json`. Both were computed on the raw training rows.
@Suite("Penalised models as glmnet", .enabled(if: ReferenceData.isPresent, "skipped: Penalised models need oracles/"))
struct GlmnetTests {
  private func oracle(_ file: String, _ name: String) throws -> [String: Any] {
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: ReferenceData.file("oracles/\(file).json")))
    return try #require((all as? [String: Any])?[name] as? [String: Any])
  }

  @Test(arguments: ScikitLearn.names)
  func lassoReachesTheOptimum(name: String) throws {
    let (data, reference) = (try ScikitLearn(name), try oracle("glmnet_lasso", name))
    let matrix = DenseMatrix(data.training.features)
    let expected = try #require(reference["lambda"] as? [Double])
    let lasso = ElasticNet()
    let penalties = lasso.penalties(matrix, data.training.outcomes.events, count: 40, smallestRatio: 0.01)
    #expect(zip(penalties, expected).allSatisfy { abs($0 / $1 - 1) < 1e-12 } && penalties.count == expected.count)
    let path = lasso.path(matrix, data.training.outcomes.events, penalties: expected)
    #expect(path.map { point in point.coefficients.count { $0 != 0 } } == reference["df"] as? [Int])
    for entry in try #require(reference["at"] as? [[String: Any]]) {
      let point = path[try #require(entry["index0"] as? Int)]
      let exact = try #require(entry["exact"] as? [String: Any])
      let support = try #require(entry["nonzero_idx"] as? [Int])
      #expect(point.coefficients.indices.filter { point.coefficients[$0] != 0 } == support)
      let coefficients = try #require(exact["coef_original_scale"] as? [Double])
      for (position, value) in zip(support, coefficients) {
        #expect(abs(point.coefficients[position] - value) < 1e-9 * max(1, abs(value)))
      }
      let intercept = try #require(exact["intercept_original_scale"] as? Double)
      #expect(abs(point.intercept - intercept) < 1e-9 * max(1, abs(intercept)))
      // From the empty model straight to one penalty, as a pipeline does, is the same optimum.
      var log = FitLog()
      let alone = try ElasticNet(penalty: .fixed(point.penalty)).fit(data.training, log: &log)
      #expect(zip(alone.coefficients, point.coefficients).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
    }
  }

  /// glmnet's own solutions are good to 2e-5 (README), its measures to 1e-4; the chosen penalties are the same.
  @Test(arguments: ScikitLearn.names, [PenaltySearch.Measure.deviance, .auc])
  func crossValidationChoosesAsGlmnet(name: String, measure: PenaltySearch.Measure) throws {
    let (data, reference) = (try ScikitLearn(name), try oracle("glmnet_lasso", name))
    let expected = try #require(reference[measure == .auc ? "cv_auc" : "cv_deviance"] as? [String: Any])
    let search = PenaltySearch(count: 40, smallestRatio: 0.01, measure: measure)
    let result = try ElasticNet().crossValidate(
      DenseMatrix(data.training.features), data.training.outcomes.events, folds: data.folds, search: search)
    let means = try #require(expected["cvm"] as? [Double])
    let errors = try #require(expected["cvsd"] as? [Double])
    // The AUC of a constant is a coin toss in glmnet, which breaks ties at random: the empty models are left out.
    let first = measure == .auc ? 3 : 0
    for point in means.indices.dropFirst(first) {
      #expect(abs(result.means[point] - means[point]) < 1e-4, "mean \(point)")
      #expect(abs(result.standardErrors[point] - errors[point]) < 1e-4, "error \(point)")
    }
    let best = try #require(expected["lambda_min"] as? Double)
    let sparse = try #require(expected["lambda_1se"] as? Double)
    #expect(abs(result.best / best - 1) < 1e-9)
    #expect(abs(result.oneStandardError / sparse - 1) < 1e-9)
  }

  @Test(arguments: ScikitLearn.names)
  func ridgeIsThatOfGlmnet(name: String) throws {
    let (data, reference) = (try ScikitLearn(name), try oracle("glmnet_lasso", name))
    for (key, penalty) in [("ridge_lambda0.1", 0.1), ("ridge_lambda1", 1)] {
      guard let entry = reference[key] as? [String: Any] else { continue }
      let coefficients = try #require(entry["coef"] as? [Double])
      var log = FitLog()
      let model = try ElasticNet(mixing: 0, penalty: .fixed(penalty)).fit(data.training, log: &log)
      for (found, wanted) in zip(model.coefficients, coefficients) {
        #expect(abs(found - wanted) < 2e-5 * max(1, abs(wanted)))
      }
      // The same optimum by another road: λ = 1 / (n C) on standardised columns.
      let scaled = data.scaled.training
      let ridge = LogisticRegression(inverseRegularisation: 1 / (Double(scaled.subjects.count) * penalty))
      let other = try ridge.fit(scaled, log: &log)
      let own = try ElasticNet(mixing: 0, penalty: .fixed(penalty)).fit(scaled, log: &log)
      #expect(distance(own.coefficients, other.coefficients) < 1e-9)
    }
  }

  @Test(arguments: ScikitLearn.names)
  func redundancySelectionTakesTheSameOrder(name: String) throws {
    let (data, reference) = (try ScikitLearn(name), try oracle("mrmr", name))
    let expected = try #require(reference["selected"] as? [Int])
    var log = FitLog()
    let result = try RedundancySelection(kept: expected.count).fit(data.training, log: &log)
    #expect(result.columns == expected.map { data.training.columns[$0] })
  }
}

/// Identical columns have no unique optimum; the leftmost carries the weight and the copies stay at 0.
@Test
func ofIdenticalColumnsTheLeftmostCarriesTheWeight() throws {
  let table = synthetic(4, columns: 6)
  let copied = table.subjects.indices.map { row in
    (0..<6).map { table.features.value(row: row, column: $0) } + [table.features.value(row: row, column: 0)]
  }
  let doubled = TrainingTable(
    subjects: table.subjects, columns: table.columns + ["copy"], rows: copied, outcomes: table.outcomes.events)
  var log = FitLog()
  let one = try ElasticNet(penalty: .fixed(0.05)).fit(table, log: &log)
  let two = try ElasticNet(penalty: .fixed(0.05)).fit(doubled, log: &log)
  #expect(two.coefficients.last == 0)
  #expect(distance(Array(two.coefficients.dropLast()), one.coefficients) < 1e-9)
}

/// The conditions of the optimum, for mixtures and balanced classes alike: no oracle has those.
@Test(arguments: [0.2, 0.5, 0.9], [false, true])
func elasticNetKeepsTheConditions(mixing: Double, balances: Bool) throws {
  let table = synthetic(7, subjects: 50, columns: 90)
  var log = FitLog()
  let scaled = StandardScaling().fit(table, log: &log).transform(table.features)
  let balanced = TrainingTable(features: scaled, outcomes: table.outcomes.events)
  // Balanced classes are standardised with the weights too, so the conditions are checked on the columns as they are
  // scaled there.
  let penalty = 0.08
  let model = try ElasticNet(mixing: mixing, penalty: .fixed(penalty), balancesClasses: balances)
    .fit(balanced, log: &log)
  let events = Double(table.events)
  let weights = table.outcomes.events.map { balances ? 0.5 / ($0 ? events : 50 - events) : 1 / 50.0 }
  let values = rows(scaled)
  let pull = values.indices.map { row in
    weights[row] * ((table.outcomes.events[row] ? 1 : 0) - 1 / (1 + exp(-model.decision(values[row]))))
  }
  #expect(abs(pull.reduce(0, +)) < 1e-11)
  for column in table.columns.indices {
    let own = values.map { $0[column] }
    let centre = zip(own, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let scale = zip(own, weights).reduce(0) { $0 + $1.1 * ($1.0 - centre) * ($1.0 - centre) }.squareRoot()
    let coefficient = model.coefficients[column] * scale
    let slope = zip(own, pull).reduce(0) { $0 + ($1.0 - centre) / scale * $1.1 } - penalty * (1 - mixing) * coefficient
    if coefficient == 0 {
      #expect(abs(slope) <= penalty * mixing + 1e-10)
    } else {
      #expect(abs(slope - (coefficient > 0 ? 1 : -1) * penalty * mixing) < 1e-10)
    }
  }
}

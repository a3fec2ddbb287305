import Foundation
import Learning
import Statistics
import TestSupport
import Testing

/// Reference: scikit-learn 1.9.1 (`oracles/sklearn_models.json`), tolerances from the README there.
@Suite("Models as scikit-learn", .enabled(if: ReferenceData.isPresent, "skipped: Models as scikit-learn need oracles/"))
struct ScikitLearnTests {
  @Test(arguments: ScikitLearn.names)
  func scalerIsThatOfScikitLearn(name: String) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary("scaler")
    var log = FitLog()
    let scaler = StandardScaling().fit(data.training, log: &log)
    let means = try #require(reference["mean"] as? [Double])
    let scales = try #require(reference["scale"] as? [Double])
    for position in means.indices {
      #expect(abs(scaler.means[position] - means[position]) <= 1e-12 * max(1, abs(means[position])))
      #expect(abs(scaler.scales[position] - scales[position]) <= 1e-12 * max(1, abs(scales[position])))
    }
    #expect(distance(rows(data.scaled.test)[0], reference["test_row0"] as? [Double]) < 1e-9)
  }

  @Test(arguments: ScikitLearn.names)
  func logisticRegressionReachesTheOptimum(name: String) throws {
    let data = try ScikitLearn(name)
    let scaled = data.scaled
    var log = FitLog()
    var compared = 0
    for entry in try #require(data.reference["logistic"] as? [[String: Any]]) where entry["penalty"] as? String == "l2"
    {
      let regression = LogisticRegression(
        inverseRegularisation: try #require(entry["C"] as? Double),
        penalisesIntercept: try #require(entry["intercept_penalised"] as? Bool))
      let model = try regression.fit(scaled.training, log: &log)
      let exact = try #require(entry["exact"] as? [String: Any])
      #expect(distance(model.coefficients, exact["coef"] as? [Double]) < 1e-9)
      #expect(distance([model.intercept], (exact["intercept"] as? Double).map { [$0] }) < 1e-9)
      let decisions = rows(scaled.test).map { model.decision($0) }
      #expect(distance(decisions, exact["decision_test"] as? [Double]) < 1e-9 * 40)
      compared += 1
    }
    #expect(compared == 5)
  }

  /// scikit-learn's lbfgs stops about 2e-6 from the optimum (its README); balanced weights have no exact column there.
  @Test(arguments: ScikitLearn.names)
  func balancedClassesWeighTheSame(name: String) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary("logistic_balanced_lbfgs_C1")
    var log = FitLog()
    let model = try LogisticRegression(balancesClasses: true).fit(data.scaled.training, log: &log)
    #expect(distance(model.coefficients, reference["coef"] as? [Double]) < 1e-5)
    #expect(distance([model.intercept], (reference["intercept"] as? Double).map { [$0] }) < 1e-5)
  }

  @Test(arguments: ScikitLearn.names, [("rfe_lbfgs", false), ("rfe_liblinear", true)])
  func eliminationRanksAsScikitLearn(name: String, variant: (key: String, penalisesIntercept: Bool)) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary(variant.key)
    var log = FitLog()
    let regression = LogisticRegression(penalisesIntercept: variant.penalisesIntercept)
    let result = try RecursiveElimination(kept: 20, regression: regression).fit(data.scaled.training, log: &log)
    #expect(result.ranking == reference["ranking"] as? [Int])
    #expect(result.selectedPositions == reference["support_idx"] as? [Int])
    #expect(result.eliminated == reference["elimination_order_exact"] as? [Int])
  }

  @Test(arguments: ScikitLearn.names)
  func gridSearchScoresAsScikitLearn(name: String) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary("svc_grid")
    let selected = try #require(reference["selected_idx"] as? [Int])
    let table = TrainingTable(
      features: data.scaled.training.features.columns(at: selected), outcomes: data.training.outcomes.events)
    let folds = data.folds
    var log = FitLog()
    var means: [Double] = []
    for candidate in try #require(reference["candidates"] as? [[String: Any]]) {
      let settings = classifier(try #require(candidate["params"] as? [String: Any]), tolerance: 1e-6)
      let aucs = try (0..<folds.count).map { fold in
        let model = try settings.fit(table.rows(folds.training(fold)), log: &log)
        let held = table.rows(folds.heldOut(fold))
        return try #require(auc(rows(held.features).map { model.decision($0) }, outcomes: held.outcomes.events).value)
      }
      // "grid mean AUC exact": AUCs are ratios of small whole numbers, so only their rounding may differ.
      #expect(distance(aucs, candidate["split_auc"] as? [Double]) < 1e-12, "\(settings)")
      means.append(mean(aucs))
    }
    let best = means.indices.reduce(0) { means[$1] > means[$0] + 1e-12 ? $1 : $0 }
    #expect(best == reference["best_index"] as? Int)
    let studied = try #require(reference["candidates"] as? [[String: Any]])
      .map { classifier($0["params"] as? [String: Any] ?? [:], tolerance: 1e-3) }
    #expect(studied == SupportVectorClassifier.studyGrid)
  }

  @Test(arguments: ScikitLearn.names)
  func supportVectorMachinesAreThoseOfScikitLearn(name: String) throws {
    let data = try ScikitLearn(name)
    let selected = try #require(data.dictionary("svc_grid")["selected_idx"] as? [Int])
    let scaled = data.scaled
    let table = TrainingTable(
      features: scaled.training.features.columns(at: selected), outcomes: data.training.outcomes.events)
    let test = rows(scaled.test.columns(at: selected))
    var log = FitLog()
    for entry in try #require(data.reference["svc_fits"] as? [[String: Any]]) {
      let settings = classifier(try #require(entry["params"] as? [String: Any]), tolerance: 1e-10)
      let model = try settings.fit(table, log: &log)
      #expect(distance(test.map { model.decision($0) }, entry["decision_test"] as? [Double]) < 1e-6, "\(settings)")
      #expect(distance([model.intercept], (entry["intercept"] as? Double).map { [$0] }) < 1e-6, "\(settings)")
      #expect(model.coefficients.count == (entry["dual_coef"] as? [Double])?.count, "\(settings)")
    }
  }

  @Test(arguments: ScikitLearn.names)
  func calibrationIsPlatts(name: String) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary("platt")
    let scores = try #require(reference["cv_decision"] as? [Double])
    var log = FitLog()
    let sigmoid = PlattCalibration().fit(
      scores: scores, outcomes: data.training.outcomes.events, subjects: data.training.subjects, log: &log)
    #expect(distance([sigmoid.slope], (reference["newton_a"] as? Double).map { [$0] }) < 1e-8)
    #expect(distance([sigmoid.intercept], (reference["newton_b"] as? Double).map { [$0] }) < 1e-8)
  }

  /// Selection before cross-validation sees the subjects it is judged on: 0.996 where 0.795 is true and 0.692 is held
  /// out.
  @Test
  func selectionOutsideTheFoldsLeaks() throws {
    let data = try ScikitLearn("radiomics167x400")
    let reference = data.dictionary("leakage_demo")
    let settings = SupportVectorClassifier(kernel: .radial(gamma: 0.001), cost: 1000)
    let elimination = RecursiveElimination(kept: 20, regression: LogisticRegression(penalisesIntercept: true))
    var log = FitLog()
    let outside = try elimination.fit(data.scaled.training, log: &log).selectedPositions
    let leaking = TrainingTable(
      features: data.scaled.training.features.columns(at: outside), outcomes: data.training.outcomes.events)
    var (leaked, honest) = ([Double](), [Double]())
    for fold in 0..<data.folds.count {
      let (inner, held) = (data.training.rows(data.folds.training(fold)), data.training.rows(data.folds.heldOut(fold)))
      let cheat = try settings.fit(leaking.rows(data.folds.training(fold)), log: &log)
      let seen = rows(leaking.rows(data.folds.heldOut(fold)).features).map { cheat.decision($0) }
      leaked.append(try #require(auc(seen, outcomes: held.outcomes.events).value))
      let scaler = StandardScaling().fit(inner, log: &log)
      let scaled = TrainingTable(features: scaler.transform(inner.features), outcomes: inner.outcomes.events)
      let kept = try elimination.fit(scaled, log: &log).selectedPositions
      let selected = TrainingTable(features: scaled.features.columns(at: kept), outcomes: inner.outcomes.events)
      let model = try settings.fit(selected, log: &log)
      let unseen = rows(scaler.transform(held.features).columns(at: kept)).map { model.decision($0) }
      honest.append(try #require(auc(unseen, outcomes: held.outcomes.events).value))
    }
    print("leakage: selection outside the folds \(mean(leaked)), inside \(mean(honest))")
    #expect(abs(mean(leaked) - (try #require(reference["cv_auc_rfe_outside"] as? Double))) < 1e-12)
    #expect(abs(mean(honest) - (try #require(reference["cv_auc_rfe_inside_pipeline"] as? Double))) < 1e-12)
    let final = try settings.fit(leaking, log: &log)
    let test = rows(data.scaled.test.columns(at: outside)).map { final.decision($0) }
    let heldOut = try #require(auc(test, outcomes: data.test.outcomes.events).value)
    #expect(abs(heldOut - (try #require(reference["heldout_auc"] as? Double))) < 1e-12)
  }
}

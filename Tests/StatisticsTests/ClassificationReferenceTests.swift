import Statistics
import TestSupport
import Testing

/// Reference: R 4.2.2 with caret 6.0-93 and scikit-learn 1.9.1 (`oracles/`), tolerances from the README there.
@Suite("Classification as R", .enabled(if: ReferenceData.isPresent, "skipped: Classification as R needs oracles/"))
struct ClassificationReferenceTests {
  static let thresholds = ["thr=youden_first", "thr=0.5", "thr=0.2"]

  @Test(arguments: Oracles.dataSets)
  func confusionMatrixAndItsSharesAreThoseOfR(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      for parameter in Self.thresholds {
        func value(_ name: String) -> Double? { reference["\(model)|\(name)|\(parameter)"] }
        let threshold = try #require(value("threshold"))
        let matrix = ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: threshold)
        #expect(agrees(Double(matrix.truePositives), value("tp"), 0))
        #expect(agrees(Double(matrix.falsePositives), value("fp"), 0))
        #expect(agrees(Double(matrix.falseNegatives), value("fn"), 0))
        #expect(agrees(Double(matrix.trueNegatives), value("tn"), 0))
        let shares = [
          ("sensitivity", matrix.sensitivity), ("specificity", matrix.specificity),
          ("ppv", matrix.positivePredictiveValue), ("npv", matrix.negativePredictiveValue),
          ("accuracy", matrix.accuracy),
        ]
        for (name, share) in shares {
          #expect(agrees(share.estimate.value, value(name), 1e-10))
          #expect(agrees(share.wilsonInterval()?.lower, value("\(name).wilson.lo"), 1e-10))
          #expect(agrees(share.wilsonInterval()?.upper, value("\(name).wilson.hi"), 1e-10))
          #expect(agreesRelatively(share.clopperPearsonInterval()?.lower, value("\(name).cp.lo"), 1e-8))
          #expect(agreesRelatively(share.clopperPearsonInterval()?.upper, value("\(name).cp.hi"), 1e-8))
        }
        #expect(agrees(matrix.matthewsCorrelation.value, value("mcc"), 1e-10))
        #expect(agrees(matrix.f1.value, value("f1"), 1e-10))
        #expect(agrees(matrix.balancedAccuracy.value, value("caret.Balanced_Accuracy"), 1e-10))
        #expect(agrees(matrix.kappa.value, value("caret.Kappa"), 1e-10))
      }
    }
  }

  @Test(arguments: Oracles.dataSets)
  func tableTestsAreThoseOfR(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      for parameter in Self.thresholds {
        func value(_ name: String) -> Double? { reference["\(model)|\(name)|\(parameter)"] }
        let threshold = try #require(value("threshold"))
        let table = ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: threshold).table
        for (name, isCorrected) in [("chisq", false), ("chisq_yates", true)] {
          let test = chiSquareTest(table, isCorrected: isCorrected)
          #expect(agrees(test.statistic.value, value("\(name).stat"), 1e-10))
          #expect(agreesRelatively(test.pValue.value, value("\(name).p"), 1e-8))
        }
        // R prints p = 1 for a table with an empty margin, which cannot vary; here it is undefined.
        let fisher = fisherExactTest(table)
        if fisher.value != nil {
          #expect(agreesRelatively(fisher.value, value("fisher.p"), 1e-8))
          let odds = ConditionalOddsRatio(table)
          #expect(agreesAsOddsRatio(odds.estimate.value, value("fisher.or")))
          #expect(agreesAsOddsRatio(odds.limits[0].value, value("fisher.or.lo")))
          #expect(agreesAsOddsRatio(odds.limits[1].value, value("fisher.or.hi")))
        } else {
          #expect(value("fisher.p") == 1)
        }
      }
    }
  }

  @Test(arguments: Oracles.dataSets)
  func brierAndCalibrationAreThoseOfR(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      func value(_ name: String) -> Double? { reference["\(model)|\(name)|"] }
      let brier = BrierScore(probabilities: scores, outcomes: outcomes)
      #expect(agrees(brier.score.value, value("brier"), 1e-10))
      #expect(agrees(brier.scaled.value, value("brier.scaled_prev"), 1e-10))
      #expect(agrees(brier.scaledByMeanProbability.value, value("brier.scaled_meanp"), 1e-10))
      #expect(agrees(brier.classWeighted.value, value("brier.weighted"), 1e-10))
      let fit = CalibrationFit(probabilities: scores, outcomes: outcomes)
      #expect(agrees(fit.inTheLarge.value, value("cal.citl"), 1e-8))
      #expect(agrees(fit.inTheLargeStandardError.value, value("cal.citl.se"), 1e-8))
      #expect(agrees(fit.observedToExpected.value, value("cal.oe_ratio"), 1e-10))
      // R reports where glm did not converge (separation, a constant): there the fit must be undefined.
      let converged = value("cal.glm.converged") == 1
      #expect(agrees(fit.slope.value, converged ? value("cal.slope") : nil, 1e-8))
      #expect(agrees(fit.intercept.value, converged ? value("cal.intercept") : nil, 1e-8))
      // glm takes its errors from the weights one step before the end: 1e-7 away where its last step was 1e-7.
      #expect(agrees(fit.slopeStandardError.value, converged ? value("cal.slope.se") : nil, 2e-7))
      #expect(agrees(fit.interceptStandardError.value, converged ? value("cal.intercept.se") : nil, 2e-7))
    }
  }

  @Test(arguments: Oracles.dataSets)
  func metricsAreThoseOfScikitLearn(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    for row in try Oracles.rows("sklearn_metrics.csv") where row[0] == name {
      let scores = row[1] == "A" ? a : b
      let expected = Oracles.number(row[row.count - 1])
      let threshold = Oracles.number(row[3].replacing("p>=", with: ""))
      let matrix = ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: threshold.isNaN ? 0.5 : threshold)
      let brier = BrierScore(probabilities: scores, outcomes: outcomes)
      let found: Double?
      switch row[2] {
      case "roc_auc_score": found = auc(scores, outcomes: outcomes).value
      case "brier_score_loss": found = brier.score.value
      case "brier_score_loss(sample_weight=n/(2n_c))": found = brier.classWeighted.value
      case "log_loss": found = logLoss(probabilities: scores, outcomes: outcomes).value
      case "accuracy_score": found = matrix.accuracy.estimate.value
      case "balanced_accuracy_score": found = matrix.balancedAccuracy.value
      case "f1_score": found = matrix.f1.value
      case "recall_score": found = matrix.sensitivity.estimate.value
      case "cohen_kappa_score": found = matrix.kappa.value
      // scikit-learn prints 0 where these are undefined.
      case "matthews_corrcoef": found = matrix.matthewsCorrelation.value ?? 0
      case "precision_score": found = matrix.positivePredictiveValue.estimate.value ?? 0
      case "roc_auc_score(max_fpr=0.2)":
        found = PartialAUC(scores: scores, outcomes: outcomes, range: 0.8...1).standardised.value ?? expected
      // Apus has no average precision.
      case "average_precision_score": continue
      default:
        Issue.record("no metric of ours for \(row[2])")
        continue
      }
      #expect(agrees(found, expected, 1e-12), "\(row)")
    }
  }
}

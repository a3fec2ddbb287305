import Comparison
import Execution
import Learning
import Results
import Testing

/// Rows of patients who have several each.
@Suite struct GroupedEvaluatorTests {
  /// Patients of a score each; two models, of which only the first tells the outcome.
  private struct Patients {
    var (first, second): ([Prediction], [Prediction]) = ([], [])
    var owners: [String: String] = [:]

    /// - Parameters:
    ///   - rows: of each patient, all with the same score.
    ///   - shift: of the first model's scores of events.
    ///   - areProbabilities: whether scores are taken as probabilities and classes too.
    init(_ count: Int, rows: Int, shift: Double, seed: UInt64, areProbabilities: Bool = true) {
      var stream = RandomStream(seed: seed, name: "grouped patients")
      for patient in 0..<count {
        let isEvent = patient % 2 == 0
        let scores = [stream.uniform() + (isEvent ? shift : 0), stream.uniform()].map { $0 / (1 + shift) }
        for row in 0..<rows {
          let id = "P\(patient) row \(row)"
          owners[id] = "P\(patient)"
          first.append(Self.prediction(id, isEvent, scores[0], areProbabilities))
          second.append(Self.prediction(id, isEvent, scores[1], areProbabilities))
        }
      }
    }

    private static func prediction(_ id: String, _ outcome: Bool, _ score: Double, _ isWhole: Bool) -> Prediction {
      Prediction(
        subject: id, outcome: outcome, score: score, probability: isWhole ? score : nil,
        isCalledEvent: isWhole ? score > 0.5 : nil)
    }
  }

  private let rows = Evaluator(evaluation: .sound, intervalNote: nil)
  private func grouped(_ patients: Patients) -> Evaluator {
    Evaluator(evaluation: .sound, intervalNote: nil, owners: patients.owners)
  }

  private func result(_ name: String, _ predictions: [Prediction], by evaluator: Evaluator) -> ModelResult {
    ModelResult(
      id: name, name: name, summary: "", test: evaluator.performance(predictions, of: .handcrafted), training: nil,
      outOfFold: nil, selectedColumns: [], setting: "", cutoff: nil, flags: [], predictions: predictions)
  }

  private func comparison(_ patients: Patients, by evaluator: Evaluator) -> ModelComparison {
    evaluator.comparison(
      of: result("first", patients.first, by: evaluator), against: result("second", patients.second, by: evaluator))
  }

  /// A row written five times says no more than once: interval and test are those of the patients.
  @Test func copiesOfARowNarrowNoInterval() throws {
    let (once, often) = (
      Patients(40, rows: 1, shift: 0.3, seed: 3), Patients(40, rows: 5, shift: 0.3, seed: 3)
    )
    let area = rows.performance(once.first, of: .handcrafted).auc
    let found = grouped(often).performance(often.first, of: .handcrafted).auc
    let naive = rows.performance(often.first, of: .handcrafted).auc
    #expect(abs(try #require(found.lower) - (try #require(area.lower))) < 1e-12)
    #expect(abs(try #require(found.upper) - (try #require(area.upper))) < 1e-12)
    #expect(try #require(naive.lower) > (try #require(area.lower)) + 0.02, "as rows they look like more patients")
    let expected = comparison(once, by: rows)
    let made = comparison(often, by: grouped(often))
    #expect(abs(try #require(made.p.number) - (try #require(expected.p.number))) < 1e-12)
    #expect(abs(try #require(made.difference.lower) - (try #require(expected.difference.lower))) < 1e-12)
  }

  /// Noise: the 95 % interval of an AUC leaves out .5, and p is below .05, about once in twenty studies.
  @Test func noiseIsFoundAsOftenAsTheIntervalSays() {
    var (outside, significant, naive) = (0, 0, 0)
    for seed in UInt64(1)...300 {
      let patients = Patients(60, rows: 5, shift: 0, seed: seed, areProbabilities: false)
      let evaluator = grouped(patients)
      let leavesOutHalf = { (auc: Estimate) in (auc.lower ?? 0) > 0.5 || (auc.upper ?? 1) < 0.5 }
      if leavesOutHalf(evaluator.performance(patients.first, of: .handcrafted).auc) { outside += 1 }
      if leavesOutHalf(rows.performance(patients.first, of: .handcrafted).auc) { naive += 1 }
      if (comparison(patients, by: evaluator).p.number ?? 1) < 0.05 { significant += 1 }
    }
    // Of 300, 15 are expected and more than 30 come once in ten thousand; rows as patients give 100 and more.
    #expect(outside <= 30 && significant <= 30, "\(outside), \(significant)")
    #expect(naive >= 60, "\(naive)")
  }

  @Test func whatHasNoFormForPatientsIsWithheld() throws {
    let patients = Patients(40, rows: 3, shift: 0.3, seed: 5)
    let evaluator = grouped(patients)
    let found = evaluator.performance(patients.first, of: .handcrafted, bandSeed: 1)
    let table = try #require(found.confusion)
    for share in [table.sensitivity, table.specificity, table.ppv, table.npv] {
      #expect(share.value.number != nil && share.lower == nil && share.intervalNote == .statistic(.rowsOfPatients))
    }
    let fit = try #require(found.probabilities)
    #expect(fit.slope.value.number != nil && fit.slope.lower == nil && fit.intercept.upper == nil)
    #expect(fit.curve.allSatisfy { $0.lower == nil } && fit.imprecision?.resamples == 0)
    #expect(fit.imprecision?.events == 20, "patients are counted, not rows")
    let made = comparison(patients, by: evaluator)
    #expect(made.reclassification?.total.p == .undefined(.statistic(.rowsOfPatients)))
    #expect(made.reclassification?.total.value.value.number != nil && made.discrimination?.value.lower == nil)
    #expect(made.p.number != nil)
  }

  /// Eight event patients of four rows are 32 rows, and still eight.
  @Test func theRuleOfTenCountsPatients() {
    let patients = Patients(16, rows: 4, shift: 0.3, seed: 9)
    #expect(comparison(patients, by: rows).p.number != nil)
    #expect(comparison(patients, by: grouped(patients)).p.number == nil)
  }

  /// A test set of one row a patient is one of independent rows.
  @Test func oneRowOfEachPatientChangesNothing() throws {
    var patients = Patients(40, rows: 3, shift: 0.3, seed: 5)
    patients.first = patients.first.filter { $0.subject.hasSuffix("row 1") }
    let found = grouped(patients).performance(patients.first, of: .handcrafted)
    let expected = rows.performance(patients.first, of: .handcrafted)
    #expect(found.auc == expected.auc)
    #expect(found.confusion?.sensitivity == expected.confusion?.sensitivity)
  }
}

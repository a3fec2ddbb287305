import Arms
import Cohorts
import DeepRadiomics
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// Deep rows on paper: the features of a network that nobody computed, and rows of heads on them.
enum DeepPaper {
  /// Features of a network for twenty-four patients, the first of which tells the outcome.
  static func inputs(
    _ cohort: AnalysisCohort, _ table: FeatureTable? = nil, _ seen: SeenLesions = .unknown
  ) throws -> DeepInputs {
    let deep = try #require(cohort.study.deep)
    let split = StudySplit(of: cohort)
    var fits: [DeepInputs.FitKey: DeepInputs.Fit] = [:]
    for evaluation in EvaluationProtocol.Name.allCases {
      for pair in split.attempts(patients: cohort.ids.count) {
        fits[.init(evaluation: evaluation, set: pair.set)] = DeepInputs.Fit(
          way: deep.way(in: evaluation), fit: InputFit(depth: 1, crop: CropFit(side: 50, depth: nil)),
          subjects: pair.training.map { cohort.ids[$0] })
      }
    }
    let facts = DeepFacts(network: "", weights: "", input: "", size: "")
    var made = DeepInputs.Features(table: table ?? cohort.imageTable, facts: facts, seen: seen)
    if deep.poolings != [.mean] { made.slices = slices(of: made.table, poolings: deep.poolings) }
    return DeepInputs(
      deep: deep, fits: fits, subjects: cohort.ids,
      features: Dictionary(fits.values.map { ($0.input, made) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Three slices for each patient, of which the table has the means: one below them, one like them, one above.
  static func slices(of table: FeatureTable, poolings: [SlicePooling]) -> PatientSlices {
    let patients = table.subjects.indices.map { row -> SliceFeatures in
      let means = table.columns.indices.map { table.value(row: row, column: $0) ?? 0 }
      let steps = [-1.0, 0, 1].map { step in means.enumerated().map { $1 + step * Double((row + $0) % 3) } }
      return SliceFeatures([SliceBag(steps, areas: [1, 5, 3])])
    }
    return PatientSlices(subjects: table.subjects, patients, poolings: poolings) { pooling in
      pooling == .mean ? table.columns : table.columns.map { "\(pooling.rawValue)_\($0)" }
    }
  }

  static func cohort(
    _ more: String = "", _ split: String = "{train: 0.6}", svm: Bool = false
  ) throws -> AnalysisCohort {
    var study = try StudyFile.ofImages(
      split: split,
      "arms: [dlr]\ndeep: {network: efficientnet-lite0, ensemble: 2, beyond: \(svm ? "svm" : "none")\(more)}")
    study.models.factors = ["size"]
    return AnalysisCohort.made(study, Patient.made(24), columns: 4)
  }

  static func row(
    _ cohort: AnalysisCohort, _ id: String = "dlr_mr", _ table: FeatureTable? = nil, _ seen: SeenLesions = .unknown
  ) throws -> any StudyRow {
    try #require(
      StandingRows(of: cohort, robustness: nil, deep: [try inputs(cohort, table, seen)]).all.first { $0.id == id })
  }

  static func fit(
    _ row: any StudyRow, _ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol, outcomes: ((Int) -> Bool)? = nil,
    seed: UInt64 = 1, scored: [Int]? = nil, settings: Int = 2, dealing: FoldDealing? = nil
  ) throws -> (fit: RowFit, log: FitLog, task: RowTask) {
    let pair = StudySplit(of: cohort).pairs[0]
    let test = scored ?? pair.test
    let task = RowTask(
      trainingSet: pair.set, training: pair.training, outcomes: cohort.outcomes.at(pair.training),
      scored: test, scoredOutcomes: outcomes.map { .binary(test.map($0)) }, clinical: cohort.clinicalInput(evaluation),
      evaluation: evaluation, budget: TuningBudget(settings: settings, folds: 2, seed: seed, dealing: dealing),
      workers: 1)
    var log = FitLog(purpose: FitPurpose(row.name))
    return (try row.fit(task, log: &log), log, task)
  }
}

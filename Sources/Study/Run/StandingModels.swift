import Learning

/// The four rows of Table 2 that stand in every report; those with clinical factors only where the study file names some.
struct StandingModels {
  let all: [StandingModel]

  init(_ cohort: AnalysisCohort, robustness: RobustnessFilter? = nil) {
    let study = cohort.study
    let factors = study.modelFactorLabels.joined(separator: ", ")
    let recipe = "scaling, logistic recursive elimination to \(study.models.selectedFeatures) features, SVM"
    let clinical = ClinicalInput(table: cohort.clinicalTable, encoder: cohort.clinicalEncoder)
    let handcrafted = StandingModel(
      id: "hcr_mr", name: "HCR (MR)", summary: "Image features alone: \(recipe).", numbers: cohort.imageTable,
      clinical: nil, study: study, method: .handcrafted, variants: cohort.imageTables, intensities: cohort.intensities,
      robustness: robustness)
    let volume = StandingModel(
      id: "volume", name: "Lesion volume only",
      summary: "Logistic regression on lesion volume: what radiomics must beat.", numbers: cohort.volumeTable,
      clinical: nil, study: study, method: .logistic)
    guard !study.models.factors.isEmpty else {
      all = [handcrafted, volume]
      return
    }
    let only = StandingModel(
      id: "clinical", name: "Clinical only", summary: "Logistic regression on \(factors).", numbers: nil,
      clinical: clinical, study: study, method: .logistic)
    let both = StandingModel(
      id: "hcr_mr_cf", name: "HCR (MR+CF)", summary: "As HCR (MR), with \(factors) appended to the selected features.",
      numbers: cohort.imageTable, clinical: clinical, study: study, method: .handcrafted,
      variants: cohort.imageTables, intensities: cohort.intensities, robustness: robustness)
    all = [only, handcrafted, both, volume]
  }
}

/// Clinical factors as recorded, with what turns them into columns.
struct ClinicalInput: Sendable {
  let table: ClinicalTable
  let encoder: ClinicalEncoder
}

/// One row of Table 2: what it sees and how it learns.
struct StandingModel: Sendable {
  let id: String
  let name: String
  let summary: String
  /// Columns that are numbers already.
  var numbers: FeatureTable?
  /// Columns that must be encoded first.
  let clinical: ClinicalInput?
  let study: StudyFile
  let method: Method
  /// Those columns by outer training set, where something was fitted on its images.
  var variants: [String: FeatureTable] = [:]
  /// What was done to the intensities of the images.
  var intensities: [SeriesIntensities]?

  /// This row as the training set `attempt` sees it.
  func seeing(_ attempt: String) -> StandingModel {
    var own = self
    own.numbers = variants[attempt] ?? numbers
    own.variants = [:]
    return own
  }
  /// Which of the numbers may enter the selection; `nil` for all.
  var robustness: RobustnessFilter?

  /// How a row learns.
  enum Method: Sendable {
    case handcrafted, logistic
  }

  /// A fit with the encoding of its clinical columns.
  struct Fit: Codable, Sendable {
    let encoding: ClinicalEncodingModel?
    let pipeline: PipelineFit
  }

  /// Fits on the rows at `positions` only; `workers` never changes the result.
  func fit(
    _ positions: [Int], outcomes: [Bool], purpose: String, workers: Int
  ) throws(LearningError) -> (Fit, FitLog) {
    var log = FitLog(purpose: purpose)
    var encoding: ClinicalEncodingModel?
    if let clinical { encoding = try clinical.encoder.fit(clinical.table.rows(positions), log: &log) }
    let clinicalColumns = encoding?.columns ?? []
    var known = try rows(positions, encoding)
    if let robustness {
      let kept = robustness.fit(known.subjects, log: &log).kept
      known = try known.columns(named: kept + clinicalColumns)
    }
    let training = TrainingTable(features: known, outcomes: positions.map { outcomes[$0] })
    // The seed is the study's, so that all rows of the table share their folds.
    let fit: PipelineFit
    switch method {
    case .handcrafted:
      fit = try HandcraftedPipeline(
        keptFeatures: study.models.selectedFeatures, seed: study.seed, clinicalColumns: clinicalColumns
      ).fit(training, log: &log, workers: workers)
    case .logistic:
      fit = try LogisticPipeline(seed: study.seed).fit(training, log: &log, workers: workers)
    }
    return (Fit(encoding: encoding, pipeline: fit), log)
  }

  /// Scores of the patients at `positions`.
  func scores(_ positions: [Int], by fit: Fit) throws(LearningError) -> [Double] {
    try fit.pipeline.model.scores(try rows(positions, fit.encoding))
  }

  /// Levels of the patients at `positions` that `fit` has not seen, and so takes as unknown; a sentence a factor.
  func unseenLevels(_ positions: [Int], by fit: Fit) -> [String] {
    guard let clinical, let encoding = fit.encoding else { return [] }
    return encoding.unseenLevels(clinical.table.rows(positions)).sorted { $0.key < $1.key }.map { factor, levels in
      "\(factor): \(levels.joined(separator: ", ")) not among the training patients, taken as unknown"
    }
  }

  private func rows(_ positions: [Int], _ encoding: ClinicalEncodingModel?) throws(LearningError) -> FeatureTable {
    let own = numbers?.rows(positions)
    guard let clinical, let encoding else { return own ?? FeatureTable(subjects: [], columns: [], rows: []) }
    let encoded = try encoding.transform(clinical.table.rows(positions))
    return own.map { $0.appending(encoded) } ?? encoded
  }
}

extension ClinicalTable {
  /// The rows at `positions`, in that order.
  fileprivate func rows(_ positions: [Int]) -> ClinicalTable {
    ClinicalTable(
      subjects: positions.map { subjects[$0] }, values: values.mapValues { column in positions.map { column[$0] } })
  }
}

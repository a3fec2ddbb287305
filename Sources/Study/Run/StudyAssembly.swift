/// Puts the parts of a run together as `StudyResults`.
struct StudyAssembly {
  let study: StudyFile
  let settings: ExtractionSettings
  let clinical: Cohort
  let exclusions: [InclusionFlow.Exclusion]
  let cohort: AnalysisCohort
  let split: StudySplit
  let models: [FittedModel]
  let robustness: RobustnessReport?

  /// The results.
  func results() -> StudyResults {
    let rows = models.map { ModelRow(fitted: $0, split: split, cohort: cohort).result() }
    return StudyResults(
      study: description, findings: StudyFindings(assembly: self, rows: rows).all, flow: flow,
      factors: BaselineTable(cohort: cohort, split: split).summaries, evaluation: split.evaluation, models: rows,
      comparisons: comparisons(rows), methods: StudyMethods(assembly: self).notes)
  }

  private var description: StudyDescription {
    StudyDescription(
      name: study.name, event: study.outcome.eventName, nonEvent: study.outcome.nonEventName,
      evaluationProtocol: study.evaluationProtocol.rawValue, seed: study.seed, series: study.series.map(\.name),
      modelFactors: study.modelFactorLabels, featureRecipe: featureRecipe, featureCount: cohort.columns.count,
      synthetic: study.isSynthetic, software: StudyRun.software, studyHash: ContentHash.of(study.identity))
  }

  private var featureRecipe: String {
    switch study.features {
    case .recipe(let recipe): "\(recipe.rawValue) (inferred), profile \(settings.profile.rawValue)"
    case .parameters(let path): "\(path), profile \(settings.profile.rawValue)"
    }
  }

  private var flow: InclusionFlow {
    let pair = split.isLeaveOneOut ? nil : split.pairs.first
    return InclusionFlow(
      screened: clinical.screened, exclusions: exclusions, analysed: cohort.counts(),
      split: pair.map { InclusionFlow.Split(training: cohort.counts($0.training), test: cohort.counts($0.test)) })
  }

  /// Every pair of models, later rows against earlier ones.
  private func comparisons(_ rows: [ModelResult]) -> [ModelComparison] {
    rows.indices.flatMap { second in
      rows.indices.prefix(second).map { first in Evaluator(of: split).comparison(rows[second], rows[first]) }
    }
  }
}

extension StudyFile {
  /// Factors in the models as text names them.
  var modelFactorLabels: [String] {
    models.factors.map { name in factors.first { $0.name == name }?.label ?? name }
  }

  /// Everything that decides the results, without the place where the files lie.
  var identity: String {
    var portable = self
    portable.root = ""
    return portable.resolvedText
  }
}

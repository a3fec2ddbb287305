import Arms
import Cohorts
import Comparison
import Extraction
import Records
import Results
import StudyFiles

/// Puts the parts of a run together as `StudyResults`.
struct StudyAssembly {
  let study: StudyFile
  let prepared: PreparedStudy
  /// The rows fitted in every protocol, the main one first.
  let blocks: [ProtocolRows]
  let controls: [ControlResult]
  /// Findings that the preparation does not know.
  private let further: [StudyFinding]

  init(
    study: StudyFile, prepared: PreparedStudy, blocks: [ProtocolRows], controls: [ControlResult],
    remarks: [StudyFinding]
  ) {
    self.study = study
    self.prepared = prepared
    self.blocks = blocks
    self.controls = controls
    further = remarks
  }

  /// The extraction settings; `nil` for a feature table.
  var settings: ExtractionSettings? { prepared.settings }
  var clinical: ClinicalCohort { prepared.intake.clinical }
  var exclusions: [InclusionFlow.Exclusion] { prepared.exclusions }
  var cohort: AnalysisCohort { prepared.cohort }
  var split: StudySplit { prepared.split }
  var robustness: RobustnessReport? { prepared.robustness }
  /// The table that features came from; `nil` for images.
  var table: FeatureTableSource? { prepared.intake.supply.table }
  /// Findings from the source of the features.
  var remarks: [Finding] { further.map(\.finding) + prepared.remarks }

  /// The results.
  func results() -> StudyResults {
    let protocols = blocks.map { evaluation, models in
      ProtocolAssembly(evaluation: evaluation, models: models, split: split, cohort: cohort).results()
    }
    let rows = protocols.first?.models ?? []
    var results = StudyResults(
      study: description, findings: StudyFindings(assembly: self, rows: rows).all, flow: flow,
      factors: BaselineTable(cohort: cohort, split: split).summaries, evaluation: split.evaluation, models: rows,
      comparisons: [], methods: StudyMethods(assembly: self).notes)
    results.protocols = protocols
    results.differences = ProtocolDifference.all(protocols)
    results.controls = controls
    results.scanners = ScannerTable(cohort: cohort, split: split).groups
    results.provenance = StudyProvenance(study: study, cohort: cohort, networks: prepared.intake.networks).value
    results.lesions = StudyLesions(study: study, cohort: cohort).sheets
    return results
  }

  private var description: StudyDescription {
    var description = StudyDescription(
      name: study.name, event: study.outcome.eventName, nonEvent: study.outcome.nonEventName,
      evaluationProtocol: study.evaluationProtocol.rawValue, seed: study.seed, series: study.series.map(\.name),
      modelFactors: study.modelFactorLabels, featureRecipe: featureRecipe, featureCount: cohort.columns.count,
      synthetic: study.isSynthetic, software: Software.name, studyHash: ContentHash.of(study.identity))
    description.factorLabels = Dictionary(study.factors.map { ($0.name, $0.label) }) { first, _ in first }
    description.outcomeKind = study.outcome.kind
    description.groupedPatients = split.owners.map { Set($0.values).count }
    return description
  }

  private var profile: String { settings?.profile.rawValue ?? "" }

  private var featureRecipe: String {
    switch study.features {
    case .recipe(let recipe): "\(recipe.rawValue) (inferred), profile \(profile)"
    case .parameters(let path): "\(path), profile \(profile)"
    case .table(let source): "table \(source.table)"
    }
  }

  private var flow: InclusionFlow {
    let pair = split.testPair
    return InclusionFlow(
      screened: clinical.screened, exclusions: exclusions, analysed: cohort.counts(),
      split: pair.map { InclusionFlow.Split(training: cohort.counts($0.training), test: cohort.counts($0.test)) })
  }
}

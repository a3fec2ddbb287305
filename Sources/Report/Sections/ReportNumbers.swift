import Results

/// What has a number in the report.
enum ReportItem: Hashable {
  case discrimination, flow, lesions, roc, confusion, calibrationCurves, decision, protocolFigure
  /// Figures of one deep model, by the key of its row.
  case learningCurve(String), contributions(String), contributionsByPatient(String), maps(String)
  case factors, models, overfitting, comparisons, calibration, predictionSets, differences, choices, publishedModels
  case publishedComparisons, audit, controls, libraries, inputs
  case exclusions(InclusionFlow.Exclusion.Kind), exploratoryComparisons, exploratoryPublishedComparisons, predictions
}

/// The numbers of figures and tables, in the order in which the page shows them.
///
/// Tables behind a disclosure are counted apart, as S1, S2 and so on, so that the tables in view have no gaps.
struct ReportNumbers {
  private let labels: [ReportItem: String]

  /// The numbers of the report of these results.
  init(_ results: StudyResults) {
    let parts = ReportContents(results)
    var labels: [ReportItem: String] = [:]
    for (at, item) in parts.figures.enumerated() { labels[item] = "Figure \(at + 1)" }
    for (at, item) in parts.tables.enumerated() { labels[item] = "Table \(at + 1)" }
    for (at, item) in parts.disclosed.enumerated() { labels[item] = "Table S\(at + 1)" }
    self.labels = labels
  }

  /// "Figure 3".
  /// - Precondition: the page has the item.
  subscript(item: ReportItem) -> String {
    guard let label = labels[item] else { preconditionFailure("\(item) is not in the contents of the report") }
    return label
  }

  /// The number of an item that the page may lack.
  func known(_ item: ReportItem) -> String? { labels[item] }
}

/// Which figures and tables the page has, in its order.
private struct ReportContents {
  let results: StudyResults

  init(_ results: StudyResults) { self.results = results }

  private var deep: [ModelResult] { results.protocols.flatMap(\.models).filter { $0.deep != nil } }
  private var published: ProtocolResults? { ProtocolsSection(results: results).shownBeside }

  var figures: [ReportItem] {
    let start: [ReportItem] = [.discrimination, .flow] + (LesionFigure(results: results).isShown ? [.lesions] : [])
    let curves: [ReportItem] = CalibrationCurvesFigure(results).isEmpty ? [] : [.calibrationCurves]
    let benefit: [ReportItem] = DecisionFigure(results).isEmpty ? [] : [.decision]
    return start + [.roc, .confusion] + curves + benefit + ofDeepModels
      + (results.differences.isEmpty ? [] : [.protocolFigure])
  }

  private var ofDeepModels: [ReportItem] {
    let isSynthetic = results.study.synthetic
    let curves = deep.filter { LearningCurveFigure($0, isSynthetic: isSynthetic) != nil }.map(\.id)
    let factors = deep.flatMap { row -> [ReportItem] in
      let bars: [ReportItem] =
        ContributionFigure(row, isSynthetic: isSynthetic) == nil ? [] : [.contributions(row.id)]
      return bars + (BeeswarmFigure(row, isSynthetic: isSynthetic) == nil ? [] : [.contributionsByPatient(row.id)])
    }
    let maps = deep.filter { $0.deep?.patients?.isEmpty == false }.map(\.id)
    return curves.map { .learningCurve($0) } + factors + maps.map { .maps($0) }
  }

  var tables: [ReportItem] {
    let probabilities = results.models.contains { $0.test.probabilities != nil }
    let sets = results.models.contains { $0.conformal != nil }
    let main: [ReportItem] =
      [.factors, .models, .overfitting] + (results.mainBlock.primaryComparisons.isEmpty ? [] : [.comparisons])
      + (probabilities ? [.calibration] : []) + (sets ? [.predictionSets] : [])
    return main + ofProtocols + (results.audit == nil ? [] : [.audit]) + (results.controls.isEmpty ? [] : [.controls])
      + (results.provenance.map { ($0.inputs.isEmpty ? [] : [.inputs]) + ($0.libraries.isEmpty ? [] : [.libraries]) }
        ?? [])
  }

  private var ofProtocols: [ReportItem] {
    let section = ProtocolsSection(results: results)
    guard section.isShown else { return [] }
    let own: [ReportItem] = (results.differences.isEmpty ? [] : [.differences]) + [.choices]
    guard let published else { return own }
    return own + [.publishedModels] + (published.primaryComparisons.isEmpty ? [] : [.publishedComparisons])
  }

  var disclosed: [ReportItem] {
    let kinds = InclusionFlow.Exclusion.Kind.listed.filter { kind in
      results.flow.exclusions.contains { $0.kind == kind && !$0.subjects.isEmpty }
    }
    let others: [ReportItem] = results.mainBlock.exploratoryComparisons.isEmpty ? [] : [.exploratoryComparisons]
    let publishedOthers: [ReportItem] =
      published?.exploratoryComparisons.isEmpty == false ? [.exploratoryPublishedComparisons] : []
    return kinds.map { .exclusions($0) } + others + publishedOthers + [.predictions]
  }
}

extension StudyResults {
  /// The numbers of the figures and tables of its report.
  var numbers: ReportNumbers { ReportNumbers(self) }

  /// The block of the main protocol.
  var mainBlock: ProtocolResults {
    ProtocolResults(mainProtocol, models: models, comparisons: comparisons)
  }
}

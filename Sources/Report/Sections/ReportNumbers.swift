import Results

/// What has a number in the report.
enum ReportItem: Hashable {
  /// A drawing; of one model, by the key of its row, or of all.
  case figure(FigureKind, model: String?)
  /// The pictures of the lesions, and the maps of a deep model.
  case lesions, maps(String)
  case factors, models, overfitting, comparisons, calibration, predictionSets, differences, choices, publishedModels
  case publishedComparisons, audit, controls, libraries, inputs
  case exclusions(InclusionFlow.Exclusion.Kind), exploratoryComparisons, exploratoryPublishedComparisons, predictions
}

/// The numbers of figures and tables, in the order in which the page shows them.
///
/// What stands behind a disclosure is counted apart, as S1, S2 and so on, so that what is in view has no gaps.
struct ReportNumbers {
  private let labels: [ReportItem: String]

  /// The numbers of the report of these results.
  init(_ results: StudyResults) {
    let parts = ReportContents(results)
    var labels: [ReportItem: String] = [:]
    for (at, item) in parts.figures.enumerated() { labels[item] = "Figure \(at + 1)" }
    for (at, item) in parts.tables.enumerated() { labels[item] = "Table \(at + 1)" }
    for (at, item) in parts.disclosed.enumerated() { labels[item] = "Table S\(at + 1)" }
    for (at, item) in parts.disclosedFigures.enumerated() { labels[item] = "Figure S\(at + 1)" }
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
    let start = [FigureKind.discrimination, .flowchart, .pipeline, .scanners].flatMap(items)
    let performance = [FigureKind.roc, .confusion, .calibration, .decision].flatMap(items)
    let models =
      items(.learning) + deep.flatMap { row in [FigureKind.contributions, .beeswarm].flatMap { items($0, of: row) } }
    let maps = deep.filter { $0.deep?.patients?.isEmpty == false }.map { ReportItem.maps($0.id) }
    let lesions: [ReportItem] = LesionFigure(results: results).isShown ? [.lesions] : []
    return start + lesions + performance + models + maps + items(.protocols)
  }

  /// The figures of selected features, model after model.
  var disclosedFigures: [ReportItem] {
    results.models.flatMap { row in FigureKind.ofFeatures.flatMap { items($0, of: row) } }
  }

  private func items(_ kind: FigureKind) -> [ReportItem] { StudyFigures(results).places(of: kind) }

  private func items(_ kind: FigureKind, of row: ModelResult) -> [ReportItem] {
    items(kind).filter { $0 == .figure(kind, model: row.id) }
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

extension FigureKind {
  /// What a figure of the selected features of a model shows.
  static let ofFeatures: [FigureKind] = [.values, .correlation, .stability]
}

extension StudyFigures {
  /// The places of a kind on the page, without drawing anything.
  fileprivate func places(of kind: FigureKind) -> [ReportItem] {
    let (rows, ofFeatures) = (results.protocols.flatMap(\.models), rowsOfFeatures)
    let isSynthetic = results.study.synthetic
    let isShown = { (condition: Bool) -> [ReportItem] in condition ? [.figure(kind, model: nil)] : [] }
    let places = { (rows: [ModelResult], has: (ModelResult) -> Bool) -> [ReportItem] in
      rows.filter(has).map { .figure(kind, model: $0.id) }
    }
    return switch kind {
    case .flowchart, .pipeline, .discrimination, .confusion: isShown(true)
    case .roc, .rocAndConfusion: isShown(results.models.contains(where: \.hasCurve))
    case .calibration: isShown(!CalibrationCurvesFigure(results).isEmpty)
    case .decision: isShown(!DecisionFigure(results).isEmpty)
    case .protocols: isShown(!results.differences.isEmpty)
    case .scanners: isShown(ScannerFigure(results) != nil)
    case .learning: places(rows) { LearningCurveFigure($0, isSynthetic: isSynthetic) != nil }
    case .contributions: places(rows) { ContributionFigure($0, isSynthetic: isSynthetic) != nil }
    case .beeswarm: places(rows) { BeeswarmFigure($0, isSynthetic: isSynthetic) != nil }
    case .stability: places(ofFeatures) { StabilityFigure($0, isSynthetic: isSynthetic) != nil }
    case .values: places(ofFeatures) { FeatureValuesFigure($0, isSynthetic: isSynthetic) != nil }
    case .correlation: places(ofFeatures) { CorrelationFigure($0, isSynthetic: isSynthetic) != nil }
    // The maps of all explained patients stand on the page, not those of one.
    case .slices: []
    }
  }

  /// The figures of a kind with their numbers, or nothing.
  func captioned(_ kind: FigureKind) -> [CaptionedFigure] {
    let numbers = results.numbers
    return ((try? figures(of: kind).get()) ?? []).map { CaptionedFigure($0, numbers) }
  }
}

import Results

/// Every figure of a study at one width: what was drawn, and why a kind was not.
package struct StudyFigures {
  /// A kind, and its figures or the reason why there is none.
  package typealias Outcome = (kind: FigureKind, figures: Result<[StudyFigure], Reason>)

  /// A reason as an error.
  package struct Reason: Error, Hashable { package let absence: FigureAbsence }

  let results: StudyResults
  let width: FigureWidth

  /// The figures of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// Every kind, in the order of ``FigureKind``.
  package var outcomes: [Outcome] { FigureKind.all(of: results.kind).map { ($0, figures(of: $0)) } }

  /// Everything that can be drawn.
  package var all: [StudyFigure] { outcomes.flatMap { (try? $0.figures.get()) ?? [] } }

  /// Why kinds are absent, as sentences.
  package var absences: [(kind: FigureKind, sentence: String)] {
    outcomes.compactMap { kind, figures in
      if case .failure(let reason) = figures { (kind, reason.absence.sentence) } else { nil }
    }
  }

  /// The figures of one kind: one, or one for each row that it is about.
  package func figures(of kind: FigureKind) -> Result<[StudyFigure], Reason> {
    let made = made(kind)
    guard made.isEmpty else { return .success(made) }
    return .failure(Reason(absence: absence(of: kind)))
  }

  /// The figure of a kind that a study has once; `nil` if it cannot be drawn.
  package func figure(_ kind: FigureKind) -> StudyFigure? { made(kind).first }

  private var isSynthetic: Bool { results.study.synthetic }

  /// The rows of every protocol.
  private var rows: [ModelResult] { results.protocols.flatMap(\.models) }

  /// The rows of every protocol for figures of their image features. Rows that keep the same ones would have the same
  /// figure again, so they are one here, under the id of the first and the names of all.
  package var rowsOfFeatures: [ModelResult] {
    results.protocols.flatMap { block in
      block.models.reduce(into: [[ModelResult]]()) { groups, model in
        let alike = groups.firstIndex { model.features != nil && $0[0].features == model.features }
        if let alike { groups[alike].append(model) } else { groups.append([model]) }
      }.map { alike in
        var one = alike[0]
        one.name = alike.map(\.name).inWords
        return one
      }
    }
  }

  private func one(
    _ kind: FigureKind, _ drawing: Drawing, _ data: FigureData, model: ModelResult? = nil
  ) -> StudyFigure {
    StudyFigure(
      kind: kind, model: model?.id, caption: FigureCaption(results).text(kind, model: model), data: data,
      drawing: drawing)
  }

  private func made(_ kind: FigureKind) -> [StudyFigure] {
    switch kind {
    case .flowchart: [drawn(kind, FlowchartFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .pipeline: [drawn(kind, PipelineFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .discrimination: [drawn(kind, DiscriminationFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .confusion: [drawn(kind, ConfusionFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .roc: hasCurve ? [drawn(kind, ROCFigure(results, width: width)) { ($0.drawing, $0.data) }] : []
    case .rocAndConfusion: hasCurve ? [pair] : []
    case .calibration:
      CalibrationCurvesFigure(results).isEmpty
        ? [] : [drawn(kind, CalibrationCurvesFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .decision:
      DecisionFigure(results).isEmpty
        ? [] : [drawn(kind, DecisionFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .protocols:
      results.differences.isEmpty
        ? [] : [drawn(kind, ProtocolFigure(results, width: width)) { ($0.drawing, $0.data) }]
    case .scanners: ScannerFigure(results, width: width).map { [one(kind, $0.drawing, $0.data)] } ?? []
    case .learning, .contributions, .beeswarm, .slices: rows.compactMap { row(kind, $0) }
    case .stability, .values, .correlation: rowsOfFeatures.compactMap { row(kind, $0) }
    }
  }

  private func drawn<Figure>(
    _ kind: FigureKind, _ figure: Figure, _ parts: (Figure) -> (Drawing, FigureData)
  ) -> StudyFigure {
    let (drawing, data) = parts(figure)
    return one(kind, drawing, data)
  }

  /// The figure of a kind about one row.
  private func row(_ kind: FigureKind, _ model: ModelResult) -> StudyFigure? {
    let parts: (Drawing, FigureData)? =
      switch kind {
      case .learning:
        LearningCurveFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      case .contributions:
        ContributionFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      case .beeswarm: BeeswarmFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      case .slices:
        (model.deep?.patients ?? []).lazy.compactMap {
          SlicesFigure(model, patient: $0, isSynthetic: isSynthetic, width: width)
        }.first.map { ($0.drawing, $0.data) }
      case .stability: StabilityFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      case .values: FeatureValuesFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      case .correlation: CorrelationFigure(model, isSynthetic: isSynthetic, width: width).map { ($0.drawing, $0.data) }
      default: nil
      }
    return parts.map { one(kind, $0.0, $0.1, model: model) }
  }

  private var hasCurve: Bool { results.models.contains(where: \.hasCurve) }

  private var pair: StudyFigure {
    // Both parts are as wide as a column, beside each other on a page.
    let (curves, tables) = (ROCFigure(results), ConfusionFigure(results))
    let drawing = Drawing.pair(
      curves.drawing, tables.drawing, id: "roc-and-confusion", title: FigureKind.rocAndConfusion.title, width: width)
    return one(.rocAndConfusion, drawing, curves.data)
  }

  private var areProbabilitiesWithheld: Bool {
    results.models.contains { $0.test.brier == .undefined(.invertedProbabilities) }
  }

  private func absence(of kind: FigureKind) -> FigureAbsence {
    switch kind {
    case .roc, .rocAndConfusion, .flowchart, .pipeline, .discrimination, .confusion: .noCurve
    case .calibration: areProbabilitiesWithheld ? .withheldProbabilities : .noCalibration
    case .decision: areProbabilitiesWithheld ? .withheldProbabilities : .noProbabilities
    case .learning: .noHead
    case .contributions: .noFactorsInHead
    case .beeswarm: rows.contains { $0.deep?.contributions.isEmpty == false } ? .noPlacesOfFactors : .noFactorsInHead
    case .slices: .noMaps
    case .stability: rows.contains { $0.features != nil } ? .oneTrainingSet : .noImageFeature
    case .values: .noImageFeature
    case .correlation: rows.contains { $0.features != nil } ? .oneImageFeature : .noImageFeature
    case .protocols: .oneProtocol
    case .scanners: results.scanners == nil ? .featuresOfTable : .scannersUnnamed
    }
  }
}

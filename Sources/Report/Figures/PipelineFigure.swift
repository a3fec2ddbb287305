import Results

/// The way from patients to results in this run, with its numbers: patients, images, features, both arms, evaluation,
/// models.
package struct PipelineFigure {
  let results: StudyResults
  let width: FigureWidth

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private static let gap = 22.0
  private let arrow = SVG.Stroke(colour: Ink.muted, width: 1.3)

  /// A stage: one box, or the boxes of both arms beside each other.
  private struct Stage {
    let name: String
    let boxes: [(head: String, items: [String])]
  }

  private var stages: [Stage] {
    // Three boxes beside each other are too narrow for a column.
    let beside = width == .page ? [arms + comparison] : [arms, comparison]
    let all =
      [Stage(name: "patients", boxes: [patients]), Stage(name: "input", boxes: [input])]
      + beside.map { Stage(name: "arms", boxes: $0) }
      + [Stage(name: "evaluation", boxes: [evaluation]), Stage(name: "models", boxes: [models])]
    return all.filter { !$0.boxes.isEmpty }
  }

  private var patients: (String, [String]) {
    let (flow, study) = (results.flow, results.study)
    let excluded = flow.exclusions.reduce(0) { $0 + $1.subjects.count }
    return (
      "Patients",
      [
        "\(flow.screened.withThousands) screened, \(excluded.withThousands) left out, "
          + "\(flow.analysed.total.withThousands) analysed",
        "\(study.event): \(flow.analysed.events); \(study.nonEvent): \(flow.analysed.nonEvents)",
      ]
    )
  }

  private var input: (String, [String]) {
    let study = results.study
    let images =
      study.series.isEmpty
      ? "Features of a table (\(study.featureRecipe))"
      : "\(Numbers.count(study.series.count, "series", plural: "series")) with contours: "
        + study.series.joined(separator: ", ")
    let scanners = Set((results.scanners ?? []).compactMap(\.scanner)).count
    let factors = study.modelFactors.isEmpty ? "no clinical factor" : study.modelFactors.joined(separator: ", ")
    return (
      "Images and clinical factors",
      [images] + (scanners > 0 ? [Numbers.count(scanners, "scanner model")] : []) + ["Factors in models: \(factors)"]
    )
  }

  private var arms: [(head: String, items: [String])] {
    let handcrafted = named.filter { arm(of: $0.model) == .handcrafted }
    let deep = named.filter { arm(of: $0.model) == .deep }
    let own = handcrafted.isEmpty ? [] : [("Handcrafted radiomics", recipe + handcrafted.map(steps))]
    let learned =
      deep.isEmpty ? [] : [("Deep-learning radiomics", networks(deep.compactMap(\.model.deep)) + deep.map(steps))]
    return own + learned
  }

  /// The arm whose features a model sees. A row of deep features has the classifier of the handcrafted arm and its
  /// family, but not its features.
  private func arm(of model: ModelResult) -> ModelFamily {
    if model.deep != nil { return .deep }
    if case .deep = RowKey(model.id)?.role { return .deep }
    return model.family
  }

  /// Models without an arm: clinical factors alone, volume alone.
  private var comparison: [(head: String, items: [String])] {
    let others = named.filter { arm(of: $0.model) == .baseline }
    return others.isEmpty ? [] : [("For comparison", others.map(steps))]
  }

  private var named: [(letter: String, model: ModelResult)] {
    results.models.enumerated().map { (letter: ModelStyle(index: $0).letter, model: $1) }
  }

  private var recipe: [String] {
    ["\(results.study.featureCount.withThousands) features: \(results.study.featureRecipe)"]
  }

  /// What a model keeps and how its setting was chosen.
  private func steps(_ named: (letter: String, model: ModelResult)) -> String {
    let model = named.model
    var parts: [String] = []
    if !model.selectedColumns.isEmpty {
      parts.append(Numbers.count(model.selectedColumns.count, "column") + " kept")
    }
    if let tuning = model.tuning, tuning.settings > 1 {
      let auc = tuning.auc.flatMap { $0.isFinite ? " (cross-validated AUC \(Numbers.fixed($0, decimals: 3)))" : nil }
      parts.append("best of \(tuning.settings) settings\(auc ?? "")")
    }
    parts.append(model.setting)
    return "\(named.letter). \(model.name): \(parts.joined(separator: "; "))"
  }

  /// Each network once, with what is trained behind it.
  private func networks(_ all: [DeepResult]) -> [String] {
    var seen: [[String]] = []
    return all.filter { deep in
      defer { seen.append(deep.facts) }
      return !seen.contains(deep.facts)
    }.flatMap { deep -> [String] in
      let cost = deep.cost.map { "\($0.parameters.withThousands) parameters, " } ?? ""
      let state = deep.vectors != nil ? "vectors from a table" : deep.block == nil ? "frozen" : "last block trained"
      return deep.facts.prefix(1) + [
        "\(cost)\(state); \(deep.trainedNumbers.withThousands) trained in a head, "
          + "\(Numbers.count(deep.curves.count, "head"))"
      ]
    }
  }

  private var evaluation: (String, [String]) {
    let split = results.flow.split.map {
      [
        "Training: \($0.training.total) (\($0.training.events) events). Test: \($0.test.total) (\($0.test.events) events)."
      ]
    }
    return ("Evaluation", [results.evaluation.sentence] + (split ?? []))
  }

  private var models: (String, [String]) {
    (
      "AUC on \(results.evaluation.unseenPatients)",
      results.models.enumerated().map { index, model in
        "\(ModelStyle(index: index).letter). \(model.name): "
          + (model.test.auc.printableValue == nil ? "undefined" : model.test.auc.text(.fraction))
      }
    )
  }

  var drawing: Drawing {
    var (y, parts) = (1.0, [Markup]())
    for (at, stage) in stages.enumerated() {
      let (markup, bottom) = draw(stage, from: y)
      if at > 0 { parts += arrows(into: stage, from: y - Self.gap) }
      parts.append(markup)
      y = bottom + Self.gap
    }
    return Drawing(
      id: "pipeline", title: "Pipeline of this study", description: description, width: width, height: y - Self.gap + 2,
      isSynthetic: results.study.synthetic, content: .group(parts))
  }

  private func widths(_ stage: Stage) -> (box: Double, step: Double) {
    let count = Double(stage.boxes.count)
    let box = (width.units - 2 - 10 * (count - 1)) / count
    return (box, box + 10)
  }

  private func draw(_ stage: Stage, from y: Double) -> (Markup, bottom: Double) {
    let (box, step) = widths(stage)
    let boxes = stage.boxes.map { TextBox($0.head, $0.items, width: box) }
    let height = boxes.map(\.height).max() ?? 0
    let drawn = boxes.enumerated().map { at, one in
      one.markup(
        at: SVG.Point(1 + Double(at) * step, y), height: height, fill: stage.name == "models" ? Ink.ground : Ink.panel)
    }
    return (.group(drawn), y + height)
  }

  private func arrows(into stage: Stage, from y: Double) -> [Markup] {
    let (box, step) = widths(stage)
    return stage.boxes.indices.map { at in
      let x = 1 + Double(at) * step + box / 2
      return SVG.arrow(from: SVG.Point(x, y), to: SVG.Point(x, y + Self.gap - 1), stroke: arrow)
    }
  }

  private var description: String {
    stages.flatMap(\.boxes).map { "\($0.head): \($0.items.joined(separator: "; "))" }.joined(separator: ". ") + "."
  }

  /// The words of every box.
  var data: FigureData {
    var data = FigureData(["stage", "box", "content"])
    for stage in stages {
      for box in stage.boxes { for item in box.items { data.add(.words(stage.name), .words(box.head), .words(item)) } }
    }
    return data
  }
}

import Results

/// From the patients screened to the patients analysed, with every cause of exclusion and its count.
///
/// Consecutive causes of one kind, planned or failed, share a box. The order of reading is therefore the order in which
/// they were applied, and failures stay visible apart from planned exclusions.
package struct FlowchartFigure {
  let results: StudyResults
  let width: FigureWidth

  /// The figure of these results.
  package init(_ results: StudyResults, width: FigureWidth = .column) {
    (self.results, self.width) = (results, width)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var flow: InclusionFlow { results.flow }

  var drawing: Drawing {
    var chart = FlowchartLayout(hasSides: !flow.exclusions.isEmpty, width: width)
    chart.addStage([.strong("Screened (n = \(flow.screened))")])
    var left = flow.screened
    let runs = flow.runs
    for (index, run) in runs.enumerated() {
      chart.addSide(run.lines, isFailure: run.kind == .failed)
      left -= run.count
      if index < runs.count - 1 { chart.addStage([.strong("Remaining (n = \(left))")]) }
    }
    chart.addStage(lines("Analysed", counts: flow.analysed))
    if let split = flow.split {
      chart.addFork(left: lines("Training", counts: split.training), right: lines("Test", counts: split.test))
    }
    return Drawing(
      id: "flow", title: "Inclusion flowchart", description: description, width: width,
      height: chart.height, isSynthetic: results.study.synthetic, content: .group(chart.parts))
  }

  private var description: String {
    let causes = flow.exclusions.filter { !$0.subjects.isEmpty }.map { "\($0.cause): \($0.subjects.count)" }
    return "Screened: \(flow.screened). " + (causes.isEmpty ? "" : "Left out: " + causes.joined(separator: "; ") + ". ")
      + "Analysed: \(flow.analysed.total)."
  }

  private func lines(_ name: String, counts: InclusionFlow.ClassCounts) -> [FlowchartLayout.Line] {
    [
      .strong("\(name) (n = \(counts.total))"), .plain("\(results.study.event): \(counts.events)"),
      .plain("\(results.study.nonEvent): \(counts.nonEvents)"),
    ]
  }

  /// The counts of every box.
  var data: FigureData {
    var data = FigureData(["box", "cause", "kind", "patients", "events", "non_events"])
    data.add(.words("screened"), .words(nil), .words(nil), .count(flow.screened), .count(nil), .count(nil))
    for cause in flow.exclusions {
      data.add(
        .words("excluded"), .words(cause.cause), .words(cause.kind.rawValue), .count(cause.subjects.count),
        .count(nil), .count(nil))
    }
    let groups = [("analysed", flow.analysed), ("training", flow.split?.training), ("test", flow.split?.test)]
    for (box, counts) in groups {
      guard let counts else { continue }
      data.add(
        .words(box), .words(nil), .words(nil), .count(counts.total), .count(counts.events), .count(counts.nonEvents))
    }
    return data
  }
}

extension InclusionFlow {
  /// Causes in a row that are all of one kind.
  struct Run {
    let kind: Exclusion.Kind
    var causes: [Exclusion]
    var count: Int { causes.reduce(0) { $0 + $1.subjects.count } }

    var lines: [FlowchartLayout.Line] {
      return [.strong("\(kind.title) (n = \(count))")] + causes.map { .item("\($0.cause) (n = \($0.subjects.count))") }
    }
  }

  /// Causes grouped as they follow each other.
  var runs: [Run] {
    exclusions.reduce(into: []) { runs, exclusion in
      if let last = runs.indices.last, runs[last].kind == exclusion.kind {
        runs[last].causes.append(exclusion)
      } else {
        runs.append(Run(kind: exclusion.kind, causes: [exclusion]))
      }
    }
  }

  /// Patients who are neither analysed nor listed as left out. Any number but 0 is a contradiction that the page must
  /// show.
  var unaccounted: Int { screened - exclusions.reduce(0) { $0 + $1.subjects.count } - analysed.total }
}

extension InclusionFlow.Exclusion.Kind {
  /// The head of a box of the flowchart.
  fileprivate var title: String {
    switch self {
    case .failed: "Data missing or unusable"
    case .planned: "Excluded as planned"
    case .reviewed: "Excluded at the review of contours"
    }
  }
}

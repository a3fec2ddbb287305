import Results

/// How the deep rows learned: network, learning curves, contributions of clinical factors.
struct DeepSection: ReportSection {
  let results: StudyResults
  let id = "deep"
  let title = "Deep arm"

  private var rows: [ModelResult] { results.models.filter { $0.deep != nil } }

  /// Whether a row has a head.
  var isShown: Bool { !rows.isEmpty }

  var content: Markup {
    .group([
      HTML.p(
        "The network is frozen: its numbers, and those of its batch normalisation, are the publisher's. The published code let batch "
          + "normalisation adapt to the training images; here it does not, in either protocol, so that features depend on no patient."
      ),
      facts, HTML.div(.class("columns figures")) { for figure in figures { figure.markup } }, spread,
    ])
  }

  /// Each network once, under the first of its rows where there are several.
  private var facts: Markup {
    var shown: [(row: String, facts: [String])] = []
    for row in rows {
      if let facts = row.deep?.facts, !shown.contains(where: { $0.facts == facts }) { shown.append((row.name, facts)) }
    }
    return .group(
      shown.map { row, facts in
        .group([shown.count > 1 ? HTML.h3(row) : .nothing, list(facts)])
      })
  }

  private func list(_ facts: [String]) -> Markup {
    HTML.dl(.class("facts")) {
      for (name, text) in zip(["Network", "Weights", "Input", "Features"], facts) {
        HTML.dt(name)
        HTML.dd(text)
      }
    }
  }

  private var figures: [CaptionedFigure] {
    let synthetic = results.study.synthetic
    let curves = rows.compactMap { row in
      LearningCurveFigure(row, isSynthetic: synthetic).map { figure in
        CaptionedFigure(drawing: figure.drawing, label: "Learning curve", caption: curveCaption(row))
      }
    }
    let bars = rows.compactMap { row in
      ContributionFigure(row, isSynthetic: synthetic).map { figure in
        CaptionedFigure(drawing: figure.drawing, label: "Clinical factors", caption: barCaption(row))
      }
    }
    return curves + bars
  }

  private func curveCaption(_ row: ModelResult) -> String {
    "\(row.name): the loss that was made small, by epoch\(ofHeads(row)). Training was "
      + "stopped by \(row.deep?.stoppedBy ?? "")."
  }

  private func ofHeads(_ row: ModelResult) -> String {
    let count = row.deep?.curves.count ?? 1
    return count > 1 ? ", of the first of \(count) heads" : ""
  }

  private func barCaption(_ row: ModelResult) -> String {
    "\(row.name): exact Shapley values of the factors, mean of their sizes over \(results.evaluation.unseenPatients), against "
      + "\(row.deep?.background ?? 0) training patients, features held fixed."
  }

  private var spread: Markup {
    let lines = rows.compactMap { row in
      row.deep?.spread.map {
        "\(row.name): \(row.deep?.trainedNumbers ?? 0) trained numbers; heads that differ in their seed alone differ by "
          + "\(Numbers.fixed($0, 3)) (standard deviation of the probability, mean over patients)."
      }
    }
    return lines.isEmpty ? .nothing : HTML.ul { for line in lines { HTML.li(line) } }
  }
}

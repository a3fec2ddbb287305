import Results

/// How the deep models were trained: network, learning curves, and contributions of clinical factors.
struct DeepSection: ReportSection {
  let results: StudyResults
  let id = "deep"
  let title = "Deep arm"

  private var rows: [ModelResult] { results.models.filter { $0.deep != nil } }

  /// Whether any model has a trained head.
  var isShown: Bool { !rows.isEmpty }

  var content: Markup {
    .group([
      HTML.p(
        "The network is frozen: its parameters, with the statistics of its batch normalisation, are those of its "
          + "publisher. In the code of the published study, batch normalisation adapted to the training images. Here "
          + "it does not, in either protocol, so the features of a patient depend on no other patient."
      ),
      facts, HTML.div(.class("columns figures")) { for figure in figures { figure.markup } }, spread,
    ])
  }

  /// Each network once; if several models use it, under the first of them.
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
      for (name, text) in zip(["Network", "Weights", "Input", "Features", "Lesion in the frame"], facts) {
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
    "\(row.name): training loss by epoch\(ofHeads(row)). Training was "
      + "stopped by \(row.deep?.stoppedBy ?? "")."
  }

  private func ofHeads(_ row: ModelResult) -> String {
    let count = row.deep?.curves.count ?? 1
    return count > 1 ? ", for the first of \(count) heads" : ""
  }

  private func barCaption(_ row: ModelResult) -> String {
    "\(row.name): exact Shapley values of the factors, as the mean absolute value over "
      + "\(results.evaluation.unseenPatients). The background is \(row.deep?.background ?? 0) "
      + "training patients; the features are held fixed."
  }

  private var spread: Markup {
    let lines = rows.compactMap { row in
      row.deep?.spread.map {
        "\(row.name): \(row.deep?.trainedNumbers ?? 0) trained parameters. Between heads that differ only in their "
          + "seed, the probability of a patient has a standard deviation of \(Numbers.fixed($0, 3)) (mean "
          + "over patients)."
      }
    }
    return lines.isEmpty ? .nothing : HTML.ul { for line in lines { HTML.li(line) } }
  }
}

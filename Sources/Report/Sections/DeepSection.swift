import Results

/// How the deep models were trained: network, learning curves, and contributions of clinical factors; and what in the
/// images of some patients raises their scores.
struct DeepSection: ReportSection {
  let results: StudyResults
  let id = "deep"
  let title = "Deep arm"

  /// A row with its name, which has the protocol where there are several.
  private struct Row {
    let model: ModelResult
    let name: String
    let deep: DeepResult
  }

  /// The rows of every protocol.
  private var rows: [Row] {
    results.protocols.flatMap { block in
      block.models.compactMap { model in
        model.deep.map { deep in
          let place = results.protocols.count > 1 ? ", \(block.evaluation.name.label)" : ""
          return Row(model: model, name: model.name + place, deep: deep)
        }
      }
    }
  }

  /// Whether any model has a trained head.
  var isShown: Bool { !rows.isEmpty }

  var content: Markup {
    .group([
      frozen, elsewhere, facts, spread, HTML.div(.class("columns figures")) { for figure in figures { figure.markup } },
      .group(rows.map { ExplainedPatients(row: $0.model, name: $0.name, results: results).markup }),
    ])
  }

  private var frozen: Markup {
    guard rows.contains(where: { $0.deep.vectors == nil }) else { return .nothing }
    return HTML.p(
      "The network is frozen: its parameters, and the statistics of its batch normalisation, are those of its "
        + "publisher, so the features of a patient depend on no other patient. In the code of Jeong et al. 2024, batch "
        + "normalisation adapted to the training images; here it does not, in either protocol.")
  }

  /// What a reader must know of vectors that Apus did not compute.
  private var elsewhere: Markup {
    let read = rows.filter { $0.deep.vectors != nil }
    guard !read.isEmpty else { return .nothing }
    let files = read.flatMap { $0.deep.vectors ?? [] }.reduce(into: [VectorFile]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let whose = read.count == rows.count ? "" : " of \(read.map(\.name).joined(separator: ", "))"
    return HTML.p(
      """
      The vectors\(whose) were computed elsewhere and read from \(files.map(\.words).joined(separator: ", ")). Folds, \
      heads, statistics and audit are those of every other row. Which network gave the vectors, from which images, and \
      whether it had seen these patients or their outcomes, cannot be checked here.
      """)
  }

  /// Each network once; if several models use it, under the first of them.
  private var facts: Markup {
    var shown: [Row] = []
    for row in rows where !shown.contains(where: { $0.deep.facts == row.deep.facts }) { shown.append(row) }
    return .group(
      shown.map { row in .group([shown.count > 1 ? HTML.h3(row.name) : .nothing, list(row.deep)]) })
  }

  private func list(_ deep: DeepResult) -> Markup {
    HTML.dl(.class("facts")) {
      let size = deep.vectors == nil ? "Features" : "Table"
      for (name, text) in zip(["Network", "Weights", "Input", size, "Lesion in the frame"], deep.facts) {
        HTML.dt(name)
        HTML.dd(text)
      }
      if let joined = joined(deep) {
        HTML.dt("Slices")
        HTML.dd(joined)
      }
      if let cost = deep.cost {
        HTML.dt("Parameters of the network")
        HTML.dd(
          """
          \(cost.parameters.withThousands), \
          \(deep.block == nil ? "all frozen" : "frozen before its last block")
          """)
        HTML.dt("Parameters of a head")
        HTML.dd(heads(deep))
        if let block = deep.block {
          HTML.dt("Trained block")
          HTML.dd(
            "\(block.budget.words). In \(block.keptHeads) of \(deep.curves.count) heads an epoch with a trained block "
              + "lowered the loss of the early-stopping patients and was kept; the others are as they were frozen.")
        }
        HTML.dt("Multiplications")
        HTML.dd(cost.words)
      }
    }
  }

  /// The trainable parameters of every model that uses the network.
  private func heads(_ deep: DeepResult) -> String {
    let own = rows.filter { $0.deep.facts == deep.facts }
    let counts = own.map { "\($0.deep.trainedNumbers.withThousands) (\($0.model.name))" }
    return counts.inWords + ", trained"
  }

  /// How each model of a network joins the features of slices; `nil` where all take the mean.
  private func joined(_ deep: DeepResult) -> String? {
    let own = rows.filter { $0.deep.facts == deep.facts }
    guard own.contains(where: { $0.deep.slicePooling != nil }) else { return nil }
    return own.map { "\($0.name) joins them by \($0.deep.slicePooling ?? "the mean")" }
      .joined(separator: "; ") + "."
  }

  /// Curves of every head, then what clinical factors contribute, model after model.
  private var figures: [CaptionedFigure] {
    let (all, numbers) = (StudyFigures(results), results.numbers)
    let ofFactors = [FigureKind.contributions, .beeswarm].flatMap { (try? all.figures(of: $0).get()) ?? [] }
    return all.captioned(.learning)
      + rows.flatMap { row in ofFactors.filter { $0.model == row.model.id } }.map { CaptionedFigure($0, numbers) }
  }

  private var spread: Markup {
    let lines = rows.compactMap { row in
      row.deep.spread.map {
        """
        \(row.name): between heads that differ only in their seed, the probability of a patient has a standard \
        deviation of \(Numbers.fixed($0, decimals: 3)) (mean over patients).
        """
      }
    }
    return lines.isEmpty ? .nothing : HTML.ul { for line in lines { HTML.li(line) } }
  }
}

extension NetworkCost {
  /// The cost of a pass in words.
  fileprivate var words: String {
    let volume = input.count == 4 && input[1] > 1 ? "a volume of \(input[1]) slices" : "a slice"
    let size = input.count == 4 ? " of \(input[2]) x \(input[3]) pixels" : ""
    let done =
      performedMACs == convolutionMACs
      ? "" : "; \(Self.giga(performedMACs)) are done, on the slices that reach the output"
    return "\(Self.giga(convolutionMACs)) for \(volume)\(size) in convolutions, \(Self.giga(countedMACs)) with batch "
      + "normalisation, activations and pooling\(done)."
  }

  private static func giga(_ count: Int) -> String { "\(Numbers.fixed(Double(count) / 1e9, decimals: 2)) GMac" }
}

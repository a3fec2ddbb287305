import Results

/// What the study found, in plain sentences, before any table. If nothing can be concluded, that is the answer.
struct AnswerSection: ReportSection {
  let results: StudyResults
  let id = "answer"
  let title = "Answer"

  var content: Markup {
    let grave = results.orderedFindings.filter { $0.severity == .nothingCanBeConcluded }
    return grave.isEmpty ? .group(sentences) : .group(grave.map(FindingsSection.box))
  }

  private var sentences: [Markup] {
    let compared = comparisons
    return [
      discrimination.map { HTML.p($0, .class("answer")) } ?? HTML.p("No model has an AUC."),
      compared.isEmpty
        ? .nothing : HTML.ul(.class("answer")) { for sentence in compared { HTML.li(sentence) } },
      compared.isEmpty ? .nothing : HTML.p(Self.notEqual),
      baselines.map { HTML.p($0) } ?? .nothing, protocols,
    ]
  }

  private static let notEqual =
    """
    A difference that was not shown is no proof that models are equal: every difference within its confidence interval is \
    compatible with the data.
    """

  /// The models with a defined AUC.
  private var rated: [(model: ModelResult, auc: Double)] {
    results.models.compactMap { model in model.test.auc.printableValue.map { (model, $0) } }
  }

  private var discrimination: String? {
    guard let least = rated.min(by: { $0.auc < $1.auc }), let most = rated.max(by: { $0.auc < $1.auc }) else {
      return nil
    }
    let patients = most.model.test.patients
    let range =
      rated.count == 1
      ? "the AUC of \(most.model.name) was \(NumberStyle.fraction.text(most.auc))"
      : "the AUC was between \(NumberStyle.fraction.text(least.auc)) (\(least.model.name)) and "
        + "\(NumberStyle.fraction.text(most.auc)) (\(most.model.name))"
    return "In \(patients.total) \(results.evaluation.unseenPatients), \(patients.events) of them with "
      + "\(results.study.event), \(range). \(chance)"
  }

  /// Which models were shown to be better than chance.
  private var chance: String {
    let known = rated.compactMap { row in row.model.test.auc.interval.map { (row.model.name, $0.lower) } }
    guard !known.isEmpty else { return "Their AUCs have no confidence interval, so chance is not excluded." }
    let better = known.filter { $0.1 > 0.5 }.map(\.0)
    if better.isEmpty {
      return
        "No model was shown to be better than chance: every 95 % confidence interval includes 0.5 or lies below it."
    }
    if better.count == known.count {
      return known.count == 1
        ? "Its 95 % confidence interval lies above 0.5, the AUC of chance."
        : "Every 95 % confidence interval lies above 0.5, the AUC of chance."
    }
    return
      "The 95 % confidence interval lies above 0.5, the AUC of chance, for \(better.inWords), but not for the others."
  }

  private var comparisons: [String] {
    let primary = results.mainBlock.primaryComparisons
    // Results of schema 2 name no primary comparisons; many that nobody named are no answer.
    return primary.count <= Self.most || primary.contains { $0.standing == .primary } ? primary.map(words) : []
  }

  private static let most = 4

  private func words(_ comparison: ModelComparison) -> String {
    let aucs = [comparison.first, comparison.second].map { name in
      results.models.first { $0.name == name }.map { $0.test.auc.value.text(.fraction) } ?? "\u{2013}"
    }
    let pair = "\(comparison.first) and \(comparison.second): AUC \(aucs[0]) and \(aucs[1])."
    guard let p = comparison.p.printable.number, let difference = comparison.difference.printableValue else {
      return "\(pair) No test could be made."
    }
    let adjusted = comparison.adjustedP?.printable.number
    let interval = comparison.difference.interval.map {
      ", 95 % CI \(Numbers.interval($0.lower, $0.upper, as: .fraction))"
    }
    let numbers =
      "difference \(comparison.difference.number(.fraction))\(interval ?? ""); \(Numbers.equation(p: p))"
      + (adjusted.map { ", with Holm's adjustment \(Numbers.equation(p: $0))" } ?? "")
    return "\(pair) \(verdict(comparison, p: p, adjusted: adjusted, difference)) (\(numbers))."
  }

  private func verdict(_ comparison: ModelComparison, p: Double, adjusted: Double?, _ difference: Double) -> String {
    if (adjusted ?? p) < 0.05 { return "\(difference > 0 ? comparison.first : comparison.second) had the higher AUC" }
    return p < 0.05 ? "No difference was shown after adjustment for multiple comparisons" : "No difference was shown"
  }

  /// Whether radiomics was better than what needs no radiomics.
  private var baselines: String? {
    let base = rated.filter { $0.model.family == .baseline }
    let others = rated.filter { row in
      row.model.family != .baseline && RowKey(row.model.id)?.role.isControl != true
    }
    guard let best = base.map(\.auc).max(), !others.isEmpty else { return nil }
    let words = base.map { "\(NumberStyle.fraction.text($0.auc)) (\($0.model.name))" }
    let higher = others.count { $0.auc > best }
    let count = higher == 0 ? "None" : higher == others.count ? "All" : "\(higher)"
    return
      "The \(base.count > 1 ? "baselines" : "baseline") without radiomics had an AUC of \(words.inWords). \(count) of the \(others.count) models with "
      + "radiomics had a higher AUC than \(base.count > 1 ? "the better baseline" : "the baseline")."
  }

  /// How much the choices of the published study change the answer.
  private var protocols: Markup {
    let changes = results.differences.filter { $0.measure == .auc && $0.difference.printable.number != nil }
    guard let most = changes.max(by: { magnitude($0) < magnitude($1) }) else { return .nothing }
    return HTML.p {
      """
      With the choices of the published study (protocol “as published”), the same patients give other AUCs: that of \
      \(most.model) changes most, from \(most.sound.text(.fraction)) to \(most.published.text(.fraction)). See 
      """
      HTML.a("Two protocols", .href("#protocols"))
      "."
    }
  }

  private func magnitude(_ change: ProtocolDifference) -> Double { abs(change.difference.printable.number ?? 0) }
}

extension [String] {
  /// "a", "a and b", "a, b and c".
  var inWords: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}

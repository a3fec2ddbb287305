import Report
import Results

/// The results in sentences. Every number is a value of the results.
struct ResultsText {
  let results: StudyResults
  let labels: PaperLabels

  /// The section.
  func blocks(_ cited: inout CitedText) -> [PaperBlock] {
    let parts: [(String, [String])] = [
      ("Reading these results", grave), ("Patients", [patients, factors]), ("Performance", [performance, training]),
      ("Primary comparisons", [comparisons]), ("Calibration and net benefit", [calibration]),
      ("Published and sound protocol", [protocols]), ("Contributions of clinical factors", [contributions]),
      ("Limits that the run found", limits),
    ]
    return [.heading(1, "Results")]
      + parts.flatMap { title, texts -> [PaperBlock] in
        let own = texts.filter { !$0.isEmpty }
        return own.isEmpty ? [] : [.heading(2, title)] + own.map { .paragraph(cited.text($0)) }
      }
  }

  private var block: ProtocolResults? { results.protocols.first }

  /// What forbids a conclusion stands before any number.
  private var grave: [String] {
    results.findings.filter { $0.severity == .nothingCanBeConcluded }.map { "\($0.title) \($0.detail)" }
  }

  /// What a discussion must say; each sentence is a finding of the run.
  private var limits: [String] {
    results.findings.filter { $0.severity == .caution }.map { "\($0.title) \($0.detail)" }
  }

  private var patients: String {
    let flow = results.flow
    let causes = flow.exclusions.filter { !$0.subjects.isEmpty }.map { "\($0.cause) (\($0.subjects.count))" }
    let left = flow.exclusions.map(\.subjects.count).reduce(0, +)
    let excluded =
      causes.isEmpty
      ? "No patient was left out."
      : "Left out were \(left): \(causes.listed)."
    let sets =
      flow.split.map { split in
        " The training set had \(split.training.total) patients (\(split.training.events) with the event), the test set "
          + "\(split.test.total) (\(split.test.events))."
      } ?? ""
    return "Of \(flow.screened) patients, \(flow.analysed.total) were analysed\(labels.see(.flowchart)). \(excluded) "
      + "The event, \(results.study.event), occurred in \(flow.analysed.events) of them"
      + "\(share(flow.analysed.events, of: flow.analysed.total)).\(sets)"
  }

  private func share(_ part: Int, of all: Int) -> String {
    all == 0 ? "" : " (\(NumberStyle.percentage.text(Double(part) / Double(all))) %)"
  }

  private var factors: String {
    let tests = results.factors.compactMap { factor in factor.outcomeTest?.p.number.map { (factor.name, $0) } }
    guard !tests.isEmpty else { return untested }
    let below = tests.filter { $0.1 < 0.05 }
    let table = labels.see(.factors)
    guard !below.isEmpty else {
      return "No recorded factor differed between the outcomes with p below 0.05\(table)."
    }
    let words = below.map { "\($0.0) (p \(Numbers.relation($0.1)))" }.listed
    return
      "Of \(Numbers.count(tests.count, "factor")) tested, \(below.count) differed between the outcomes with p below "
      + "0.05, without adjustment: \(words)\(table)."
  }

  /// Why no factor was tested between the outcomes, where it is one reason for all.
  private var untested: String {
    let reasons = Set(
      results.factors.compactMap { factor -> AbsenceReason? in
        if case .undefined(let reason) = factor.outcomeTest?.p { reason } else { nil }
      })
    guard reasons.count == 1, let reason = reasons.first else { return "" }
    return "No recorded factor was tested between the outcomes: \(reason.words)\(labels.see(.factors))."
  }

  private var performance: String {
    guard let block, !block.models.isEmpty else { return "No model could be fitted." }
    let areas = block.models.map { model in
      model.test.auc.printableValue == nil
        ? "\(model.name) had no AUC" : "\(model.name) \(model.test.auc.text(.fraction))"
    }
    let interval = results.hasAUCIntervals ? " (95 % confidence interval)" : ""
    let classes = block.models.compactMap { model in
      model.test.confusion.map {
        "\(model.name) \($0.sensitivity.value.text(.percentage)) % and \($0.specificity.value.text(.percentage)) %"
      }
    }
    let shares =
      classes.isEmpty ? "" : " Sensitivity and specificity at the cutoffs were: \(classes.joined(separator: "; "))."
    return "On \(results.evaluation.unseenPatients), the AUC\(interval) was: \(areas.joined(separator: "; "))"
      + "\(labels.see(.performance, .roc)).\(shares)"
  }

  /// Overfitting, where training scores were kept.
  private var training: String {
    let pairs = (block?.models ?? []).compactMap { model -> String? in
      guard let own = model.training?.auc.printableValue, let test = model.test.auc.printableValue else { return nil }
      return "\(model.name) \(NumberStyle.fraction.text(own)) against \(NumberStyle.fraction.text(test))"
    }
    return pairs.isEmpty
      ? "" : "The AUC of the training patients against that of unseen patients was: \(pairs.joined(separator: "; "))."
  }

  private var comparisons: String {
    guard let block else { return "" }
    let primary = block.primaryComparisons
    guard !primary.isEmpty else {
      return "No comparison was named as primary; all comparisons are exploratory\(labels.see(.comparisons))."
    }
    let sentences = primary.map { sentence($0, isAdjusted: primary.count > 1) }
    return "\(sentences.joined(separator: " ")) \(conclusion(primary)) Reclassification and discrimination "
      + "were compared too\(labels.see(.primary)). All other comparisons are exploratory\(labels.see(.comparisons))."
  }

  private func sentence(_ comparison: ModelComparison, isAdjusted: Bool) -> String {
    let names = "\(comparison.first) minus \(comparison.second)"
    guard comparison.difference.printableValue != nil else {
      return "\(names): the difference of AUC is not defined."
    }
    guard let p = comparison.p.printable.number else {
      return "\(names): difference of AUC \(comparison.difference.text(.fraction)), without a test."
    }
    let adjusted =
      isAdjusted ? comparison.adjustedP?.number.map { ", adjusted p \(Numbers.relation($0))" } ?? "" : ""
    return "\(names): difference of AUC \(comparison.difference.text(.fraction)), p \(Numbers.relation(p))\(adjusted)."
  }

  private func conclusion(_ primary: [ModelComparison]) -> String {
    let tested = primary.compactMap { $0.adjustedP?.number }
    guard !tested.isEmpty else { return "No primary comparison could be tested." }
    let count = tested.count { $0 < 0.05 }
    let method = primary.count > 1 ? " after Holm's adjustment" : ""
    let of = "\(Numbers.count(primary.count, "primary comparison"))"
    return count == 0
      ? "None of \(of) had p below 0.05\(method), which does not show that the models are equal."
      : "\(count) of \(of) had p below 0.05\(method)."
  }

  private var calibration: String {
    let rows = (block?.models ?? []).compactMap { model -> String? in
      guard let probabilities = model.test.probabilities, probabilities.slope.printableValue != nil else { return nil }
      return "\(model.name) slope \(probabilities.slope.text(.fraction)), intercept "
        + "\(probabilities.intercept.text(.fraction)), Brier score \(probabilities.brier.text(.fraction))"
    }
    guard !rows.isEmpty else { return "" }
    return "Calibration of the probabilities was: \(rows.joined(separator: "; "))\(labels.see(.calibration)). A slope "
      + "below 1 means probabilities that are too extreme. Decision curves show the net benefit\(labels.see(.decision))."
  }

  private var protocols: String {
    let areas = results.differences.filter { $0.measure == .auc }.compactMap { row -> String? in
      guard let sound = row.sound.printable.number, let published = row.published.printable.number else { return nil }
      return
        "\(row.model) \(NumberStyle.fraction.text(sound)) sound and \(NumberStyle.fraction.text(published)) as published"
    }
    guard !areas.isEmpty else { return "" }
    return "By the choices of Jeong et al. 2024, on the same patients, the AUC was: \(areas.joined(separator: "; "))"
      + "\(labels.see(.protocolFigure))."
  }

  private var contributions: String {
    let rows = (block?.models ?? []).compactMap { model -> String? in
      guard let all = model.deep?.contributions, !all.isEmpty else { return nil }
      let sorted = all.sorted { $0.meanAbsolute > $1.meanAbsolute }
      let words = sorted.map { "\($0.factor) (\(NumberStyle.fraction.text($0.meanAbsolute)))" }
      return "\(model.name): \(words.listed)"
    }
    return rows.isEmpty
      ? ""
      : "Mean absolute Shapley values of the clinical factors, on the scale of probability, were for "
        + "\(rows.joined(separator: "; "))\(labels.see(.contributions))."
  }
}

extension Numbers {
  /// "= 0.032", "< 0.001".
  fileprivate static func relation(_ p: Double) -> String {
    let text = Numbers.p(p)
    return text.first.map { $0.isNumber } ?? false ? "= \(text)" : text
  }
}

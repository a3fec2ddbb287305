import Results

/// The findings of the audit, and the negative controls.
struct AuditSection: ReportSection {
  let results: StudyResults
  let id = "audit"
  let title = "Audit"

  /// Whether there is anything to show.
  var isShown: Bool { results.audit != nil || !results.controls.isEmpty }

  var content: Markup {
    .group([results.audit.map { findings($0).markup } ?? .nothing, controls])
  }

  private func findings(_ audit: AuditReport) -> DataTable {
    DataTable(
      label: results.numbers[.audit],
      caption: audit.refutesNothing
        ? "Audit of the run for data leakage. No claim was refuted."
        : "Audit of the run for data leakage. Refuted claims have their evidence.",
      isSynthetic: results.study.synthetic,
      footer: [
        "Proved: the claim follows from the record of fits, the split and the predictions. Not found by this rule: a rule "
          + "was applied that can miss a fault. The command apus audit repeats these checks from the files of the run."
      ] + audit.gaps.map { "\($0)." }, first: "Claim",
      columns: [
        DataTable.Column(name: "Protocol", kind: .brief), DataTable.Column(name: "Verdict", kind: .brief),
        DataTable.Column(name: "Basis and evidence", kind: .words),
      ], rows: audit.findings.map(row))
  }

  private func row(_ finding: AuditFinding) -> DataTable.Row {
    DataTable.Row(
      finding.check.claim,
      [
        .text(finding.evaluation?.label ?? "all"), .text(finding.verdict.rawValue),
        .group([
          .text(finding.basis), list(finding.evidence.filter { $0.choice == nil }.map(finding.words)),
          .group(finding.choices.map { explained($0, in: finding) }),
        ]),
      ])
  }

  /// The evidence that a choice of the published study explains. The choice is described in the table of choices.
  private func explained(_ choice: PublishedChoice, in finding: AuditFinding) -> Markup {
    let pieces = finding.evidence.filter { $0.choice == choice }.map(\.text)
    return HTML.details {
      HTML.summary {
        "Explained by the published choice "
        ChoiceLetters(results)[choice].map { "\($0), " } ?? ""
        choice.label.uncapitalised
      }
      list(pieces)
    }
  }

  private func list(_ pieces: [String]) -> Markup {
    guard !pieces.isEmpty else { return .nothing }
    return HTML.ul(.class("evidence")) { for piece in pieces { HTML.li(piece) } }
  }

  private var controls: Markup {
    guard !results.controls.isEmpty else { return .nothing }
    var notes = TableNotes()
    let rows = results.controls.map { control in
      DataTable.Row(
        control.model,
        [.text(control.evaluation.label), .text("\(control.permutations)")]
          + spread(control.test, notes: &notes) + spread(control.tuning, notes: &notes))
    }
    return DataTable(
      label: results.numbers[.controls],
      caption: "Negative control: outcomes permuted at random and all models refitted. The expected AUC is 0.5.",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: ["A mean cross-validated AUC above 0.5 is the optimism of the protocol."], first: "Model",
      columns: [DataTable.Column(name: "Protocol", kind: .brief), DataTable.Column(name: "Permutations")]
        + .numbers(["Mean", "95 % of values"], under: "AUC, \(results.evaluation.unseenPatients)")
        + .numbers(["Mean", "95 % of values"], under: "Cross-validated AUC"), rows: rows
    ).markup
  }

  private func spread(_ spread: ControlResult.Spread, notes: inout TableNotes) -> [Markup] {
    let mean = notes.quantity(spread.mean, as: .fraction)
    guard let lower = spread.lower.printable.number, let upper = spread.upper.printable.number else {
      return [mean, notes.quantity(spread.lower, as: .fraction)]
    }
    return [mean, .text(Numbers.interval(lower, upper, as: .fraction))]
  }
}

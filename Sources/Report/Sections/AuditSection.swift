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

  private func findings(_ audit: AuditReport) -> CaptionedTable {
    CaptionedTable(
      label: nil,
      caption: audit.refutesNothing
        ? "No claim was refuted. \u{201C}Proved\u{201D} means that the claim follows from the fit log, the split and "
          + "the predictions. If only a rule was applied, or nothing could be checked, the verdict says so."
        : "The refuted claims are listed below with their evidence.",
      isSynthetic: results.study.synthetic,
      footer: audit.gaps.map { "\($0)." } + ["The command apus audit repeats these checks from the files of the run."],
      head: HTML.tr {
        for name in ["Claim", "Protocol", "Verdict"] { HTML.th(name, .scope(.column)) }
        HTML.th("Basis and evidence", .scope(.column), .class("words"))
      }, bodies: HTML.tbody { for finding in audit.findings { row(finding) } })
  }

  private func row(_ finding: AuditFinding) -> Markup {
    HTML.tr {
      HTML.th(finding.check.claim, .scope(.row))
      HTML.td(finding.evaluation?.rawValue ?? "all")
      HTML.td(finding.verdict.rawValue)
      HTML.td(.class("words")) {
        finding.basis
        list(finding.evidence.filter { $0.choice == nil }.map(finding.words))
        for choice in finding.choices {
          HTML.p { "By choice " + choice.rawValue + ": " + choice.sentence }
          // The reader asked for these by name, so the first few show where the choice takes effect.
          list(finding.evidence.filter { $0.choice == choice }.map(\.text), open: 3)
        }
      }
    }
  }

  /// Pieces of evidence as a list, of which those behind the first few are folded away.
  private func list(_ pieces: [String], open: Int = .max) -> Markup {
    guard !pieces.isEmpty else { return .nothing }
    let (first, rest) = (pieces.prefix(open), pieces.dropFirst(open))
    return .group([
      HTML.ul(.class("evidence")) { for piece in first { HTML.li(piece) } },
      rest.isEmpty
        ? .nothing
        : HTML.details {
          HTML.summary { "More of the same" }
          HTML.ul(.class("evidence")) { for piece in rest { HTML.li(piece) } }
        },
    ])
  }

  private var controls: Markup {
    guard !results.controls.isEmpty else { return .nothing }
    var notes = TableNotes()
    let rows = results.controls.map { control in
      let cells = spread(control.test, notes: &notes) + spread(control.tuning, notes: &notes)
      return HTML.tr {
        HTML.th("\(control.model), \(control.evaluation.rawValue)", .scope(.row))
        HTML.td("\(control.permutations)")
        for cell in cells { HTML.td { cell } }
      }
    }
    let names = [
      "Model, protocol", "Permutations", "AUC, unseen: mean", "95 % of values", "Cross-validated AUC: mean",
      "95 % of values",
    ]
    return CaptionedTable(
      label: nil,
      caption: "Negative control: outcomes permuted at random, all models refitted. The expected AUC is 0.5.",
      isSynthetic: results.study.synthetic, notes: notes,
      footer: ["A cross-validated AUC above 0.5 is the optimism of the protocol."],
      head: HTML.tr { for name in names { HTML.th(name, .scope(.column)) } },
      bodies: HTML.tbody { for row in rows { row } }
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

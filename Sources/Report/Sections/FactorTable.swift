import Results

/// Table 1: every recorded factor by split and by outcome.
struct FactorTable {
  let results: StudyResults

  private var split: InclusionFlow.Split? { results.flow.split }

  var table: CaptionedTable {
    var notes = TableNotes()
    let blocks = results.factors.map { block($0, notes: &notes) }
    return CaptionedTable(
      label: results.numbers[.factors], caption: caption, isSynthetic: results.study.synthetic, notes: notes,
      footer: [
        "p-values are two-sided and not adjusted for the number of factors; the test stands below each. \u{25CF} Factor "
          + "of the models with clinical factors."
      ], isStacked: true, head: head, bodies: .group(blocks))
  }

  private var caption: String {
    split == nil
      ? "Characteristics of the patients by outcome." : "Characteristics of the patients by split and by outcome."
  }

  private var head: Markup {
    let analysed = results.flow.analysed
    return .group([
      HTML.tr {
        HTML.th("Factor", .scope(.column), .rowSpan(2))
        heading("All", count: analysed.total, span: .rowSpan(2))
        if split != nil { HTML.th("Split", .scope(.columns), .columnSpan(3), .class("group")) }
        HTML.th("Outcome", .scope(.columns), .columnSpan(3), .class("group"))
      },
      HTML.tr {
        if let split {
          heading("Training", count: split.training.total)
          heading("Test", count: split.test.total)
          HTML.th("p", .scope(.column), .class("p"))
        }
        heading(results.study.event, count: analysed.events)
        heading(results.study.nonEvent, count: analysed.nonEvents)
        HTML.th("p", .scope(.column), .class("p"))
      },
    ])
  }

  private func heading(_ name: String, count: Int, span: Attribute? = nil) -> Markup {
    .element(
      HTML.th, [.scope(.column)] + (span.map { [$0] } ?? []),
      .group([.text(name), HTML.span("n = \(count)", .class("interval"))]))
  }

  private func block(_ factor: FactorSummary, notes: inout TableNotes) -> Markup {
    // A continuous factor has a single row, so its name and its summary share one line.
    let isSingle = factor.rows.count == 1
    let splitTest =
      split == nil
      ? .nothing : test(factor.splitTest, of: "split", span: isSingle ? 1 : factor.rows.count + 1, notes: &notes)
    let outcomeTest = test(
      factor.outcomeTest, of: "outcome", span: isSingle ? 1 : factor.rows.count + 1, notes: &notes)
    if isSingle {
      return HTML.tbody {
        row(name(factor, isSingle: true), of: factor.rows[0], splitTest: splitTest, outcomeTest: outcomeTest)
      }
    }
    return HTML.tbody {
      HTML.tr(.class("factor")) {
        HTML.th(.scope(.rows)) { name(factor, isSingle: false) }
        HTML.td()
        if split != nil {
          HTML.td(.columnSpan(2))
          splitTest
        }
        HTML.td(.columnSpan(2))
        outcomeTest
      }
      for line in factor.rows {
        row(HTML.span(.class("level")) { line.label }, of: line, splitTest: .nothing, outcomeTest: .nothing)
      }
    }
  }

  private func name(_ factor: FactorSummary, isSingle: Bool) -> Markup {
    .group([
      .text(factor.name), factor.isInModels ? HTML.span("\u{A0}\u{25CF}", .class("in-models")) : .nothing,
      isSingle ? HTML.span(.class("interval")) { factor.rows[0].label } : .nothing,
    ])
  }

  private func row(_ name: Markup, of row: FactorSummary.Row, splitTest: Markup, outcomeTest: Markup) -> Markup {
    HTML.tr {
      HTML.th(.scope(.row)) { name }
      HTML.td(row.all, Attribute("data-label", "All"))
      if split != nil {
        HTML.td(row.training ?? "\u{2013}", Attribute("data-label", "Training"))
        HTML.td(row.test ?? "\u{2013}", Attribute("data-label", "Test"))
        splitTest
      }
      HTML.td(row.events, Attribute("data-label", results.study.event))
      HTML.td(row.nonEvents, Attribute("data-label", results.study.nonEvent))
      outcomeTest
    }
  }

  private func test(
    _ result: FactorSummary.TestResult?, of what: String, span: Int, notes: inout TableNotes
  ) -> Markup {
    let content: Markup
    if let result {
      let p = notes.quantity(result.p, as: .p)
      content = .group([p, HTML.span(result.method, .class("interval"))])
    } else {
      content = notes.dash("No test was made for this factor.")
    }
    return HTML.td(.class("p"), .rowSpan(span), Attribute("data-label", "p, \(what)")) { content }
  }
}

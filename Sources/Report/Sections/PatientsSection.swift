import Cohorts
import Results

/// The flowchart, the patients left out by name and cause, and Table 1.
struct PatientsSection: ReportSection {
  let results: StudyResults
  let id = "patients"
  let title = "Patients"

  private var flow: InclusionFlow { results.flow }

  var content: Markup {
    .group([
      contradiction,
      CaptionedFigure(
        drawing: FlowchartFigure(results).drawing, label: ReportLabel.flow,
        caption: "From the patients screened to the patients analysed. Each patient is counted at the first cause that "
          + "applied. A dashed box: data missing or unusable, not part of the plan."
      ).markup,
      list(
        flow.exclusions.filter(\.isFailure), title: "Patients lost to missing or unusable data", isOpen: true),
      list(flow.exclusions.filter { !$0.isFailure }, title: "Patients excluded as planned", isOpen: false),
      FactorTable(results: results).table.markup,
    ])
  }

  /// A flow that does not add up is a fault to be seen, not to be smoothed over.
  private var contradiction: Markup {
    guard flow.unaccounted != 0 else { return .nothing }
    return HTML.p(.class("reminder")) {
      "The counts do not add up: \(flow.screened) screened, less those left out, is not the "
        + "\(flow.analysed.total) analysed (difference \(flow.unaccounted)). Please report this as a fault of Apus."
    }
  }

  private func list(_ exclusions: [InclusionFlow.Exclusion], title: String, isOpen: Bool) -> Markup {
    let count = exclusions.reduce(0) { $0 + $1.subjects.count }
    guard count > 0 else { return .nothing }
    let attributes = [Attribute.class("listing")] + (isOpen ? [Attribute("open", "open")] : [])
    let table = CaptionedTable(
      label: nil, caption: "Who was left out, and why.", isSynthetic: results.study.synthetic,
      footer: exclusions.contains { $0.subjects.count > Self.listed }
        ? ["Of each cause the first \(Self.listed) patients are listed; exclusions.csv has all."] : [], head: Self.head,
      bodies: HTML.tbody { for exclusion in exclusions { rows(exclusion) } })
    return .element(
      HTML.details, attributes,
      .group([HTML.summary { "\(title) (\(count))" }, table.markup]))
  }

  /// Patients listed of one cause: a browser has to lay out every row.
  private static let listed = 1000

  private static let head = HTML.tr {
    HTML.th("Patient", .scope(.column))
    HTML.th("Cause", .scope(.column))
    HTML.th("Detail", .scope(.column))
  }

  private func rows(_ exclusion: InclusionFlow.Exclusion) -> Markup {
    .group(
      exclusion.subjects.prefix(Self.listed).map { subject in
        HTML.tr {
          HTML.th(subject.id, .scope(.row))
          HTML.td(exclusion.cause, .class("words"))
          HTML.td(subject.detail.isEmpty ? "\u{2013}" : subject.detail, .class("words"))
        }
      })
  }
}

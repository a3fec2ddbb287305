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
          + "applied. A dashed box shows patients with missing or unusable data, who were not excluded by plan."
      ).markup,
      list(.failed, title: "Patients lost to missing or unusable data", isOpen: true),
      list(.reviewed, title: "Patients excluded at the review of contours", isOpen: true),
      list(.planned, title: "Patients excluded as planned", isOpen: false),
      FactorTable(results: results).table.markup,
    ])
  }

  /// A flow that does not add up is an error in the program, so it is shown.
  private var contradiction: Markup {
    guard flow.unaccounted != 0 else { return .nothing }
    return HTML.p(.class("reminder")) {
      "The counts do not add up: the \(flow.screened) patients screened minus those left out are not the "
        + "\(flow.analysed.total) analysed (difference \(flow.unaccounted)). Please report this as a fault of Apus."
    }
  }

  private func list(_ kind: InclusionFlow.Exclusion.Kind, title: String, isOpen: Bool) -> Markup {
    let exclusions = flow.exclusions.filter { $0.kind == kind }
    let count = exclusions.reduce(0) { $0 + $1.subjects.count }
    guard count > 0 else { return .nothing }
    let attributes = [Attribute.class("listing")] + (isOpen ? [Attribute("open", "open")] : [])
    let table = CaptionedTable(
      label: nil, caption: "Patients who were left out, and why.", isSynthetic: results.study.synthetic,
      footer: exclusions.contains { $0.subjects.count > Self.listed }
        ? [
          "For each cause the first \(Self.listed) patients are listed. The file exclusions.csv has all of them."
        ] : [], head: Self.head,
      bodies: HTML.tbody { for exclusion in exclusions { rows(exclusion) } })
    return .element(
      HTML.details, attributes,
      .group([HTML.summary { "\(title) (\(count))" }, table.markup]))
  }

  /// The most patients listed for one cause. The browser lays out every row, so longer lists open slowly.
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

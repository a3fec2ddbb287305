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
      HTML.div(.class("columns figures")) { for figure in figures { figure.markup } },
      FactorTable(results: results).table.markup, LesionFigure(results: results).markup,
      .group(InclusionFlow.Exclusion.Kind.listed.map(list)),
    ])
  }

  private var figures: [CaptionedFigure] {
    [FigureKind.flowchart, .pipeline, .scanners].flatMap(StudyFigures(results).captioned)
  }

  /// A flow that does not add up is an error in the program, so it is shown.
  private var contradiction: Markup {
    guard flow.unaccounted != 0 else { return .nothing }
    return HTML.p(.class("reminder")) {
      "The counts do not add up: the \(flow.screened) patients screened minus those left out are not the "
        + "\(flow.analysed.total) analysed (difference \(flow.unaccounted)). Please report this as a fault of Apus."
    }
  }

  private func list(_ kind: InclusionFlow.Exclusion.Kind) -> Markup {
    let exclusions = flow.exclusions.filter { $0.kind == kind }
    let count = exclusions.reduce(0) { $0 + $1.subjects.count }
    guard count > 0 else { return .nothing }
    let attributes = [Attribute.class("listing")] + (kind == .planned ? [] : [Attribute("open", "open")])
    let table = CaptionedTable(
      label: results.numbers[.exclusions(kind)], caption: "\(kind.title), with the cause.",
      isSynthetic: results.study.synthetic,
      footer: exclusions.contains { $0.subjects.count > Self.listed }
        ? [
          "For each cause the first \(Self.listed) patients are listed. The file exclusions.csv has all of them."
        ] : [], isStacked: true, head: Self.head,
      bodies: HTML.tbody { for exclusion in exclusions { rows(exclusion) } })
    return .element(HTML.details, attributes, .group([HTML.summary("\(kind.title) (\(count))"), table.markup]))
  }

  /// The most patients listed for one cause. The browser lays out every row, so longer lists open slowly.
  private static let listed = 1000

  private static let head = HTML.tr {
    for name in ["Patient", "Cause", "Detail"] { HTML.th(name, .scope(.column)) }
  }

  private func rows(_ exclusion: InclusionFlow.Exclusion) -> Markup {
    .group(
      exclusion.subjects.prefix(Self.listed).map { subject in
        HTML.tr {
          HTML.th(subject.id, .scope(.row))
          HTML.td(exclusion.cause, .class("words"), Attribute("data-label", "Cause"))
          HTML.td(
            subject.detail.isEmpty ? "\u{2013}" : subject.detail, .class("words"), Attribute("data-label", "Detail"))
        }
      })
  }
}

extension InclusionFlow.Exclusion.Kind {
  /// The kinds in the order of the page: what is not by plan stands first.
  static let listed: [Self] = [.failed, .reviewed, .planned]

  /// Who they are.
  fileprivate var title: String {
    switch self {
    case .failed: "Patients lost to missing or unusable data"
    case .reviewed: "Patients excluded at the review of contours"
    case .planned: "Patients excluded as planned"
    }
  }
}

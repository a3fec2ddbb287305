import Results

/// The study on half a page: patients, features, evaluation, and the AUC of every model.
struct SummarySection: ReportSection {
  let results: StudyResults
  /// The day of the report, if it has one.
  let date: ReportDate?
  let id = "summary"
  let title = "Study"

  private var study: StudyDescription { results.study }

  var content: Markup {
    HTML.div(.class("columns")) {
      HTML.div {
        facts
        HTML.p(results.evaluation.sentence)
      }
      for figure in StudyFigures(results).captioned(.discrimination) { figure.markup }
    }
  }

  private var facts: Markup {
    let counts = results.flow.analysed
    let sides = results.flow.split.map { [("Training patients", $0.training), ("Test patients", $0.test)] } ?? []
    return HTML.dl(.class("facts")) {
      fact("Patients screened", "\(results.flow.screened)")
      fact("Patients analysed", "\(counts.total)")
      fact("Event", "\(study.event) (\(counts.events))")
      fact("Non-event", "\(study.nonEvent) (\(counts.nonEvents))")
      for (name, side) in sides { fact(name, "\(side.total), \(side.events) with the event") }
      fact(
        "Features",
        "\(study.featureCount) from "
          + (study.series.isEmpty ? study.featureRecipe : study.series.inWords))
      fact("Clinical factors in models", study.modelFactors.isEmpty ? "none" : study.modelFactors.inWords)
      fact("Protocol", ProtocolChoice(rawValue: study.evaluationProtocol)?.words ?? study.evaluationProtocol)
      if let date { fact("Date of the report", date.words) }
    }
  }

  private func fact(_ name: String, _ value: String) -> Markup {
    .group([HTML.dt(name), HTML.dd(value)])
  }
}

extension ProtocolChoice {
  /// The protocols of a run.
  var words: String { self == .both ? "sound and as published" : self == .asPublished ? "as published" : rawValue }
}

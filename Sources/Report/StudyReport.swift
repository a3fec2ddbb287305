import Results
import Statistics

/// The finished study as one page that opens offline: it loads no scripts, fonts or images from elsewhere.
///
/// The page computes only its layout. It starts with the answer in plain sentences; if nothing can be concluded, that
/// is the answer, and no number stands before it. A value that is mathematically undefined is a dash with its reason.
/// Equal results of one day give equal bytes.
package struct StudyReport {
  let results: StudyResults
  let date: ReportDate?

  /// The report of these results.
  /// - Parameter date: the day that the page names; `nil` for none.
  package init(_ results: StudyResults, on date: ReportDate? = nil) {
    self.results = results
    self.date = date
  }

  /// The page, well-formed as XML as well as HTML.
  package var html: String { "<!DOCTYPE html>\n" + page.rendered }

  /// The figures as files of their own, one column wide: name without folder, and SVG.
  package static func figures(_ results: StudyResults) -> [(fileName: String, svg: String)] {
    StudyFigures(results).all.map { ("\($0.fileName).svg", $0.svg) }
  }

  private var study: StudyDescription { results.study }

  private var sections: [any ReportSection] {
    switch results.kind {
    case .binary: sectionsOfClasses
    }
  }

  private var sectionsOfClasses: [any ReportSection] {
    let (protocols, audit) = (ProtocolsSection(results: results), AuditSection(results: results))
    let deep = DeepSection(results: results)
    let start: [any ReportSection] = [
      AnswerSection(results: results), FindingsSection(results: results),
      SummarySection(results: results, date: date), PatientsSection(results: results),
      PerformanceSection(results: results),
    ]
    let end: [any ReportSection] = [
      ModelsSection(results: results), PredictionsSection(results: results),
      MethodsSection(results: results, date: date),
    ]
    return start + (deep.isShown ? [deep] : []) + (protocols.isShown ? [protocols] : [])
      + (audit.isShown ? [audit] : []) + end
  }

  private var page: Markup {
    HTML.html(Attribute("lang", "en"), Attribute("xmlns", "http://www.w3.org/1999/xhtml")) {
      HTML.head {
        HTML.meta(Attribute("charset", "utf-8"))
        HTML.meta(Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        HTML.meta(Attribute("name", "color-scheme"), Attribute("content", "light dark"))
        HTML.meta(Attribute("name", "generator"), Attribute("content", study.software))
        HTML.title((study.synthetic ? "Synthetic: " : "") + study.name)
        HTML.style(Stylesheet.text(isSynthetic: study.synthetic))
      }
      HTML.body {
        masthead
        HTML.main { for section in sections { block(section) } }
      }
    }
  }

  private var masthead: Markup {
    HTML.header {
      if study.synthetic { HTML.p(.class("synthetic-banner"), Attribute("role", "note")) { SyntheticMark.long } }
      HTML.h1(study.name)
      HTML.p(.class("line")) { line }
      contents
    }
  }

  /// The study in one line, without a number, because the findings must come before any number.
  private var line: String {
    let factors =
      study.modelFactors.isEmpty ? "" : ", with and without " + study.modelFactors.map(\.uncapitalised).inWords
    let source = study.series.isEmpty ? study.featureRecipe : study.series.inWords
    let arms =
      results.models.contains { $0.family == .deep }
      ? "Handcrafted and deep-learning radiomics" : "Handcrafted radiomics"
    return "\(arms) from \(source)\(factors), to predict \(study.event) (against \(study.nonEvent))."
  }

  private var contents: Markup {
    HTML.nav(Attribute("aria-label", "Contents")) {
      for section in sections {
        HTML.a(section.title, .href("#" + section.id))
        " "
      }
    }
  }

  private func block(_ section: any ReportSection) -> Markup {
    HTML.section(.id(section.id), Attribute("aria-labelledby", section.id + "-title")) {
      HTML.div(.class("section-head")) {
        HTML.h2(section.title, .id(section.id + "-title"))
        if study.synthetic { HTML.p(SyntheticMark.short, .class("ribbon")) }
      }
      section.content
    }
  }
}

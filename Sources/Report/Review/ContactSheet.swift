import Cohorts
import Foundation
import Review

/// The lesion of one patient at three levels in every series, with its contour.
struct ContactSheet {
  let patient: PatientReview
  let names: PatientNames

  private var name: String { names.name(of: patient.id) }

  var markup: Markup {
    HTML.article(
      .class("sheet"), .id(names.sheet(of: patient.id)), Attribute("tabindex", "-1"),
      Attribute("aria-labelledby", titleID)
    ) {
      HTML.h3(name, .id(titleID))
      HTML.p(.class("sheet-line")) {
        "Suspicion \(patient.suspicion). "
        patient.decisionWords.isEmpty ? "" : patient.decisionWords.sentence + " "
        HTML.a(
          "Row of the table", .href("#" + names.row(of: patient.id)),
          Attribute("aria-label", "Row of \(name) in the table"))
      }
      HTML.div(.class("sheet-series")) { for series in patient.series { block(series) } }
    }
  }

  private var titleID: String { names.sheet(of: patient.id) + "-title" }

  private func block(_ series: SeriesReview) -> Markup {
    HTML.div {
      HTML.p(.class("series-name")) { series.name + (series.measures.map { ", " + facts($0) } ?? "") }
      ReasonList(series: series, patient: patient, names: names).markup
      if !series.pictures.isEmpty {
        HTML.div(.class("levels")) { for picture in series.pictures { figure(picture, of: series.name) } }
      }
    }
  }

  private func facts(_ measures: LesionMeasures) -> String {
    "\(measures.volume.inBrief) ml, \(Numbers.count(measures.slices.count, "slice"))"
  }

  private func figure(_ picture: LesionPicture, of series: String) -> Markup {
    let place = "slice \(picture.slice) of \(picture.slices)"
    let bytes = PNGImage(picture.picture)?.deflatedBytes ?? []
    let alternative = "\(name), \(series), \(picture.level.rawValue) \(place): the lesion with its contour in blue"
    return HTML.figure {
      Tag("img", isVoid: true)(
        Attribute("src", "data:image/png;base64," + Data(bytes).base64EncodedString()), Attribute("alt", alternative),
        Attribute("width", "\(picture.picture.width)"), Attribute("height", "\(picture.picture.width)"),
        Attribute("loading", "lazy"), Attribute("decoding", "async"))
      HTML.figcaption("\(picture.level.rawValue.capitalised), \(place)", .class("level-name"))
    }
  }
}

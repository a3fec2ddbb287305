import Foundation
import Results

/// The patients of a deep model whose scores are explained: input slices, Grad-CAM and first-layer maps at three
/// levels.
struct ExplainedPatients {
  let row: ModelResult
  /// The name of the row with its protocol, if there are several.
  let name: String
  let results: StudyResults

  private var patients: [ExplainedPatient] { row.deep?.patients ?? [] }

  var markup: Markup {
    guard !patients.isEmpty else { return .nothing }
    // So many columns of a printed page; at least three, since a single patient needs no whole page.
    let columns = Attribute("style", "--patients: \(max(3, patients.count))")
    return HTML.figure(.class("explained"), .id("maps-\(row.id)"), columns) {
      for patient in patients { block(patient) }
      HTML.figcaption {
        HTML.b(results.numbers[.maps(row.id)] + ".")
        " What raises the score of \(name). " + rule + " " + words
        if results.study.synthetic { HTML.span(SyntheticMark.short + ".", .class("synthetic-note")) }
      }
    }
  }

  private var rule: String {
    let evaluation = results.evaluation
    let kept =
      evaluation.hasTestSet
      ? ""
      : " The scores are those of models that had not seen the patient. The maps are of the last fit on all patients, "
        + "which has seen them, because no other model is kept."
    return
      "The patients were chosen by a rule on scores and outcomes, before any map was made: the highest, the middle "
      + "and the lowest score of the \(evaluation.unseenPatients), the event with the lowest score, and the non-event "
      + "with the highest." + kept
  }

  private var words: String {
    let heads = row.deep?.curves.count ?? 1
    let whose = heads > 1 ? "the log-odds of the mean probability of the \(heads) heads" : "the log-odds of the head"
    let activation =
      hasActivations
      ? "Grad-CAM of \(whose), from dark red (little) to yellow (the most in any slice of this series)" : nil
    let firstLayer = hasFirstLayer ? "the maps of the first layer, each with its own scale of greys" : nil
    let parts = ["the slice that is the input of the network, with the contour in blue", activation, firstLayer]
      .compactMap(\.self)
    return "Each level of the lesion has \(parts.joined(separator: "; ")). "
      + (hasActivations ? "A map shows what raises this score, not why the outcome happened. " : Self.noActivations)
      + (hasFirstLayer ? "" : "No convolution was found whose maps could be shown. ")
  }

  private static let noActivations =
    "This network has no Grad-CAM, because its features are no means of maps. "

  private var hasActivations: Bool { patients.contains { $0.series.contains { $0.absence == nil } } }

  private var hasFirstLayer: Bool {
    patients.contains { $0.series.contains { $0.levels.contains { $0.firstLayer != nil } } }
  }

  private func block(_ patient: ExplainedPatient) -> Markup {
    HTML.article(.class("patient")) {
      HTML.p(.class("patient-title")) {
        HTML.b(patient.subject)
        ": " + patient.reasons.map(label).joined(separator: ", ") + "; " + facts(patient)
      }
      for series in patient.series {
        if patient.series.count > 1 { HTML.p(series.name, .class("series-name")) }
        HTML.div(.class("levels")) { for level in series.levels { column(level, of: patient, series: series) } }
        attention(series)
      }
    }
  }

  /// A bar for each slice, as high as its share of the largest weight, with the weights in words.
  private func attention(_ series: ExplainedPatient.Series) -> Markup {
    guard let weights = series.attention, let most = weights.map(\.weight).max(), most > 0 else { return .nothing }
    let words = weights.map { "slice \($0.slice) \(Numbers.fixed(100 * $0.weight, decimals: 1)) %" }.joined(
      separator: ", ")
    return .group([
      HTML.p("Attention: \(words).", .class("level-name")),
      HTML.div(.class("attention")) {
        for one in weights {
          HTML.div(Attribute("style", "height: \(Int((100 * one.weight / most).rounded()))%")) { "" }
        }
      },
    ])
  }

  private func column(
    _ level: ExplainedPatient.Level, of patient: ExplainedPatient, series: ExplainedPatient.Series
  ) -> Markup {
    let place = "\(patient.subject), \(series.name), \(level.name) level"
    return HTML.div {
      HTML.p("\(level.name), slice \(level.slice)", .class("level-name"))
      image(level.input, words: "Input slice, \(place)")
      level.activation.map { image($0, words: "Grad-CAM, \(place)") }
        ?? (series.absence == nil ? HTML.p("This slice does not reach the score.", .class("level-name")) : .nothing)
      level.firstLayer.map { image($0, words: "First-layer maps, \(place)") } ?? .nothing
    }
  }

  /// Nothing for a picture whose pixels do not fill its rows, which only a changed file can hold.
  private func image(_ picture: MapPicture, words: String) -> Markup {
    guard let file = PNGImage(picture) else { return .nothing }
    return Tag("img", isVoid: true)(
      Attribute("src", "data:image/png;base64," + Data(file.deflatedBytes).base64EncodedString()),
      Attribute("alt", words),
      Attribute("width", "\(picture.width)"))
  }

  private func label(_ reason: ExplainedPatient.Reason) -> String {
    switch reason {
    case .highest: "highest score"
    case .middle: "middle score"
    case .lowest: "lowest score"
    case .missedEvent: "event with the lowest score"
    case .falseAlarm: "non-event with the highest score"
    }
  }

  private func facts(_ patient: ExplainedPatient) -> String {
    let outcome = patient.outcome ? results.study.event : results.study.nonEvent
    let known = patient.probability.flatMap { $0.isFinite ? $0 : nil }
    let probability = known.map { ", probability \(Numbers.fixed($0, decimals: 3))" }
    return outcome + (patient.score.isFinite ? ", score \(Numbers.fixed(patient.score, decimals: 3))" : "")
      + (probability ?? "")
  }
}

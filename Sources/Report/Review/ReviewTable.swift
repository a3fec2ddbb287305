import Review

/// The cohort as a table, the most suspicious patient first: one row for each patient and series.
struct ReviewTable {
  let review: CohortReview
  let names: PatientNames

  var markup: Markup {
    CaptionedTable(
      label: nil,
      caption:
        "Patients by suspicion: that of the most suspicious series, which is the sum of the weights of its reasons.",
      isSynthetic: review.isSynthetic, footer: ["\u{2013} not available, because the series could not be opened."],
      head: HTML.head(
        ["Patient", "Series", "Suspicion", "Reasons", "Volume (ml)", "Slices", "Spacing (mm)", "Decision"],
        words: ["Reasons"], brief: ["Series", "Decision"]),
      bodies: .group(review.patients.map(rows))
    ).markup
  }

  private func rows(_ patient: PatientReview) -> Markup {
    HTML.tbody(.id(names.row(of: patient.id))) {
      for (at, series) in patient.series.enumerated() {
        HTML.tr {
          if at == 0 {
            HTML.th(.scope(.rows), .rowSpan(patient.series.count)) {
              HTML.a(names.name(of: patient.id), .href("#" + names.sheet(of: patient.id)))
            }
          }
          HTML.td(series.name, .class("brief"))
          HTML.td("\(series.suspicion)")
          HTML.td(.class("words")) { ReasonList(series: series, patient: patient, names: names).markup }
          cells(series.measures)
          if at == 0 {
            HTML.td(patient.decisionWords, .class("brief"), .rowSpan(patient.series.count))
          }
        }
      }
    }
  }

  private func cells(_ measures: LesionMeasures?) -> Markup {
    let texts =
      measures.map { [$0.volume.inBrief, "\($0.slices.count)", $0.spacingWords] } ?? [
        "\u{2013}", "\u{2013}", "\u{2013}",
      ]
    return .group(texts.map { HTML.td($0) })
  }
}

extension LesionMeasures {
  /// The distances of voxel centres along the axes of the image.
  var spacingWords: String { [spacing.x, spacing.y, spacing.z].map(\.inBrief).joined(separator: " × ") }
}

/// The reasons of one series, in words.
struct ReasonList {
  let series: SeriesReview
  let patient: PatientReview
  let names: PatientNames

  var markup: Markup {
    guard !series.suspicions.isEmpty else { return .nothing }
    return HTML.ul(.class("evidence")) {
      for reason in series.suspicions {
        HTML.li {
          HTML.b(reason.kind.name + ": ")
          names.shown(reason.words(names), of: patient.id)
        }
      }
    }
  }
}

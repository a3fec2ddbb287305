import Records
import Review

/// The images and contours of a cohort as one page that opens offline: what asks for a look, and pictures of every
/// lesion.
package struct OfflineReview {
  let review: CohortReview
  let names: PatientNames

  /// The page of a review, with patients named as `names` says.
  package init(_ review: CohortReview, _ names: PatientNames) { (self.review, self.names) = (review, names) }

  /// The page, well-formed as XML as well as HTML.
  package var html: String {
    OfflinePage(
      title: "Review of contours: \(review.study)", line: review.summary, software: Software.name,
      isSynthetic: review.isSynthetic, syntheticWords: SyntheticMark.long, style: ReviewStyle.text,
      parts: [
        OfflinePage.Part(id: "read", title: "Read this first", content: introduction),
        OfflinePage.Part(id: "cohort", title: "Cohort", content: ReviewTable(review: review, names: names).markup),
        OfflinePage.Part(id: "sheets", title: "Contact sheets", content: sheets),
        OfflinePage.Part(id: "rules", title: "What is looked for", content: rules),
      ]
    ).html
  }

  private var introduction: Markup {
    .group([
      HTML.ul(.class("notes")) {
        HTML.li(Self.purpose)
        HTML.li(names.showsIDs ? Self.ids : Self.pseudonyms)
        HTML.li(Self.orientation)
        for trait in review.common {
          HTML.li("Most patients have this in common, so it is not listed with each: \(trait.words).")
        }
      },
      HTML.p("A decision is written by the command, and the next run honours it:"),
      HTML.p {
        HTML.code(
          "apus review STUDY --exclude \(review.patients.first.map { names.name(of: $0.id) } ?? "ID") --reason \"contour in air\""
        )
      },
    ])
  }

  private static let purpose =
    """
    A reason in the list asks for a look and accuses nobody. The page shows no outcome and no factor, so that nobody is \
    left out because of them. Do not decide with the outcome at hand.
    """
  private static let ids =
    "Patients have the ids of the clinical table here (option --ids). Do not pass the page on to whom they identify a patient."
  private static let pseudonyms =
    """
    Patients have pseudonyms: beginnings of hashes of their ids, which stay the same in every review of this study. The \
    option --pseudonyms writes the table of both, and --ids shows the ids of the clinical table instead. Images may \
    themselves identify a patient, such as those of a face.
    """
  private static let orientation =
    """
    Pictures are seen from the feet or from the front: the patient's right is on the left. The blue line is the contour. \
    The pictures of a series have one scale of greys, from the 0.5 % to the 99.5 % quantile of what they show.
    """

  private var sheets: Markup {
    .group(review.patients.map { ContactSheet(patient: $0, names: names).markup })
  }

  private var rules: Markup {
    CaptionedTable(
      label: nil, caption: "The rules, each with what it adds to the suspicion of a row.",
      isSynthetic: review.isSynthetic,
      footer: [
        "Disconnected, Clipped, Holes, One slice, Anisotropic and Noted are not held against a patient where most patients of the series have it."
      ],
      head: HTML.head(["Reason", "Rule", "Weight"], words: ["Rule"]),
      bodies: HTML.tbody {
        for kind in Suspicion.Kind.allCases {
          HTML.tr {
            HTML.th(kind.name, .scope(.row))
            HTML.td(kind.rule, .class("words"))
            HTML.td("\(kind.weight)")
          }
        }
      }
    ).markup
  }
}

extension PatientNames {
  /// The anchor of the sheet of a patient. A pseudonym has no character that an address would have to escape.
  func sheet(of id: String) -> String { "sheet-\(pseudonym(of: id))" }

  /// The anchor of the row of a patient in the table.
  func row(of id: String) -> String { "row-\(pseudonym(of: id))" }
}

extension PatientReview {
  /// What was decided, in words; empty if nothing was.
  var decisionWords: String {
    let state =
      exclusion.map { "Excluded: \($0.reason) (\($0.by), \($0.on.prefix(10)))" }
      ?? acceptance.map { "Accepted (\($0.by), \($0.on.prefix(10)))" } ?? ""
    return ([state] + notes.map { "Note: \($0.reason) (\($0.by), \($0.on.prefix(10)))" }).filter { !$0.isEmpty }
      .joined(separator: ". ")
  }
}

import Cohorts
import SavedModels
import Statistics

/// The predictions of a saved model for new patients, as one page that opens offline.
package struct PredictionPage {
  let report: PredictionReport

  /// The most patients listed in one table. The browser lays out every row, so longer tables open slowly.
  static let listed = 2000

  /// The page of these predictions.
  package init(_ report: PredictionReport) {
    self.report = report
  }

  /// The page, well-formed as XML as well as HTML.
  package var html: String {
    OfflinePage(
      title: "Predictions of \(model.name)",
      line: "\(Numbers.count(report.cases.count, "patient")), probability of \(model.event).",
      software: model.software, isSynthetic: model.synthetic,
      parts: [
        OfflinePage.Part(id: "findings", title: "Read this first", content: cautions),
        OfflinePage.Part(id: "summary", title: "Summary", content: summary),
        OfflinePage.Part(id: "patients", title: "Patients", content: patients),
        OfflinePage.Part(id: "outside", title: "Outside the training range", content: outside),
        OfflinePage.Part(id: "failures", title: "Without a prediction", content: failures),
        OfflinePage.Part(id: "remarks", title: "Remarks", content: remarks),
      ]
    ).html
  }

  private var model: PredictionReport.Model { report.model }
  private var cases: [CasePrediction] { report.cases }

  private func count(_ status: CasePrediction.Status) -> Int { cases.count { $0.status == status } }
}

// The parts at the top of the page.
extension PredictionPage {
  private var cautions: Markup {
    let flagged = count(.flagged)
    var list = model.warnings.map { Caution(title: $0.sentence) }
    if flagged > 0 {
      list.append(
        Caution(
          title: "\(Numbers.count(flagged, "prediction")) for patients outside the training range.",
          detail:
            "They were accepted by --accept (\(report.accepted.map { $0.rawValue }.joined(separator: ", "))). The "
            + "performance that the study measured does not apply to them. They are marked "
            + "\(CasePrediction.Status.flagged.mark)."))
    }
    if count(.refused) > 0 {
      list.append(
        Caution(
          title: "\(Numbers.count(count(.refused), "patient")) refused.",
          detail: "They lie outside the range of the training patients. A table below says how far."))
    }
    return .group(list.map(\.markup))
  }

  private var summary: Markup {
    let statuses = [CasePrediction.Status.predicted, .flagged, .refused, .failed]
    let counts = statuses.filter { $0 == .predicted || count($0) > 0 }.map {
      ($0.words.capitalised, Markup.text("\(count($0))"))
    }
    let facts: [(String, Markup)] =
      [("Patients", .text("\(cases.count)"))] + counts + [
        ("Model", .text("\(model.name) of \u{201C}\(model.study)\u{201D}")),
        ("Protocol", .text(model.evaluationProtocol.rawValue)),
        (
          "Training",
          .text("\(Numbers.count(model.trainingPatients, "patient")), \(model.trainingEvents) with \(model.event)")
        ),
        ("Event", .text(model.event)), ("No event", .text(model.nonEvent)),
        (
          "Cutoff on the score",
          .text(
            model.cutoff.map { NumberStyle.fraction.text($0) } ?? "none: no patient is classified")
        ),
        ("Program", .text(model.software)), ("SHA-256", HTML.code(model.sha256)),
      ]
    return HTML.div(.class("columns")) {
      HTML.facts(facts)
      PredictionFigure(report: report).markup
    }
  }
}

// Patient by patient.
extension PredictionPage {
  private var patients: Markup {
    let names =
      ["Patient", "Status", "Probability", "Predicted class", "Score"] + (model.limits == nil ? [] : ["Set"])
    return CaptionedTable(
      label: nil,
      caption: "Calibrated probability of \(model.event), and the predicted class at the model's own cutoff.",
      isSynthetic: model.synthetic,
      footer: [
        "\u{2013} not available. The score is on the model's own scale; a higher score points to \(model.event). "
          + "The cutoff applies to the score."
      ] + Self.shortened(cases.count),
      head: HTML.head(names, brief: ["Status", "Predicted class"]),
      bodies: HTML.tbody { for patient in cases.prefix(Self.listed) { line(patient) } }
    ).markup
  }

  private func line(_ patient: CasePrediction) -> Markup {
    let call = patient.isCalledEvent.map { $0 ? model.event : model.nonEvent } ?? "\u{2013}"
    return HTML.tr {
      HTML.th(patient.id, .scope(.row))
      HTML.td(patient.status.words + (patient.status == .flagged ? " " + patient.status.mark : ""), .class("brief"))
      HTML.td(patient.probability.printed(.fraction))
      HTML.td(call, .class("brief"))
      HTML.td(patient.score.printed(.fraction))
      if model.limits != nil { HTML.td(patient.set?.rawValue ?? "\u{2013}") }
    }
  }

  private var outside: Markup {
    let rows = cases.filter { !$0.outside.isEmpty }
    guard !rows.isEmpty else { return .nothing }
    return CaptionedTable(
      label: nil, caption: "Patients outside the training range: what differs, and by how much.",
      isSynthetic: model.synthetic,
      footer: [
        "To predict a refused patient nevertheless, give apus predict the option "
          + "--accept with the kind. The prediction is then flagged."
      ]
        + Self.shortened(rows.count),
      head: HTML.head(
        ["Patient", "Kind", "What", "Found", "Trained on", "Distance", "Consequence"],
        brief: ["Kind", "What", "Found", "Trained on", "Distance", "Consequence"]),
      bodies: .group(rows.prefix(Self.listed).map { patient in HTML.tbody { .group(lines(patient)) } })
    ).markup
  }

  /// The findings of one patient; the id is written only in the first row.
  private func lines(_ patient: CasePrediction) -> [Markup] {
    patient.outside.enumerated().map { row, finding in
      let cells = [
        finding.kind.rawValue, finding.subject, finding.found, finding.trained.isEmpty ? "\u{2013}" : finding.trained,
        finding.distance.isEmpty ? "\u{2013}" : finding.distance,
        report.accepted.contains(finding.kind) ? "accepted, flagged" : "refused",
      ]
      return HTML.tr {
        if row == 0 { HTML.th(patient.id, .scope(.rows), .rowSpan(patient.outside.count)) }
        for cell in cells { HTML.td(cell, .class("brief")) }
      }
    }
  }

  private var failures: Markup {
    listing(
      cases.filter { $0.failure != nil }.map { ($0.id, [$0.failure ?? ""]) },
      caption: "Patients without a prediction: what is missing or broken, and what to do next.",
      name: "Cause")
  }

  private var remarks: Markup {
    listing(
      cases.filter { !$0.notes.isEmpty }.map { ($0.id, $0.notes) },
      caption: "Values that were filled in, and properties that could not be checked.",
      name: "Remark")
  }

  private func listing(_ rows: [(id: String, sentences: [String])], caption: String, name: String) -> Markup {
    guard !rows.isEmpty else { return .nothing }
    return CaptionedTable(
      label: nil, caption: caption, isSynthetic: model.synthetic, footer: Self.shortened(rows.count),
      head: HTML.head(["Patient", name], words: [name]),
      bodies: HTML.tbody {
        for row in rows.prefix(Self.listed) {
          HTML.tr {
            HTML.th(row.id, .scope(.row))
            HTML.td(.class("words")) { for sentence in row.sentences { HTML.div { sentence } } }
          }
        }
      }
    ).markup
  }

  private static func shortened(_ count: Int) -> [String] {
    count > listed ? ["The first \(listed) of \(count) are listed. The CSV and JSON files have all of them."] : []
  }
}

extension CasePrediction.Status {
  /// The status as shown in a table.
  var words: String {
    switch self {
    case .predicted: "predicted"
    case .flagged: "predicted, flagged"
    case .refused: "refused"
    case .failed: "failed"
    }
  }

  /// The mark of a prediction outside the training range.
  var mark: String { self == .flagged ? "\u{25B2}" : "" }
}

extension Double? {
  /// The number in a style, or a dash.
  func printed(_ style: NumberStyle) -> String {
    guard let self, self.isFinite else { return "\u{2013}" }
    return style.text(self)
  }
}

extension String {
  /// The text with a capital first letter.
  var capitalised: String { prefix(1).uppercased() + dropFirst() }

  /// The text within a sentence. Words such as AUC, HPV or T stage keep their capitals.
  var uncapitalised: String {
    let second = dropFirst().first
    return second?.isLowercase == true ? prefix(1).lowercased() + dropFirst() : self
  }

  /// The text as a sentence: it starts with a capital and ends with a full stop.
  var sentence: String { hasSuffix(".") ? capitalised : capitalised + "." }
}

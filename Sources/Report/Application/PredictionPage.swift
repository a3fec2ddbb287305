import Cohorts
import SavedModels

/// What a saved model says of new patients, as one page that opens offline.
public struct PredictionPage {
  let report: PredictionReport

  /// Patients listed in each table: a browser has to lay out every row.
  static let listed = 2000

  /// The page of these predictions.
  public init(_ report: PredictionReport) {
    self.report = report
  }

  /// The page, well-formed as XML as well as HTML.
  public var html: String {
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

// What comes first.
extension PredictionPage {
  private var cautions: Markup {
    let flagged = count(.flagged)
    var list = model.warnings.map { Caution(title: $0.sentence) }
    if flagged > 0 {
      list.append(
        Caution(
          title: "\(Numbers.count(flagged, "prediction")) of patients outside the training range.",
          detail:
            "Accepted by name (\(report.accepted.map { $0.rawValue }.joined(separator: ", "))): nothing that the study measured "
            + "speaks for them. They are marked \(CasePrediction.Status.flagged.mark)."))
    }
    if count(.refused) > 0 {
      list.append(
        Caution(
          title: "\(Numbers.count(count(.refused), "patient")) refused.",
          detail: "They lie outside what the model was trained on; how far stands below."))
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
        ("Cutoff on the score", .text(model.cutoff.map { NumberStyle.fraction.text($0) } ?? "none: nobody is called")),
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
    let names = ["Patient", "Status", "Probability", "Called", "Score"]
    return CaptionedTable(
      label: nil, caption: "Calibrated probability of \(model.event), and the call at the model's own cutoff.",
      isSynthetic: model.synthetic,
      footer: [
        "\u{2013} not available. The score is the model's own scale, higher for \(model.event); the cutoff is on the score."
      ] + Self.shortened(cases.count),
      head: HTML.head(names, brief: ["Status", "Called"]),
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
    }
  }

  private var outside: Markup {
    let rows = cases.filter { !$0.outside.isEmpty }
    guard !rows.isEmpty else { return .nothing }
    return CaptionedTable(
      label: nil, caption: "Where patients lie outside what the model was trained on, and how far.",
      isSynthetic: model.synthetic,
      footer: [
        "A refused patient is predicted all the same, and flagged, where apus predict is given --accept with the kind."
      ]
        + Self.shortened(rows.count),
      head: HTML.head(
        ["Patient", "Kind", "What", "Found", "Trained on", "Distance", "So"],
        brief: ["Kind", "What", "Found", "Trained on", "Distance", "So"]),
      bodies: .group(rows.prefix(Self.listed).map { patient in HTML.tbody { .group(lines(patient)) } })
    ).markup
  }

  /// The findings of one patient, whose id stands once.
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
      "What is missing or broken, and the next step.",
      "Cause")
  }

  private var remarks: Markup {
    listing(
      cases.filter { !$0.notes.isEmpty }.map { ($0.id, $0.notes) }, "What was filled in or could not be checked.",
      "Remark")
  }

  private func listing(_ rows: [(id: String, sentences: [String])], _ caption: String, _ name: String) -> Markup {
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
    count > listed ? ["The first \(listed) of \(count) are listed; the CSV and JSON files have all."] : []
  }
}

extension CasePrediction.Status {
  /// The status as a table says it.
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
  /// With a capital first.
  var capitalised: String { prefix(1).uppercased() + dropFirst() }

  /// The words as a sentence: a capital first, a full stop last.
  var sentence: String { hasSuffix(".") ? capitalised : capitalised + "." }
}

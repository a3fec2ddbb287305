import Comparison
import Foundation
import Records
import Statistics

extension ExternalValidation {
  /// The figures of the frozen model, one per row.
  package var figures: [ResultRow] {
    let calibration =
      probabilities?.rows("frozen") ?? [ResultRow("frozen", "calibration and Brier score", .undefined(.notTuned))]
    let discrimination = [
      ResultRow("frozen", "AUC", auc.auc, auc.interval, note: aucMethod, withheld: auc.intervalReason),
      ResultRow(
        "frozen", "AUC, bootstrap", auc.auc, bootstrapInterval, note: bootstrapMethod, withheld: .bootstrapBias),
    ]
    return discrimination + (cutoff?.rows("frozen") ?? []) + calibration
  }

  /// The whole result as text.
  package var text: String {
    var lines =
      model.headlines + ["validated on \"\(study)\": \(counted), \(rows.count { $0.outcome }) events"]
    lines += caveats.map { "note: \($0)" }
    lines += ResultRow.aligned(figures)
    lines += ["", "Case-mix"] + caseMix.lines
    if !outside.isEmpty {
      lines += ["", "Outside the training range (a patient may be counted more than once)"]
      lines += outside.map {
        "  \($0.kind.rawValue): \($0.patients)\($0.accepted ? ", accepted and kept" : ", left out")"
      }
    }
    let missing = leftOut.map { "  \($0.subject): \($0.reason)" } + unusable.map { "  \($0.subject): \($0.reason)" }
    if !missing.isEmpty {
      lines += ["", "Left out: \(missing.count)"] + missing.prefix(Self.listed)
      if missing.count > Self.listed { lines.append("  and \(missing.count - Self.listed) more; --csv lists all") }
    }
    if let recalibrated { lines += [""] + recalibrated.lines }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The largest number of patients that texts list; the CSV and JSON files have all.
  package static let listed = 1000

  /// Patients who could not be used because of the clinical table, as far as they are named.
  package var unusable: [(subject: String, reason: String)] {
    exclusions.filter(\.isFailure).flatMap { exclusion in
      exclusion.subjects.map {
        ($0.id, $0.detail.isEmpty ? exclusion.cause : "\(exclusion.cause). \($0.detail)")
      }
    }
  }

  /// Whether every patient of the study file was evaluated.
  package var isComplete: Bool { leftOut.isEmpty && unusable.isEmpty }

  private var counted: String { patients.map { "\(evaluated) rows of \($0) patients" } ?? "\(evaluated) patients" }

  /// Patients evaluated who have a row with this outcome.
  private func patients(with outcome: Bool) -> Int {
    let own = rows.filter { $0.outcome == outcome }
    return patients == nil ? own.count : Set(own.map { $0.patient ?? $0.subject }).count
  }

  private var caveats: [String] {
    var list = notes
    if model.synthetic {
      list.append("the model was trained on a synthetic cohort: these results are not about patients")
    }
    if let auc = developmentAUC?.value.number {
      list.append("AUC on the held-out patients of the model's own study: \(auc.brief)")
    }
    if rows.contains(where: { $0.prediction.status == .flagged }) {
      let count = rows.count { $0.prediction.status == .flagged }
      list.append("\(count) of the evaluated patients are outside the training range and were accepted by name")
    }
    for exclusion in exclusions {
      let way = exclusion.isFailure ? "could not be used" : "left out by the study file"
      list.append("\(exclusion.subjects.count) \(way): \(exclusion.cause)")
    }
    let events = patients(with: true)
    list += SmallClasses.sentence(events: events, nonEvents: patients(with: false)).map { [$0] } ?? []
    if events < SmallClasses.eventsForCalibration {
      list.append("with fewer than 100 events, calibration curve and ICI are imprecise")
    }
    return list
  }

  /// One row per patient, including those not evaluated.
  package var csv: String {
    var columns = ["subject", "outcome", "status", "score", "probability", "call"]
    if recalibrated != nil { columns.append("recalibrated_on_this_cohort") }
    columns += ["outside_or_reason", "notes"]
    let kept = rows.map { row -> [String] in
      let own = row.prediction
      var cells = [row.subject, row.outcome ? "1" : "0", own.status.rawValue]
      cells += [own.score, own.probability].map { $0.map(CSVWriter.number) ?? "" }
      cells.append(own.isCalledEvent.map { $0 ? "1" : "0" } ?? "")
      if recalibrated != nil { cells.append(row.recalibrated.map(CSVWriter.number) ?? "") }
      return cells + [own.outside.map(\.sentence), own.notes].map { $0.joined(separator: "; ") }
    }
    let blank = [String](repeating: "", count: recalibrated == nil ? 3 : 4)
    let others = leftOut.map { [$0.subject, $0.outcome ? "1" : "0", "left out"] + blank + [$0.reason.onOneLine, ""] }
    let failed = unusable.map { [$0.subject, "", "failed"] + blank + [$0.reason.onOneLine, ""] }
    return CSVWriter.text(columns: columns, rows: kept + others + failed)
  }

  /// The result as JSON.
  package func json() throws -> String { String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self) + "\n" }
}

extension PredictionReport.Model {
  fileprivate var headlines: [String] { [headline] }
}

extension CaseMix {
  fileprivate var lines: [String] {
    let odds = [
      ("training, while held out", trainingHeldOut), ("training, by the final model", trainingSeen),
      ("validation", validation),
    ]
    var lines = odds.compactMap { name, own in
      own.map {
        "  log-odds in \(name): mean \($0.mean.brief), SD \($0.deviation?.brief ?? "-"), \($0.patients) patients"
      }
    }
    let share = validationPrevalence.map { "\((100 * $0).brief) %" } ?? "-"
    lines.append("  event: training \((100 * trainingPrevalence).brief) %, validation \(share)")
    return lines + factors.map { "  \($0.factor), \($0.value): training \($0.training), validation \($0.validation)" }
  }
}

extension ExternalValidation.Recalibrated {
  fileprivate var lines: [String] {
    let number = { (value: Statistic) in value.value.map(\.brief) ?? value.reason?.explanation ?? "-" }
    return [
      "RECALIBRATED (\(kind.rawValue)): \(warning)",
      "  intercept \(number(intercept)), slope \(number(slope)), Brier "
        + "\(number(brier?.score ?? .undefined(.missingValues))), ICI "
        + number(calibrationIndex),
    ]
  }
}

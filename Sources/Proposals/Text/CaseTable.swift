import Cohorts
import Records

/// The table of patients beside a proposed study: what was found, chosen and missing for each.
struct CaseTable {
  private let draft: StudyDraft
  /// Why a patient is not analysed according to the clinical table, by id.
  private let excluded: [String: String]

  init(_ draft: StudyDraft, _ cohort: ClinicalCohort?) {
    self.draft = draft
    let subjects = (cohort?.exclusions ?? []).flatMap { cause in cause.subjects.map { ($0.id, cause.cause) } }
    excluded = Dictionary(subjects) { first, _ in first }
  }

  /// A row with its status.
  struct Row {
    let id: String
    let status: CaseColumn.Status
    let cells: [String]
  }

  private var series: [SeriesProposal] {
    if case .series(let series) = draft.source { series } else { [] }
  }

  /// The series that the study reads; those without contours stand in comments.
  private var used: [SeriesProposal] { series.filter(\.hasRegions) }

  var rows: [Row] {
    let clinical = draft.clinical
    return clinical.id.cells.enumerated().map { at, cell in
      let id = cell ?? ""
      let problems = used.compactMap { one -> String? in
        guard let found = one.found[id] else { return "\(one.name): \(SeriesProposal.Problem.noImage.words)" }
        return found.problem.map { "\(one.name): \($0.words)" }
      }
      let cause = excluded[id]
      let status: CaseColumn.Status = cause != nil ? .excluded : problems.isEmpty ? .complete : .incomplete
      let event = clinical.outcome.outcomes[at].map { $0 ? "event" : "non-event" } ?? ""
      let own = series.flatMap { one in
        let found = one.found[id]
        return [found?.image ?? "", found?.mask ?? "", found?.region ?? ""]
      }
      let doubts = used.compactMap { one in one.found[id]?.note.map { "\(one.name): \($0)" } }
      let notes = [cause.map { "excluded: \($0)." }].compactMap(\.self) + problems + doubts
      return Row(
        id: id, status: status,
        cells: [id, "\(clinical.table.lines[at])", event] + own + [status.rawValue, notes.joined(separator: " ")])
    }
  }

  /// The table as CSV.
  var text: String {
    CSVWriter.text(columns: CaseColumn.header(series.map(\.name)), rows: rows.map(\.cells))
  }
}

import Arms
import Cohorts
import Results

/// Signs that a network, or the model behind it, does not tell patients apart.
struct NetworkFindings {
  let models: [FittedModel]
  /// The rows of the same protocol in the results.
  let rows: [ModelResult]
  let cohort: AnalysisCohort

  var all: [StudyFinding] { nothing + unseen + same + scores }

  /// Rows whose deep features are identical for most training patients.
  private var nothing: [StudyFinding] {
    let names = models.filter { $0.flags.contains(.networkSeesNothing) }.map(\.row.name)
    return names.isEmpty ? [] : [.networkSeesNothing(rows: names)]
  }

  private var unseen: [StudyFinding] {
    grouped { if case .lesionUnseen(let patients, _) = $0 { patients } else { [] } }
      .map { .lesionUnseen(rows: $0.rows, patients: $0.patients, of: cohort.ids.count) }
  }

  private var same: [StudyFinding] {
    grouped { if case .sameFeatures(let patients, _) = $0 { patients } else { [] } }
      .map { .sameFeatures(rows: $0.rows, patients: $0.patients, of: cohort.ids.count) }
  }

  /// The patients that the flags of each row name, with rows that name the same ones together.
  private func grouped(_ names: (RowFlag) -> [String]) -> [(rows: [String], patients: [String])] {
    var groups: [(rows: [String], patients: [String])] = []
    for model in models {
      let named = Set(model.flags.flatMap(names))
      guard !named.isEmpty else { continue }
      let patients = cohort.ids.filter(named.contains)
      if let at = groups.firstIndex(where: { $0.patients == patients }) {
        groups[at].rows.append(model.row.name)
      } else {
        groups.append(([model.row.name], patients))
      }
    }
    return groups
  }

  /// Rows of trained heads whose scores of two patients are equal to the last bit. A head has a continuous score, so
  /// this is no chance, unless the score lies at the end of its range.
  private var scores: [StudyFinding] {
    models.compactMap { model in
      guard model.row is FusionHeadRow, let row = rows.first(where: { $0.id == model.id }) else { return nil }
      let known = Set(model.flags.flatMap(\.patientsNotToldApart))
      let scored = row.predictions.filter { !known.contains($0.subject) && !($0.score.map(isHeld) ?? true) }
      let groups = Dictionary(grouping: scored) { $0.score }.values.map { $0.map(\.subject) }
      let equal = Set(groups.filter { $0.count > 1 && images(of: $0) > 1 }.flatMap(\.self))
      guard !equal.isEmpty else { return nil }
      return .sameScores(row: row.name, patients: cohort.ids.filter(equal.contains), of: row.predictions.count)
    }
  }

  private func isHeld(_ score: Double) -> Bool { abs(score) >= heldLogit(1) }

  /// Number of different images among patients.
  private func images(of subjects: [String]) -> Int {
    Set(subjects.compactMap { name in cohort.ids.firstIndex(of: name).map { cohort.features[$0].imageHashes } }).count
  }
}

extension RowFlag {
  /// Patients who are already named because the network does not tell them apart.
  fileprivate var patientsNotToldApart: [String] {
    switch self {
    case .lesionUnseen(let patients, _), .sameFeatures(let patients, _): patients
    default: []
    }
  }
}

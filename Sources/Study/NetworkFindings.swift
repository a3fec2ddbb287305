import Arms
import Cohorts
import Results

/// Signs that a network, or the model behind it, does not tell patients apart.
struct NetworkFindings {
  /// The models of every protocol.
  let models: [FittedModel]
  /// The rows of the main protocol in the results.
  let rows: [ModelResult]
  let cohort: AnalysisCohort

  var all: [StudyFinding] { nothing + unseen + same + vectors + scores }

  /// Rows whose deep features are identical for most training patients.
  private var nothing: [StudyFinding] {
    let names = models.filter { $0.flags.contains(.networkSeesNothing) }.map(name(of:))
    return names.isEmpty ? [] : [.networkSeesNothing(rows: names)]
  }

  /// The name of a row, with its protocol if that is not the main one.
  private func name(of model: FittedModel) -> String {
    let isMain = model.evaluation.name == models.first?.evaluation.name
    return isMain ? model.row.name : "\(model.row.name) of \(model.evaluation.name.rawValue)"
  }

  private var unseen: [StudyFinding] {
    grouped { if case .lesionUnseen(let patients, _) = $0 { patients } else { [] } }
      .map { .lesionUnseen(rows: $0.rows, patients: $0.patients, of: cohort.ids.count) }
  }

  private var same: [StudyFinding] {
    grouped { if case .sameFeatures(let patients, _) = $0 { patients } else { [] } }
      .map { .sameFeatures(rows: $0.rows, patients: $0.patients, of: cohort.ids.count) }
  }

  private var vectors: [StudyFinding] {
    grouped { if case .sameVectors(let patients, _) = $0 { patients } else { [] } }
      .map { .sameVectors(rows: $0.rows, patients: $0.patients, of: cohort.ids.count) }
  }

  /// The patients that the flags of each row name, with rows that name the same ones together.
  private func grouped(_ names: (RowFlag) -> [String]) -> [(rows: [String], patients: [String])] {
    var groups: [(rows: [String], patients: [String])] = []
    for model in models {
      let named = Set(model.flags.flatMap(names))
      guard !named.isEmpty else { continue }
      let patients = cohort.ids.filter(named.contains)
      if let at = groups.firstIndex(where: { $0.patients == patients }) {
        groups[at].rows.append(name(of: model))
      } else {
        groups.append(([name(of: model)], patients))
      }
    }
    return groups
  }

  /// Rows of trained heads that give patients with different images the same score.
  private var scores: [StudyFinding] {
    let images = Dictionary(uniqueKeysWithValues: zip(cohort.ids, cohort.features.map(\.imageHashes)))
    return models.compactMap { model in
      guard model.row is FusionHeadRow, let row = rows.first(where: { $0.id == model.id }) else { return nil }
      let known = Set(model.flags.flatMap(\.patientsNotToldApart))
      let equal = EqualScores(row.predictions, images: images, except: known).patients
      return equal.isEmpty ? nil : .sameScores(row: row.name, patients: equal, of: row.predictions.count)
    }
  }
}

extension RowFlag {
  /// Patients who are already named because the network does not tell them apart.
  fileprivate var patientsNotToldApart: [String] {
    switch self {
    case .lesionUnseen(let patients, _), .sameFeatures(let patients, _), .sameVectors(let patients, _): patients
    default: []
    }
  }
}

import Cohorts
import Learning

/// What a reader must be told about a fit of a row: departures from the plan, and patients with no score or a doubtful
/// one.
///
/// The program tests the case; the words are for results and reports only.
package enum RowFlag: Hashable, Codable, Sendable {
  /// A flag of tuning, selection or calibration.
  case training(TrainingFlag)
  /// Most training patients have the same deep features, for example because the network looks at slices without
  /// lesion.
  case networkSeesNothing
  /// Patients of whose lesion not one voxel reaches the features, of all who are trained on or scored.
  case lesionUnseen(patients: [String], of: Int)
  /// Patients whose deep features are those of another patient although their images differ.
  case sameFeatures(patients: [String], of: Int)
  /// Patients who have the vector of another patient in a table that was computed elsewhere.
  case sameVectors(patients: [String], of: Int)
  /// The choice among the clinical factors left none for the head.
  case noFactorChosen
  /// Levels of a factor that occur only in scored patients.
  case unseenLevels(UnseenLevels)
  /// Patients without a score, because their batch has no training patients and was not estimated. `fewest` is the
  /// number of patients that an estimate needs; `nil` if the study file does not ask for one.
  case unknownBatch(String, patients: [String], fewest: Int?)
  /// A batch without training patients whose location and scale were estimated from this number of scored patients.
  case estimatedBatch(String, patients: Int)
  /// Patients without a score, because the model's value is not a finite number.
  case notFinite(patients: [String])
}

extension RowFlag {
  /// The flag in words, as in `results.json`.
  package var explanation: String {
    switch self {
    case .training(let flag): flag.explanation
    case .networkSeesNothing:
      "the network sees the same in most training patients, so its features say nothing: the slices that it looks at "
        + "hold no lesion. Choose region: crop with inflation: none, or another depth or fit."
    case .lesionUnseen(let patients, let all):
      "no voxel of the lesion reaches the features of \(patients.count) of \(all) patients: "
        + patients.joined(separator: ", ")
    case .sameFeatures(let patients, let all):
      "\(patients.count) of \(all) patients have the features of another patient, although their images differ: "
        + patients.joined(separator: ", ")
    case .sameVectors(let patients, let all):
      "\(patients.count) of \(all) patients have the vector of another patient: " + patients.joined(separator: ", ")
    case .noFactorChosen: "the LASSO kept no clinical factor, so the head has none"
    case .unseenLevels(let unseen):
      "\(unseen.factor): \(unseen.levels.joined(separator: ", ")) not among the training patients, taken as unknown"
    case .unknownBatch(let batch, let patients, let fewest):
      "no score for \(patients.joined(separator: ", ")): no training patient is of batch \(batch), so its location "
        + "and scale "
        + (fewest.map { "need \($0) patients" } ?? "are unknown")
    case .estimatedBatch(let batch, let patients):
      "batch \(batch) is not in training: its location and scale come from the features of its \(patients) "
        + "patients who "
        + "are scored, without their outcomes"
    case .notFinite(let patients):
      "no score for \(patients.joined(separator: ", ")): the model's value is not a finite number, as with "
        + "features far "
        + "outside those of training"
    }
  }
}

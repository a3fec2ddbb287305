import Cohorts
import Learning

/// What a reader must be told of a fit of a row: departures from the plan, and patients who have no score or a doubtful
/// one.
///
/// The program asks the case. Only results and the report have the words.
package enum RowFlag: Hashable, Sendable {
  /// Of tuning, selection and calibration.
  case training(TrainingFlag)
  /// All training patients have the same deep features, as where the network looks at slices without a lesion.
  case networkSeesNothing
  /// The choice among the clinical factors left none to the head.
  case noFactorChosen
  /// Levels of a factor that only patients scored have.
  case unseenLevels(UnseenLevels)
  /// Patients without a score, since nobody in training is of their batch and it was not estimated; `fewest` is how
  /// many patients of it an estimate needs, `nil` where the study file asks for none.
  case unknownBatch(String, patients: [String], fewest: Int?)
  /// A batch outside training whose location and scale were taken from so many patients who are scored.
  case estimatedBatch(String, patients: Int)
  /// Patients without a score, since the model's value is not a finite number.
  case notFinite(patients: [String])
  /// Something else that a row has to say, in its own words.
  case words(String)
}

extension RowFlag {
  /// The flag in words, as `results.json` has it.
  package var explanation: String {
    switch self {
    case .training(let flag): flag.explanation
    case .networkSeesNothing:
      "the network sees the same in every training patient, so its features say nothing: the slices that it looks at hold no "
        + "lesion. Choose another inflation, depth or fit."
    case .noFactorChosen: "the LASSO kept no clinical factor, so the head has none"
    case .unseenLevels(let unseen):
      "\(unseen.factor): \(unseen.levels.joined(separator: ", ")) not among the training patients, taken as unknown"
    case .unknownBatch(let batch, let patients, let fewest):
      "no score for \(patients.joined(separator: ", ")): no training patient is of batch \(batch), so its location and scale "
        + (fewest.map { "need \($0) patients" } ?? "are unknown")
    case .estimatedBatch(let batch, let patients):
      "batch \(batch) is not in training: its location and scale come from the features of its \(patients) patients who "
        + "are scored, without their outcomes"
    case .notFinite(let patients):
      "no score for \(patients.joined(separator: ", ")): the model's value is not a finite number, as with features far "
        + "outside those of training"
    case .words(let words): words
    }
  }
}

extension RowFlag: ExpressibleByStringLiteral {
  /// A row's own words.
  package init(stringLiteral words: String) { self = .words(words) }
}

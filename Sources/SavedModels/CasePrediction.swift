import Foundation
import Results
import Statistics

/// The prediction of a saved model for one new patient, or the reason why there is none.
package struct CasePrediction: Hashable, Codable, Sendable {
  /// The result of the attempt.
  package enum Status: String, Hashable, Codable, Sendable {
    /// Predicted, inside the training range.
    case predicted
    /// Predicted outside the training range, which the user accepted by name.
    case flagged
    /// Not predicted, because the patient is outside the training range.
    case refused
    /// Not predicted, because something is missing or damaged.
    case failed
  }

  /// The given id.
  package let id: String
  /// The result of the attempt.
  package let status: Status
  /// The score, higher for the event.
  package let score: Double?
  /// Calibrated probability of the event; `nil` without calibration.
  package let probability: Double?
  /// Predicted class at the stored cutoff; `nil` without a cutoff.
  package let isCalledEvent: Bool?
  /// The outcomes that the model's limits do not rule out; `nil` without such limits.
  package let set: PredictionSet?
  /// The ways in which the patient is outside the training range.
  package let outside: [RangeFinding]
  /// Facts that a reader should know, for example that a factor was imputed.
  package let notes: [String]
  /// Why there is no prediction, and what to do next.
  package let failure: String?
  /// Columns of the model without a value, which were imputed as in training; the notes say so too.
  package var imputed: [String] = []

  private enum CodingKeys: String, CodingKey {
    case id, status, score, probability, isCalledEvent, set, outside, notes, failure
  }

  /// Whether there is a prediction.
  package var isPredicted: Bool { status == .predicted || status == .flagged }

  package init(
    _ id: String, _ status: Status, prediction: Prediction? = nil, outside: [RangeFinding] = [], notes: [String] = [],
    failure: String? = nil, imputed: [String] = []
  ) {
    self.imputed = imputed
    (self.id, self.status, self.outside, self.notes, self.failure) = (id, status, outside, notes, failure)
    (score, probability, isCalledEvent) = (prediction?.score, prediction?.probability, prediction?.isCalledEvent)
    set = prediction?.set
  }
}
